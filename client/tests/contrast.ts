/** A color of tokens.css by day and by night, as lightness, chroma and hue. */
export interface Token {
  light: [number, number, number];
  dark: [number, number, number];
}

export function readTokens(css: string): Map<string, Token> {
  const tokens = new Map<string, Token>();
  const parse = (text: string): [number, number, number] => {
    const found = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)/.exec(text);
    return [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
  };
  for (const [, name, value] of css.matchAll(/--([\w-]+):\s*((?:light-dark|oklch)\([^;]+);/g)) {
    const parts = value?.match(/oklch\([^)]+\)/g) ?? [];
    if (name && parts[0] && !tokens.has(name)) tokens.set(name, { light: parse(parts[0]), dark: parse(parts[1] ?? parts[0]) });
  }
  return tokens;
}

/** OKLCH as linear sRGB; what lies outside 0 to 1 cannot be shown. */
export function linear([lightness, chroma, hue]: [number, number, number]): [number, number, number] {
  const [a, b] = [chroma * Math.cos(hue * Math.PI / 180), chroma * Math.sin(hue * Math.PI / 180)];
  const l = (lightness + .3963377774 * a + .2158037573 * b) ** 3;
  const m = (lightness - .1055613458 * a - .0638541728 * b) ** 3;
  const s = (lightness - .0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + .2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s, -.0041960863 * l - .7034186147 * m + 1.707614701 * s];
}

function luminance(color: [number, number, number]): number {
  const [red, green, blue] = linear(color).map(value => Math.min(1, Math.max(0, value))) as [number, number, number];
  return red * .2126 + green * .7152 + blue * .0722;
}

export function ratio(one: [number, number, number], other: [number, number, number]): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + .05) / (low + .05);
}
