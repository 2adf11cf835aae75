/* oxlint-disable eslint/eqeqeq -- it is one of the operators */
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { int64, jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { OptionError } from "../../src/core/errors/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"
import { forksAll, gather } from "./gather.ts"

const most = 2n ** 63n - 1n
const least = -(2n ** 63n)
const skip = nativeProblem() ?? false
type Fn = (...args: never[]) => unknown
type AnyFn = (...args: unknown[]) => unknown

/** As it is run, in each way, next to JavaScript. */
const ways: Readonly<Record<string, { readonly skip: string | false; run(fn: Fn): AnyFn }>> = {
  "as WebAssembly": { skip: false, run: (fn) => jit(fn as AnyFn) },
  "by the reference": { skip: false, run: (fn) => jit(fn as AnyFn).reference },
  "as native code": { skip, run: (fn) => jit(fn as AnyFn, { target: "native" }) },
}

const same: Readonly<Record<string, readonly [fn: Fn, ...calls: readonly unknown[][]]>> = {
  "arithmetic is exact": [
    (x: bigint, y: bigint) => [
      x + y,
      x - y,
      x * y,
      x / y,
      x % y,
      -x,
      ~x,
      x ** 2n,
      x << 2n,
      x >> 2n,
      x & y,
      x | y,
      x ^ y,
    ],
    [7n, 3n],
    [-7n, 3n],
    [7n, -3n],
    [-(2n ** 31n), 2n ** 31n],
    [0n, -1n],
  ],
  "its ends are reached": [
    (x: bigint, y: bigint) => [x + y, x - y, x * y],
    [most, 0n],
    [least, 0n],
    [2n ** 62n - 1n, 1n],
    [2n ** 32n, 2n ** 30n],
    [3_037_000_499n, 3_037_000_499n],
    [-(2n ** 32n), 2n ** 31n - 1n],
  ],
  "a product may be the least of all": [
    (x: bigint, y: bigint) => x * y,
    [-(2n ** 32n), 2n ** 31n],
    [1n, least],
    [2n ** 31n, -(2n ** 32n)],
  ],
  "the remainder of the least by -1 is 0": [(x: bigint, y: bigint) => x % y, [least, -1n], [least, 3n]],
  "shifts by any amount": [
    (x: bigint, by: bigint) => [x >> by, BigInt.asIntN(64, x << by), (x & 1n) << (by & 31n)],
    [-5n, 0n],
    [-5n, 63n],
    [-5n, 64n],
    [5n, 64n],
    [least, 63n],
  ],
  comparisons: [
    (x: bigint, y: bigint) => [x < y, x <= y, x > y, x >= y, x === y, x !== y, x == y, x ? 1 : 0, !x],
    [1n, 2n],
    [2n, 1n],
    [0n, 0n],
    [least, most],
  ],
  "comparisons with numbers round nothing": [
    (x: bigint, y: number) => [
      x < y,
      x <= y,
      x > y,
      x >= y,
      x == (y as never),
      x === (y as never),
      y < x,
      y != (x as never),
    ],
    [most, 2 ** 63],
    [2n ** 53n + 1n, 2 ** 53],
    [least, -(2 ** 63)],
    [0n, -0],
    [0n, Number.NaN],
    [5n, 4.5],
    [-5n, -4.5],
    [5n, Infinity],
    [most, -Infinity],
  ],
  "those of uint64 too": [
    (u: BigUint64Array, y: number, z: bigint) => {
      const x = u[0]!
      return [x < y, x > y, x == (y as never), x < z, x >= z, x === z, z > x, x > u[1]!]
    },
    [BigUint64Array.of(2n ** 64n - 1n, 1n), 2 ** 64, -1n],
    [BigUint64Array.of(2n ** 63n, 1n), 2 ** 63, most],
    [BigUint64Array.of(2n ** 63n + 2048n, 2n ** 64n - 1n), 2 ** 63 + 2048, 0n],
    [BigUint64Array.of(5n, 5n), Number.NaN, 5n],
    [BigUint64Array.of(2n ** 63n, 5n), 0.5, 5n],
  ],
  "numbers and back": [
    (x: number, n: bigint, flag: boolean) => [BigInt(x), BigInt(flag), Number(n), Number(n) / 2, Number(n & 255n)],
    [3, 5n, true],
    [-0, -5n, false],
    [2 ** 62, most, true],
    [-(2 ** 63), 2n ** 53n + 1n, false],
  ],
  "a uint64 as a number": [
    (u: BigUint64Array) => Number(u[0]!),
    [BigUint64Array.of(2n ** 64n - 1n)],
    [BigUint64Array.of(3n)],
  ],
  "wrapped to so many bits": [
    (x: bigint) => [
      BigInt.asIntN(8, x),
      BigInt.asUintN(8, x),
      BigInt.asIntN(0, x),
      BigInt.asUintN(0, x),
      BigInt.asIntN(63, x * 3n),
      BigInt.asUintN(64, x),
      BigInt.asUintN(64, (x - 1n) * x * x * 5n + ~x),
      BigInt.asIntN(64, -(x ** 9n)),
    ],
    [200n],
    [-1n],
    [least],
    [most],
  ],
  "constants are computed with any size": [
    (x: bigint) => [
      x & ((1n << 64n) - 1n),
      x % (2n ** 63n - 25n),
      BigInt.asUintN(64, x * 10n ** 30n),
      (2n ** 70n) >> 8n,
    ],
    [5n],
    [most],
  ],
  "elements keep the lowest 64 bits": [
    (a: BigInt64Array, u: BigUint64Array, x: bigint) => {
      a[0] = x * x
      u[0] = -x
      u[1]! -= 1n
      u[2] = u[1]! * u[1]!
      a[1]! <<= 60n
      a[2] = u[1]! + x
      u[3]!++
      a[3] = -a[3]!
      a[4] = 1n << 63n
    },
    [BigInt64Array.of(0n, 17n, 0n, least, 0n), BigUint64Array.of(0n, 0n, 0n, 2n ** 64n - 1n), 2n ** 40n + 3n],
  ],
  "a hash over bytes": [
    (bytes: Uint8Array) => {
      let h = 0xcbf29ce484222325n
      for (const byte of bytes) h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n)
      return h
    },
    [Uint8Array.of(1, 2, 3, 255)],
  ],
  "powers, of exponents that are known and that are not": [
    (x: bigint, n: bigint) => [x ** n, x ** 5n, BigInt.asIntN(64, x ** 77n), (-1n) ** n],
    [-3n, 3n],
    [2n, 0n],
    [-2n, 63n],
    [0n, 1n],
  ],
  "counters, conditions and cases": [
    (n: bigint) => {
      let [s, i] = [0n, 0n]
      while (i < n) {
        switch (i % 3n) {
          case 0n:
            s += i
            break
          case 1n:
            s -= 1n
          default:
            if (i && s) s *= 2n
        }
        s = s > 1000n ? s % 7n : s
        i++
      }
      return { s, isMany: n > 10n, either: n || 5n }
    },
    [0n],
    [7n],
    [40n],
  ],
  "variables of both types, as long as they fit": [
    (u: BigUint64Array, x: bigint) => {
      let y = u[0]!
      if (x < 0n) y = x
      return y + (x < 0n ? 0n : 1n)
    },
    [BigUint64Array.of(5n), -5n],
    [BigUint64Array.of(2n ** 62n), 5n],
  ],
  "differences of uint64": [
    (u: BigUint64Array) => [u[0]! - u[1]!, u[1]! - u[0]!],
    [BigUint64Array.of(2n ** 64n - 1n, 2n ** 64n - 10n)],
    [BigUint64Array.of(0n, most)],
  ],
  "uint64 up to its end": [
    (u: BigUint64Array) => [u[0]! + u[1]!, u[1]! * 3n, u[0]! / 3n, u[0]! % 10n, u[0]! >> 60n, u[0]! | 1n, ~u[1]!],
    [BigUint64Array.of(2n ** 64n - 6n, 5n)],
  ],
}

