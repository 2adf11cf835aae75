/**
 * Ray's tasks: sixteen chunks of random numbers, each summed in squares by a task, against the serial loop.
 *
 *   node 50-ray-tasks.ts 1000000
 */
import assert from "node:assert/strict"
import { get, init, remote, shutdown } from "heddle/remote"

const size = Number(process.argv[2] ?? 200_000)

init()

function sumOfSquares(chunk: Float64Array): number {
  let sum = 0
  // Some work more than one pass.
  for (let pass = 0; pass < 50; pass++) for (const x of chunk) sum += x * x
  return sum / 50
}
const processChunk = remote(sumOfSquares)

const data = Array.from({ length: 16 }, (_, row) =>
  Float64Array.from({ length: size }, (_, i) => ((i * (row + 7)) % 1009) / 1009),
)

let start = performance.now()
const refs = data.map((chunk) => processChunk.remote(chunk))
const results = await get(refs)
console.log(`in parallel: ${((performance.now() - start) / 1000).toFixed(2)} s, with the start of the workers`)

start = performance.now()
const expected = data.map((chunk) => sumOfSquares(chunk))
console.log(`one by one: ${((performance.now() - start) / 1000).toFixed(2)} s`)

assert.deepEqual(results, expected)
await shutdown()
