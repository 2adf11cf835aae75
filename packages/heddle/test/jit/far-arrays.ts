import assert from "node:assert/strict"
import { heap } from "../../src/core/heap/index.ts"
import { copyToShared, float64, int32, jit, prange, setNumThreads, uint8 } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"

/* Kernels and arrays above 4 GB: of each array only a few pages are touched. */

const long = float64(6e8)
const far = float64(2 ** 28)
const bytes = uint8(2 ** 30)
assert.ok(far.byteOffset > 2 ** 32 && bytes.byteOffset > 6 * 2 ** 30)
assert.ok(heap().usage.used > 7 * 2 ** 30)

function squares(a: Float64Array, from: number): number {
  for (const i of prange(from, a.length)) a[i] = i * i
  let s = 0
  for (const i of prange(from, a.length)) s += a[i]!
  return s
}

const kernel = jit(squares)
const targets = nativeProblem() === undefined ? [kernel, jit(squares, { target: "native" })] : [kernel]

for (const array of [long, far]) {
  const from = array.length - 100_003
  const expected = Array.from({ length: 100_003 }, (_, i) => (from + i) * (from + i))
  const sum = kernel.reference(array, from)
  const part = array.subarray(from)
  for (const threads of [1, 2, 3]) {
    setNumThreads(threads)
    for (const run of targets) {
      part.fill(0)
      assert.equal(run(array, from), sum)
      assert.deepEqual(Array.from(part), expected)
      part.fill(0)
      assert.equal(await run.async(array, from), sum)
      assert.deepEqual(Array.from(part), expected)
    }
  }
  assert.equal(array[from - 1], 0)
}

// Across the 4 GB that 32 bits reach, index by index and in vectors.
const middle = (2 ** 32 - long.byteOffset) / 8
assert.ok(middle > 0 && middle < long.length)
const across = jit((a: Float64Array, places: Int32Array, middle: number, out: Float64Array) => {
  for (let i = middle - 64; i < middle + 64; i++) a[i] = i
  for (const i of prange(100)) out[i] = a[places[i]!]! + a[middle - 50 + i]!
  let last = 0
  for (const i of prange(middle - 60, middle + 60)) last = Math.max(last, a[i]!)
  return last
})
const places = int32(Array.from({ length: 100 }, (_, i) => middle + 49 - i))
const out = float64(100)
assert.equal(across(long, places, middle, out), middle + 59)
assert.deepEqual(
  Array.from(out),
  Array.from({ length: 100 }, () => 2 * middle - 1),
)

// One index beyond the end.
const beyond = jit((a: Float64Array, i: number) => {
  a[i] = 1
})
assert.throws(() => beyond(long, 6e8), { name: "RangeError", message: /a\[600000000\] .* a has 600000000 elements/ })
assert.throws(() => beyond(long, -1), { name: "RangeError" })
beyond(long, 6e8 - 1)
assert.equal(long[6e8 - 1], 1)

// What lies 4 GB away is not the same place: so much apart, and one inside the other.
const moved = jit((a: Float64Array, b: Float64Array) => {
  for (let i = 0; i < b.length; i++) b[i] = a[i]! + 1
  a.set(b)
})
const near = float64(16)
const first = ((near.byteOffset % 2 ** 32) - long.byteOffset) / 8
const twin = long.subarray(first, first + 16)
assert.equal((near.byteOffset - twin.byteOffset) % 2 ** 32, 0)
twin.fill(3)
moved(twin, near)
assert.deepEqual(Array.from(near), Array.from(twin))
assert.ok(twin.every((x) => x === 4))
const shifted = jit((a: Float64Array, from: number) => {
  const part = a.subarray(from, a.length)
  part.set(a.subarray(from - 3, a.length - 3))
  part.copyWithin(2, 0)
  return part[part.length - 1]!
})
for (const array of [far, long]) {
  const from = array.length - 1000
  const same = array.slice(from - 3)
  const part = same.subarray(3)
  part.set(same.subarray(0, same.length - 3))
  part.copyWithin(2, 0)
  assert.equal(shifted(array, from), part.at(-1))
  assert.deepEqual(Array.from(array.subarray(from)), Array.from(part))
}

// Elements of a byte, to the last of as many as a kernel takes.
const last = jit((a: Uint8Array) => {
  for (const i of prange(a.length - 5000, a.length)) a[i]! += i
  let s = 0
  for (let i = a.length - 5000; i < a.length; i++) s += a[i]!
  return s
})
const expected = Uint8Array.from({ length: 5000 }, (_, i) => 2 ** 30 - 5000 + i)
assert.equal(
  last(bytes),
  expected.reduce((s, x) => s + x, 0),
)
assert.throws(() => last(new Uint8Array(2 ** 30 + 1)), { code: "HEDDLE_OPTION", message: /at most 1073741824/ })

// Copied there for a call, and back.
const foreign = Float64Array.from({ length: 5000 }, (_, i) => i)
const doubled = jit((a: Float64Array, b: Float64Array) => {
  for (const i of prange(a)) a[i] = b[i]! * 2
})
doubled(foreign, foreign)
assert.ok(foreign.every((x, i) => x === 2 * i))
const kept = copyToShared(foreign)
assert.ok(kept.byteOffset > 2 ** 32)
doubled(kept, foreign)
assert.equal(kept[4999], 4 * 4999)

assert.match(kernel.wat(), /\(import "heap" "memory" \(memory i64 0 262144 shared\)\)/)
assert.match(kernel.explain(), /prange {2}reduce\(\+\) {5}on 3 threads, eight at once/)
console.log("done")
