import assert from "node:assert/strict"
import { before, describe, it } from "node:test"
import { jit, KernelCompileError, prange } from "../../../src/jit/index.ts"
import { emitModule } from "../../../src/jit/emit/index.ts"
import { compile, Source } from "../../../src/jit/front/index.ts"
import { team } from "../../../src/jit/run/index.ts"
import { bins } from "./bins.ts"
import { elements } from "./elements.ts"
import { range } from "./inputs.ts"
import { matrices } from "./matrices.ts"
import { passing } from "./passing.ts"
import type { Ported } from "./ported.ts"
import { ranges } from "./ranges.ts"
import { refused } from "./refused.ts"
import { statistics } from "./statistics.ts"
import { sums } from "./sums.ts"
import { forksAll, gather } from "../gather.ts"

const ported: readonly Ported[] = [...elements, ...passing, ...sums, ...statistics, ...ranges, ...matrices, ...bins]
type Kernel = (...args: unknown[]) => unknown

/** All numbers of a value, arrays and objects of them too. */
function numbersOf(value: unknown): unknown[] {
  if (ArrayBuffer.isView(value)) return [...(value as Float64Array)]
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [value]
}

function compare(actual: unknown, expected: unknown, adds: boolean | undefined): void {
  const [got, wanted] = [numbersOf(actual), numbersOf(expected)]
  assert.equal(got.length, wanted.length)
  for (const [i, x] of wanted.entries()) {
    const isNear = adds === true && typeof x === "number" && Math.abs((got[i] as number) - x) <= 1e-12 * Math.abs(x)
    assert.ok(Object.is(got[i], x) || isNear, `${String(got[i])} instead of ${String(x)} at ${i} of ${wanted.length}`)
  }
}

describe("Numba's parallel loops", () => {
  forksAll()

  for (const threads of [1, 3]) {
    describe(`give what JavaScript gives on ${threads} threads`, () => {
      let forks = 0
      before(async () => {
        await gather(threads)
        forks = team.forks
      })
      for (const { title, kernel: fn, calls, adds } of ported) {
        it(title, () => {
          const kernel = jit(fn as Kernel)
          for (const [i, given] of calls().entries()) {
            const same = calls()[i]!
            const result = kernel(...given)
            compare([result, ...given], [kernel.js(...same), ...same], adds)
          }
        })
      }
      it(`on ${threads}, indeed`, () => assert.equal(team.forks > forks, threads > 1))
    })
  }
})

describe("what Numba refuses, or what is refused here, as a kernel", () => {
  for (const { title, kernel, args, says } of refused) {
    it(title, () => {
      assert.throws(
        () => jit(kernel as Kernel)(...args),
        (error: unknown) => error instanceof KernelCompileError && says.test(error.message),
      )
    })
  }

  it("leaves the next kernel alone", () => {
    const broken = jit((x: number) => String(x))
    const sum = jit((n: number) => {
      let s = 1
      for (const _ of prange(n)) s += 1
      return s
    })
    for (let i = 0; i < 3; i++) {
      assert.throws(() => broken(1), KernelCompileError)
      assert.equal(sum(1), 2)
    }
  })

  it("arrays of different lengths are a RangeError", () => {
    const add = jit((a: Float64Array, b: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]! + b[i]!
      return s
    })
    assert.equal(add(range(10), range(10)), 90)
    assert.throws(() => add(range(10), range(9)), /^RangeError: b\[9\] at .* is outside: b has 9 elements$/)
  })
})

describe("several iterations at once", () => {
  const grainsOf = (fn: Function): readonly number[] =>
    emitModule(compile(Source.of(fn)!, [{ element: "f64" }]).ir).grains
  const isVector = (fn: Function): void => assert.ok(grainsOf(fn).every((grain) => grain > 1))

  it("in a sum of roots, whose order is fixed", () => {
    isVector((a: Float64Array) => {
      let sum = 0
      for (const i of prange(a.length)) sum += Math.sqrt(i)
      return sum
    })
  })

  it("wherever the range begins", () => {
    isVector((a: Float64Array) => {
      for (const i of prange(a.length)) a[i] = Math.sqrt(a[i]!)
    })
    isVector((a: Float64Array) => {
      const n = a.length
      for (const i of prange(-n, 0)) a[i + n] = Math.sqrt(a[i + n]!)
    })
  })

  it("with the counter as a number, below zero too", () => {
    isVector((a: Float64Array) => {
      let [below, above] = [0, 0]
      for (const i of prange(-a.length, 0)) below += i
      for (const i of prange(a.length)) above += i
      return [below, above]
    })
  })
})
