/**
 * The seeds' factorials and chunks with processes of one's own: each takes numbers from a queue until there are none, and
 * puts what it found into a dictionary that all have. (A `Pool` does all of that by itself: 08-factorials.ts.)
 *
 *   node 30-processes.ts 35 45
 */
import assert from "node:assert/strict"
import { range } from "heddle"
import { Manager, Process, Queue, Value } from "heddle/multiprocessing"

const [from = 35, to = 45] = process.argv.slice(2).map(Number)

function computeFactorial(n: number): bigint {
  let product = 1n
  for (let i = 2n; i <= n; i++) product *= i
  return product
}

await using manager = Manager()
const results = manager.dict<number, bigint>()
const numbers = new Queue<number>()
const done = new Value("i", 0)

async function worker(): Promise<void> {
  for await (const n of numbers) {
    await results.set(n, computeFactorial(n))
    await done.update((count) => count + 1)
  }
}

const workers = [1, 2].map(() => new Process(worker))
for (const each of workers) each.start()
for (const n of range(from, to)) await numbers.put(n)
// No more is put: the loops over the queue end when it is empty.
await numbers.close()
for (const each of workers) await each.join()

assert.deepEqual(
  workers.map(({ exitCode }) => exitCode),
  [0, 0],
)
assert.equal(await done.get(), to - from)
for (const [n, factorial] of await results.entries()) assert.equal(factorial, computeFactorial(n))
console.log(`${await done.get()} factorials, the largest of ${String(computeFactorial(to - 1)).length} digits`)
