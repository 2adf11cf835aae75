/**
 * Sixteen inputs and a long loop over each: what a ProcessPoolExecutor is for. Serial against parallel.
 *
 *   node 05-compute-intensive.ts 100000000
 */
import assert from "node:assert/strict"
import { Pool, cpuCount, range } from "heddle"

const steps = Number(process.argv[2] ?? 10_000_000)

function computeIntensiveTask(data: number): number {
  let result = 0
  for (let i = 0; i < steps; i++) result += i * data
  return result
}

const inputs = [...range(16)]

const serialStart = performance.now()
const serialResults = inputs.map(computeIntensiveTask)
const serial = performance.now() - serialStart

await using pool = new Pool()
const parallelStart = performance.now()
const results = await pool.map(computeIntensiveTask, inputs)
const parallel = performance.now() - parallelStart

assert.deepEqual(results, serialResults)
console.log(`serial ${(serial / 1000).toFixed(2)} s, ${cpuCount()} workers ${(parallel / 1000).toFixed(2)} s`)
console.log(`speedup ratio: ${(serial / parallel).toFixed(2)}x, with the start of the workers`)
