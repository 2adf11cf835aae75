import { prange } from "../../../src/jit/index.ts"
import { digits, ones, random, range, variants, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

/** Loops that add up, multiply or compare. */
export const sums: readonly Ported[] = [
  {
    title: "sums what it computes for each element",
    kernel(x: Float64Array, y: Float64Array) {
      let sum = 0
      for (const i of prange(x)) sum += x[i]! + y[i]!
      return sum
    },
    calls: () => [[ones(120), zeros(120)], [range(3), range(3)], [ones(120), ones(120)], ...variants(2)],
    adds: true,
  },
  {
    title: "counts where a condition holds",
    kernel(v: Float64Array) {
      let count = 0
      for (const i of prange(v)) {
        const [x, y] = [2 * v[i]!, 2 * v[i]!]
        if (x ** 2 + y ** 2 < 1) count++
      }
      return (4 * count) / 10
    },
    calls: () => [[range(3)], [random(1000)]],
  },
  {
    title: "estimates pi by points that a hash scatters",
    kernel(n: number) {
      let inside = 0
      for (const i of prange(n)) {
        const x = 2 * ((Math.imul(2 * i + 1, -1_640_531_535) >>> 0) / 2 ** 32) - 1
        const y = 2 * ((Math.imul(2 * i + 1, 1_597_334_677) >>> 0) / 2 ** 32) - 1
        if (x ** 2 + y ** 2 < 1) inside += 1
      }
      return (4 * inside) / n
    },
    calls: () => [[100_000]],
  },
  {
    title: "adds to a first value",
    kernel(n: number, first: number) {
      let sum = first
      for (const _ of prange(n)) sum += 2
      return sum
    },
    calls: () => [
      [10, 10],
      [4, 0],
    ],
  },
  {
    title: "adds twice each element to a first value",
    kernel(a: Float64Array) {
      let sum = 3
      for (const i of prange(a.length)) sum += a[i]! * 2
      return sum
    },
    calls: () => [[random(4)], [random(5000)]],
    adds: true,
  },
  {
    title: "subtracts by an assignment",
    kernel(a: Float64Array) {
      let sum = 0
      for (const i of prange(a.length - 1)) sum = sum - a[i]!
      return sum
    },
    calls: () => [[ones(11)]],
    adds: true,
  },
  {
    title: "two loops add to one variable",
    kernel(n: number) {
      let sum = 0
      for (const _ of prange(n)) sum += 1
      for (const _ of prange(n)) sum += 2
      return sum
    },
    calls: () => [[16]],
  },
  {
    title: "two loops may have counters of one name",
    kernel(a: Float64Array) {
      let [m, n] = [0, 0]
      for (const i of prange(a.length)) m += a[i]!
      for (const i of prange(a.length)) if (m > i) n += a[i]!
      return m + n
    },
    calls: () => [[ones(211)]],
    adds: true,
  },
  {
    title: "adds in both branches of a condition",
    kernel(a: Float64Array, condition: Uint8Array) {
      let [s, t] = [1, 10]
      for (const i of prange(a)) {
        if (condition[i]) {
          s += 1
          t += 1
        } else s += 2
      }
      return s + t
    },
    calls: () => [
      [ones(10), new Uint8Array(10).fill(1)],
      [ones(10), Uint8Array.from(range(10), (i) => i % 2)],
    ],
  },
  {
    title: "two reductions of one loop",
    kernel(a: Float64Array) {
      let [sum, inverse] = [0, 1]
      for (const i of prange(a.length)) {
        sum += a[i]!
        inverse += 1 / (a[i]! + 1)
      }
      return sum * inverse
    },
    calls: () => [[range(10)]],
    adds: true,
  },
  {
    title: "a loop of no iterations leaves the first value",
    kernel(from: number, to: number, a: Float64Array) {
      let sum = 0.5
      for (const i of prange(from, to)) sum += a[i]!
      return sum
    },
    calls: () => [
      [1, 1, ones(4)],
      [4, 1, ones(4)],
      [0, -4, ones(4)],
    ],
  },
  {
    title: "sums all elements but the first and the last",
    kernel(a: Float64Array) {
      let sum = 0
      for (const i of prange(1, a.length - 1, 1)) sum += a[i]!
      return sum
    },
    calls: () => [[ones(4)], [random(3000)]],
    adds: true,
  },
  {
    title: "reduces by exclusive or",
    kernel(n: number) {
      let bits = 100
      for (const i of prange(n)) bits ^= i + 2
      return bits
    },
    calls: () => [[2], [1000]],
  },
  {
    title: "adds to one variable in two places",
    kernel(n: number) {
      let count = 0
      for (const i of prange(n)) {
        count += 1
        if (i > 10) count += 1
      }
      return count
    },
    calls: () => [[9], [20]],
  },
  {
    title: "adds to one of two variables",
    kernel() {
      let a = 0
      let b = 0
      for (const k of prange(1)) {
        if (k === 2) a += 1
        else {
          const inner = [[0]] as const
          if (inner[0][0] !== k) b += 1
        }
      }
      return [a, b]
    },
    calls: () => [[]],
  },
  {
    title: "adds in one loop or subtracts in another, as a flag says",
    kernel(flag: boolean) {
      let result = 0
      if (flag) for (const _ of prange(1)) result += 1
      else for (const _ of prange(1)) result -= 3
      return result
    },
    calls: () => [[true], [false]],
  },
  {
    title: "adds a part of a literal of each iteration",
    kernel(n: number) {
      let sum = 0
      for (const i of prange(n)) {
        const one = [[1, i]] as const
        sum += one[0][0]
      }
      return sum
    },
    calls: () => [[1024]],
  },
  {
    title: "sums the squares of complex numbers",
    kernel(z: Float64Array, count: number) {
      let sum = 0
      for (const i of prange(count)) sum += z[2 * i]! ** 2 + z[2 * i + 1]! ** 2
      return sum
    },
    calls: () => [[Float64Array.from(range(10), (i) => i >> 1), 5]],
    adds: true,
  },
  {
    title: "an array of one element is reduced to it",
    kernel(a: Float64Array) {
      let [sum, product, least, greatest] = [0, 1, Infinity, -Infinity]
      for (const i of prange(a)) {
        sum += a[i]!
        product *= a[i]!
        least = Math.min(least, a[i]!)
        greatest = Math.max(greatest, a[i]!)
      }
      return sum + product + least + greatest
    },
    calls: () => [[Float64Array.of(7)]],
  },
  {
    title: "adds, multiplies and finds the greatest for any number of threads",
    kernel(count: number, mask: number) {
      let [sum, product, greatest] = [0, 1, 1]
      for (const i of prange(count)) {
        const one = 1 + (i % mask)
        sum += one
        product *= one
        greatest = Math.max(greatest, one)
      }
      return [sum, product, greatest]
    },
    calls: () => [
      [8, 3],
      [4, 1],
      [16, 7],
    ],
  },
  {
    title: "sums the elements that are large enough",
    kernel(a: Int32Array) {
      let sum = 0
      for (const i of prange(a)) if (a[i]! >= 3) sum += a[i]!
      return sum
    },
    calls: () => [[digits(160)]],
  },
  {
    title: "sums columns of the rows that begin large enough",
    kernel(a: Int32Array, rows: number, columns: number, from: number, to: number) {
      let sum = 0
      for (const i of prange(rows)) {
        if (a[i * columns]! < 3) continue
        for (let j = from; j < to; j++) sum += a[i * columns + j]!
      }
      return sum
    },
    calls: () => [
      [digits(160), 16, 10, 1, 2],
      [digits(160), 16, 10, 1, 5],
    ],
  },
  {
    title: "reduces to the least, from a first value",
    kernel(a: Float64Array | Int32Array) {
      let least = 10
      for (const i of prange(a)) least = Math.min(least, a[i]!)
      return least
    },
    calls: () => [[random(211)], [digits(211)], [range(5, 11)]],
  },
  {
    title: "subtracts the least element from each",
    kernel(a: Int32Array, out: Int32Array) {
      let least = Infinity
      for (const i of prange(a)) least = Math.min(least, a[i]!)
      for (const i of prange(a)) out[i] = a[i]! - least
    },
    calls: () => [[digits(160).map((x) => x + 5), new Int32Array(160)]],
  },
  {
    title: "sums one half or all of an array",
    kernel(x: Float64Array, half: boolean) {
      let size = x.length
      if (half) size = Math.floor(size / 2)
      let sum = 0
      for (const i of prange(size)) sum += x[i]!
      return sum
    },
    calls: () => [
      [ones(20), true],
      [ones(20), false],
    ],
    adds: true,
  },
  {
    title: "estimates a density",
    kernel(x: Float64Array, points: Float64Array) {
      const width = 0.5
      const n = points.length
      let sum = 0
      for (const i of prange(x)) {
        const p = x[i]!
        let least = Infinity
        for (let k = 0; k < n; k++) least = Math.min(least, -((p - points[k]!) ** 2) / (2 * width ** 2))
        let parts = 0
        for (let k = 0; k < n; k++) parts += Math.exp(-((p - points[k]!) ** 2) / (2 * width ** 2) - least)
        sum += least - Math.log(width * n) + Math.log(parts)
      }
      return sum
    },
    calls: () => [[random(128), Float64Array.of(-1, 2, 5)]],
    adds: true,
  },
]
