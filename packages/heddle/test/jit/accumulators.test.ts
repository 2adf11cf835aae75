import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { forksAll, gather } from "./gather.ts"

type Fn = (...args: never[]) => unknown
const integers = (): Float64Array => Float64Array.from({ length: 10_007 }, (_, i) => (i * 7919) % 1000)

/** What adds up integers, so that their order does not matter. */
const reduced: Readonly<Record<string, Fn>> = {
  "a pair by a destructuring assignment": (a: Float64Array) => {
    let [s, t] = [0, 100]
    for (const i of prange(a)) [s, t] = [s + a[i]!, t - 2 * a[i]!]
    return [s, t]
  },
  "a pair beside a variable of the iteration": (a: Float64Array) => {
    let [s, t] = [0, 1]
    for (const i of prange(a)) {
      let [x, y] = [a[i]!, i]
      ;[x, s, y, t] = [y, s + x, x, Math.max(t, y)]
      s += x - y
    }
    return [s, t]
  },
  "an object": (a: Float64Array) => {
    const all = { sum: 0, least: Infinity, most: -Infinity, bits: 0, count: 5 }
    for (const i of prange(a)) {
      all.sum += a[i]!
      all.least = Math.min(all.least, a[i]!)
      all.most = Math.max(a[i]!, all.most)
      all.bits ^= i
      if (a[i]! > 500) all.count++
    }
    return all
  },
  "an object by its parts": (a: Float64Array) => {
    const all = { sum: 0, count: 0 }
    for (const i of prange(a)) ({ sum: all.sum, count: all.count } = { sum: all.sum + a[i]!, count: all.count + 1 })
    return all.sum * all.count
  },
  "a list": (a: Float64Array) => {
    const s = [0, 0]
    for (const i of prange(a)) {
      s[0]! += a[i]!
      s[1]!--
    }
    return s
  },
  "what is inside of an object": (a: Float64Array) => {
    const all = { whole: [0, 1], rest: { x: 2 } }
    for (const i of prange(a)) {
      all.whole[1]! += a[i]!
      all.rest.x |= i
    }
    return [all.whole[0]!, all.whole[1]!, all.rest.x]
  },
  "an object by another name": (a: Float64Array) => {
    const all = { sum: 3 }
    const same = all
    for (const i of prange(a)) same.sum += a[i]!
    return all.sum
  },
  "bigints in an object": (a: Float64Array) => {
    const all = { sum: 0n, least: 2n ** 40n }
    for (const i of prange(a)) {
      const x = BigInt(a[i]!) * BigInt(i)
      all.sum += x
      all.least = x < all.least ? x : all.least
    }
    return all
  },
}

/** Parts of literals outside of a prange. */
const plain: Readonly<Record<string, (x: number) => unknown>> = {
  "parts that are assigned": (x) => {
    const p = { x, y: 1, list: [x, 2] }
    p.x = 5
    p.y += p.x
    p.list[1]!++
    const before = p.list[0]!--
    return [p.x, p.y, p.list[0]!, p.list[1]!, before]
  },
  swaps: (x) => {
    let [a, b, c] = [x, 2, 3]
    ;[a, b] = [b, a]
    ;[c, a] = [a, c]
    const p = { a, b }
    ;[p.a, p.b] = [p.b, p.a]
    ;({ a, b: c } = p)
    return [a, b, c, p.a, p.b]
  },
  "a helper that changes what it is given": (x) => {
    const add = (to: { sum: number }, y: number): void => {
      to.sum += y
    }
    const all = { sum: x }
    for (let i = 0; i < 3; i++) add(all, i * 2)
    add({ sum: 100 }, 5)
    return all.sum
  },
  "a helper that takes apart": (x) => {
    const both = (y: number): [number, number] => [y + 1, y + 2]
    let [a, b] = [0, 0]
    ;[a, b] = both(x)
    ;[b] = both(a)
    return [a, b]
  },
  "a literal of each round": (x) => {
    let s = 0
    for (let i = 0; i < 4; i++) {
      const own = [i, x]
      own[0]! *= 2
      own[1] = own[0]! + own[1]!
      s = s * 3 + own[1]
    }
    return s
  },
  "what it was when it was given": (x) => {
    const p = { x }
    const f = (list: readonly number[], y: number): number => list[0]! * 10 + y
    const copy = [p.x, { inner: p.x }] as const
    const given = f([p.x, 1], (p.x += 1))
    p.x += 5
    return [copy[0], copy[1].inner, given, p.x]
  },
  "a literal in a literal, of a variable that changes": (x) => {
    const list = [[x], { y: x }] as const
    x += 5
    return [list[0][0], list[1].y, x]
  },
  "a variable in a literal that is an argument": (x) => {
    const f = (list: readonly number[], y: number): number => list[0]! * 10 + y
    return f([x], (x += 1))
  },
  "a variable that gets its first value so": (x) => {
    let a, b
    ;[a, b] = [x, 2]
    if (x > 1) [a, b] = [b, a]
    return a - b
  },
  "a parameter that is swapped": (x) => {
    const less = (a: number, b: number): number => {
      if (a < b) [a, b] = [b, a]
      return a - b
    }
    return less(x, 3) + less(3, x) * 10
  },
  "a counter that is swapped in its loop": (x) => {
    let s = 0
    for (let i = 0, j = 10; i < 20; i++) {
      if (i === 5) [i, j] = [j, i]
      s = s * 2 + j + x
    }
    return s
  },
  "parts that become something else": (x) => {
    const p = { whole: 1, flag: false }
    for (let i = 0; i < 5; i++) {
      p.whole *= 1.5
      p.flag = p.whole > x
    }
    return [p.whole, p.flag]
  },
}

