import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync(new URL("../../style/tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");
const colours = (block: string): Record<string, string> =>
  Object.fromEntries([...block.split("@media")[0]!.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
const schemes = { light: colours(light), dark: { ...colours(light), ...colours(dark) } };

/** WCAG 2 contrast. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at]!, 0);
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const texts = ["ink", "muted", "accent", "danger", "warn", "ok"].flatMap((text) => [[text, "bg"], [text, "surface"]] as const);
const pairs = [...texts, ["on-accent", "accent"], ["on-danger", "danger"], ["ink", "accent-wash"], ["ink", "danger-wash"], ["ink", "warn-wash"], ["ink", "ok-wash"]] as const;

for (const [name, scheme] of Object.entries(schemes)) {
  it.each(pairs)(`In the ${name} scheme %s on %s reaches 6:1`, (text, ground) => {
    expect(contrast(scheme[text]!, scheme[ground]!)).toBeGreaterThanOrEqual(6);
  });

  it(`In the ${name} scheme the edge of a control reaches 3:1`, () => {
    for (const ground of ["bg", "surface"]) expect(contrast(scheme["edge"]!, scheme[ground]!)).toBeGreaterThanOrEqual(3);
  });
}
