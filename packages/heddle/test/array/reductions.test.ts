import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import type { DType } from "../../src/array/index.ts"
import { elementsOf, fixture, testReproduces } from "./numpy.ts"
import type { Written } from "./numpy.ts"
import { ulps } from "./ulps.ts"

interface Case {
  readonly kind: string
  readonly shape: readonly number[]
  readonly name: string
  readonly options: Readonly<Record<string, unknown>>
  readonly error?: string
  readonly dtype: DType
  /** Of the result. */
  readonly gives: readonly number[]
  readonly data: readonly (Written | boolean)[]
}

const known = fixture("reductions") as readonly Case[]
const calls = da as unknown as Readonly<Record<string, (x: unknown, options?: unknown) => da.LazyArray>>

testReproduces("reductions")

/** The elements of a fixture's array, by their place. */
function elements(kind: string, count: number): da.LazyArray {
  const places = Array.from({ length: count }, (_, i) => i)
  const value = places.map((i) => ((i * i * 31) % 17) - 8)
  switch (kind) {
    case "holes":
      return da.array(Float64Array.from(places, (i) => (i % 5 === 3 ? Number.NaN : value[i]! / 4)))
    case "nothing":
      return da.full(count, Number.NaN)
    case "ties":
      return da.array(Float64Array.from(places, (i) => ((i * 7) % 3) - 1))
    case "ends":
      return da.array(
        Float64Array.from(places, (i) => (i % 11 === 7 ? Infinity : i % 13 === 5 ? -Infinity : value[i]!)),
      )
    case "uint8":
      return da.array(Uint8Array.from(value, (one) => one + 8))
    case "bool":
      return da.array(Uint8Array.from(value, (one) => Number(one > 0))).astype("bool")
    case "int64":
      return da.array(BigInt64Array.from(value, (one, i) => BigInt(one) * 2n ** 55n + BigInt(i)))
    case "float32":
      return da.array(Float32Array.from(value, (one) => one / 4))
    case "int32":
      return da.array(Int32Array.from(value))
    default:
      return da.array(Float64Array.from(value, (one) => one / 4))
  }
}

const isFloat = (dtype: DType): boolean => dtype.startsWith("float")

suite("reductions give what NumPy gives", () => {
  const kinds = Map.groupBy(known, ({ kind, shape }) => `${kind} (${shape.join(", ")})`)
  for (const [title, cases] of kinds) {
    test(title, async () => {
      const { kind, shape } = cases[0]!
      const x = elements(
        kind,
        shape.reduce((a, b) => a * b, 1),
      ).reshape(shape)
      const made: { one: Case; array: da.LazyArray }[] = []
      const wrong: string[] = []
      const own = (await x.reshape([-1]).compute()).reshape(shape)
      for (const one of cases) if (one.name in own) wrong.push(...unlikeNumpy(own, one))
      for (const one of cases) {
        const story = `${one.name} ${JSON.stringify(one.options)}`
        try {
          if (one.error === undefined) made.push({ one, array: calls[one.name]!(x, one.options) })
          // That all are NaN is known only when they are there.
          else if (one.name.startsWith("nanarg") && x.size !== 0) {
            const made = calls[one.name]!(x, one.options)
            await assert.rejects(made.compute(), { name: "ShapeError" }, `${story}: NumPy has a ${one.error}`)
          } else assert.throws(() => calls[one.name]!(x, one.options), `${story}: NumPy has a ${one.error}`)
        } catch (error) {
          wrong.push(`${story}: ${(error as Error).message}`)
        }
      }
      const results = await da.compute(...made.map(({ array }) => array.reshape([-1])))
      for (const [i, { one, array }] of made.entries()) {
        const story = `${one.name} ${JSON.stringify(one.options)}`
        const mine = [...results[i]!.data] as (number | bigint)[]
        const numpys = numpysOf(one)
        if (array.dtype !== one.dtype) wrong.push(`${story}: ${array.dtype} instead of ${one.dtype}`)
        else if (array.shape.join() !== one.gives.join())
          wrong.push(`${story}: ${array.shape.join()} instead of ${one.gives.join()}`)
        else if (mine.some((each, at) => !isSame(each, numpys[at]!, one)))
          wrong.push(`${story}: ${mine.join(" ")} instead of ${numpys.join(" ")}`)
      }
      assert.deepEqual(wrong, [])
    })
  }
})

function numpysOf({ dtype, data }: Case): (number | bigint)[] {
  return [
    ...elementsOf(
      dtype,
      data.map((each) => (typeof each === "boolean" ? Number(each) : each)),
    ),
  ] as (number | bigint)[]
}

