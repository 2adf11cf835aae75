import { float64, jit, prange } from "heddle/jit"
import type { JitOptions } from "heddle/jit"
import { numbaParallel } from "./race.ts"
import type { Race, Run } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

const horner = (x: number): number =>
  ((((((((1.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + 0.7) * x + 0.8) * x + 0.9) * x + 1

/** As fast as the processor multiplies and adds. */
export const polynomial: Race = {
  name: "polynomial",
  title: "a polynomial of degree 9 of # float64",
  size: 1_000_000,
  small: 10_000,
  calls: 50,
  sides: [
    { name: "heddle", start: (size) => ours(size, {}) },
    { name: "heddle, fastmath", start: (size) => ours(size, { fastmath: true }) },
    {
      name: "JavaScript",
      start(size) {
        const [a, out] = [uniform(size), new Float64Array(size)]
        const values = (a: Float64Array, out: Float64Array): void => {
          for (let i = 0; i < a.length; i++) out[i] = horner(a[i]!)
        }
        return {
          call() {
            values(a, out)
            return out
          },
        }
      },
    },
  ],
  ours: ["heddle", "heddle, fastmath"],
  agreement: "close",
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 1.3 }],
}

function ours(size: number, options: JitOptions): Run {
  const [a, out] = [sharedUniform(size), float64(size)]
  const values = jit((a: Float64Array, out: Float64Array) => {
    for (const i of prange(a)) out[i] = horner(a[i]!)
  }, options)
  return {
    call() {
      values(a, out)
      return out
    },
  }
}