/** What does not fit, with what is said of it. */
const failing: Readonly<Record<string, readonly [fn: Fn, args: readonly unknown[], says: RegExp]>> = {
  "a sum": [
    (x: bigint) => x + 1n,
    [most],
    /^x \+ 1n at bigints\.test\.ts:\d+:\d+ does not fit in int64: BigInt\.asIntN/,
  ],
  "a difference": [(x: bigint) => x - 1n, [least], /x - 1n at .* does not fit in int64/],
  "a product": [(x: bigint, y: bigint) => x * y, [2n ** 32n, 2n ** 31n], /does not fit in int64/],
  "the least times -1": [(x: bigint, y: bigint) => x * y, [-1n, least], /does not fit in int64/],
  "the least divided by -1": [(x: bigint, y: bigint) => x / y, [least, -1n], /does not fit in int64/],
  "the least without its sign": [(x: bigint) => -x, [least], /-x at .* does not fit in int64/],
  "a shift": [(x: bigint, by: bigint) => x << by, [1n, 63n], /x << by at .* does not fit in int64/],
  "a shift by too much": [(x: bigint, by: bigint) => x << by, [1n, 64n], /does not fit in int64/],
  "a power": [(x: bigint, n: bigint) => x ** n, [3n, 40n], /does not fit in int64/],
  "a counter": [
    (x: bigint) => {
      for (let i = 0; i < 3; i++) x++
      return x
    },
    [most - 1n],
    /x\+\+ at .* does not fit in int64/,
  ],
  "a sum of uint64": [
    (u: BigUint64Array) => u[0]! + 1n,
    [BigUint64Array.of(2n ** 64n - 1n)],
    /does not fit in uint64: BigInt\.asUintN/,
  ],
  "a uint64 next to what may be below 0": [
    (u: BigUint64Array, x: bigint) => u[0]! * x,
    [BigUint64Array.of(2n ** 63n), 1n],
    /does not fit in int64/,
  ],
  "a difference of uint64": [
    (u: BigUint64Array) => u[0]! - u[1]!,
    [BigUint64Array.of(2n ** 63n, 0n)],
    /does not fit in int64/,
  ],
  "a division by 0n": [(x: bigint) => 1n / x, [0n], /1n \/ x at .* divides by 0n/],
  "a remainder by 0n": [(x: bigint) => 1n % x, [0n], /divides by 0n/],
  "a number with a fraction": [
    (x: number) => BigInt(x),
    [1.5],
    /BigInt\(x\) at .* is of no integer that fits in int64/,
  ],
  "a number that is none": [(x: number) => BigInt(x), [Number.NaN], /is of no integer/],
  "a number that is too large": [(x: number) => BigInt(x), [2 ** 63], /is of no integer/],
  "a shift by less than nothing": [(x: bigint, by: bigint) => x >> by, [1n, -1n], /shifts by less than 0n/],
  "a negative exponent": [(x: bigint, n: bigint) => x ** n, [2n, -1n], /has a negative exponent/],
  "what adds up in a prange": [
    (a: BigInt64Array) => {
      let s = 0n
      for (const i of prange(a)) s += a[i]!
      return s
    },
    [BigInt64Array.from({ length: 100 }, () => 2n ** 57n)],
    /s \+= a\[i\] at .* does not fit in int64/,
  ],
  "partial sums, each of which fits": [
    (a: BigInt64Array) => {
      let s = 0n
      for (const i of prange(a)) s += a[i]!
      return s
    },
    [BigInt64Array.from({ length: 8 }, () => 2n ** 62n)],
    /s \+= a\[i\] at .* does not fit in int64/,
  ],
}

