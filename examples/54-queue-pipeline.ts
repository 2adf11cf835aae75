/**
 * A pipeline over queues: producers read, workers compute, one consumer writes. The queues hold few items, so that whoever
 * is faster waits for the others: the memory that all of it takes does not grow with the input.
 *
 *   node 54-queue-pipeline.ts 2000
 */
import assert from "node:assert/strict"
import { Queue, get, init, remote, shutdown } from "heddle/remote"

const count = Number(process.argv[2] ?? 300)
const end = null

init({ numCpus: 2 })
const [numbers, factors] = [new Queue<number | typeof end>(8), new Queue<readonly number[] | typeof end>(8)]

const produce = remote(async (to: typeof numbers, from: number, step: number) => {
  for (let n = from; n < count; n += step) await to.put(1_000_000 + n)
})

const factorise = remote(async (from: typeof numbers, to: typeof factors) => {
  for (let n = await from.get(); n !== end; n = await from.get()) {
    const found = [n]
    let rest = n
    for (let p = 2; p * p <= rest; p++) for (; rest % p === 0; rest /= p) found.push(p)
    if (rest > 1) found.push(rest)
    await to.put(found)
  }
})

const producers = [produce.remote(numbers, 0, 2), produce.remote(numbers, 1, 2)]
const workers = [factorise.remote(numbers, factors), factorise.remote(numbers, factors)]

// Each stage ends when the one before it has ended: a null for each that reads.
const ended = (async () => {
  await get(producers)
  for (const _ of workers) await numbers.put(end)
  await get(workers)
  await factors.put(end)
})()

let [items, primes, most] = [0, 0, 0]
for (let found = await factors.get(); found !== end; found = await factors.get()) {
  const [n, ...primeFactors] = found
  assert.equal(
    primeFactors.reduce((a, b) => a * b),
    n,
  )
  items++
  if (primeFactors.length === 1) primes++
  most = Math.max(most, await numbers.size())
}
await ended
assert.equal(items, count)
assert.ok(most <= 8)
console.log(`${items} numbers, ${primes} of them prime; never more than 8 waited, at most ${most} were seen`)
await shutdown()
