import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { range } from "heddle"
import { gates, opened, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import { get, put, remote } from "heddle/remote"
import type { ObjectRef } from "heddle/remote"

const length = 100_000
const makes = remote((n: number) => Float64Array.from({ length: n }, (_, i) => i))
const sums = remote((a: Float64Array) => a.reduce((sum, x) => sum + x, 0))
const isShared = (a: ArrayBufferView): boolean => a.buffer instanceof SharedArrayBuffer
const total = (length * (length - 1)) / 2

class Keeper {
  kept: Float64Array | undefined
  keep(a: Float64Array): number {
    this.kept = a
    return a.length
  }
  async late(a: Float64Array, words: Gates): Promise<number> {
    tick(words, 1)
    await opened(words)
    return a[0]!
  }
  add(a: Float64Array): number {
    for (let i = 0; i < a.length; i++) a[i]! += 1
    return a[0]!
  }
  give(): { kept: Float64Array | undefined } {
    return { kept: this.kept }
  }
}

/** Large arrays are one memory for all who read them, where there is shared memory. */
export function arrays(shares: boolean): void {
  describe("large arrays", () => {
    it("that a task makes are in shared memory, for the program and for other tasks", async () => {
      const made = makes.remote(length)
      assert.equal(await get(sums.remote(made)), total)
      assert.equal(isShared(await made), shares)
      assert.equal((await made)[7], 7)
      const look = remote(async ({ ref }: { ref: ObjectRef<Float64Array> }) => {
        const a = await ref
        return [a.buffer instanceof SharedArrayBuffer, a.length, a[9]]
      })
      assert.deepEqual(await get(look.remote({ ref: made })), [shares, length, 9])
    })

    it("that are put are copies, which nobody changes", async () => {
      const mine = new Float64Array(length).fill(1)
      const ref = put(mine)
      mine[0] = 5
      assert.equal((await ref)[0], 1)
      // What a task writes is its own.
      const writes = remote((a: Float64Array) => {
        a[0] = 7
        return a[0]
      })
      assert.equal(await get(writes.remote(ref)), 7)
      assert.equal((await ref)[0], 1)
      assert.equal(await get(sums.remote(ref)), length)
      const keeper = remote(Keeper).remote()
      assert.equal(await get(keeper.keep.remote(ref)), length)
      assert.equal((await get(keeper.give.remote())).kept![3], 1)
      assert.equal(await get(keeper.add.remote(ref)), 2)
      assert.equal((await ref)[0], 1)
      // What an actor only reads is the memory itself: it would see what nobody should do.
      const words = gates(2)
      const late = keeper.late.remote(ref, words)
      await reached(words, 1, 1)
      ;(await ref)[0] = 9
      release(words)
      assert.equal(await late, shares ? 9 : 1)
    })

    it("go in objects and lists too", async () => {
      const both = remote((n: number) => ({ a: new Uint8Array(n).fill(1), list: [new Float32Array(n)], name: "both" }))
      const { a, list, name } = await get(both.remote(300_000))
      assert.equal(isShared(a), shares)
      assert.deepEqual([a.length, a[5], list[0]!.length, name], [300_000, 1, 300_000, "both"])
      const ref = put([new Float64Array(length), "x"] as const)
      const [first, x] = await get(ref)
      assert.equal(isShared(first), shares)
      assert.equal(x, "x")
    })

    it("are given on by tasks in tasks", async () => {
      const passes = remote(async () => {
        const ref = put(new Float64Array(length).fill(2))
        const made = makes.remote(length)
        return [await get(sums.remote(ref)), await get(sums.remote(made)), (await made).length]
      })
      assert.deepEqual(await get(passes.remote()), [2 * length, total, length])
    })

    it("that are small stay as they are", async () => {
      const small = await get(makes.remote(10))
      assert.equal(isShared(small), false)
      assert.deepEqual([...small], [...range(10)])
    })
  })
}
