import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import type { Stmt } from "../../src/jit/ir/index.ts"
import { sourceOf } from "./native-kernel.ts"

const debug = false
const settings = { scale: 1, isExact: true, isLoud: false, levels: 3n }

/** What a kernel becomes. */
function bodyOf(fn: (...args: never[]) => unknown, args: readonly unknown[]): readonly Stmt[] {
  const { source, types } = sourceOf(fn, args)
  return compile(source, types).ir.body
}

/** A kernel of which one return is left: what it gives. */
function given(fn: (...args: never[]) => unknown, ...args: readonly unknown[]): unknown {
  const last = bodyOf(fn, args).at(-1)
  assert.equal(last?.k, "return")
  return last.values[0]
}

const constant = (value: number): object => ({ k: "const", rep: Number.isInteger(value) ? "i32" : "f64", value })

describe("constants", () => {
  it("are computed before the kernel runs, as JavaScript computes them", () => {
    assert.deepEqual(
      given(() => 2 * 3 + 4),
      constant(10),
    )
    assert.deepEqual(
      given(() => 2 ** 0.5 / 3),
      constant(2 ** 0.5 / 3),
    )
    assert.deepEqual(
      given(() => (0.1 + 0.2) * 10),
      constant((0.1 + 0.2) * 10),
    )
    assert.deepEqual(
      given(() => (-1 >>> 28) | (5 << 4)),
      constant(95),
    )
    assert.deepEqual(
      given(() => Math.sin(1) * Math.hypot(3, 4, 5)),
      constant(Math.sin(1) * Math.hypot(3, 4, 5)),
    )
    assert.deepEqual(
      given(() => ~5 % 4),
      constant(~5 % 4),
    )
    assert.deepEqual(
      given(() => (1n << 40n) / 3n),
      { k: "bigint", rep: "big", value: 2n ** 40n / 3n },
    )
  })

  it("have their own text as WebAssembly", () => {
    const kernel = jit((x: number) => {
      const half = 1 / 2
      const quarter = half * half
      return x * quarter
    })
    assert.equal(kernel(8), 2)
    assert.match(kernel.wat(), /f64\.const 0\.25\n +f64\.mul/)
    assert.doesNotMatch(kernel.wat(), /f64\.div|f64\.const 0\.5/)
  })

  it("keep what is no constant in its order", () => {
    const kernel = jit((x: number) => {
      let n = 1
      const next = (): number => n++
      return next() * 10 + (2 - 1) * next() + x * (3 - 2)
    })
    assert.equal(kernel(5), kernel.js(5))
    assert.equal(kernel.reference(5), kernel.js(5))
  })
})

describe("what changes nothing", () => {
  it("is left out where that is so to the last bit", () => {
    const get = (fn: (x: number) => number): string => (given(fn, 0.5) as { readonly k: string }).k
    for (const fn of [(x: number) => x * 1, (x: number) => 1 * x, (x: number) => x / 1, (x: number) => x - 0]) {
      assert.equal(get(fn), "get")
    }
    for (const fn of [(x: number) => x + -0, (x: number) => -0 + x]) assert.equal(get(fn), "get")
    for (const fn of [(x: number) => x + 0, (x: number) => x - -0, (x: number) => 0 - x]) {
      assert.equal(get(fn), "binary")
      for (const x of [0, -0, 1, Number.NaN, Infinity]) assert.ok(Object.is(jit(fn)(x), fn(x)))
    }
    assert.equal(
      get((x) => x | 0),
      "convert",
    )
    assert.equal(
      (given((a: Int32Array, i: number) => (a[i]! | 0) ^ 0, new Int32Array(1), 0) as { k: string }).k,
      "load",
    )
  })

  it("leaves a counter that wraps one of int32", () => {
    const kernel = jit((a: Int32Array, out: Uint8Array) => {
      for (const i of prange(a)) {
        let count = 0
        for (let x = 0; x < 9; x++) count = (count + 1) | 0
        out[i] = count
      }
    })
    kernel(new Int32Array(1), new Uint8Array(1))
    assert.doesNotMatch(kernel.wat(), /trunc_sat|f64\.add/)
  })

  it("is added up in a prange", () => {
    const kernel = jit((a: Float64Array) => {
      let [s, p] = [1, 2]
      for (const i of prange(a)) {
        s -= 0
        p *= a[i]!
        p *= settings.scale
      }
      return [s, p]
    })
    assert.deepEqual(kernel(Float64Array.of(3, 4)), [1, 24])
    assert.deepEqual(kernel.reference(Float64Array.of(3, 4)), [1, 24])
  })
})

describe("conditions that are known", () => {
  it("leave out what is never run, be it no kernel at all", () => {
    const kernel = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) {
        if (debug) console.log(i, a[i])
        debug && console.log(i)
        s += settings.isExact ? a[i]! : Number.parseFloat("1")
      }
      if (!settings.isExact || debug) throw new Error("never")
      while (settings.isLoud) console.log(s)
      for (let i = 0; settings.isLoud && i < 3; i++) console.log(i)
      return s
    })
    assert.equal(kernel(Float64Array.of(1, 2, 3)), 6)
    assert.equal(kernel.reference(Float64Array.of(1, 2, 3)), 6)
    assert.doesNotMatch(kernel.wat(), /\bif\b.*\n.*console/)
  })

  it("say what cannot be compiled where it may run", () => {
    const kernel = jit((x: number) => {
      if (debug || x > 3) console.log(x)
      return x
    })
    assert.throws(() => kernel(1), KernelCompileError)
  })

  it("choose a case, and those that it goes on into", () => {
    const kernel = jit((x: number) => {
      let s = 0
      switch (settings.levels) {
        case 1n:
          console.log(x)
          break
        case 3n:
          s += x
        case 4n:
          if (x > 2) break
          s += 10
          break
        default:
          console.log(s)
      }
      return s
    })
    for (const x of [1, 5]) assert.equal(kernel(x), kernel.js(x))
  })

  it("leave a variable that only they set without a value, and without a use", () => {
    const kernel = jit((x: number) => {
      let seen: number
      if (debug) {
        seen = x
        x += seen
      }
      return x
    })
    assert.equal(kernel(3), 3)
  })

  it("make a loop that only a break leaves", () => {
    const kernel = jit((x: number) => {
      let n = 0
      while (settings.isExact) {
        n++
        if (n * n > x) break
      }
      do n++
      while (settings.isLoud)
      for (let i = 0; !settings.isLoud; i++) if (i > 3) break
      return n
    })
    assert.equal(kernel(50), kernel.js(50))
    assert.equal(kernel.reference(50), kernel.js(50))
  })

  it("are the sides of && and ||, and of ?: of literals", () => {
    const [none, three] = [0, 3]
    const kernel = jit((x: number) => {
      const pair = settings.isExact ? { a: x, b: 1 } : { a: 0, b: x }
      return [none || x, none && x, three && x, Number.NaN || x, pair.a, pair.b]
    })
    for (const x of [0, 5]) assert.deepEqual(kernel(x), kernel.js(x))
  })
})
