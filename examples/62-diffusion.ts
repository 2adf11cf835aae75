/**
 * Spots that grow and divide: two substances that react and diffuse (Gray and Scott's model). Each block of the picture goes
 * some steps on by itself, with as many elements around it as its neighbours can reach it by in that time.
 *
 *   node 62-diffusion.ts 384 4000            writes diffusion.png, 384 pixels wide, after 4000 steps
 */
import assert from "node:assert/strict"
import * as da from "heddle/array"
import { gradient } from "./picture/palette.ts"
import { paint, save } from "./picture/save.ts"

const size = Number(process.argv[2] ?? 96)
const steps = Number(process.argv[3] ?? 800)

/** Steps between two looks at the neighbours. */
const depth = 8
const [feed, kill] = [0.0367, 0.0649]

/** Both substances after `depth` steps. What is wrong at the edges, where neighbours are missing, is cut away. */
function react(block: da.NDArray<"float64">): { readonly data: Float64Array; readonly shape: readonly number[] } {
  const { shape } = block
  const [, height, width] = shape as [number, number, number]
  let now = Float64Array.from(block.flat())
  let next = now.slice()
  const area = height * width
  for (let step = 0; step < depth; step++) {
    for (let row = 1; row < height - 1; row++) {
      for (let i = row * width + 1; i < (row + 1) * width - 1; i++) {
        const j = i + area
        const [u, v] = [now[i]!, now[j]!]
        const rate = u * v * v
        const flowU = (now[i - 1]! + now[i + 1]! + now[i - width]! + now[i + width]!) / 4 - u
        const flowV = (now[j - 1]! + now[j + 1]! + now[j - width]! + now[j + width]!) / 4 - v
        next[i] = u + 0.8 * flowU - rate + feed * (1 - u)
        next[j] = v + 0.4 * flowV + rate - (feed + kill) * v
      }
    }
    ;[now, next] = [next, now]
  }
  return { data: now, shape }
}

/** At first there is only the one substance, but for some squares of the other. */
async function beginning(): Promise<da.LazyArray> {
  const side = da.arange(size)
  const isNear = (place: number): da.LazyArray =>
    side
      .sub(place)
      .abs()
      .less(size / 20)
  let isSpot = da.zeros([size, size], { dtype: "bool" })
  const places = await da.random.integers(0, size, [12, 2], { seed: 5 }).compute()
  for (const [row, column] of places.toArray() as [bigint, bigint][]) {
    isSpot = isSpot.logicalOr(
      isNear(Number(row))
        .reshape(size, 1)
        .logicalAnd(isNear(Number(column))),
    )
  }
  return da.stack([da.where(isSpot, 0.5, 1), da.where(isSpot, 0.25, 0)])
}

/** The next state: the sides of the picture are each other's neighbours. */
function after(state: da.LazyArray, chunks: number): da.LazyArray {
  return da.mapOverlap(react, state.rechunk([2, chunks, chunks]), {
    depth: { 1: depth, 2: depth },
    boundary: { 1: "periodic", 2: "periodic" },
  })
}

// In four blocks or in one: the same numbers.
let state = await beginning()
const [inBlocks, inOne] = await da.compute(after(state, size / 2), after(state, size))
assert.ok(inBlocks!.equals(inOne!))

for (let step = 0; step < steps; step += depth) state = after(state, size / 2).persist()
const spots = await state.slice("1").compute()
assert.ok((await state.max().compute()) <= 1)

const colour = gradient("#fbf3e4", "#f0b67f", "#c8553d", "#33261d")
save(
  "diffusion.png",
  paint(spots.flat() as Float64Array, size, (value) => colour(2.6 * value)),
)
