type Rgb = readonly [number, number, number]

/** The colours that stand for a picture best, dark to light, by k-means over a sixteenth of its pixels. */
export function mainColours(pixels: Uint8Array, count: number): string[] {
  const sample: Rgb[] = []
  for (let at = 0; at < pixels.length; at += 64) sample.push([pixels[at]!, pixels[at + 1]!, pixels[at + 2]!])
  sample.sort((a, b) => brightness(a) - brightness(b))
  // Evenly over the brightness: the start decides what k-means finds, so it is not left to chance.
  let centres = Array.from({ length: count }, (_, k) => sample[Math.floor(((k + 0.5) / count) * sample.length)]!)
  for (let round = 0; round < 12; round++) centres = means(sample, centres)
  return centres.toSorted((a, b) => brightness(a) - brightness(b)).map(hex)
}

function means(sample: readonly Rgb[], centres: readonly Rgb[]): Rgb[] {
  const sums = centres.map(() => [0, 0, 0, 0])
  for (const colour of sample) {
    const sum = sums[nearest(colour, centres)]!
    for (let c = 0; c < 3; c++) sum[c]! += colour[c]!
    sum[3]! += 1
  }
  return sums.map(([r, g, b, n], k) => (n === 0 ? centres[k]! : [r! / n!, g! / n!, b! / n!]))
}

function nearest(colour: Rgb, centres: readonly Rgb[]): number {
  let best = 0
  for (let k = 1; k < centres.length; k++) {
    if (distance(colour, centres[k]!) < distance(colour, centres[best]!)) best = k
  }
  return best
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}

function brightness([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`
}
