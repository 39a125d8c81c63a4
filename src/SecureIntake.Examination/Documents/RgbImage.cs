using System.Security.Cryptography;

namespace SecureIntake.Examination.Documents;

/// <summary>Bare pixels: rows from the top, three bytes each, nothing else. The only thing of a picture that leaves the sandbox.</summary>
internal sealed class RgbImage(int width, int height, byte[] pixels) : IDisposable
{
    public int Width => width;

    public int Height => height;

    public ReadOnlySpan<byte> Row(int y) => pixels.AsSpan(y * width * 3, width * 3);

    /// <summary>Brightness of a pixel, 0 to 255 (ITU-R BT.601).</summary>
    public int Luma(int x, int y)
    {
        var at = (y * width + x) * 3;
        return (pixels[at] * 299 + pixels[at + 1] * 587 + pixels[at + 2] * 114) / 1000;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(pixels);
}
