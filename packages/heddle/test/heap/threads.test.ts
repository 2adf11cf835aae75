import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Pool, range } from "../../src/index.ts"
import { isHeapArray } from "../../src/core/heap/index.ts"
import type { HeapHandle } from "../../src/core/heap/index.ts"
import { float64, int32, jit, prange } from "../../src/jit/index.ts"
import { settled, used } from "./garbage.ts"

describe("arrays of the heap in worker threads", () => {
  it("are the same memory there, as arguments, captured, and as results", async () => {
    await using pool = new Pool({ workers: 2 })
    const a = float64(8)
    await pool.map((i: number) => {
      a[i] = i * i
    }, range(8))
    assert.deepEqual(Array.from(a), [0, 1, 4, 9, 16, 25, 36, 49])
    await pool.submit(
      (b: Float64Array) => {
        b[0] = 100
      },
      a.subarray(4, 6),
    )
    assert.equal(a[4], 100)
    const made = await pool.submit((length: number) => {
      const b = float64(length)
      b.fill(3)
      return { b: b.subarray(1), name: "b" }
    }, 10)
    assert.ok(isHeapArray(made.b))
    assert.deepEqual(Array.from(made.b), Array<number>(9).fill(3))
    const back = await pool.submit((b: Float64Array) => b, a)
    back[7] = -1
    assert.equal(a[7], -1)
  })

  it("that come home hold no more than they did", async () => {
    const before = await settled()
    await using pool = new Pool({ workers: 1 })
    {
      using a = float64(100_000)
      using b = (await pool.submit((x: Float64Array) => x, a)) as Float64Array & HeapHandle
      assert.equal(b.byteOffset, a.byteOffset)
      using c = (await pool.submit(() => float64(50_000))) as Float64Array & HeapHandle
      assert.equal(c.length, 50_000)
    }
    // What the worker holds goes with it.
    await pool.close()
    assert.equal(await settled(), before)
  })

  it("of a worker that is ended are given back", async () => {
    const before = await settled()
    await using pool = new Pool({ workers: 1 })
    const held = pool.submit(() => {
      const mine = Array.from({ length: 50 }, () => float64(1000))
      for (;;) mine[0]![0]!++
    })
    held.catch(() => {})
    for (let tries = 1e6; used() < before + 50 * 8000 && tries > 0; tries--) await turn()
    assert.ok(used() >= before + 50 * 8000)
    await pool.terminate()
    assert.equal(await settled(), before)
  })

  it("are copies in other processes, and the program's own stay free to go", async () => {
    const before = await settled()
    await using pool = new Pool({ workers: 1, backend: "processes" })
    const a = float64([1, 2, 3])
    const sum = await pool.submit((b: Float64Array) => {
      b[0] = 10
      return b[0] + b[1]! + b[2]!
    }, a)
    assert.equal(sum, 15)
    assert.equal(a[0], 1)
    const back = await pool.submit((b: Float64Array) => b, a)
    assert.deepEqual(Array.from(back), [1, 2, 3])
    assert.ok(!isHeapArray(back))
    a.dispose()
    assert.equal(await settled(), before)
  })

  it("are where kernels of workers write", async () => {
    await using pool = new Pool({ workers: 2 })
    const out = int32(1000)
    const fill = jit((a: Int32Array, from: number, to: number) => {
      for (const i of prange(from, to)) a[i] = i * 3
    })
    await pool.map((k: number) => fill(out, k * 250, k * 250 + 250), range(4))
    assert.ok(out.every((x, i) => x === i * 3))
  })
})
