import { float64, vectorize } from "heddle/jit"
import type { Race } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** The seed's vector_multiply, into an array that is there. */
export const multiply: Race = {
  name: "multiply",
  title: "a * b for # float64",
  size: 1_000_000,
  small: 10_000,
  calls: 50,
  sides: [
    {
      name: "heddle, vectorize",
      start(size) {
        const [a, b, out] = [sharedUniform(size), sharedUniform(size, size), float64(size)]
        const product = vectorize((a: number, b: number) => a * b)
        return { call: () => product(a, b, out) }
      },
    },
    {
      name: "heddle, vectorize, ordinary arrays",
      start(size) {
        const [a, b, out] = [uniform(size), uniform(size, size), new Float64Array(size)]
        const product = vectorize((a: number, b: number) => a * b)
        return { call: () => product(a, b, out) }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const [a, b, out] = [uniform(size), uniform(size, size), new Float64Array(size)]
        const product = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
          for (let i = 0; i < a.length; i++) out[i] = a[i]! * b[i]!
        }
        return {
          call() {
            product(a, b, out)
            return out
          },
        }
      },
    },
  ],
  agreement: "close",
  targets: [{ what: "Numba's vectorize", to: ["Numba, vectorize, parallel"], atMost: 0.2 }],
  notes: ["everybody writes into an array that is there; ordinary arrays are copied to the kernels' memory and back"],
}
