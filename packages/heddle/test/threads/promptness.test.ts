import assert from "node:assert/strict"
import { it } from "node:test"
import { Pool, range } from "heddle"
import { release, wordGates } from "../contract/gates.ts"

it("a result does not wait for the slow task that runs after it in the same batch", async () => {
  await using pool = new Pool({ workers: 1 })
  const words = wordGates()
  const step = (i: number): number => {
    if (i === 5) Atomics.wait(words, 0, 0)
    return i
  }
  // Learned to be cheap, calls go together.
  await pool.map(step, range(100, 5000))
  const all = range(40).map((i) => pool.submit(step, i))
  assert.deepEqual(await Promise.all(all.slice(0, 5)), [0, 1, 2, 3, 4])
  assert.equal(all[5]!.done(), false)
  release(words)
  assert.deepEqual(await Promise.all(all), [...range(40)])
})

it("a program that awaits one tiny call after the other still has turns of its event loop", async () => {
  await using pool = new Pool({ workers: 1 })
  const noop = (x: number): number => x
  const turns: number[] = []
  const turn = (): void => {
    if (turns.push(0) < 20) setImmediate(turn)
  }
  setImmediate(turn)
  for (let i = 0; turns.length < 20; i++) {
    assert.ok(i < 200_000, `${turns.length} turns in ${i} calls`)
    assert.equal(await pool.submit(noop, i), i)
  }
})
