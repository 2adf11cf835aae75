import { prange } from "../../../src/jit/index.ts"
import { ones, random, range, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

function fillRows(x: Float64Array, columns: number, [m, n]: readonly [number, number]): void {
  for (const i of prange(m)) for (const j of prange(n)) x[i * columns + j] = 1
}

const linear = (n: number): Float64Array => range(n).map((i) => i / (n - 1))

/** Arrays row by row, and loops in loops. */
export const matrices: readonly Ported[] = [
  {
    title: "multiplies a matrix by a vector",
    kernel(a: Float64Array, v: Float64Array, out: Float64Array, rows: number, columns: number) {
      for (const i of prange(rows)) {
        let sum = 0
        for (let j = 0; j < columns; j++) sum += a[i * columns + j]! * v[j]!
        out[i] = sum
      }
    },
    calls: () => [
      [range(12), range(4), zeros(3), 3, 4],
      [linear(20), linear(10).map((x) => 2 - x), zeros(2), 2, 10],
      [random(211 * 4), random(4, 9), zeros(211), 211, 4],
    ],
  },
  {
    title: "adds a row to each row of a matrix",
    kernel(a: Float64Array, row: Float64Array, out: Float64Array) {
      for (const i of prange(out)) out[i] = a[i]! + row[i % row.length]!
    },
    calls: () => [[range(12), range(3), zeros(12)]],
  },
  {
    title: "divides a row by a column",
    kernel(a: Float64Array, out: Float64Array, n: number) {
      for (const i of prange(n)) for (const j of prange(n)) out[i * n + j] = a[j]! / a[i]!
    },
    calls: () => [[range(12, 1), zeros(9), 3]],
  },
  {
    title: "descends a logistic regression",
    kernel(y: Float64Array, x: Float64Array, w: Float64Array, error: Float64Array, rounds: number) {
      const columns = w.length
      for (let round = 0; round < rounds; round++) {
        for (const i of prange(y)) {
          let product = 0
          for (let j = 0; j < columns; j++) product += x[i * columns + j]! * w[j]!
          error[i] = (1 / (1 + Math.exp(-y[i]! * product)) - 1) * y[i]!
        }
        for (const j of prange(columns)) {
          let sum = 0
          for (let i = 0; i < y.length; i++) sum += error[i]! * x[i * columns + j]!
          w[j]! -= sum
        }
      }
    },
    calls: () => [[random(50).map((x) => (x > 0.5 ? 1 : -1)), random(200, 3), zeros(4), zeros(50), 10]],
  },
  {
    title: "moves the centres of clusters",
    kernel(points: Float64Array, labels: Int32Array, centres: Float64Array, rounds: number, clusters: number) {
      const size = 10
      const count = labels.length
      for (let round = 0; round < rounds; round++) {
        for (const i of prange(count)) {
          let [nearest, least] = [0, Infinity]
          for (let j = 0; j < clusters; j++) {
            let squares = 0
            for (let k = 0; k < size; k++) squares += (points[i * size + k]! - centres[j * size + k]!) ** 2
            const distance = Math.sqrt(squares)
            if (distance < least) {
              least = distance
              nearest = j
            }
          }
          labels[i] = nearest
        }
        for (const j of prange(clusters)) {
          for (let k = 0; k < size; k++) {
            let [sum, members] = [0, 0]
            for (let i = 0; i < count; i++) {
              if (labels[i] !== j) continue
              sum += points[i * size + k]!
              members++
            }
            centres[j * size + k] = sum / members
          }
        }
      }
    },
    calls: () => [[random(1024 * 10), new Int32Array(1024), random(30, 77), 3, 3]],
  },
  {
    title: "computes the same in each round of a loop",
    kernel(x: Float64Array, y: Float64Array, w: Float64Array, out: Float64Array, rows: number, columns: number) {
      for (let round = 0; round < 3; round++) {
        for (const i of prange(rows)) {
          let sum = 0
          for (let j = 0; j < columns; j++) sum += x[i * columns + j]! * w[j]!
          out[i] = -y[i]! * sum
        }
      }
    },
    calls: () => [[random(211 * 3), ones(211), ones(3), zeros(211), 211, 3]],
  },
  {
    title: "sums the rows of a matrix",
    kernel(x: Float64Array, rows: number, columns: number) {
      let sum = 0
      for (const i of prange(rows)) {
        let row = 0
        for (let j = 0; j < columns; j++) row += x[i * columns + j]!
        sum += row
      }
      return sum
    },
    calls: () => [[ones(211 * 3), 211, 3]],
    adds: true,
  },
  {
    title: "sums the columns that an array of indices picks",
    kernel(a: Float64Array, picked: Int32Array, n: number) {
      let sum = 0
      for (const i of prange(n)) for (let j = 0; j < picked.length; j++) sum += a[i * n + picked[j]!]!
      return sum
    },
    calls: () => [
      [ones(400), Int32Array.from(range(20)), 20],
      [random(400), Int32Array.of(3, 3, 19), 20],
    ],
    adds: true,
  },
  {
    title: "subtracts points that an array of indices picks",
    kernel(x: Float64Array, pairs: Int32Array, out: Float64Array) {
      for (const i of prange(out)) {
        const [first, second] = [pairs[2 * i]!, pairs[2 * i + 1]!]
        out[i] = x[2 * first]! - x[2 * second]! + (x[2 * first + 1]! - x[2 * second + 1]!)
      }
    },
    calls: () => [
      [Float64Array.of(-1, -1, -1, 1, 0, 0, 1, -1, 1, 0, 1, 1), Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, 5), zeros(5)],
    ],
  },
  {
    title: "adds up in nested loops",
    kernel(a: Float64Array) {
      let sum = 0
      for (const i of prange(a.length)) for (const _ of prange(a.length)) sum += a[i]!
      return sum
    },
    calls: () => [[ones(4)], [random(100)]],
    adds: true,
  },
  {
    title: "a loop inside of a plain one adds up",
    kernel(n: number) {
      let sum = 0
      for (let i = 0; i < n; i++) for (const _ of prange(n)) sum += 1
      return sum
    },
    calls: () => [[4]],
  },
  {
    title: "adds up what plain loops inside add up",
    kernel(n: number) {
      let all = 0
      for (const _ of prange(n)) {
        let own = 0
        for (let i = 0; i < n; i++) own += 1
        all += own
      }
      return all
    },
    calls: () => [[4]],
  },
  {
    title: "adds up in plain loops inside",
    kernel(n: number) {
      let sum = 0
      for (const k of prange(n)) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i === k) sum += 1
      return sum
    },
    calls: () => [[1], [5]],
  },
  {
    title: "adds pairs of elements",
    kernel(b: Float64Array, n: number) {
      let sum = 0
      for (const i of prange(n - 2)) for (const j of prange(n - 1)) sum += b[i]! + b[j + 1]!
      return sum
    },
    calls: () => [[random(10), 10]],
    adds: true,
  },
  {
    title: "writes a matrix in nested loops",
    kernel(a: Float64Array, n: number) {
      for (const i of prange(n)) for (const j of prange(n)) a[i * n + j] = i * 10 + j
    },
    calls: () => [[zeros(100), 10]],
  },
  {
    title: "goes through as many pairs as a literal says",
    kernel(x: Float64Array, first: number) {
      const size = [first, 5] as const
      for (const i of prange(size[0])) for (const j of prange(size[1])) x[i * 5 + j] = 1
    },
    calls: () => [
      [zeros(50), 10],
      [zeros(50), 3],
    ],
  },
  {
    title: "a helper goes through as many pairs as it is told",
    kernel(x: Float64Array) {
      fillRows(x, 10, [10, 3])
    },
    calls: () => [[zeros(100)]],
  },
  {
    title: "goes through the first rows",
    kernel(x: Float64Array, rows: number) {
      for (const i of prange(rows)) for (let j = 0; j < 10; j++) x[i * 10 + j] = 1
    },
    calls: () => [[zeros(100), 3]],
  },
  {
    title: "a helper changes rows from those below, in red and black",
    kernel(u: Float64Array, n: number) {
      const change = (i: number, even: number): void => {
        for (let j = ((even + i + 1) % 2) + 1; j < n - 1; j += 2) u[i * n + j] = u[(i + 1) * n + j]! + 1
      }
      for (const i of prange(1, n - 1)) change(i, 0)
      for (const i of prange(1, n - 1)) change(i, 1)
    },
    calls: () => [
      [zeros(16), 4],
      [random(400), 20],
    ],
  },
  {
    title: "one loop reads by rows what the next overwrites by columns",
    kernel(a: Float64Array, b: Float64Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < n; j++) a[i * n + j] = b[i * n + j]! + 1
      for (const i of prange(n)) for (let j = 0; j < n; j++) b[j * n + i] = 3
      return a[0]! + b[0]!
    },
    calls: () => [[zeros(100), zeros(100), 10]],
  },
  {
    title: "writes rows of two arrays in one iteration",
    kernel(first: Int32Array, second: Int32Array, rows: number, columns: number) {
      for (const i of prange(rows)) {
        for (let n = 0; n < columns; n++) first[i * columns + n] = i
        for (let n = 0; n < columns; n++) second[i * columns + n] = first[i * columns + n]!
        second[i * columns]! += 1
      }
    },
    calls: () => [[new Int32Array(8), new Int32Array(8), 4, 2]],
  },
  {
    title: "writes the diagonal of a matrix",
    kernel(a: Float64Array, n: number) {
      for (let i = 0; i < n; i++) a[i * n + i] = i
    },
    calls: () => [[zeros(4), 2]],
  },
  {
    title: "a view and what it is of are the same memory",
    kernel(a: Float64Array, all: Float64Array) {
      for (const j of prange(a)) a[j] = j + 1
      let sum = 0
      for (const i of prange(all)) sum += all[i]!
      return sum
    },
    calls: () => {
      const all = zeros(16)
      return [[all.subarray(4, 8), all]]
    },
    adds: true,
  },
  {
    title: "writes a row for each iteration",
    kernel(b: Float64Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < n; j++) b[i * n + j] = i + j
      let sum = 0
      for (const i of prange(b)) sum += b[i]!
      return sum
    },
    calls: () => [
      [zeros(16), 4],
      [zeros(100), 10],
    ],
    adds: true,
  },
  {
    title: "writes a cube in three loops",
    kernel(b: Float64Array, n: number) {
      for (const i of prange(n)) {
        for (const j of prange(n)) for (const k of prange(n)) b[(i * n + j) * n + k] = i + j + k
      }
      let sum = 0
      for (const i of prange(b)) sum += b[i]!
      return sum
    },
    calls: () => [[zeros(64), 4]],
    adds: true,
  },
  {
    title: "writes a row for each round of a plain loop",
    kernel(x: Float64Array, rows: number, columns: number) {
      let count = 0
      for (let n = 0; n < rows; n++) {
        for (const j of prange(columns)) x[count * columns + j] = 1 + n
        count += 1
      }
    },
    calls: () => [
      [zeros(3), 3, 1],
      [zeros(30), 3, 10],
    ],
  },
  {
    title: "each iteration writes a band of columns",
    kernel(x: Float64Array, par: Float64Array, out: Float64Array, bands: number) {
      const size = x.length
      const width = Math.floor((size + bands - 1) / bands)
      for (const i of prange(bands)) {
        for (let p = 0; p < par.length; p++) {
          for (let j = i * width; j < Math.min((i + 1) * width, size); j++) out[p * size + j] = x[j]! * par[p]!
        }
      }
    },
    calls: () => [2, 4, 7].map((bands) => [range(6), Float64Array.of(1, 2, 3), zeros(18), bands]),
  },
  {
    title: "computes an index of vegetation",
    kernel(near: Float64Array, red: Float64Array, out: Float64Array, height: number, width: number) {
      for (const y of prange(height)) {
        for (const x of prange(width)) {
          const at = y * width + x
          out[at] = (near[at]! - red[at]!) / (near[at]! + red[at]!)
        }
      }
    },
    calls: () => [[random(16).map((x) => 1 + 9999 * x), random(16, 5).map((x) => 1 + 9999 * x), zeros(16), 4, 4]],
  },
]
