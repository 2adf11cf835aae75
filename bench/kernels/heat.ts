import { jit, prange } from "heddle/jit"
import { numbaParallel } from "./race.ts"
import type { Race, Run } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

type Step = (from: Float64Array, to: Float64Array, size: number) => void

/** A stencil: neighbours in a plane, ten steps to and fro between two of them. */
export const heat: Race = {
  name: "heat",
  title: "ten Jacobi steps on # x # points",
  size: 1000,
  small: 50,
  calls: 5,
  sides: [
    {
      name: "heddle",
      start(size) {
        const step: Step = jit((from: Float64Array, to: Float64Array, size: number) => {
          for (const y of prange(1, size - 1)) {
            for (let x = 1; x < size - 1; x++) {
              const i = y * size + x
              to[i] = 0.25 * (from[i - 1]! + from[i + 1]! + from[i - size]! + from[i + size]!)
            }
          }
        })
        return tenSteps(step, sharedUniform(size * size), sharedUniform(size * size), size)
      },
    },
    {
      name: "heddle, prange inside",
      start(size) {
        const step: Step = jit((from: Float64Array, to: Float64Array, size: number) => {
          for (const y of prange(1, size - 1)) {
            for (const x of prange(1, size - 1)) {
              const i = y * size + x
              to[i] = 0.25 * (from[i - 1]! + from[i + 1]! + from[i - size]! + from[i + size]!)
            }
          }
        })
        return tenSteps(step, sharedUniform(size * size), sharedUniform(size * size), size)
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const step: Step = (from, to, size) => {
          for (let y = 1; y < size - 1; y++) {
            for (let x = 1; x < size - 1; x++) {
              const i = y * size + x
              to[i] = 0.25 * (from[i - 1]! + from[i + 1]! + from[i - size]! + from[i + size]!)
            }
          }
        }
        return tenSteps(step, uniform(size * size), uniform(size * size), size)
      },
    },
  ],
  ours: ["heddle", "heddle, prange inside"],
  agreement: "close",
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 1.2 }],
}

function tenSteps(step: Step, a: Float64Array, b: Float64Array, size: number): Run {
  const first = a.slice()
  return {
    call() {
      for (let i = 0; i < 5; i++) {
        step(a, b, size)
        step(b, a, size)
      }
      return a
    },
    reset() {
      a.set(first)
    },
  }
}
