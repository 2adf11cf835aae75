import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"
import { forksAll, gather } from "./gather.ts"

type Fn = (...args: never[]) => unknown
const n = 5000
const floats = (): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i) * 10 ** (i % 7))
const places = (): Int32Array => Int32Array.from({ length: n }, (_, i) => Math.imul(i, 2_654_435_761 | 0) >>> 26)

/** Where several iterations change one element: all go in their order, and give what JavaScript gives. */
const shared: Readonly<Record<string, readonly [fn: Fn, args: () => readonly unknown[]]>> = {
  "a histogram": [
    (h: Float64Array, b: Int32Array, w: Float64Array) => {
      for (const i of prange(b)) h[b[i]!]! += w[i]!
    },
    () => [new Float64Array(64), places(), floats()],
  ],
  "a histogram of what is computed": [
    (h: Float64Array, x: Float64Array) => {
      for (const i of prange(x)) {
        const bin = Math.floor(Math.abs(x[i]!)) % h.length
        h[bin] = h[bin]! + 1 / (i + 1)
      }
    },
    () => [new Float64Array(10), floats()],
  ],
  "counts of bytes": [
    (h: Uint8Array, b: Int32Array) => {
      for (const i of prange(b)) h[b[i]! & 7]!++
    },
    () => [new Uint8Array(8), places()],
  ],
  "one element": [
    (out: Float64Array, x: Float64Array) => {
      for (const i of prange(x)) out[0] = out[0]! * 0.5 + x[i]!
    },
    () => [new Float64Array(1), floats()],
  ],
  "columns that are added up": [
    (out: Float64Array, m: Float64Array, rows: number) => {
      const width = out.length
      for (const i of prange(rows)) for (let j = 0; j < width; j++) out[j]! += m[i * width + j]!
    },
    () => [new Float64Array(10), floats(), n / 10],
  ],
  "columns by a prange inside": [
    (out: Float64Array, m: Float64Array, rows: number) => {
      for (const i of prange(rows)) for (const j of prange(out)) out[j]! *= 1 + m[i * out.length + j]! / 1e9
    },
    () => [new Float64Array(10).fill(1), floats(), n / 10],
  ],
  "the largest of each bin": [
    (h: Float64Array, b: Int32Array, w: Float64Array) => {
      for (const i of prange(b)) if (w[i]! > h[b[i]!]!) h[b[i]!] = w[i]!
    },
    () => [new Float64Array(64).fill(-Infinity), places(), floats()],
  ],
  "the largest of each bin, by a function with statements": [
    (h: Float64Array, w: Float64Array) => {
      const binOf = (x: number): number => {
        if (x > 1000) return 15
        x += 1000
        return (x * 7) & 15
      }
      for (const i of prange(w)) h[binOf(w[i]!)] = Math.max(h[binOf(w[i]!)]!, w[i]!)
    },
    () => [new Float64Array(16).fill(-Infinity), floats()],
  ],
  "neighbours too": [
    (out: Float64Array, x: Float64Array) => {
      for (const i of prange(x.length - 1)) {
        out[i]! += x[i]!
        out[i + 1]! -= x[i]! / 3
      }
    },
    () => [new Float64Array(n), floats()],
  ],
  "what overlaps by a loop": [
    (out: Float64Array, x: Float64Array, w: Float64Array) => {
      for (const i of prange(x)) for (let k = 0; k < w.length; k++) out[i * 2 + k]! += x[i]! * w[k]!
    },
    () => [new Float64Array(2 * n + 5), floats(), Float64Array.of(0.1, 0.7, 0.3, 1e-9, 5)],
  ],
  "pairs, each of which both sides feel": [
    (f: Float64Array, x: Float64Array) => {
      for (const i of prange(f)) {
        for (let j = i + 1; j < f.length; j++) {
          const pull = x[i]! - x[j]!
          f[i]! += pull
          f[j]! -= pull
        }
      }
    },
    () => [new Float64Array(100), floats()],
  ],
  bigints: [
    (h: BigInt64Array, b: Int32Array) => {
      for (const i of prange(b)) h[b[i]!]! += BigInt(i) ** 3n
    },
    () => [new BigInt64Array(64), places()],
  ],
  "a part of the array that all take": [
    (h: Float64Array, b: Int32Array, w: Float64Array) => {
      for (const i of prange(b)) {
        const part = h.subarray(1)
        part[b[i]!]! += w[i]!
      }
    },
    () => [new Float64Array(65), places(), floats()],
  ],
  "bins of a hash": [
    (h: Float64Array, n: number) => {
      for (const i of prange(n)) {
        const a = i + i
        const b = a + a
        const c = b + b
        const d = c + c + b
        const e = d + d + c
        const f = e + e + d
        const g = f + f + e
        h[(g + g + f) & 15]! += 1 / (i + 1)
      }
    },
    () => [new Float64Array(16), 1000],
  ],
  bits: [
    (h: Uint32Array, b: Int32Array) => {
      for (const i of prange(b)) h[b[i]! >> 2]! |= 1 << (i & 31)
    },
    () => [new Uint32Array(16), places()],
  ],
  backwards: [
    (h: Float64Array, b: Int32Array, w: Float64Array) => {
      for (const i of prange(b.length - 1, -1, -1)) h[b[i]!]! += w[i]!
    },
    () => [new Float64Array(64), places(), floats()],
  ],
  "neighbours, by a step that is computed": [
    (out: Float64Array, x: Float64Array, step: number) => {
      for (const i of prange(0, x.length - 1, step)) {
        out[i]! += x[i]!
        out[i + 1]! -= x[i]! / 3
      }
    },
    () => [new Float64Array(n), floats(), 1],
  ],
}

