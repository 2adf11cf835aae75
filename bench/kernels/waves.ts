import { jit, prange } from "heddle/jit"
import { fastmath } from "./options.ts"
import { numbaParallel } from "./race.ts"
import type { Race } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** Functions that the processor does not have. */
export const waves: Race = {
  name: "waves",
  title: "the sum of exp(-x) * sin(x) for # float64",
  size: 10_000_000,
  small: 100_000,
  calls: 1,
  sides: [
    {
      name: "heddle, fastmath",
      start(size) {
        const a = sharedUniform(size)
        const sumOfWaves = fastmath(sum)
        return { call: () => sumOfWaves(a) }
      },
    },
    {
      name: "heddle",
      start(size) {
        const a = sharedUniform(size)
        const sumOfWaves = jit(sum)
        return { call: () => sumOfWaves(a) }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const a = uniform(size)
        const sumOfWaves = (a: Float64Array): number => {
          let sum = 0
          for (let i = 0; i < a.length; i++) sum += Math.exp(-a[i]!) * Math.sin(a[i]!)
          return sum
        }
        return { call: () => sumOfWaves(a) }
      },
    },
  ],
  agreement: "close",
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 0.8 }],
}

function sum(a: Float64Array): number {
  let sum = 0
  for (const i of prange(a)) sum += Math.exp(-a[i]!) * Math.sin(a[i]!)
  return sum
}
