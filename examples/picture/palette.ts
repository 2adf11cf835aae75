/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Enough for the eye, and as many as a PNG file can number. */
const shades = 256

/** A colour for each number from 0 to 1: through the given ones (`#rrggbb`) at equal distances, in 256 steps. */
export function gradient(...colours: readonly string[]): (t: number) => Rgb {
  const stops = colours.map(rgb)
  const table = Array.from({ length: shades }, (_, k) => {
    const at = (k / (shades - 1)) * (stops.length - 1)
    const i = Math.min(stops.length - 2, Math.floor(at))
    return mixed(stops[i]!, stops[i + 1]!, at - i)
  })
  return (t) => table[Math.round(Math.min(1, Math.max(0, t)) * (shades - 1))]!
}

/** So much of the second in the first. */
export function mixed(a: Rgb, b: Rgb, part: number): Rgb {
  const one = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * part)
  return [one(0), one(1), one(2)]
}

/** Of `#rrggbb`. */
export function rgb(colour: string): Rgb {
  const bits = Number.parseInt(colour.slice(1), 16)
  return [bits >> 16, (bits >> 8) & 255, bits & 255]
}

/** matplotlib's, from dark to light. */
export const inferno: (t: number) => Rgb = gradient(
  "#000004",
  "#1b0c41",
  "#4a0c6b",
  "#781c6d",
  "#a52c60",
  "#cf4446",
  "#ed6925",
  "#fb9b06",
  "#f7d13d",
  "#fcffa4",
)
