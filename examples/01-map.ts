/**
 * Pool.map: a function, applied to every element of a list, on every core.
 *
 *   node 01-map.ts 1000000
 */
import assert from "node:assert/strict"
import { Pool, cpuCount, range } from "heddle"

const size = Number(process.argv[2] ?? 50_000)

// The original takes the square root of x ** 1000, which leaves the range of a double at x = 3 (Python raises an
// OverflowError). This one takes the root of its logarithm, by Newton's method, in far more steps than that needs.
function complexCalculation(x: number): number {
  const target = 1000 * Math.log(x + 1)
  let root = 1
  for (let step = 0; step < 1000; step++) root = (root + target / root) / 2
  return root
}

// The loop you had.
const data = [...range(size)]
const serialStart = performance.now()
const expected = data.map(complexCalculation)
const serial = performance.now() - serialStart

// The loop on all cores. There is no `if __name__ == "__main__"`: workers never run this file, they are sent the function.
await using pool = new Pool({ workers: cpuCount() })
const parallelStart = performance.now()
const results = await pool.map(complexCalculation, data)
const parallel = performance.now() - parallelStart

assert.deepEqual(results, expected)
console.log(`${size} elements, the last root is ${results.at(-1)}`)
console.log(`serial ${serial.toFixed(0)} ms, ${cpuCount()} workers ${parallel.toFixed(0)} ms, with their start`)