const refused: Readonly<Record<string, readonly [fn: Fn, args: readonly unknown[], says: RegExp]>> = {
  "a part that is read while it is added up": [
    (a: Float64Array) => {
      const all = { sum: 0 }
      for (const i of prange(a)) {
        all.sum += a[i]!
        a[i] = all.sum
      }
      return all.sum
    },
    [new Float64Array(3)],
    /variable `all\.sum` is read in the prange that adds it up/,
  ],
  "a part that is assigned in a prange": [
    (a: Float64Array) => {
      const all = { last: 0 }
      for (const i of prange(a)) all.last = a[i]!
      return all.last
    },
    [new Float64Array(3)],
    /variable `all\.last` is assigned in a prange and lives on after it/,
  ],
  "a part that a helper assigns in a prange": [
    (a: Float64Array) => {
      const all = { sum: 0 }
      const add = (to: { sum: number }, x: number): void => {
        to.sum += x
      }
      for (const i of prange(a)) add(all, a[i]!)
      return all.sum
    },
    [new Float64Array(3)],
    /variable `all\.sum` is (?:read|assigned) in (?:the|a) prange/,
  ],
  "a swap in a prange": [
    (a: Float64Array) => {
      let [s, t] = [0, 1]
      for (const i of prange(a)) [s, t] = [t + a[i]!, s]
      return s + t
    },
    [new Float64Array(3)],
    /variable `s` is assigned in a prange/,
  ],
  "a pair that a function gives": [
    (a: Float64Array) => {
      let [s, t] = [0, 1]
      const both = (x: number): [number, number] => [x, x]
      for (const i of prange(a)) [s, t] = both(a[i]!)
      return s + t
    },
    [new Float64Array(3)],
    /variable `s` is assigned in a prange/,
  ],
  "one of two that are changed": [
    (x: number) => {
      const [a, b] = [{ v: x }, { v: 2 }]
      const c = x > 1 ? a : b
      c.v = 5
      a.v++
      return a.v + b.v
    },
    [1],
    /it chooses between literals of which parts are assigned|only elements of typed arrays can be assigned/,
  ],
}

describe("what a prange adds up in several variables at once", () => {
  forksAll()
  for (const [name, fn] of Object.entries(reduced)) {
    it(`is ${name}`, async () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      const expected = kernel.js(integers())
      assert.deepEqual(kernel.reference(integers()), expected)
      for (const threads of [1, 3]) {
        await gather(threads)
        assert.deepEqual(kernel(integers()), expected)
      }
      assert.equal(kernel.parallelDiagnostics()[0]!.loops[0]!.isParallel, true)
    })
  }

  it("has the tree of a variable", () => {
    const kernel = jit((a: Float64Array) => {
      let one = 0
      const all = { sum: 0 }
      let [s, t] = [0, 0]
      for (const i of prange(a)) {
        const x = Math.sin(a[i]!)
        one += x
        all.sum += x
        ;[s, t] = [s + x, t - x]
      }
      return [one, all.sum, s, -t]
    })
    const [one, ...others] = kernel(integers())
    assert.deepEqual(others, [one, one, one])
  })
})

describe("literals whose parts are assigned, and patterns", () => {
  for (const [name, fn] of Object.entries(plain)) {
    it(name, () => {
      const kernel = jit(fn)
      for (const x of [0, 1, 2.5, 7]) {
        assert.deepEqual(kernel(x), fn(x), String(x))
        assert.deepEqual(kernel.reference(x), fn(x), String(x))
      }
    })
  }

  it("swaps of elements", () => {
    const reverse = jit((a: Float64Array, b: Int32Array) => {
      for (let i = 0, j = a.length - 1; i < j; i++, j--) {
        ;[a[i], a[j]] = [a[j]!, a[i]!]
        ;[b[i], a[i]] = [a[i]!, b[i]!]
      }
    })
    const [a, b] = [Float64Array.of(1, 2.5, 3, 4), Int32Array.of(5, 6, 7, 8)]
    const [c, d] = [a.slice(), b.slice()]
    reverse(a, b)
    reverse.js(c, d)
    assert.deepEqual([a, b], [c, d])
  })

  for (const [name, [fn, args, says]] of Object.entries(refused)) {
    it(`are refused: ${name}`, () => {
      assert.throws(
        () => jit(fn as (...args: unknown[]) => unknown)(...args),
        (error: unknown) => error instanceof KernelCompileError && says.test(error.message),
      )
    })
  }
})
