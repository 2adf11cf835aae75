import { prange } from "../../../src/jit/index.ts"
import { ones, random, range, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

/** Loops whose iterations change the same elements: in their order, to the last bit. */
export const bins: readonly Ported[] = [
  {
    title: "adds to a vector",
    kernel(sum: Float64Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < sum.length; j++) sum[j]! += (i + 1) * 0.1 * j
    },
    calls: () => [
      [zeros(10), 100],
      [ones(1), 5],
      [ones(3), 0],
    ],
  },
  {
    title: "adds to a matrix",
    kernel(sum: Float64Array, rows: number, columns: number, n: number) {
      for (const i of prange(n)) {
        for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) sum[y * columns + x]! += i * 0.1 + x
      }
    },
    calls: () => [[zeros(35), 5, 7, 300]],
  },
  {
    title: "adds to a matrix in two loops",
    kernel(sum: Float64Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < sum.length; j++) sum[j]! += i / 3
      for (const i of prange(n)) for (const j of prange(sum)) sum[j]! += i * sum.length + j
    },
    calls: () => [[zeros(12), 100]],
  },
  {
    title: "adds float64 to float32",
    kernel(sum: Float32Array, a: Float64Array) {
      const width = sum.length
      for (const i of prange(a.length / width)) for (let j = 0; j < width; j++) sum[j]! += a[i * width + j]!
    },
    calls: () => [[new Float32Array(10), random(1000)]],
  },
  {
    title: "multiplies a matrix by each number",
    kernel(product: Float64Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < product.length; j++) product[j]! *= 1 + (i + j) / 1000
    },
    calls: () => [[ones(35), 100]],
  },
  {
    title: "adds to a cube",
    kernel(sum: Float64Array, size: number, n: number) {
      for (const i of prange(n)) {
        for (const x of prange(size)) {
          for (const y of prange(size))
            for (const z of prange(size)) sum[(x * size + y) * size + z]! += i * x + y / (z + 1)
        }
      }
    },
    calls: () => [[zeros(27), 3, 100]],
  },
  {
    title: "adds columns to a vector",
    kernel(sum: Float64Array, a: Float64Array, columns: number) {
      for (const x of prange(columns)) for (let y = 0; y < sum.length; y++) sum[y]! += a[y * columns + x]!
    },
    calls: () => [[zeros(20), random(200), 10]],
  },
  {
    title: "doubles one element as often as it runs",
    kernel(out: Float64Array) {
      for (const _ of prange(10)) out[0] = 2 * out[0]!
      return out[0]!
    },
    calls: () => [[ones(1)]],
  },
  {
    title: "assigns an element of a literal",
    kernel(a: Float64Array, n: number) {
      for (const k of prange(n)) {
        const own = [0, a[k]!]
        own[0] = k + 1
        own[1]! += 2
        a[k] = own[0] * own[1]!
      }
    },
    calls: () => [
      [range(10), 10],
      [ones(1000), 1000],
    ],
  },
]
