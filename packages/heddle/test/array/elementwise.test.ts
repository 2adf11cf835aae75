import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import type { DType } from "../../src/array/index.ts"
import { functions } from "../../src/array/element/index.ts"
import { OptionError } from "../../src/core/errors/index.ts"
import { elementsOf, fixture, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"
import { ulps } from "./ulps.ts"

type Outcome =
  | { readonly error: string }
  /** Booleans are a text of 0 and 1. */
  | { readonly dtype: DType; readonly data: string | readonly Written[] }
type Table = Readonly<Record<string, Outcome>>
type Values = Readonly<Record<DType, readonly (Written | boolean)[]>>

const known = fixture("elementwise") as {
  readonly values: Values
  readonly few: Values
  readonly scalars: readonly (number | boolean)[]
  readonly binary: Readonly<Record<string, Table>>
  readonly scalar: Readonly<Record<string, Table>>
  readonly unary: Readonly<Record<string, Table>>
  readonly where: Table
  readonly round: Table
  readonly astype: Table
}

testReproduces("elementwise")

const calls = da as unknown as Readonly<Record<string, (...inputs: unknown[]) => da.LazyArray>>

/** Units in the last place by which functions may differ; all others give the same bits. */
const near = new Set(
  "power arctan2 hypot logaddexp cbrt exp expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh exp2 deg2rad rad2deg".split(
    " ",
  ),
)
/** Of two zeros NumPy gives the one or the other, by how a loop is compiled. */
const anyZero = new Set(["minimum", "maximum", "fmin", "fmax"])

function input(of: Values, dtype: DType): da.LazyArray {
  const list = of[dtype]
  return da
    .array(
      elementsOf(
        dtype,
        list.map((one) => (typeof one === "boolean" ? Number(one) : one)),
      ),
    )
    .astype(dtype)
}

function check(
  name: string,
  found: da.NDArray,
  outcome: Exclude<Outcome, { readonly error: string }>,
  story: string,
): void {
  const { dtype, data } = outcome
  assert.equal(found.dtype, dtype, story)
  const numpys = elementsOf(dtype, typeof data === "string" ? data.split("").map(Number) : data)
  assert.equal(found.size, numpys.length, story)
  for (const [i, one] of [...found.flat()].entries()) {
    const other = numpys[i]!
    if (Object.is(one, other) || (anyZero.has(name) && one === other)) continue
    const isNear = near.has(name) && typeof one === "number" && ulps(one, other as number, dtype) <= 4
    if (!isNear) assert.fail(`${story}: element ${i} is ${one}, and NumPy's is ${other}`)
  }
}

interface Case {
  readonly name: string
  readonly story: string
  readonly make: () => da.LazyArray
  readonly outcome: Outcome
}

/** Those that NumPy refuses are refused when they are asked for. */
async function checkAll(cases: readonly Case[]): Promise<void> {
  const wrong: string[] = []
  for (const { name, story, make, outcome } of cases) {
    try {
      if ("error" in outcome) {
        assert.throws(make, OptionError, `${story}: NumPy has a ${outcome.error}`)
        continue
      }
      const [result] = await da.compute(make().reshape([-1]))
      check(name, result as da.NDArray, outcome, story)
    } catch (error) {
      wrong.push((error as Error).message.slice(0, 200))
    }
  }
  assert.deepEqual(wrong, [])
}

suite("operations give what NumPy gives, for every pair of types", () => {
  for (const [name, table] of Object.entries(known.binary)) {
    test(name, () =>
      checkAll(
        Object.entries(table).map(([key, outcome]) => {
          const [a, b] = key.split(" ") as [DType, DType]
          const of = a === b ? known.values : known.few
          const make = (): da.LazyArray => {
            const [x, y] = [input(of, a).reshape([-1, 1]), input(of, b)]
            return calls[name]!(x, name === "power" ? da.maximum(y, 0) : y)
          }
          return { name, story: `${name} of ${key}`, outcome, make }
        }),
      ),
    )
  }
})

suite("a number beside an array is Python's int if it is an integer, else a float", () => {
  for (const [name, table] of Object.entries(known.scalar)) {
    test(name, () =>
      checkAll(
        Object.entries(table).map(([key, outcome]) => {
          const [a, i] = key.split(" ") as [DType, string]
          const value = known.scalars[Number(i)]!
          const make = (): da.LazyArray => calls[name]!(input(known.values, a), value)
          return { name, story: `${name} of ${a} and ${value}`, outcome, make }
        }),
      ),
    )
  }
})

suite("operations on one array give what NumPy gives", () => {
  for (const [name, table] of Object.entries(known.unary)) {
    test(name, () =>
      checkAll(
        Object.entries(table).map(([dtype, outcome]) => {
          const make = (): da.LazyArray => {
            const x = input(known.values, dtype as DType)
            const others = known.values[dtype as DType].flatMap((one, i) => (Number(one) === 0 ? [] : [i]))
            return calls[name]!(name === "reciprocal" ? x.take(others) : x)
          }
          return { name, story: `${name} of ${dtype}`, outcome, make }
        }),
      ),
    )
  }
})

test("where chooses as NumPy, for every pair of types", () =>
  checkAll(
    Object.entries(known.where).map(([key, outcome]) => {
      const [a, b] = key.split(" ") as [DType, DType]
      const make = (): da.LazyArray =>
        da.where(da.reshape([false, true], [2, 1, 1]), input(known.few, a).reshape([-1, 1]), input(known.few, b))
      return { name: "where", story: `where of ${key}`, outcome, make }
    }),
  ))

test("round is NumPy's, to decimals and to tens", () =>
  checkAll(
    Object.entries(known.round).map(([key, outcome]) => {
      const [dtype, decimals] = key.split(" ") as [DType, string]
      const make = (): da.LazyArray => {
        const x = input(known.values, dtype)
        const moderate = known.values.int32.flatMap((one, i) => (Math.abs(Number(one)) < 2e9 ? [i] : []))
        return (dtype === "int32" ? x.take(moderate) : x).round(Number(decimals))
      }
      return { name: "round", story: `round of ${key}`, outcome, make }
    }),
  ))

suite("the functions that kernels take in", () => {
  const sameAs = (fn: (...args: never[]) => number, cases: readonly (readonly number[])[]): void => {
    for (const [result, ...args] of cases.map((one) => [one.at(-1)!, ...one.slice(0, -1)])) {
      assert.ok(
        Object.is(fn(...(args as never[])), result),
        `${fn.name}(${args.join()}) is ${fn(...(args as never[]))}`,
      )
    }
  }

  test("rint rounds halves to even, and keeps signs and what has no fraction", () => {
    sameAs(functions.rint, [
      [0.5, 0],
      [-0.5, -0],
      [1.5, 2],
      [2.5, 2],
      [-2.5, -2],
      [0.49999999999999994, 0],
      [-0, -0],
      [4503599627370495.5, 4503599627370496],
      [2 ** 53 - 1, 2 ** 53 - 1],
      [-(2 ** 52) - 1, -(2 ** 52) - 1],
      [Infinity, Infinity],
      [Number.NaN, Number.NaN],
    ])
  })

  test("mod has the sign of the divisor, and floorDivide goes with it", () => {
    sameAs(functions.mod, [
      [7, 3, 1],
      [-7, 3, 2],
      [7, -3, -2],
      [-7, -3, -1],
      [6, -3, -0],
      [-6, 3, 0],
      [-1, Infinity, Infinity],
      [1, Infinity, 1],
      [1, 0, Number.NaN],
      [Infinity, 2, Number.NaN],
    ])
    sameAs(functions.floorDivide, [
      [7, 3, 2],
      [-7, 3, -3],
      [7, -3, -3],
      [-7, -3, 2],
      [1, 0, Infinity],
      [-1, 0, -Infinity],
      [0, 0, Number.NaN],
      [-0, 3, -0],
      [0, -3, -0],
      [-1, Infinity, -1],
      [1, 0.1, 9],
      [2 ** 53, 1, 2 ** 53],
    ])
  })

  test("integers divide by 0 and by -1 as NumPy's, and have all powers modulo their bits", () => {
    sameAs(functions.intFloorDivide, [
      [-7, 2, -4],
      [-2147483648, -1, -2147483648],
      [5, 0, 0],
      [-2147483648, 2147483647, -2],
    ])
    sameAs(functions.intMod, [
      [-7, 2, 1],
      [-2147483648, -1, 0],
      [5, 0, 0],
      [-2147483648, 2147483647, 2147483646],
    ])
    sameAs(functions.intPower, [
      [3, 20, Number(BigInt.asIntN(32, 3n ** 20n))],
      [0, 0, 1],
      [-1, 2147483647, -1],
      [2, -1, 0],
      [-1, -3, -1],
    ])
    const least = -(2n ** 63n)
    assert.equal(functions.bigFloorDivide(least, -1n), least)
    assert.equal(functions.bigFloorDivide(-7n, 2n), -4n)
    assert.equal(functions.bigMod(-7n, 2n), 1n)
    assert.equal(functions.bigMod(least, -1n), 0n)
    assert.equal(functions.bigPower(3n, 50n), BigInt.asIntN(64, 3n ** 50n))
    assert.equal(functions.bigPower(-1n, -3n), -1n)
  })
})

suite("a number that does not fit beside an array of integers", () => {
  const bytes = da.array(Uint8Array.of(0, 200))
  test("is an error where they stay integers", () => {
    assert.throws(() => bytes.add(300), {
      name: "OptionError",
      message: /`operand` must be a number that uint8 holds, as the array beside it is, got 300/,
      hint: 'convert the array first: x.astype("float64")',
    })
    assert.throws(() => da.array([1n]).multiply(1e30), OptionError)
    assert.throws(() => bytes.power(-1), {
      name: "OptionError",
    })
  })
  test("is less or more than all of them", async () => {
    assert.deepEqual((await bytes.less(300).compute()).toArray(), [true, true])
    assert.deepEqual((await da.greater(2n ** 70n, da.array([2n ** 62n])).compute()).toArray(), [true])
    assert.deepEqual((await bytes.equal(-56).compute()).toArray(), [false, false])
  })
})

suite("astype", () => {
  test("gives what NumPy gives wherever the other type has a place for it", () => {
    const span: Partial<Record<DType, number>> = { int64: 2 ** 63, int32: 2 ** 31, uint8: 1 }
    return checkAll(
      Object.entries(known.astype).flatMap(([key, outcome]) => {
        const [from, to] = key.split(" ") as [DType, DType]
        if ("error" in outcome) return []
        const isFloat = from.startsWith("float")
        const least = to === "uint8" ? 0 : -(span[to] ?? 0)
        const most = to === "uint8" ? 255 : span[to]! - 1
        // A float beyond an integer's range is the processor's matter in NumPy.
        const fits = known.values[from].flatMap((one, i) => {
          const value = one === "nan" ? Number.NaN : Number(String(one).replace("inf", "Infinity"))
          return !isFloat || span[to] === undefined || (value >= least && value <= most) ? [i] : []
        })
        const data = outcome.data
        const numpys = fits.map((i) => (typeof data === "string" ? Number(data[i]) : data[i]!))
        return {
          name: "astype",
          story: `astype of ${key}`,
          outcome: { dtype: to, data: numpys },
          make: () => input(known.values, from).take(fits).astype(to),
        }
      }),
    )
  })

  test("of floats to integers is modulo 2^bits, and 0 of NaN and infinities, before and after they are computed", async () => {
    const hard = [
      Number.NaN,
      Infinity,
      -Infinity,
      3e9,
      -3e9,
      2 ** 63,
      -(2 ** 63),
      1e19,
      -1e19,
      1e300,
      300.7,
      -1.5,
      2 ** 32,
    ]
    const x = da.array(hard)
    const computed = await x.compute()
    for (const dtype of ["int64", "int32", "uint8"] as const) {
      const [lazily] = await da.compute(x.astype(dtype))
      assert.deepEqual(lazily!.toArray(), computed.astype(dtype).toArray(), dtype)
      assert.deepEqual(
        (lazily!.toArray() as (number | bigint)[]).map(BigInt),
        hard.map((one) => {
          const whole = Number.isFinite(one) ? BigInt(Math.trunc(one)) : 0n
          return dtype === "uint8" ? BigInt.asUintN(8, whole) : BigInt.asIntN(dtype === "int32" ? 32 : 64, whole)
        }),
      )
    }
  })
})
