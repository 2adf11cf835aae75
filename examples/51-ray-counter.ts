/**
 * Ray's actors: a counter that lives in a worker. Its calls run in the order in which they were made, whoever makes them.
 */
import assert from "node:assert/strict"
import { range } from "heddle"
import { get, remote, shutdown } from "heddle/remote"

const Counter = remote(
  class Counter {
    count = 0

    increment(): number {
      return ++this.count
    }
  },
)

const counter = Counter.remote()
const results = await get(range(10).map(() => counter.increment.remote()))
console.log(results.join(", "))
assert.deepEqual(results, [...range(1, 11)])

// Its handle goes to tasks, which call it from where they are.
const countsTo = remote(async (to: typeof counter, times: number) => {
  await get(range(times).map(() => to.increment.remote()))
})
await get(range(4).map(() => countsTo.remote(counter, 25)))
assert.equal(await get(counter.increment.remote()), 111)
console.log("four tasks have counted on to 110")

await shutdown()