/** What an array in memory gives otherwise, in C order and in the opposite one. */
function unlikeNumpy(x: da.NDArray, one: Case): string[] {
  return [x, x.T.copy().T].flatMap((array) => {
    const story = `${one.name} ${JSON.stringify(one.options)} of an NDArray`
    const call = (): unknown => (array as unknown as typeof calls)[one.name]!(one.options)
    if (one.error !== undefined) {
      assert.throws(call, da.ShapeError, story)
      return []
    }
    const found = call()
    const isArray = found instanceof da.NDArray
    const mine = isArray ? [...(found.flat() as Iterable<number | bigint>)] : [asElement(found)]
    const isRight = !isArray || (found.dtype === one.dtype && found.shape.join() === one.gives.join())
    const numpys = numpysOf(one)
    const isLike = mine.length === numpys.length && mine.every((each, at) => isSame(each, numpys[at]!, one))
    return isRight && isLike ? [] : [`${story}: ${mine.join(" ")} instead of ${numpys.join(" ")}`]
  })
}

function asElement(found: unknown): number | bigint {
  return typeof found === "boolean" ? Number(found) : (found as number | bigint)
}

function isSame(mine: number | bigint, numpys: number | bigint, { name, dtype }: Case): boolean {
  if (mine === numpys || Object.is(mine, numpys)) return true
  // Everything else is of few bits: there is nothing to round.
  if (!isFloat(dtype) || !/mean|var|std|prod/.test(name)) return false
  return ulps(Number(mine), Number(numpys), dtype) <= 4 || Math.abs(Number(mine) - Number(numpys)) < 1e-15
}

suite("sums and kin of as many elements as leaves have, and of one more or less", () => {
  const sizes = [255, 256, 257, 511, 512, 513, 4095, 4096, 4097, 8193, 20_000]
  for (const size of sizes) {
    test(`${size} elements, in rows and in columns`, async () => {
      // Multiples of 1/8 whose sums, and sums of squares, are exact.
      const value = (i: number): number => (((i * 7919) % 101) - 50) / 8
      const list = Array.from({ length: size }, (_, i) => value(i))
      const total = list.reduce((a, b) => a + b, 0)
      const most = list.reduce((a, b) => Math.max(a, b))
      const line = da.array(list)
      const columns = da.stack([line, line.negative(), line], 1)
      for (const tileSize of [65_536, 1000]) {
        const before = da.config({ tileSize })
        const all = [line.sum(), line.max(), line.argmax(), line.astype("int32").sum(), da.nansum(line)]
        const [sum, max, at, whole, nansum] = (await da.compute(...all)) as unknown[]
        const options = { axis: 0 }
        const [sums, maxima, places, counts] = await da.compute(
          columns.sum(options),
          columns.max(options),
          columns.argmax(options),
          da.countNonzero(columns, options),
        )
        const least = list.reduce((a, b) => Math.min(a, b))
        da.config(before)
        assert.deepEqual([sum, max, at, nansum], [total, most, BigInt(list.indexOf(most)), total])
        assert.equal(
          whole,
          list.reduce((a, b) => a + BigInt(Math.trunc(b)), 0n),
        )
        assert.deepEqual(sums!.toArray(), [total, 0 - total, total])
        assert.deepEqual(maxima!.toArray(), [most, 0 - least, most])
        assert.deepEqual(places!.toArray(), [list.indexOf(most), list.indexOf(least), list.indexOf(most)].map(BigInt))
        const some = BigInt(list.filter((one) => one !== 0).length)
        assert.deepEqual(counts!.toArray(), [some, some, some])
      }
    })
  }
})

/** The exact sum of floats, as a multiple of 2^-1074. */
function exact(list: Iterable<number>): bigint {
  const word = new Float64Array(1)
  const bits = new BigUint64Array(word.buffer)
  let sum = 0n
  for (const one of list) {
    word[0] = one
    const power = (bits[0]! >> 52n) & 0x7ffn
    const digits = (bits[0]! & 0xfffffffffffffn) | (power === 0n ? 0n : 1n << 52n)
    const value = digits << (power === 0n ? 0n : power - 1n)
    sum += one < 0 ? -value : value
  }
  return sum
}

/** As a float, nearly. */
function asNumber(sum: bigint, scale: bigint = 1n): number {
  // 2^-1074 in two steps: 2^1074 is no float.
  return Number((sum << 60n) / scale / (1n << 1074n)) / 2 ** 60
}

