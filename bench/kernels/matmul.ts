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

/** Four rows of the result by four of `b` at once, so that what is loaded is used more than once; `n` is a multiple of 4. */
function inBlocks(a: Float64Array, b: Float64Array, out: Float64Array, n: number): void {
  for (const four of prange(n / 4)) {
    const at = 4 * four * n
    const [o0, o1] = [out.subarray(at, at + n), out.subarray(at + n, at + 2 * n)]
    const [o2, o3] = [out.subarray(at + 2 * n, at + 3 * n), out.subarray(at + 3 * n, at + 4 * n)]
    for (let j = 0; j < n; j++) {
      o0[j] = 0
      o1[j] = 0
      o2[j] = 0
      o3[j] = 0
    }
    for (let k = 0; k < n; k += 4) {
      const [w0, w1, w2, w3] = [a[at + k]!, a[at + k + 1]!, a[at + k + 2]!, a[at + k + 3]!]
      const [x0, x1, x2, x3] = [a[at + n + k]!, a[at + n + k + 1]!, a[at + n + k + 2]!, a[at + n + k + 3]!]
      const y = at + 2 * n + k
      const [y0, y1, y2, y3] = [a[y]!, a[y + 1]!, a[y + 2]!, a[y + 3]!]
      const z = at + 3 * n + k
      const [z0, z1, z2, z3] = [a[z]!, a[z + 1]!, a[z + 2]!, a[z + 3]!]
      const [r0, r1, r2, r3] = [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n]
      for (let j = 0; j < n; j++) {
        const [b0, b1, b2, b3] = [b[r0 + j]!, b[r1 + j]!, b[r2 + j]!, b[r3 + j]!]
        o0[j] = o0[j]! + w0 * b0 + w1 * b1 + w2 * b2 + w3 * b3
        o1[j] = o1[j]! + x0 * b0 + x1 * b1 + x2 * b2 + x3 * b3
        o2[j] = o2[j]! + y0 * b0 + y1 * b1 + y2 * b2 + y3 * b3
        o3[j] = o3[j]! + z0 * b0 + z1 * b1 + z2 * b2 + z3 * b3
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
