import { prange } from "../../../src/jit/index.ts"
import { ones, random, range, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

/** Loops that begin below zero, go by steps, or reach beside their counter: what slices and negative indices are in Python. */
export const ranges: readonly Ported[] = [
  {
    title: "writes one place before the counter",
    kernel(out: Float64Array, n: number) {
      for (const i of prange(1, n)) out[i - 1] = 2 * i
    },
    calls: () => [[zeros(3), 4]],
  },
  {
    title: "counts iterations that begin below zero",
    kernel(n: number) {
      let sum = 0
      for (const _ of prange(-n, n)) sum += 2
      return sum
    },
    calls: () => [[1024]],
  },
  {
    title: "reads from the end where the counter is below zero",
    kernel(x: Float64Array, from: number, to: number) {
      const n = x.length
      let sum = 0
      for (const i of prange(from, to)) sum += x[i < 0 ? i + n : i]!
      return sum
    },
    calls: () => [
      [ones(9), -9, 9],
      [random(9), -9, 9],
      [random(9), -1, 9],
    ],
    adds: true,
  },
  {
    title: "reads from the end in both of two nested loops",
    kernel(x: Float64Array, n: number) {
      let sum = 0
      for (const i of prange(-n, 5)) {
        sum += x[(i + n) % n]!
        for (const j of prange(-4, n)) sum += x[(j + n) % n]!
      }
      return sum
    },
    calls: () => [[random(9), 9]],
    adds: true,
  },
  {
    title: "goes through a matrix from below zero",
    kernel(x: Float64Array, n: number, m: number) {
      let sum = 0
      for (const i of prange(-n, n)) for (const j of prange(-m, m)) sum += x[((i + n) % n) * m + ((j + m) % m)]!
      return sum
    },
    calls: () => [[random(9 * 13), 9, 13]],
    adds: true,
  },
  {
    title: "goes from one number below zero to another",
    kernel() {
      let sum = 0
      for (const _ of prange(-3, -1)) sum += 3
      return sum
    },
    calls: () => [[]],
  },
  {
    title: "writes what depends on the counter's sign",
    kernel(out: Float64Array) {
      const n = out.length
      for (const i of prange(-2, 2)) {
        if (i === 0) out[i] = 3
        else if (i < 1) out[i + n] = -1
        else out[i] = 7
      }
    },
    calls: () => [[zeros(4)]],
  },
  {
    title: "writes from the end",
    kernel(a: Float64Array) {
      const n = a.length
      for (const i of prange(-n, 0)) a[i + n] = i
    },
    calls: () => [[zeros(16)]],
  },
  {
    title: "goes by steps of two",
    kernel(n: number) {
      let sum = 0
      for (const _ of prange(0, n, 2)) sum += 2
      return sum
    },
    calls: () => [[1024], [7], [0]],
  },
  {
    title: "writes every second element",
    kernel(a: Float64Array, n: number) {
      for (const i of prange(n)) a[2 * i] = i
    },
    calls: () => [[zeros(32), 16]],
  },
  {
    title: "writes every sixth element of a view that begins inside",
    kernel(a: Float64Array, step: number) {
      for (const i of prange(0, a.length, 6)) a[i] = i / step
    },
    calls: () => [[zeros(33).subarray(1), 6]],
  },
  {
    title: "adds neighbours",
    kernel(a: Float64Array, out: Float64Array, by: number) {
      for (const i of prange(out)) out[i] = a[i]! + a[i + by]!
    },
    calls: () => [
      [ones(10), zeros(8), 1],
      [random(10), zeros(8), 1],
      [random(10), zeros(8), 2],
    ],
  },
  {
    title: "adds neighbours of a matrix: to the right, below, and both",
    kernel(a: Float64Array, out: Float64Array, m: number, n: number, down: number, right: number) {
      for (const i of prange(m)) {
        if (i + down >= m) continue
        for (let j = 0; j < n - right; j++) {
          out[i * (n - right) + j] = a[i * n + j]! + a[(i + down) * n + j + right]!
        }
      }
    },
    calls: () => [
      [random(12), zeros(12), 4, 3, 1, 1],
      [random(12), zeros(12), 4, 3, 0, 1],
      [random(12), zeros(12), 4, 3, 1, 0],
    ],
  },
  {
    title: "adds a row to itself and to a column",
    kernel(a: Float64Array, n: number, twice: Float64Array, both: Float64Array) {
      for (const j of prange(n)) {
        twice[j] = a[n + j]! + a[n + j]!
        both[j] = a[n + j]! + a[j * n + 1]!
      }
    },
    calls: () => [[random(9), 3, zeros(3), zeros(3)]],
  },
  {
    title: "copies a part of a cube into another part",
    kernel(a: Float64Array, b: Float64Array, n: number) {
      for (const i of prange(b)) b[i] = a[i]!
      for (const i of prange(n)) for (let k = 1; k < n; k++) b[(i * n + 1) * n + k] = a[(i * n + 2) * n + k]!
    },
    calls: () => [[range(27), zeros(27), 3]],
  },
  {
    title: "copies a part of a row into another row",
    kernel(a: Float64Array, b: Float64Array, to: number, from: number, count: number) {
      for (const i of prange(b)) b[i] = a[i]!
      for (const j of prange(count)) b[to + j] = a[from + j]!
    },
    calls: () => [
      [range(12), zeros(12), 5, 0, 2],
      [range(12), zeros(12), 4, 1, 3],
      [range(4), zeros(4), 1, 1, 3],
    ],
  },
  {
    title: "copies an array to the end of another",
    kernel(a: Float64Array, out: Float64Array) {
      const from = out.length - a.length
      for (const i of prange(a)) out[from + i] = a[i]!
    },
    calls: () => [
      [ones(10), zeros(10)],
      [range(10), zeros(16)],
    ],
  },
  {
    title: "writes parts of two arrays, then multiplies them",
    kernel(a: Float64Array, b: Float64Array, out: Float64Array, n: number) {
      for (const i of prange(1, n)) a[i] = 10
      for (const i of prange(n - 1)) b[i] = 10
      for (const i of prange(out)) out[i] = a[i]! * b[i]!
    },
    calls: () => [[ones(10), zeros(10), zeros(10), 8]],
  },
  {
    title: "a range of no elements changes nothing",
    kernel(a: Float64Array) {
      for (const i of prange(0)) a[i]! += 1
      for (const i of prange(0)) a[i] = 2
    },
    calls: () => [[ones(10)]],
  },
  {
    title: "sums parts of rows, forwards and backwards",
    kernel(x: Float64Array, rows: number, from: number, to: number, by: number) {
      let sum = 0
      for (const i of prange(rows)) {
        for (let j = from; by > 0 ? j < to : j > to; j += by) sum += x[i * 4 + j]!
      }
      return sum
    },
    calls: () => [
      [range(40), 10, 1, 3, 1],
      [range(40), 10, 2, 4, 1],
      [range(40), 10, 3, 2, -1],
      [range(40), 10, 0, 4, 1],
      [range(40), 10, 3, -1, -2],
    ],
    adds: true,
  },
  {
    title: "sums a window at each place",
    kernel(mask: Float64Array, out: Float64Array, width: number) {
      for (const i of prange(out)) {
        let sum = 0
        for (let k = 0; k < width; k++) sum += mask[i + k]!
        out[i] = sum
      }
    },
    calls: () => [
      [ones(5), zeros(4), 1],
      [random(50), zeros(45), 5],
    ],
  },
  {
    title: "takes every twentieth row",
    kernel(a: Float64Array, out: Float64Array, columns: number) {
      for (const i of prange(out)) out[i] = a[Math.floor(i / columns) * 20 * columns + (i % columns)]!
    },
    calls: () => [
      [ones(100), zeros(10), 10],
      [random(410), zeros(30), 10],
    ],
  },
  {
    title: "runs as often as a loop counted",
    kernel(a: Float64Array, out: Float64Array) {
      let count = 0
      for (let i = 0; i < a.length; i++) if (a[i]! > 0.5) count += 1
      for (const i of prange(count)) out[i] = i + count
    },
    calls: () => [
      [ones(5), zeros(5)],
      [random(30), zeros(30)],
      [zeros(3), zeros(3)],
    ],
  },
  {
    title: "finds the greatest of a layer that a loop chose",
    kernel(a: Float64Array, out: Float64Array, rows: number, columns: number) {
      const size = rows * columns
      for (let layer = 0; layer * size < a.length; layer++) {
        let most = -Infinity
        for (const i of prange(layer * size, (layer + 1) * size)) most = Math.max(most, a[i]!)
        out[layer] = most
      }
    },
    calls: () => [
      [random(24), zeros(4), 2, 3],
      [random(60), zeros(3), 4, 5],
    ],
  },
]
