import assert from "node:assert/strict"
import { existsSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { after, describe, it } from "node:test"
import { Pool, range, shared, transfer } from "heddle"
import { failure } from "../contract/errors.ts"

const large = 1_000_000

/** What this process has left where files could be: such names carry its number. */
function files(): string[] {
  const mine = new RegExp(`heddle.*\\b${process.pid}\\b`)
  return [tmpdir(), "/dev/shm"].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).filter((name) => mine.test(name)) : [],
  )
}

/** Large arrays: shared memory where joblib maps files. */
describe("large arrays", () => {
  const pool = new Pool({ workers: 2 })
  after(() => pool.close())

  it("parts of a shared array arrive as parts of the same memory", async () => {
    const whole = shared(new Float64Array(large))
    for (const [from, to] of [
      [0, 10],
      [large - 10, large],
      [large / 2, large / 2 + 3],
    ] as const) {
      const part = whole.subarray(from, to)
      const written = await pool.submit((x: Float64Array, value: number) => x.fill(value).byteOffset, part, from + 1)
      assert.equal(written - part.byteOffset, 0)
      assert.equal(whole[from], from + 1)
      assert.equal(whole[to - 1], from + 1)
    }
  })

  it("a shared array is not copied for each task that gets it", async () => {
    const whole = shared(new Uint32Array(large))
    const claim = (words: Uint32Array): number => Atomics.add(words, 0, 1)
    const calls = [...range(50)]
    const claims = await pool.map(
      claim,
      calls.map(() => whole),
    )
    assert.deepEqual(
      claims.toSorted((a, b) => a - b),
      calls,
    )
    assert.equal(whole[0], 50)
  })

  it("an array that is not shared is a copy for each task, at every size", async () => {
    const write = (x: Float64Array): number => (x[0] = x[0]! + 1)
    for (const size of [1, 100, large]) {
      const own = new Float64Array(size)
      assert.deepEqual(await Promise.all([pool.submit(write, own), pool.submit(write, own)]), [1, 1])
      assert.equal(own[0], 0)
    }
  })

  it("a large array comes back as an ordinary one of its own", async () => {
    const own = new Float64Array(large).fill(7)
    const back = await pool.submit((x: Float64Array) => x, own)
    assert.ok(back instanceof Float64Array && !(back.buffer instanceof SharedArrayBuffer))
    assert.deepEqual([back.length, back[0], back[large - 1]], [large, 7, 7])
    back[0] = 8
    assert.equal(own[0], 7)
    const made = await pool.submit((n: number) => new Float64Array(n).fill(3), large)
    assert.deepEqual([made.length, made.byteOffset, made.buffer.byteLength], [large, 0, 8 * large])
  })

  it("two equal arrays stay two", async () => {
    const [a, b] = [new Float64Array(large), new Float64Array(large)]
    const differ = (x: Float64Array, y: Float64Array): number[] => {
      x[0] = 1
      return [x[0], y[0]!]
    }
    assert.deepEqual(await pool.submit(differ, a, b), [1, 0])
    assert.deepEqual(await pool.submit(differ, shared(a), shared(b)), [1, 0])
  })

  it("call after call on one array gives the same, and leaves no file", async () => {
    const own = Float64Array.from(range(large))
    const sum = (x: Float64Array): number => x.reduce((a, b) => a + b, 0)
    for (let i = 0; i < 5; i++) {
      const sums = await pool.map(sum, [own, own])
      assert.deepEqual(sums, [(large * (large - 1)) / 2, (large * (large - 1)) / 2])
    }
    assert.deepEqual(files(), [])
  })

  it("a failing task with a large array leaves no file", async () => {
    const fail = (x: Float64Array): never => {
      throw new RangeError(`of ${x.length}`)
    }
    for (const x of [new Float64Array(large), shared(new Float64Array(large))]) {
      assert.equal((await failure(pool.submit(fail, x))).message, `of ${large}`)
    }
    assert.deepEqual(files(), [])
  })

  it("a view far into a large array arrives with its bytes only", async () => {
    const whole = Uint8Array.from(range(large))
    const part = whole.subarray(large - 300)
    const [bytes, from] = await pool.submit((x: Uint8Array) => [x, x.byteOffset] as const, part)
    assert.deepEqual(bytes, part)
    assert.ok(from < 4096)
  })

  it("bytes of either order arrive as they are", async () => {
    const read = (bytes: DataView): number[] => [bytes.getFloat64(0, true), bytes.getFloat64(8, false)]
    for (const size of [16, large]) {
      const bytes = new DataView(new ArrayBuffer(size))
      bytes.setFloat64(0, Math.PI, true)
      bytes.setFloat64(8, Math.E, false)
      assert.deepEqual(await pool.submit(read, bytes), [Math.PI, Math.E])
    }
  })

  it("each of many arrays that a generator makes arrives as it was made", async () => {
    const make = function* (count: number): Generator<Float64Array, void, undefined> {
      for (let i = 0; i < count; i++) yield new Float64Array(100_000).fill(i)
    }
    const both = (x: Float64Array): number[] => [x[0]!, x[x.length - 1]!]
    assert.deepEqual(
      await pool.map(both, make(50)),
      [...range(50)].map((i) => [i, i]),
    )
    const moved = await pool.map(
      both,
      (function* () {
        for (const x of make(50)) yield transfer(x)
      })(),
    )
    assert.deepEqual(
      moved,
      [...range(50)].map((i) => [i, i]),
    )
  })
})
