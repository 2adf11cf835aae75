import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  approximations,
  intrinsics,
  limits,
  nearestExponent,
  nearestSignificand,
  powerOfMinusOne,
  powerOfTwo,
  upperHalf,
  withSign,
} from "../../src/jit/maths/index.ts"
import { points } from "./maths-points.ts"
import { one, real, root, times, two, ulps } from "./maths-real.ts"
import { decimal, exp, ln2, pi, references } from "./maths-reference.ts"

type Approximation = (x: number, y: number) => number
const byName = new Map([...approximations].map(([fn, approximation]) => [fn.name, approximation as Approximation]))
const pointsEach = 2500

/** What the README promises, in units of the last place. */
const bounds: Readonly<Record<string, number>> = {
  acos: 1.5,
  acosh: 2.5,
  asin: 1.5,
  asinh: 2,
  atan: 2.5,
  atan2: 2.5,
  atanh: 2.5,
  cbrt: 1,
  cos: 1,
  cosh: 2,
  exp: 1,
  expm1: 1.5,
  hypot: 1.5,
  log: 1,
  log10: 1,
  log1p: 1,
  log2: 1,
  pow: 1.5,
  sin: 1,
  sinh: 2,
  tan: 2.5,
  tanh: 2.5,
}

const integers = [2 ** 52 + 1, 2 ** 53 - 1, 2 ** 53]
const edges = [
  2 ** -1022,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  1 + Number.EPSILON,
  1 - Number.EPSILON / 2,
  Infinity,
  NaN,
]
const plain = [0, 0.5, 1, 1.5, 2, 3, Math.PI, 1e-8, 1e-300, 1e300, 710, 745.2, 746, 1074]
const specials = [...plain, ...integers, ...edges].flatMap((x) => [x, -x])

describe("the reference", () => {
  it("knows constants to forty digits", () => {
    const value = (name: string, x: number, y = 0): string => decimal(references[name]!(real(x), real(y)), 40)
    assert.equal(decimal(pi, 40), "3.1415926535897932384626433832795028841971")
    assert.equal(decimal(exp(one), 40), "2.7182818284590452353602874713526624977572")
    assert.equal(decimal(ln2, 40), "0.6931471805599453094172321214581765680755")
    assert.equal(decimal(root(two), 40), "1.4142135623730950488016887242096980785696")
    assert.equal(value("cbrt", 2), "1.2599210498948731647672106072782283505702")
    assert.equal(value("sin", 1), "0.8414709848078965066525023216302989996225")
  })
})

