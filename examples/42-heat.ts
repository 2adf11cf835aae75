/**
 * A cold plate with a word of hot wire on it, after some time: the heat equation, step by step, as a stencil.
 *
 *   node 42-heat.ts 720            writes heat.png, 720 pixels wide
 */
import assert from "node:assert/strict"
import { stencil, zeros } from "heddle/jit"
import type { Neighbor, Shaped } from "heddle/jit"
import { Canvas } from "./picture/canvas.ts"
import { lettering } from "./picture/lettering.ts"
import { inferno, mixed } from "./picture/palette.ts"
import { paint, save } from "./picture/save.ts"

const rate = 0.24

/** What a place has after one step, by what flows in from its four neighbours; the wire keeps its temperature. */
const flow = stencil((t, wire: Neighbor) => {
  const next = t(0, 0) + rate * (t(-1, 0) + t(1, 0) + t(0, -1) + t(0, 1) - 4 * t(0, 0))
  return Math.max(next, wire(0, 0))
})

/** The plate after so many steps. Its border stays as cold as it is. */
function heated(plate: Shaped<Float64Array>, wire: Shaped<Float64Array>, steps: number): Shaped<Float64Array> {
  let now = plate
  let next: typeof plate = { ...plate, data: zeros(plate.data.length) }
  for (let step = 0; step < steps; step++) [now, next] = [flow(now, wire, next), now]
  return now
}

function plate(height: number, width: number): Shaped<Float64Array> {
  return { data: zeros(height * width), shape: [height, width] }
}

// A wave over the whole plate keeps its form; by how much it sinks at each step is known.
const [size, steps] = [64, 500]
const wave = plate(size + 1, size + 1)
const sine = (i: number): number => Math.sin((Math.PI * i) / size)
for (let i = 1; i < size; i++) {
  for (let j = 1; j < size; j++) wave.data[i * (size + 1) + j] = sine(i) * sine(j)
}
const factor = (1 - 8 * rate * Math.sin(Math.PI / size / 2) ** 2) ** steps
const middle = (size / 2) * (size + 2)
const sunk = heated(wave, plate(size + 1, size + 1), steps).data[middle]!
console.log(`a wave sinks to ${sunk}, and should to ${factor}`)
assert.ok(Math.abs(sunk - factor) < 1e-12)

const width = Number(process.argv[2] ?? 720)
const height = Math.round(width * 0.4)
const canvas = new Canvas(width, height, "#000000")
const letters = lettering("400-normal")
const fontSize = 0.33 * width
const left = (width - letters.width("heddle", fontSize)) / 2
letters.write(canvas, "heddle", left, 0.31 * width, fontSize, "#ffffff")
const wire = plate(height, width)
for (let i = 0; i < wire.data.length; i++) wire.data[i] = canvas.pixels[4 * i]! / 255

const { data } = heated(plate(height, width), wire, Math.round(width ** 2 / 600))
// Lines where the temperature is a multiple of a twelfth.
const level = (i: number): number => Math.floor(12 * (data[i] ?? 0))
save(
  "heat.png",
  paint(data, width, (t, i) => {
    const isLine = t < 0.98 && (level(i) !== level(i + 1) || level(i) !== level(i + width))
    return isLine ? mixed(inferno(t), [255, 255, 255], 0.25) : inferno(t)
  }),
)
console.log(flow.explain())