const refused: Readonly<Record<string, readonly [fn: Fn, args: readonly unknown[], says: RegExp]>> = {
  "a number and a bigint": [(x: bigint) => x + (1 as never), [1n], /it mixes a bigint and a number/],
  "a constant above 64 bits beside a number": [
    (x: number) => x < (-0xcbf29ce484222325n as never),
    [5.5],
    /-14695981039346656037n fits in no 64 bits/,
  ],
  "a bigint as an index": [
    (a: Float64Array, x: bigint) => a[x as never],
    [new Float64Array(1), 0n],
    /x is a bigint, not a number[^]*write Number\(x\)/,
  ],
  "Math of a bigint": [(x: bigint) => Math.abs(x as never), [1n], /x is a bigint, not a number/],
  "a number in an array of bigints": [
    (a: BigInt64Array) => void (a[0] = 1 as never),
    [new BigInt64Array(1)],
    /1 is a number, not a bigint[^]*write BigInt\(1\)/,
  ],
  "a bigint in an array of numbers": [
    (a: Float64Array, x: bigint) => void (a[0] = x as never),
    [new Float64Array(1), 1n],
    /x is a bigint, not a number/,
  ],
  "a constant without 64 bits": [(x: bigint) => x + 2n ** 64n, [1n], /18446744073709551616n does not fit in int64/],
  "a variable of both": [
    (x: bigint) => {
      let y: unknown = x
      if (x > 1n) y = 1
      return y
    },
    [1n],
    /a variable holds a bigint here, and a number elsewhere|a variable holds/,
  ],
  "a choice of both": [(x: bigint) => (x > 1n ? x : 1), [1n], /it chooses between a bigint and a number/],
  "an unsigned shift": [(x: bigint) => (x as never) >>> (1n as never), [1n], /`>>>` takes no bigints/],
  "bits that are not known": [
    (x: bigint, n: number) => BigInt.asIntN(n, x),
    [1n, 3],
    /this is no constant from 0 to 64/,
  ],
}

for (const [way, { skip, run }] of Object.entries(ways)) {
  describe(`bigints ${way}`, { skip }, () => {
    for (const [name, [fn, ...calls]] of Object.entries(same)) {
      it(name, () => {
        const kernel = run(fn)
        for (const args of calls) {
          const [given, expected] = [structuredClone(args), structuredClone(args)]
          assert.deepEqual(kernel(...given), (fn as (...list: unknown[]) => unknown)(...expected))
          assert.deepEqual(given, expected)
        }
      })
    }

    it("that need more than 64 bits, or have no value, are RangeErrors with their place", () => {
      for (const [name, [fn, args, says]] of Object.entries(failing)) {
        assert.throws(() => run(fn)(...args), { name: "RangeError", message: says }, name)
      }
    })
  })
}

