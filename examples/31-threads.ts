/**
 * The seeds' threads that fill one list of results: `results` is shared memory, each thread writes its own part of it.
 *
 *   node 31-threads.ts 1000000 4
 */
import assert from "node:assert/strict"
import { shared } from "heddle"
import { Thread } from "heddle/multiprocessing"

const [size = 100_000, numThreads = 4] = process.argv.slice(2).map(Number)

function complexCalculation(x: number): number {
  return Math.sqrt(x ** 3)
}

const results = shared(new Float64Array(size))

function fill(start: number, end: number): void {
  for (let i = start; i < end; i++) results[i] = complexCalculation(i)
}

const step = Math.ceil(size / numThreads)
const threads = Array.from({ length: numThreads }, (_, k) => {
  return new Thread(fill, k * step, Math.min(size, (k + 1) * step))
})
for (const thread of threads) thread.start()
for (const thread of threads) await thread.join()

assert.ok(results.every((value, i) => value === complexCalculation(i)))
console.log(`${size} roots by ${numThreads} threads: the last is ${results.at(-1)!.toFixed(1)}`)