/** Where each iteration changes elements of its own: on threads. */
const own: Readonly<Record<string, readonly [fn: Fn, args: () => readonly unknown[]]>> = {
  "its own element": [
    (a: Float64Array, x: Float64Array) => {
      for (const i of prange(a)) a[i]! += x[i]!
    },
    () => [new Float64Array(n), floats()],
  ],
  "its own element, by a step that is computed": [
    (a: Float64Array, x: Float64Array, step: number) => {
      for (const i of prange(a.length - 1, 0, -step)) a[i]! += x[i]!
    },
    () => [new Float64Array(n), floats(), 3],
  ],
  "one beside it, or some times it": [
    (a: Float64Array, x: Float64Array, from: number) => {
      for (const i of prange(1000)) {
        a[i * 3]! += x[i]!
        a[i * 3 + 2]! *= x[i]!
        a[3 * i + 1]! -= 1
        x[i + from]!++
      }
    },
    () => [floats(), floats(), 7],
  ],
  "a row": [
    (c: Float64Array, a: Float64Array, b: Float64Array, width: number) => {
      for (const i of prange(c.length / width)) {
        for (let k = 0; k < width; k++) {
          const x = a[i * width + k]!
          for (let j = 0; j < width; j++) c[i * width + j]! += x * b[k * width + j]!
        }
      }
    },
    () => [new Float64Array(900), floats(), floats(), 30],
  ],
  "the inside of a row, and what is above the diagonal": [
    (c: Float64Array, width: number) => {
      for (const i of prange(width)) {
        for (let j = 1; j < width - 1; j++) c[i * width + j]! += 1
        for (let j = i; j < width; j++) c[j + width * i]! *= 2
        for (const j of prange(width)) c[i * width + j]! -= j
      }
    },
    () => [floats().slice(0, 900), 30],
  ],
  components: [
    (f: Float64Array, x: Float64Array) => {
      for (const i of prange(1000)) {
        for (let j = 0; j < 10; j++) for (let k = 0; k < 3; k++) f[i * 3 + k]! += x[j * 3 + k]! - x[3 * i + k]!
        f[i * 3]! *= 2
      }
    },
    () => [new Float64Array(3000), floats()],
  ],
  "a place of two digits": [
    (f: Float64Array, width: number) => {
      for (const i of prange(20)) {
        for (let j = 0; j < width; j++) for (let k = 0; k < 2; k++) f[(i * width + j) * 2 + k]! += i + j + k
      }
    },
    () => [floats(), 10],
  ],
  "bins of its own": [
    (h: Int32Array, b: Int32Array) => {
      for (const i of prange(10)) for (let j = 0; j < 500; j++) h[i * 64 + (b[i * 500 + j]! & 63)]!++
    },
    () => [new Int32Array(640), places()],
  ],
  "a part of the array that it takes": [
    (a: Float64Array, width: number) => {
      for (const i of prange(a.length / width)) {
        const row = a.subarray(i * width, (i + 1) * width)
        for (let j = 1; j < width; j++) {
          let at = j
          const x = row[j]!
          while (at > 0 && row[at - 1]! > x) {
            row[at] = row[at - 1]!
            at--
          }
          row[at] = x
        }
      }
    },
    () => [floats(), 50],
  ],
  "what is only written": [
    (a: Float64Array, perm: Int32Array) => {
      for (const i of prange(perm)) a[perm[i]!] = i
    },
    () => [new Float64Array(64), Int32Array.from({ length: 64 }, (_, i) => (i * 13) % 64)],
  ],
}

