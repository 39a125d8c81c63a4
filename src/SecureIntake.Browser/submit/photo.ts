/** Makes a photo smaller until it fits. Drawing it anew also leaves behind where and with what it was taken. */

/** Long sides in pixels, tried in turn: the first keeps small print legible, the last still shows a face and a name. */
const SIDES = [1800, 1400, 1100, 850, 650];
const QUALITIES = [0.8, 0.65, 0.5];

/** A JPEG of at most `most` bytes, or `undefined` if this is no image the browser can read. */
export async function fitPhoto(file: Blob, most: number): Promise<Blob | undefined> {
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return undefined;
  }
  try {
    for (const side of SIDES) {
      const scale = Math.min(1, side / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      const context = canvas.getContext("2d");
      if (context === null) return undefined;
      // Transparent pictures would turn black as JPEG.
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      for (const quality of QUALITIES) {
        const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
        if (jpeg !== null && jpeg.size <= most) return jpeg;
      }
    }
    return undefined;
  } finally {
    image.close();
  }
}
