import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const weights = [0.25, 0.5, 0.25]
const steps = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const
const long = Array.from({ length: 9 }, (_, i) => i)

describe("a literal that a variable indexes", () => {
  it("may be what a prange adds up", () => {
    const kernel = jit((a: Float64Array, n: number) => {
      let most = 2
      for (const i of prange(a)) most = Math.max(most, [i, 7, n, a[i]!][(n + i) & 3]!)
      return most
    })
    const a = Float64Array.from({ length: 40 }, (_, i) => i * 3)
    assert.equal(kernel(a, 1), kernel.js(a, 1))
  })
})

describe("a loop over a literal", () => {
  it("does its body for each part", () => {
    agrees(
      (p: number, q: number) => {
        let sum = 0
        for (const v of [p, q, 10]) sum = 2 * sum + v
        return sum
      },
      [3, 4.5],
    )
  })

  it("keeps what the parts were when it began", () => {
    agrees(
      (p: number) => {
        let sum = 0
        for (let v of [p, p + 1]) {
          p += 10
          v += p
          sum += v
        }
        return [p, sum]
      },
      [3],
    )
  })

  it("knows break, continue and labels", () => {
    agrees(
      (x: number) => {
        let seen = 0
        outer: for (const i of [1, 2, 3]) {
          for (const j of [x, 2, 3, 4]) {
            if (j === 2) continue
            if (i * j > 6) continue outer
            if (i * j === 9) break outer
            if (j === 4) break
            seen = 10 * seen + i * j
          }
        }
        return seen
      },
      [1],
      [3],
      [7],
    )
  })

  it("goes over captured lists, of lists too, and over lists of arrays", () => {
    agrees(
      (a: Float64Array, b: Float64Array, width: number) => {
        for (const out of [a, b]) {
          for (const i of prange(width, out.length - width)) {
            let sum = 0
            for (const w of weights) sum += w
            for (const [y, x] of steps) sum += i + y * width + x
            out[i] = sum
          }
        }
      },
      [new Float64Array(20), new Float64Array(30), 4],
    )
  })

  it("returns from its middle", () => {
    agrees(
      (x: number) => {
        for (const v of [1, 2, 3]) if (v > x) return v
        return -1
      },
      [0],
      [2],
      [5],
    )
  })

  it("is none of more than 64", () => {
    const many = Array.from({ length: 65 }, () => 1)
    const sum = jit(() => {
      let s = 0
      for (const x of many) s += x
      return s
    })
    assert.throws(() => sum(), /it is a list of 65[^]*hint: make it a typed array/)
  })
})

describe("a literal that a variable indexes", () => {
  it("is a chain of choices", () => {
    agrees(
      (x: number, i: number) => {
        const own = [x, 10, x + 0.5, -0]
        return [own[i]!, weights[i & 1]!, [7, x, 9][i % 3]!]
      },
      [3, 0],
      [3, 1],
      [3, 2],
      [3, 3],
    )
  })

  it("may hold literals, and booleans", () => {
    agrees(
      (i: number) => {
        const [y, x] = steps[i]!
        const yes = [true, false, true, false][i]!
        return [steps[i]![0], y, x, yes]
      },
      [0],
      [1],
      [2],
      [3],
    )
  })

  it("computes each of its parts once, in their order", () => {
    agrees(
      (i: number) => {
        let n = 0
        const next = (): number => (n += 1)
        const picked = [next(), next(), next()][i]!
        return [picked, n]
      },
      [2],
    )
  })

  it("is done eight at once by a counter that is within it", () => {
    const tile = jit((a: Float64Array) => {
      for (const i of prange(a)) a[i] = weights[i & 1]! * a[i]!
    })
    const a = new Float64Array(40).fill(4)
    tile(a)
    assert.deepEqual([...a.subarray(0, 3)], [1, 2, 1])
    assert.match(tile.explain(), /eight at once/)
  })

  it("is added up in a prange", () => {
    agrees(
      (n: number) => {
        let most = 0
        for (const i of prange(n)) most = Math.max(most, [i, 2, 7][i & 1]!)
        let sum = 0
        for (const i of prange(n)) sum = sum + [i, 2, 7][i % 3]!
        return most + sum
      },
      [8],
    )
  })

  it("is a RangeError outside of it", () => {
    const get = jit((x: number, i: number) => [x, 2, 3][i]!)
    const real = jit((x: number, i: number) => [x, 2, 3][i * 0.5]!)
    assert.equal(real(1, 4), 3)
    assert.equal(real(1, -0), 1)
    for (const run of [get, get.reference]) {
      assert.throws(
        () => run(1, 3),
        /^RangeError: \[x, 2, 3\]\[i\].* at literals\.test\.ts:\d+:\d+ is outside: it has 3 parts/,
      )
      assert.throws(() => run(1, -1), RangeError)
      assert.throws(() => run(1, Number.NaN), RangeError)
    }
    assert.throws(() => real(1, 1), RangeError)
  })

  it("may be indexed by what is not always an integer, in a prange too", () => {
    const fn = (a: Float64Array): number => {
      let sum = 0
      for (const i of prange(a)) {
        const x = a[i]! * a[i]!
        if (x >= 0 && x < 3 && x !== 0.25) sum += Math.sqrt(x * x) + [1, 2, 4][x]!
      }
      return sum
    }
    const at = (...list: number[]): Float64Array =>
      Float64Array.from({ length: 5000 }, (_, i) => list[i % list.length]!)
    agrees(fn, [at(0, 1, 7, 0.5, -0, Number.NaN)])
    for (const run of [jit(fn), jit(fn).reference]) {
      assert.throws(() => run(at(0, 1, 1.5)), /^RangeError: \[1, 2, 4\]\[x\].* is outside: it has 3 parts/)
    }
  })

  it("has 8 parts at most, which are alike", () => {
    assert.throws(() => jit((i: number) => long[i]!)(1), /a list of more than 8 parts[^]*hint: make it a typed array/)
    const mixed = jit((a: Float64Array, i: number) => ([a, 3] as never[])[i]!)
    assert.throws(() => mixed(new Float64Array(1), 1), /is not always a number/)
  })
})
