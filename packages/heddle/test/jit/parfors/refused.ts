import { prange } from "../../../src/jit/index.ts"

/** A kernel that must not be compiled: what it is called with, and what is said of it. */
export interface Refused {
  readonly title: string
  readonly kernel: (...args: never[]) => unknown
  readonly args: readonly unknown[]
  readonly says: RegExp
}

/** Numba's tests of what is an error, where no other test of ours is of the same. */
export const refused: readonly Refused[] = [
  {
    title: "a variable that becomes a function of itself",
    kernel() {
      let x = 0
      for (const _ of prange(1)) x = Math.sqrt(x)
      return x
    },
    args: [],
    says: /variable `x` is assigned in a prange and lives on after it/,
  },
  {
    title: "a counter that is assigned",
    kernel(a: Float64Array) {
      let sum = 0
      for (let i of prange(a.length)) {
        sum += a[i]!
        if (a[i] === 2) i = 0
      }
      return sum
    },
    args: [new Float64Array(211)],
    says: /`i` is the counter of a prange: it cannot be assigned/,
  },
  {
    title: "a variable that each iteration gives the same value",
    kernel(x: number) {
      let after = 0
      for (const _ of prange(x)) for (let j = 0; j < x; j++) if (x > 0) after = x + 4
      return after > 0
    },
    args: [4],
    says: /variable `after` is assigned in a prange and lives on after it/,
  },
  {
    title: "a sum that is read to choose what is done",
    kernel(a: Float64Array) {
      const m = a.length
      let n = 0
      for (const i of prange(a.length)) if (m === n) n += a[i]!
      return m + n
    },
    args: [new Float64Array(211)],
    says: /variable `n` is read in the prange that adds it up/,
  },
]
