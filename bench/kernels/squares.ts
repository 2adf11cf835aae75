import { jit, prange } from "heddle/jit"
import type { Race } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** The seed's numba_sum_of_squares: as fast as memory is read. */
export const squares: Race = {
  name: "squares",
  title: "the sum of the squares of # float64",
  size: 100_000_000,
  small: 100_000,
  calls: 1,
  sides: [
    {
      name: "heddle",
      start(size) {
        const a = sharedUniform(size)
        const sumOfSquares = jit((a: Float64Array) => {
          let sum = 0
          for (const i of prange(a)) sum += a[i]! ** 2
          return sum
        })
        return { call: () => sumOfSquares(a) }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const a = uniform(size)
        const sumOfSquares = (a: Float64Array): number => {
          let sum = 0
          for (let i = 0; i < a.length; i++) sum += a[i]! ** 2
          return sum
        }
        return { call: () => sumOfSquares(a) }
      },
    },
  ],
  agreement: "close",
  unchecked: ["CPython"],
  targets: [
    { what: "Numba's default parallel", to: ["Numba, parallel"], atMost: 1 },
    { what: "Numba's fastmath", to: ["Numba, parallel, fastmath"], atMost: 1.1 },
  ],
  notes: ["CPython's loop is timed over a 500th of the array, and its time multiplied by that"],
}