describe("bigints", () => {
  for (const [name, [fn, args, says]] of Object.entries(refused)) {
    it(`are refused: ${name}`, () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      assert.throws(
        () => kernel(...args),
        (error: unknown) => error instanceof KernelCompileError && says.test(error.message),
      )
    })
  }

  it("are arguments of their own kind, of 64 bits", () => {
    const kernel = jit((x: bigint, a: BigInt64Array, u: BigUint64Array) => x + a[0]! + u[0]!, {
      signatures: ["(bigint, BigInt64Array, BigUint64Array)"],
    })
    assert.equal(kernel(1n, BigInt64Array.of(2n), BigUint64Array.of(3n)), 6n)
    assert.deepEqual(kernel.signatures, ["(bigint, BigInt64Array, BigUint64Array)"])
    assert.throws(() => kernel(2n ** 63n, new BigInt64Array(1), new BigUint64Array(1)), OptionError)
  })

  it("are captured, as constants and in arrays", () => {
    const [seed, table] = [7n, int64([1n, 2n, 3n])]
    const kernel = jit((i: number) => table[i]! * seed)
    assert.equal(kernel(2), 21n)
  })

  it("make a loop go one by one, which it says", () => {
    const kernel = jit((a: BigInt64Array) => {
      for (const i of prange(a)) a[i]! += 1n
      for (let i = 0; i < a.length; i++) a[i]! += 1n
    })
    kernel(new BigInt64Array(3))
    const [report] = kernel.parallelDiagnostics()
    for (const loop of report!.loops) assert.equal(loop.remark, "it computes with bigints")
  })
})

describe("what adds up bigints in a prange", () => {
  forksAll()
  const kernel = jit((a: BigInt64Array, u: BigUint64Array) => {
    let [sum, product, low, high] = [5n, 1n, most, least]
    let [and, or, xor, whole, above, largest] = [2n ** 64n - 1n, 0n, 0n, 0n, 0n, 0n]
    for (const i of prange(a)) {
      sum += a[i]!
      product *= a[i]! & 1n ? 1n : -1n
      low = a[i]! < low ? a[i]! : low
      high = high >= a[i]! ? high : a[i]!
      and &= u[i]!
      or |= u[i]!
      xor = u[i]! ^ xor
      whole += u[i]! >> 20n
      if (a[i]! > 0n) above++
      largest = u[i]! > largest ? u[i]! : largest
    }
    return [sum, product, low, high, and, or, xor, whole, above, largest]
  })

  it("is exact, on any number of threads", async () => {
    const values = (i: number): bigint => BigInt.asIntN(52, (BigInt(i) + 3n) ** 7n)
    const a = int64(Array.from({ length: 20_011 }, (_, i) => values(i)))
    const u = BigUint64Array.from({ length: 20_011 }, (_, i) => BigInt.asUintN(64, values(i) << 9n) | 6n)
    const expected = kernel.js(a, u)
    assert.deepEqual(kernel.reference(a, u), expected)
    for (const threads of [1, 3]) {
      await gather(threads)
      assert.deepEqual(kernel(a, u), expected)
    }
    if (skip !== false) return
    const native = jit(kernel.js, { target: "native" })
    assert.deepEqual(native(a, u), expected)
  })

  it("inside another prange too", () => {
    const rows = jit((a: BigInt64Array, n: number) => {
      let total = 0n
      for (const i of prange(n)) {
        let row = 0n
        for (const j of prange(n)) row += a[i * n + j]! * BigInt(j)
        total ^= row
      }
      return total
    })
    const a = BigInt64Array.from({ length: 100 * 100 }, (_, i) => BigInt(i * i))
    assert.equal(rows(a, 100), rows.js(a, 100))
    assert.equal(rows.reference(a, 100), rows.js(a, 100))
  })

  it("is an error on another thread as here", async () => {
    const add = jit((a: BigInt64Array) => {
      let s = 0n
      for (const i of prange(a)) s += a[i]! * 4n
      return s
    })
    const a = new BigInt64Array(50_000)
    a[49_999] = 2n ** 62n
    await gather(3)
    for (let i = 0; i < 20; i++) assert.throws(() => add(a), /^RangeError: a\[i\] +\* 4n at .* does not fit in int64/)
    a[49_999] = 1n
    assert.equal(add(a), 4n)
  })
})