describe("approximations", () => {
  for (const [name, approximation] of byName) {
    it(`${name} is within ${bounds[name]} ULP of the exact result`, () => {
      const reference = references[name]!
      let [worst, at] = [0, ""]
      for (const [x, y] of points(name, pointsEach)) {
        const error = ulps(approximation(x, y), reference(real(x), real(y)))
        if (error > worst) [worst, at] = [error, `${name}(${x}, ${y})`]
      }
      assert.ok(worst <= bounds[name]!, `${worst} ULP at ${at}`)
    })
  }

  it("give what JavaScript gives where that is special", () => {
    for (const [fn, approximation] of approximations) {
      const limit = limits.get(fn) ?? Infinity
      for (const x of specials) {
        // Infinity is within every limit: it has no angle.
        if (Number.isFinite(x) && Math.abs(x) > limit) continue
        for (const y of fn.length === 2 ? specials : [0]) {
          const [result, expected] = [approximation(x, y) as number, fn(x, y) as number]
          const isNear = Math.abs(result - expected) <= Math.max(Math.abs(expected) * 2 ** -50, Number.MIN_VALUE)
          const isSame = Object.is(result, expected) || (result !== 0 && expected !== 0 && isNear)
          assert.ok(isSame, `${fn.name}(${x}, ${y}) is ${result}, not ${expected}`)
        }
      }
    }
  })

  it("have no error where the result is a number", () => {
    const call = (name: string, x: number, y = 0): number => byName.get(name)!(x, y)
    for (let k = -1074; k < 1024; k++) {
      assert.equal(call("log2", 2 ** k), k)
      assert.equal(call("pow", 2, k), 2 ** k)
    }
    for (let n = 1; n < 300; n++) {
      assert.equal(call("cbrt", n ** 3), n)
      assert.equal(call("pow", n, 3), n ** 3)
      assert.equal(call("hypot", 3 * n, 4 * n), 5 * n)
    }
    for (let k = 0; k < 23; k++) assert.equal(call("log10", 10 ** k), k)
    for (const name of ["exp", "cos", "cosh"]) assert.equal(call(name, 0), 1)
  })

  it("are odd where Math's functions are", () => {
    for (const name of ["asin", "asinh", "atan", "atanh", "cbrt", "sin", "sinh", "tan", "tanh"]) {
      for (const [x] of points(name, 200)) {
        assert.equal(byName.get(name)!(-x, 0), -byName.get(name)!(x, 0))
      }
    }
  })

  it("take angles up to a limit, one after the other multiple of π/2", () => {
    for (let k = 0; k < limits.get(Math.sin)! / (Math.PI / 2); k += 44_449) {
      const x = k * (Math.PI / 2)
      for (const name of ["cos", "sin", "tan"]) {
        const error = ulps(byName.get(name)!(x, 0), references[name]!(real(x), real(0)))
        assert.ok(error <= bounds[name]!, `${error} ULP at ${name}(${x})`)
      }
    }
  })

  it("replace all of Math that is no instruction and no conversion", () => {
    const others = [
      "abs",
      "ceil",
      "clz32",
      "floor",
      "fround",
      "f16round",
      "imul",
      "max",
      "min",
      "random",
      "round",
      "sign",
    ]
    const all = Object.getOwnPropertyNames(Math).filter((name) => typeof Math[name as "abs"] === "function")
    const expected = all.filter((name) => ![...others, "sqrt", "trunc", "sumPrecise"].includes(name))
    assert.deepEqual([...byName.keys()].toSorted(), expected.toSorted())
  })
})

describe("operations on bits", () => {
  const normal = [...points("log", 200)].map(([x]) => x).filter((x) => x >= 2 ** -1022)

  it("make powers of two", () => {
    for (let k = -1022; k < 1024; k++) assert.equal(powerOfTwo(k), 2 ** k)
  })

  it("make powers of -1", () => {
    assert.deepEqual([-3, -2, -1, 0, 1, 2 ** 50].map(powerOfMinusOne), [-1, 1, -1, 1, -1, 1])
  })

  it("take numbers apart beside a power of two", () => {
    for (const x of [...normal, 1, Number.MAX_VALUE, 2 ** -1022]) {
      const m = nearestSignificand(x)
      assert.ok(m ** 2 > 0.4999999 && m ** 2 < 2, `${x}: ${m}`)
      assert.equal(scaledBy(m, nearestExponent(x)), x)
    }
  })

  it("leave 26 bits", () => {
    for (const x of normal.filter((x) => x > 1e-150 && x < 1e150)) {
      const upper = upperHalf(x)
      assert.ok(x >= upper && (x - upper) / x < 2 ** -25)
      assert.equal(ulps(upper * upper, times(real(upper), real(upper))), 0)
      assert.equal(upperHalf(-x), -upper)
    }
  })

  it("copy a sign", () => {
    assert.deepEqual(
      [withSign(2, -0), withSign(-2, 3), withSign(0, -1), withSign(-Infinity, -1)],
      [-2, 2, -0, -Infinity],
    )
  })

  it("are all that the compiler has to know", () => {
    const all = [nearestExponent, nearestSignificand, powerOfMinusOne, powerOfTwo, upperHalf, withSign]
    assert.deepEqual(new Set(all), intrinsics)
  })
})

/** x·2^k, where 2^k may be too large for a number. */
function scaledBy(x: number, k: number): number {
  const half = Math.trunc(k / 2)
  return x * 2 ** half * 2 ** (k - half)
}