// Means of leaves are rounded, by 2^-23 here: what they differ by is as good as that.
suite("sums are as good as of pairs", () => {
  const count = 100_003
  const next = (
    (state) => () =>
      (state = (state * 48271) % 2147483647) / 2147483647
  )(12345)
  const far = Float64Array.from({ length: count }, () => 1e9 + next() + next() + next() - 1.5)

  test("a mean and a variance far from 0", async () => {
    const x = da.array(far)
    const mean = asNumber(exact(far), BigInt(count))
    const wide = exact(far)
    // n * x - sum, squared and added up: as whole numbers of 2^-1074 there is no rounding.
    let squares = 0n
    for (const one of far) squares += (exact([one]) * BigInt(count) - wide) ** 2n
    const n = BigInt(count)
    const variance = Number((squares << 60n) / (n * n * n) / (1n << 2148n)) / 2 ** 60
    for (const array of [x, x.reshape([-1, 1])]) {
      const [m, v, s, v1] = (
        await da.compute(
          array.mean({ axis: 0 }),
          array.var({ axis: 0 }),
          array.std({ axis: 0 }),
          array.var({ axis: 0, ddof: 1 }),
        )
      ).map((one: number | da.NDArray) => (typeof one === "number" ? one : Number(one.item())))
      assert.ok(Math.abs(m! - mean) <= 2 ** -23, `${m} is not ${mean}`)
      assert.ok(Math.abs(v! / variance - 1) < 1e-9, `${v} is not ${variance}`)
      assert.ok(Math.abs(s! ** 2 / variance - 1) < 1e-9)
      assert.ok(Math.abs((v1! * (count - 1)) / count / variance - 1) < 1e-9)
    }
  })

  test("a sum whose terms nearly cancel", async () => {
    const list = Float64Array.from({ length: count }, () => (next() - 0.5) * 10 ** Math.floor(next() * 12))
    const [sum, size] = (await da.compute(da.sum(list), da.sum(da.abs(list)))) as number[]
    assert.ok(Math.abs(sum! - asNumber(exact(list))) <= size! * 2 ** -52 * 4)
  })

  test("whole numbers are added up exactly, and wrap at 64 bits", async () => {
    const bits = Int32Array.from({ length: count }, (_, i) => (i % 3 === 0 ? -2147483648 : 2147483647))
    const want = bits.reduce((a, b) => a + BigInt(b), 0n)
    assert.equal(await da.sum(bits).compute(), want)
    assert.deepEqual((await da.sum(da.reshape(bits, [-1, 1]), { axis: 0 }).compute()).toArray(), [want])
    const long = BigInt64Array.from(bits, (one, i) => BigInt(one) * 2n ** 31n + BigInt(i))
    const sum = long.reduce((a, b) => a + b, 0n)
    assert.equal(await da.sum(long).compute(), BigInt.asIntN(64, sum))
    assert.equal(
      await da.prod(long.subarray(1, 30)).compute(),
      BigInt.asIntN(
        64,
        long.subarray(1, 30).reduce((a, b) => a * b, 1n),
      ),
    )
    assert.equal(await da.mean(bits).compute(), Number(want) / count)
  })

  test("a variance that overflows is infinite, one of fewer elements than are taken away is not there", async () => {
    const [huge, nanHuge, none] = await da.compute(
      da.variance([1e200, -1e200]),
      da.nanvar([1e200, -1e200, Number.NaN]),
      da.nanvar([1, Number.NaN], { ddof: 1 }),
    )
    assert.deepEqual([huge, nanHuge, none], [Infinity, Infinity, Number.NaN])
  })
})

suite("what cannot be reduced is an error of the call", () => {
  const x = da.zeros([3, 4])
  test("an axis that is not there", () => {
    for (const axis of [2, -3, [0, 2], 0.5]) {
      assert.throws(() => x.sum({ axis }), { name: "OptionError", message: /axis.*from -2 to 1/s })
    }
    assert.throws(() => x.sum({ axis: [0, -2] }), { name: "OptionError", message: /each axis once/ })
    assert.throws(() => da.array(1).cumsum({ axis: 0 }), { name: "OptionError", hint: "the array has 0 axes" })
    assert.throws(() => x.argmin({ axis: [0, 1] as never }), { name: "OptionError" })
  })
  test("an axis that is not named, or by a name that there is not", () => {
    assert.throws(() => x.sum(1 as never), { name: "OptionError", hint: "name the axis: { axis: 1 }" })
    assert.throws(() => x.mean({ axes: 0 } as never), { name: "OptionError" })
    assert.throws(() => x.cumsum(0 as never), { name: "OptionError" })
    assert.throws(() => x.argmax(0 as never), { name: "OptionError" })
  })
  test("the place of the least of nothing but NaN", async () => {
    const x = da.array([
      [Number.NaN, 2, 1],
      [Number.NaN, Number.NaN, Number.NaN],
    ])
    const error = { name: "ShapeError", message: /All-NaN slice encountered/ }
    for (const place of [da.nanargmin, da.nanargmax]) {
      for (const axis of [0, 1]) await assert.rejects(place(x, { axis }).compute(), error)
      await assert.rejects(place(x.slice("1")).add(1).compute(), error)
      await assert.rejects(place(x.astype("float32").slice(":, :1"), { keepdims: true }).compute(), error)
    }
    assert.equal(await da.nanargmin(x).compute(), 2n)
    const largest = await da.nanargmax(x.slice(":, 1:"), { axis: 0 }).compute()
    assert.deepEqual(largest.toArray(), [0n, 0n])
  })
  test("the least of none", () => {
    for (const name of ["min", "max", "argmin", "argmax", "nanmin", "nanargmax", "ptp"]) {
      assert.throws(() => calls[name]!(da.zeros([0, 3]), { axis: 0 }), {
        name: "ShapeError",
        message: /of no elements: the array is \(0, 3\)/,
      })
    }
    assert.deepEqual(da.zeros([0, 3]).max({ axis: 1 }).shape, [0])
  })
})
