import { float64, jit, prange } from "heddle/jit"
import type { Race, Run } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** Three loops, beside what experts have written for this processor. */
export const matmul: Race = {
  name: "matmul",
  title: "the product of two matrices of # x #",
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
      name: "heddle, in blocks, fastmath",
      start: (size) => product(size, jit(inBlocks, { fastmath: true })),
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
  ours: ["heddle", "heddle, prange inside", "heddle, in blocks, fastmath"],
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

/** Two rows of the result by four of `b` at once, so that what is loaded is used more than once; `n` is a multiple of 4. */
function inBlocks(a: Float64Array, b: Float64Array, out: Float64Array, n: number): void {
  for (const pair of prange(n / 2)) {
    const at = 2 * pair * n
    const top = out.subarray(at, at + n)
    const below = out.subarray(at + n, at + 2 * n)
    for (let j = 0; j < n; j++) {
      top[j] = 0
      below[j] = 0
    }
    for (let k = 0; k < n; k += 4) {
      const [x0, x1, x2, x3] = [a[at + k]!, a[at + k + 1]!, a[at + k + 2]!, a[at + k + 3]!]
      const [y0, y1, y2, y3] = [a[at + n + k]!, a[at + n + k + 1]!, a[at + n + k + 2]!, a[at + n + k + 3]!]
      const [r0, r1, r2, r3] = [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n]
      for (let j = 0; j < n; j++) {
        const [b0, b1, b2, b3] = [b[r0 + j]!, b[r1 + j]!, b[r2 + j]!, b[r3 + j]!]
        top[j]! += x0 * b0 + x1 * b1 + x2 * b2 + x3 * b3
        below[j]! += y0 * b0 + y1 * b1 + y2 * b2 + y3 * b3
      }
    }
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
