import { float64, jit, prange } from "heddle/jit"
import type { Race, Run } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** Three loops, beside what experts have written for this processor. */
export const matmul: Race = {
  name: "matmul",
  title: "the product of two matrices of # x #, three plain loops",
  size: 512,
  small: 48,
  calls: 5,
  sides: [
    {
      name: "heddle",
      start: (size) =>
        product(
          size,
          jit((a: Float64Array, b: Float64Array, out: Float64Array, n: number) => {
            for (const i of prange(n)) {
              for (let j = 0; j < n; j++) out[i * n + j] = 0
              for (let k = 0; k < n; k++) {
                const x = a[i * n + k]!
                for (let j = 0; j < n; j++) out[i * n + j]! += x * b[k * n + j]!
              }
            }
          }),
        ),
    },
    {
      name: "heddle, prange inside",
      start: (size) =>
        product(
          size,
          jit((a: Float64Array, b: Float64Array, out: Float64Array, n: number) => {
            for (const i of prange(n)) {
              for (const j of prange(n)) out[i * n + j] = 0
              for (let k = 0; k < n; k++) {
                const x = a[i * n + k]!
                for (const j of prange(n)) out[i * n + j]! += x * b[k * n + j]!
              }
            }
          }),
        ),
    },
    {
      name: "JavaScript",
      start(size) {
        const [a, b] = [uniform(size * size), uniform(size * size, size * size)]
        const out = new Float64Array(size * size)
        return {
          call() {
            multiplyPlainly(a, b, out, size)
            return out
          },
        }
      },
    },
  ],
  ours: ["heddle", "heddle, prange inside"],
  agreement: "close",
  targets: [{ what: "OpenBLAS (NumPy's dot)", to: ["NumPy, dot"], atMost: 2.5 }],
}

type Product = (a: Float64Array, b: Float64Array, out: Float64Array, n: number) => void

function product(size: number, multiply: Product): Run {
  const [a, b] = [sharedUniform(size * size), sharedUniform(size * size, size * size)]
  const out = float64(size * size)
  return {
    call() {
      multiply(a, b, out, size)
      return out
    },
  }
}

function multiplyPlainly(a: Float64Array, b: Float64Array, out: Float64Array, n: number): void {
  out.fill(0)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k]!
      for (let j = 0; j < n; j++) out[i * n + j]! += x * b[k * n + j]!
    }
  }
}
