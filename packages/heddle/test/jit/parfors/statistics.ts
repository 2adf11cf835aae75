import { prange } from "../../../src/jit/index.ts"
import { digits, ones, random, variants } from "./inputs.ts"
import type { Ported } from "./ported.ts"

/** Arrays of one to three dimensions. */
const arrays = (): (readonly [Float64Array | Int32Array])[] => [
  [random(100)],
  [digits(300)],
  ...variants(1).map(([array]) => [array!] as const),
]
const extremes = (none: number): (readonly [Float64Array | Int32Array])[] => [
  [random(211)],
  [digits(211)],
  [random(211 * 211)],
  [Float64Array.of(none, none)],
  [new Float64Array(0)],
  ...variants(1).map(([array]) => [array!] as const),
]

/** What NumPy has functions for. */
export const statistics: readonly Ported[] = [
  {
    title: "the mean of an array",
    kernel(a: Float64Array) {
      let sum = 0
      for (const i of prange(a)) sum += a[i]!
      return sum / a.length
    },
    calls: arrays,
    adds: true,
  },
  {
    title: "the variance of an array",
    kernel(a: Float64Array) {
      let sum = 0
      for (const i of prange(a)) sum += a[i]!
      const mean = sum / a.length
      let squares = 0
      for (const i of prange(a)) squares += (a[i]! - mean) ** 2
      return squares / a.length
    },
    calls: arrays,
    adds: true,
  },
  {
    title: "the standard deviation of an array",
    kernel(a: Float64Array) {
      const mean = (): number => {
        let sum = 0
        for (const i of prange(a)) sum += a[i]!
        return sum / a.length
      }
      const middle = mean()
      let squares = 0
      for (const i of prange(a)) squares += (a[i]! - middle) ** 2
      return Math.sqrt(squares / a.length)
    },
    calls: arrays,
    adds: true,
  },
  {
    title: "the variance of complex numbers",
    kernel(z: Float64Array, count: number) {
      let [real, imaginary] = [0, 0]
      for (const i of prange(count)) {
        real += z[2 * i]!
        imaginary += z[2 * i + 1]!
      }
      const [x, y] = [real / count, imaginary / count]
      let squares = 0
      for (const i of prange(count)) squares += (z[2 * i]! - x) ** 2 + (z[2 * i + 1]! - y) ** 2
      return squares / count
    },
    calls: () => [[random(200), 100]],
    adds: true,
  },
  {
    title: "the least element, Infinity if there is none",
    kernel(a: Float64Array) {
      let least = Infinity
      for (const i of prange(a)) least = Math.min(least, a[i]!)
      return least
    },
    calls: () => extremes(Infinity),
  },
  {
    title: "the greatest element, -Infinity if there is none",
    kernel(a: Float64Array) {
      let greatest = -Infinity
      for (const i of prange(a)) greatest = Math.max(greatest, a[i]!)
      return greatest
    },
    calls: () => extremes(-Infinity),
  },
  {
    title: "where the least element is, the first of equals, a NaN before all",
    kernel(a: Float64Array) {
      let least = Infinity
      for (const i of prange(a)) least = Math.min(least, a[i]!)
      let at = a.length
      for (const i of prange(a)) at = Math.min(at, a[i] === least || a[i] !== a[i] ? i : a.length)
      return at
    },
    calls: () => [
      ...extremes(Infinity),
      [Float64Array.of(1, 0, 2, 0, 3)],
      [Float64Array.of(1, 0, Number.NaN, 0, 3, Number.NaN)],
    ],
  },
  {
    title: "where the greatest element is, the first of equals, a NaN before all",
    kernel(a: Float64Array) {
      let greatest = -Infinity
      for (const i of prange(a)) greatest = Math.max(greatest, a[i]!)
      let at = a.length
      for (const i of prange(a)) at = Math.min(at, a[i] === greatest || a[i] !== a[i] ? i : a.length)
      return at
    },
    calls: () => [
      ...extremes(-Infinity),
      [Float64Array.of(1, 0, 3, 2, 3)],
      [Float64Array.of(1, 0, Number.NaN, 2, 3, Number.NaN)],
    ],
  },
  {
    title: "the extremes, where they are, and the sum",
    kernel(a: Float64Array) {
      let [least, greatest, sum] = [Infinity, -Infinity, 0]
      for (const i of prange(a)) {
        least = Math.min(least, a[i]!)
        greatest = Math.max(greatest, a[i]!)
        sum += a[i]!
      }
      let [low, high] = [0, 0]
      for (let i = 1; i < a.length; i++) {
        if (a[i]! < a[low]!) low = i
        if (a[i]! > a[high]!) high = i
      }
      return [sum + least, sum + greatest, sum + low, sum + high]
    },
    calls: () => [[ones(256)], [random(256)]],
    adds: true,
  },
]
