import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { DisposedError, OptionError } from "../../src/core/errors/index.ts"
import {
  copyToShared,
  float32,
  float64,
  heap,
  int16,
  int32,
  int64,
  int8,
  isHeapArray,
  shared,
  uint16,
  uint32,
  uint8,
  uint8Clamped,
} from "../../src/core/heap/index.ts"
import type { HeapHandle } from "../../src/core/heap/index.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

const makers = [
  [float64, Float64Array],
  [float32, Float32Array],
  [int32, Int32Array],
  [uint32, Uint32Array],
  [int16, Int16Array],
  [uint16, Uint16Array],
  [int8, Int8Array],
  [uint8, Uint8Array],
  [uint8Clamped, Uint8ClampedArray],
] as const

const used = (): number => heap().usage.used

/** Until the collector has seen what became garbage. */
async function collected(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 50 && !isSo(); tries++) {
    collect()
    await turn()
  }
  assert.ok(isSo())
}

describe("an array of the heap", () => {
  for (const [make, Kind] of makers) {
    it(`is a ${Kind.name} of zeros, or of what it is given`, () => {
      using zeros = make(5)
      assert.ok(zeros instanceof Kind)
      assert.ok(isHeapArray(zeros))
      assert.deepEqual(Array.from(zeros), [0, 0, 0, 0, 0])
      using list = make([1, 2, 300])
      using set = make(new Set([1, 2, 300]))
      assert.deepEqual(Array.from(list), Array.from(new Kind([1, 2, 300])))
      assert.deepEqual(Array.from(set), Array.from(list))
      using typed = make(Int16Array.of(7, 8))
      assert.deepEqual(Array.from(typed), [7, 8])
    })
  }

  it("int64 is one of bigints", () => {
    using a = int64([1n, -5n])
    assert.ok(a instanceof BigInt64Array)
    assert.deepEqual(Array.from(a), [1n, -5n])
  })

  it("is of zeros also where something else lay", () => {
    const a = float64(1000).fill(7)
    const address = a.byteOffset
    a.dispose()
    using b = float64(1000)
    assert.equal(b.byteOffset, address)
    assert.ok(b.every((x) => x === 0))
  })

  it("works as a typed array does: methods give ordinary arrays", () => {
    using a = float64([3, 1, 2])
    assert.equal(a.constructor, Float64Array)
    for (const made of [a.slice(1), a.map((x) => x * 2), a.filter((x) => x > 1), a.toSorted(), a.with(0, 9)]) {
      assert.ok(!isHeapArray(made))
      assert.equal(Object.getPrototypeOf(made), Float64Array.prototype)
    }
    assert.deepEqual([...a.toSorted()], [1, 2, 3])
    assert.equal(JSON.stringify(a), JSON.stringify(Float64Array.of(3, 1, 2)))
    assert.deepEqual(structuredClone([...a]), [3, 1, 2])
    assert.equal(Buffer.from(new Uint8Array(a)).length, 3)
  })

  it("copyToShared keeps the kind and the content", () => {
    using a = copyToShared(Uint8Array.of(1, 2, 3))
    assert.ok(a instanceof Uint8Array)
    assert.ok(isHeapArray(a))
    assert.deepEqual(Array.from(a), [1, 2, 3])
    using again = copyToShared(a)
    again[0] = 9
    assert.equal(a[0], 1)
    assert.equal(shared(a), a)
  })

  it("refuses what is no length and no list", () => {
    for (const wrong of [-1, 1.5, Number.NaN, Infinity, "3", null, undefined, {}.valueOf]) {
      assert.throws(() => float64(wrong as number), OptionError)
    }
    assert.throws(() => copyToShared([1] as never), OptionError)
    assert.throws(() => copyToShared(new DataView(new ArrayBuffer(8)) as never), OptionError)
  })
})

describe("the memory of an array of the heap", () => {
  it("is given back at the end of a using block", () => {
    const before = used()
    {
      using a = float64(10_000)
      assert.ok(used() > before)
      a[0] = 1
    }
    assert.equal(used(), before)
  })

  it("stays while a subarray has it", () => {
    const before = used()
    const a = float64([1, 2, 3, 4])
    const part = a.subarray(1, 3) as Float64Array & HeapHandle
    const inner = part.subarray(-1) as Float64Array & HeapHandle
    assert.ok(isHeapArray(inner))
    a.dispose()
    part.dispose()
    assert.ok(used() > before)
    assert.deepEqual(Array.from(inner), [3])
    inner[0] = 5
    inner.dispose()
    inner.dispose()
    assert.equal(used(), before)
  })

  it("is given back when nobody has it any more", async () => {
    const before = used()
    const make = (): void => {
      for (let i = 0; i < 20; i++) float64(1000).subarray(i)[0] = i
    }
    make()
    assert.ok(used() > before)
    await collected(() => used() === before)
  })

  it("stays with whoever took .buffer, until dispose(), and that is said once a place", async () => {
    const warnings: string[] = []
    const listen = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`)
    process.on("warning", listen)
    const before = used()
    const take = (): ArrayBufferLike[] => [float64(10).buffer, float64(10).buffer]
    const [first] = take()
    take()
    assert.ok(first instanceof SharedArrayBuffer)
    for (let i = 0; i < 5; i++) {
      collect()
      await turn()
    }
    assert.ok(used() > before)
    const kept = float64(10)
    assert.ok(kept.buffer)
    const now = used()
    kept.dispose()
    assert.ok(used() < now)
    await turn()
    process.off("warning", listen)
    const about = warnings.filter((text) => text.includes(".buffer of an array of the heap"))
    assert.equal(about.length, 3)
    assert.match(about[0]!, /^HeddleHint: .*arrays\.test\.ts:\d+:\d+.*dispose\(\)/)
  })
})

describe("a disposed array", () => {
  it("says so, whatever it is asked", () => {
    const a = int32([1, 2, 3])
    a.dispose()
    for (const use of [
      () => a.length,
      () => a.byteLength,
      () => a.fill(0),
      () => [...a],
      () => a.subarray(1),
      () => a.slice(),
      () => a.at(0),
    ]) {
      assert.throws(use, (error) => {
        assert.ok(error instanceof DisposedError)
        assert.equal(error.code, "HEDDLE_DISPOSED")
        assert.match(error.message, /this Int32Array of the heap was disposed/)
        return true
      })
    }
    a.dispose()
    a[Symbol.dispose]()
  })

  it("does not touch others over the same memory", () => {
    using a = uint8([1, 2, 3])
    const part = a.subarray(1) as Uint8Array & HeapHandle
    part.dispose()
    assert.deepEqual(Array.from(a), [1, 2, 3])
  })
})
