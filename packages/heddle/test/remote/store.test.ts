import assert from "node:assert/strict"
import { readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { after, describe, it } from "node:test"
import { range } from "heddle"
import { ObjectLostError, get, init, put, remote, shutdown } from "heddle/remote"
import { Store } from "../../src/remote/store.ts"
import { failure } from "../contract/errors.ts"

const length = 100_000
const bytes = 8 * length

describe("the store of values", () => {
  const arrayOf = (x: number): Float64Array => new Float64Array(length).fill(x)
  const spills = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith("heddle-spill-"))

  for (const shares of [true, false]) {
    it(`keeps large arrays within its limit, the rest on disk, ${shares ? "shared" : "copied"}`, () => {
      const store = new Store(2 * bytes, shares)
      const loads = range(6).map((i) => store.keep({ array: arrayOf(i), i })!)
      assert.equal(store.bytes, 2 * bytes)
      assert.equal(store.spilledBytes, 4 * bytes)
      for (const [i, load] of [...loads.entries(), ...loads.entries()]) {
        const { array, i: number } = load() as { array: Float64Array; i: number }
        assert.deepEqual([array.length, array[0], array.at(-1), number], [length, i, i, i])
        assert.equal(array.buffer instanceof SharedArrayBuffer && !shares, false)
        assert.ok(store.bytes <= 2 * bytes)
      }
      // Their files have no names.
      assert.deepEqual(spills(), [])
    })
  }

  it("keeps the ones that were used last", () => {
    const store = new Store(2 * bytes, true)
    const first = store.keep(arrayOf(1))!
    store.keep(arrayOf(2))
    first()
    store.keep(arrayOf(3))
    const before = store.spilledBytes
    first()
    assert.equal(store.spilledBytes, before)
  })

  it("leaves small values, and what has classes, where they are", () => {
    class Holder {
      array = arrayOf(1)
    }
    const store = new Store(1, true)
    assert.equal(store.keep(5), undefined)
    assert.equal(store.keep({ a: new Float64Array(10) }), undefined)
    assert.equal(store.keep(new Holder()), undefined)
    const value = [arrayOf(1), new Holder()]
    const load = store.keep(value)!
    store.keep(arrayOf(2))
    assert.equal(load(), value)
    assert.equal(store.keep(Object.freeze([arrayOf(1)])), undefined)
  })
})

describe("values past the limit", () => {
  after(shutdown)

  it("go to disk and come back, for the program, for tasks, and inside of tasks", async () => {
    init({ numCpus: 2, objectStoreMemory: 3 * bytes })
    const make = remote((i: number, n: number) => new Float64Array(n).fill(i))
    const first = remote((a: Float64Array) => a[0])
    const refs = range(8).map((i) => make.remote(i, length))
    await Promise.all(refs.map((ref) => new Promise((resolve) => ref.addDoneCallback(resolve))))
    assert.deepEqual(await get(refs.map((ref) => first.remote(ref))), [...range(8)])
    const sums = remote(async (all: { refs: typeof refs }) => {
      let sum = 0
      for (const ref of all.refs) sum += (await ref)[7]!
      return sum
    })
    assert.equal(await get(sums.remote({ refs })), 28)
    const here = await get(refs)
    assert.deepEqual(
      here.map((array) => array[3]),
      [...range(8)],
    )
  })

  it("are let go by using", async () => {
    const ref = put(new Float64Array(length))
    {
      using scoped = ref
      assert.equal(scoped.done(), true)
    }
    assert.ok((await failure(ref)) instanceof ObjectLostError)
    // What was awaited is the program's.
    const other = put(new Float64Array(length).fill(2))
    assert.equal((await other)[0], 2)
    other[Symbol.dispose]()
    assert.equal((await other)[0], 2)
  })
})