describe("elements that several iterations of a prange change", () => {
  forksAll()
  for (const [name, [fn, args]] of Object.entries(shared)) {
    it(`${name}: as in JavaScript, on any number of threads`, async () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      const expected = args()
      kernel.js(...expected)
      for (const threads of [1, 3]) {
        await gather(threads)
        const given = args()
        kernel(...given)
        assert.deepEqual(given, expected)
      }
      const same = args()
      kernel.reference(...same)
      assert.deepEqual(same, expected)
      const loop = kernel.parallelDiagnostics()[0]!.loops[0]!
      assert.equal(loop.isParallel, false)
      assert.match(loop.remark!, /^in order, as iterations may change the same element of `\w+`/)
    })
  }

  it("are the same as native code", { skip: nativeProblem() ?? false }, () => {
    for (const [name, [fn, args]] of Object.entries(shared)) {
      // Not of C's.
      if (name.startsWith("a part of the array")) continue
      const [given, expected] = [args(), args()]
      ;(fn as (...args: unknown[]) => unknown)(...expected)
      jit(fn as (...args: unknown[]) => unknown, { target: "native" })(...given)
      assert.deepEqual(given, expected, name)
    }
  })

  it("beside a sum go in the order of its tree", async () => {
    const kernel = jit((h: Float64Array, b: Int32Array, w: Float64Array) => {
      let s = 0
      for (const i of prange(b)) {
        h[b[i]!]! += w[i]!
        s += w[i]!
      }
      return s
    })
    const expected = new Float64Array(64)
    const sum = kernel.reference(expected, places(), floats())
    for (const threads of [1, 3]) {
      await gather(threads)
      const h = new Float64Array(64)
      assert.equal(kernel(h, places(), floats()), sum)
      assert.deepEqual(h, expected)
    }
    if (nativeProblem() !== undefined) return
    const h = new Float64Array(64)
    assert.equal(jit(kernel.js, { target: "native" })(h, places(), floats()), sum)
    assert.deepEqual(h, expected)
  })
})

describe("elements that one iteration of a prange has for itself", () => {
  forksAll()
  for (const [name, [fn, args]] of Object.entries(own)) {
    it(`${name}: on threads`, async () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      const expected = args()
      kernel.js(...expected)
      await gather(3)
      const given = args()
      kernel(...given)
      assert.deepEqual(given, expected)
      assert.equal(kernel.parallelDiagnostics()[0]!.loops[0]!.isParallel, true, kernel.explain())
    })
  }
})
