import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import type { Picture } from "./canvas.ts"
import type { Rgb } from "./palette.ts"
import { encodePng } from "./png.ts"

/** A pixel for each value, so many in a row. */
export function paint(
  values: ArrayLike<number>,
  width: number,
  colour: (value: number, index: number) => Rgb,
): Picture {
  const pixels = new Uint8Array(4 * values.length)
  for (let i = 0; i < values.length; i++) pixels.set([...colour(values[i]!, i), 255], 4 * i)
  return { width, height: values.length / width, pixels }
}

/** Writes a picture, or the text of an SVG, into the folder that the program was started in. */
export function save(name: string, picture: Picture | string): void {
  const file = resolve(name)
  writeFileSync(file, typeof picture === "string" ? picture : encodePng(picture))
  console.log(`Now look at ${file}`)
}

/** Each pixel as a square of so many. */
export function enlarged({ width, height, pixels }: Picture, by: number): Picture {
  const large = new Uint8Array(pixels.length * by * by)
  for (let i = 0; i < width * height * by * by; i++) {
    const [row, column] = [Math.floor(i / (width * by)), i % (width * by)]
    const at = 4 * (Math.floor(row / by) * width + Math.floor(column / by))
    large.set(pixels.subarray(at, at + 4), 4 * i)
  }
  return { width: width * by, height: height * by, pixels: large }
}
