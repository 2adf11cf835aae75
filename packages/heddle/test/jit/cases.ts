import { prange } from "../../src/jit/index.ts"

/** A kernel, what it is called with, and what it must give. */
export interface Case {
  readonly name: string
  readonly fn: (...args: never[]) => unknown
  /** Fresh for each call. */
  readonly args: () => readonly unknown[]
  /** What the arguments and the result come to, and what that must be. */
  readonly expect?: (result: unknown, args: readonly unknown[]) => number | readonly number[]
  readonly value: number | readonly number[]
  /** Relative; 0: to the last bit. */
  readonly tolerance: number
  /** It adds up floating numbers in a prange: JavaScript gives other last bits. */
  readonly reduces?: boolean
}

const n = 1000
const sines = (): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i))
const cosines = (): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.cos(i))
const linear = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + (i * (to - from)) / (count - 1))
const range = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i)
const total = (array: ArrayLike<number>): number => {
  let s = 0
  for (let i = 0; i < array.length; i++) s += array[i]!
  return s
}

function gcd(a: number, b: number): number {
  while (b > 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

function turned(x: bigint, by: bigint): bigint {
  return BigInt.asUintN(64, (x << by) | (x >> (64n - by)))
}

function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = poly * Math.exp(-0.5 * x * x) * 0.3989422804014327
  return x > 0 ? 1 - tail : tail
}

/** The cases of the kernel research, by their numbers. */
export const cases: readonly Case[] = [
  {
    name: "1 sum",
    fn(a: Float64Array) {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      return s
    },
    args: () => [sines()],
    value: -0.012909906458836939,
    tolerance: 1e-10,
    reduces: true,
  },
  {
    name: "2 sum of squares",
    fn(a: Float64Array) {
      let s = 0
      for (const i of prange(a.length)) s += a[i]! ** 2
      return s
    },
    args: () => [sines()],
    value: 499.5088422381466,
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "2 dot",
    fn(a: Float64Array, b: Float64Array) {
      let s = 0
      for (const i of prange(a.length)) s += a[i]! * b[i]!
      return s
    },
    args: () => [sines(), cosines()],
    value: -0.013000956337402475,
    tolerance: 1e-10,
    reduces: true,
  },
  {
    name: "3 product",
    fn(a: Float64Array) {
      let p = 1
      for (const i of prange(a)) p *= 1 + a[i]! / 1e4
      return p
    },
    args: () => [sines()],
    value: 0.99999621147230988,
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "4 min and max",
    fn(a: Float64Array) {
      let [low, high] = [Infinity, -Infinity]
      for (const i of prange(a)) {
        low = Math.min(low, a[i]!)
        high = Math.max(a[i]!, high)
      }
      return [low, high]
    },
    args: () => [sines()],
    value: [-0.99999033950617089, 0.99999047155296505],
    tolerance: 0,
  },
  {
    name: "4 argmin and argmax",
    fn(a: Float64Array) {
      let [low, high] = [0, 0]
      for (let i = 1; i < a.length; i++) {
        if (a[i]! < a[low]!) low = i
        if (a[i]! > a[high]!) high = i
      }
      return { low, high }
    },
    args: () => [sines()],
    expect: (result) => Object.values(result as object) as number[],
    value: [344, 699],
    tolerance: 0,
  },
  {
    name: "5 count and sum where",
    fn(a: Float64Array) {
      let count = 0
      let s = 0
      for (const i of prange(a)) {
        if (a[i]! <= 0.5) continue
        count++
        s += a[i]!
      }
      return [count, s]
    },
    args: () => [sines()],
    value: [331, 274.38859248590779],
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "6 mean, variance, standard deviation",
    fn(a: Float64Array) {
      let s = 0
      for (let i = 0; i < a.length; i++) s += a[i]!
      const mean = s / a.length
      let squares = 0
      for (const x of a) squares += (x - mean) ** 2
      const variance = squares / a.length
      return [mean, variance, Math.sqrt(variance)]
    },
    args: () => [sines()],
    value: [-1.2909906458836939e-5, 0.49950884207148089, 0.70675939475289673],
    tolerance: 1e-10,
  },
  {
    name: "7 saxpy of float32",
    fn(a: Float32Array, b: Float32Array, out: Float32Array) {
      for (const i of prange(out)) out[i] = 2 * a[i]! + b[i]!
    },
    args: () => [Float32Array.from(sines()), Float32Array.from(cosines()), new Float32Array(n)],
    expect: (_, args) => total(args[2] as Float32Array),
    value: 0.94978463649749756,
    tolerance: 1e-5,
  },
  {
    name: "8 integers",
    fn(a: Int32Array) {
      let s = 0
      let x = 0
      for (const i of prange(a)) {
        s += a[i]!
        x ^= a[i]!
      }
      return [s, x]
    },
    args: () => [Int32Array.from({ length: n }, (_, i) => i)],
    value: [499_500, 0],
    tolerance: 0,
  },
  {
    name: "9 histogram",
    fn(a: Float64Array, bins: Int32Array) {
      for (let i = 0; i < a.length; i++) bins[Math.min(9, Math.floor((a[i]! + 1) * 5))]!++
    },
    args: () => [sines(), new Int32Array(10)],
    expect: (_, args) => [...(args[1] as Int32Array)],
    value: [206, 90, 72, 68, 64, 63, 69, 73, 90, 205],
    tolerance: 0,
  },
  {
    name: "10 matrix product",
    fn(a: Float64Array, b: Float64Array, c: Float64Array, rows: number, inner: number, columns: number) {
      for (const i of prange(rows)) {
        for (let j = 0; j < columns; j++) {
          let s = 0
          for (let k = 0; k < inner; k++) s += a[i * inner + k]! * b[k * columns + j]!
          c[i * columns + j] = s
        }
      }
    },
    args: () => [range(12), range(20), new Float64Array(15), 3, 4, 5],
    expect: (_, args) => [...(args[2] as Float64Array)],
    value: [70, 76, 82, 88, 94, 190, 212, 234, 256, 278, 310, 348, 386, 424, 462],
    tolerance: 0,
  },
  {
    name: "12 Jacobi",
    fn(a: Float64Array, out: Float64Array, size: number) {
      for (const y of prange(1, size - 1)) {
        for (let x = 1; x < size - 1; x++) {
          const at = y * size + x
          out[at] = 0.25 * (a[at - 1]! + a[at + 1]! + a[at - size]! + a[at + size]!)
        }
      }
    },
    args: () => [range(100), new Float64Array(100), 10],
    expect: (_, args) => [
      total(args[1] as Float64Array),
      (args[1] as Float64Array)[11]!,
      (args[1] as Float64Array)[88]!,
    ],
    value: [3168, 11, 88],
    tolerance: 0,
  },
  {
    name: "13 pi by midpoints",
    fn(count: number) {
      const step = 1 / count
      let s = 0
      for (const i of prange(count)) {
        const x = (i + 0.5) * step
        s += 4 / (1 + x * x)
      }
      return s * step
    },
    args: () => [1000],
    value: 3.1415927369231227,
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "14 Mandelbrot",
    fn(out: Int32Array, w: number, h: number, most: number) {
      for (const y of prange(h)) {
        for (let x = 0; x < w; x++) {
          const cr = -2 + (3 * x) / w
          const ci = -1.5 + (3 * y) / h
          let zr = 0
          let zi = 0
          let k = 0
          for (; k < most; k++) {
            const r2 = zr * zr
            const i2 = zi * zi
            if (r2 + i2 > 4) break
            zi = 2 * zr * zi + ci
            zr = r2 - i2 + cr
          }
          out[y * w + x] = k
        }
      }
    },
    args: () => [new Int32Array(2400), 60, 40, 200],
    expect: (_, args) => [total(args[0] as Int32Array), (args[0] as Int32Array)[1220]!, (args[0] as Int32Array)[1240]!],
    value: [92_639, 200, 200],
    tolerance: 0,
  },
  {
    name: "15 Black-Scholes",
    fn(spot: number, strike: number, years: number, rate: number, volatility: number) {
      const d1 = (Math.log(spot / strike) + (rate + 0.5 * volatility ** 2) * years) / (volatility * Math.sqrt(years))
      const d2 = d1 - volatility * Math.sqrt(years)
      return spot * normal(d1) - strike * Math.exp(-rate * years) * normal(d2)
    },
    args: () => [100, 100, 1, 0.05, 0.2],
    value: 10.450583572185565,
    tolerance: 1e-5,
  },
  {
    name: "16 logistic and exp",
    fn(x: Float64Array) {
      let [a, b] = [0, 0]
      for (const i of prange(x)) {
        a += 1 / (1 + Math.exp(-x[i]!))
        b += Math.exp(x[i]!)
      }
      return [a, b]
    },
    args: () => [linear(-5, 5, 1001)],
    value: [500.5, 14_914.975735894053],
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "17 log and power",
    fn(x: Float64Array) {
      let [a, b] = [0, 0]
      for (const i of prange(x)) {
        a += Math.log(x[i]! + 6)
        b += (x[i]! + 6) ** 1.7
      }
      return [a, b]
    },
    args: () => [linear(-5, 5, 1001)],
    value: [1638.8829901416248, 24_003.175396420404],
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "18 hypot and atan2",
    fn(x: Float64Array) {
      let [a, b] = [0, 0]
      for (const i of prange(x)) {
        a += Math.hypot(x[i]!, x[i]! + 1)
        b += Math.atan2(x[i]!, x[i]! + 1)
      }
      return [a, b]
    },
    args: () => [linear(-5, 5, 1001)],
    value: [3701.4588312386786, -639.09367024724725],
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "19 Collatz",
    fn(limit: number) {
      let [longest, at] = [0, 0]
      for (let k = 1; k < limit; k++) {
        let x = k
        let steps = 0
        while (x !== 1) {
          x = x % 2 === 0 ? x / 2 : 3 * x + 1
          steps++
        }
        if (steps > longest) {
          longest = steps
          at = k
        }
      }
      return [longest, at]
    },
    args: () => [10_000],
    value: [261, 6171],
    tolerance: 0,
  },
  {
    name: "21 primes",
    fn(limit: number) {
      let count = 0
      for (const k of prange(2, limit)) {
        let prime = true
        for (let d = 2; d * d <= k; d++) {
          if (k % d !== 0) continue
          prime = false
          break
        }
        if (prime) count++
      }
      return count
    },
    args: () => [10_000],
    value: 1229,
    tolerance: 0,
  },
  {
    name: "22 convolution",
    fn(a: Float64Array, kernel: Float64Array, out: Float64Array) {
      for (const i of prange(out)) {
        let s = 0
        for (let j = 0; j < kernel.length; j++) s += a[i + j]! * kernel[kernel.length - 1 - j]!
        out[i] = s
      }
    },
    args: () => [range(6), Float64Array.of(1, 2, 3), new Float64Array(4)],
    expect: (_, args) => [...(args[2] as Float64Array)],
    value: [4, 10, 16, 22],
    tolerance: 0,
  },
  {
    name: "23 pairwise distances",
    fn(x: Float64Array, y: Float64Array, count: number) {
      let s = 0
      for (const i of prange(count)) {
        for (let j = 0; j < count; j++) s += Math.sqrt((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2)
      }
      return s
    },
    args: () => [sines(), cosines(), 50],
    value: 3180.8530489007385,
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "24 greatest common divisors",
    fn(limit: number) {
      let s = 0
      for (let p = 1; p <= limit; p++) for (let q = 1; q <= limit; q++) s += gcd(p, q)
      return s
    },
    args: () => [100],
    value: 31_080,
    tolerance: 0,
  },
  {
    name: "25 xoroshiro128+",
    fn(state: BigUint64Array, out: BigUint64Array) {
      for (let i = 0; i < out.length; i++) {
        const [x, y] = [state[0]!, state[1]! ^ state[0]!]
        out[i] = x + state[1]!
        state[0] = turned(x, 24n) ^ y ^ (y << 16n)
        state[1] = turned(y, 37n)
      }
    },
    args: () => [BigUint64Array.of(1n, 2n), new BigUint64Array(3)],
    expect: (_, [, out]) => [...(out as BigUint64Array)].flatMap((x) => [Number(x >> 32n), Number(x & 0xffff_ffffn)]),
    value: [3n, 412_333_834_243n, 2_360_170_716_294_286_339n].flatMap((x) => [
      Number(x >> 32n),
      Number(x & 0xffff_ffffn),
    ]),
    tolerance: 0,
  },
  {
    name: "26 heat in a bar",
    fn(u: Float64Array, next: Float64Array, steps: number) {
      for (let step = 0; step < steps; step++) {
        for (let i = 1; i < u.length - 1; i++) next[i] = u[i]! + 0.25 * (u[i - 1]! - 2 * u[i]! + u[i + 1]!)
        for (let i = 0; i < u.length; i++) u[i] = next[i]!
      }
    },
    args: () => [Float64Array.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0), new Float64Array(11), 10],
    expect: (_, args) => [(args[0] as Float64Array)[5]!, total(args[0] as Float64Array)],
    value: [0.1761951446533203, 0.9467926025390625],
    tolerance: 0,
  },
  {
    name: "27 extremes and roots",
    fn(count: number) {
      let [high, low, s] = [-Infinity, Infinity, 0]
      for (const i of prange(count)) {
        high = Math.max(high, (i * 37) % 101)
        low = Math.min(low, ((i * 37) % 101) - 50)
        s += Math.sqrt(i)
      }
      return [high, low, s]
    },
    args: () => [1000],
    value: [100, -50, 21_065.833110879048],
    tolerance: 1e-12,
    reduces: true,
  },
  {
    name: "28 float32 in series",
    fn(count: number) {
      let [narrow, wide] = [0, 0]
      for (let i = 0; i < count; i++) {
        narrow = Math.fround(narrow + Math.fround(0.1))
        wide += 0.1
      }
      return [narrow, wide]
    },
    args: () => [1000],
    value: [99.9990463256836, 99.9999999999986],
    tolerance: 1e-14,
  },
  {
    name: "29 hash and linear congruence",
    fn(count: number) {
      let h = 0
      for (let i = 0; i < count; i++) h = (h * 31 + i) >>> 0
      let x = 1
      for (let i = 0; i < 5; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
      return [h, x]
    },
    args: () => [1000],
    value: [562_641_396, 217_083_232],
    tolerance: 0,
  },
  {
    name: "30 Levenshtein",
    fn(a: Uint8Array, b: Uint8Array, row: Int32Array) {
      for (let j = 0; j <= b.length; j++) row[j] = j
      for (let i = 1; i <= a.length; i++) {
        let diagonal = row[0]!
        row[0] = i
        for (let j = 1; j <= b.length; j++) {
          const above = row[j]!
          const change = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1)
          row[j] = Math.min(above + 1, row[j - 1]! + 1, change)
          diagonal = above
        }
      }
      return row[b.length]!
    },
    args: () => [Buffer.from("kitten"), Buffer.from("sitting"), new Int32Array(8)],
    value: 3,
    tolerance: 0,
  },
  {
    name: "31 times, minus, divided",
    fn() {
      let [a, b, c] = [3, 100, 10]
      for (const _ of prange(10)) {
        a *= 2
        b -= 2
        c /= 2
      }
      return [a, b, c]
    },
    args: () => [],
    value: [3072, 80, 0.009765625],
    tolerance: 0,
  },
  {
    name: "33 a flag that does not change",
    fn(count: number, flag: boolean) {
      let s = 0
      for (const _ of prange(count)) {
        if (flag) s += 1
        else s -= 3
      }
      return s
    },
    args: () => [1000, false],
    value: -3000,
    tolerance: 0,
  },
  {
    name: "34 the first value counts once",
    fn(a: Float64Array) {
      let s = 1
      for (const i of prange(a)) if (a[i]! > 0) s += 1
      return s
    },
    args: () => [Float64Array.from({ length: 10 }, (_, i) => i % 2)],
    value: 6,
    tolerance: 0,
  },
  {
    name: "35 an empty range, nested ones",
    fn() {
      let [none, all] = [0, 0]
      for (const i of prange(0)) none += i + 1
      for (const _ of prange(4)) for (const __ of prange(4)) all += 1
      return [none, all]
    },
    args: () => [],
    value: [0, 16],
    tolerance: 0,
  },
  {
    name: "36 a range that begins below zero",
    fn(a: Float64Array, half: number) {
      for (const i of prange(-half, 5)) a[i + half] = i
      for (const i of prange(20, 0, -3)) a[i] = -1
    },
    args: () => [new Float64Array(25), 20],
    expect: (_, args) => total(args[0] as Float64Array),
    value: -144,
    tolerance: 0,
  },
  {
    name: "zeros keep their sign",
    fn(x: number) {
      const zero = x + 5
      return [
        1 / (1e9 * -0),
        1 / (x * zero),
        1 / -zero,
        1 / (-0 + -0),
        1 / Math.round(-0.2),
        1 / Math.max(-0, -0),
        1 / (-4 % 2),
      ]
    },
    args: () => [-5],
    value: [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
    tolerance: 0,
  },
]
