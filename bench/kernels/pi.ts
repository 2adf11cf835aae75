import { jit, prange } from "heddle/jit"
import { numbaParallel } from "./race.ts"
import type { Race } from "./race.ts"

/** Random numbers. */
export const pi: Race = {
  name: "pi",
  title: "pi from # random points",
  size: 100_000_000,
  small: 1_000_000,
  calls: 1,
  rounds: 3,
  sides: [
    {
      name: "heddle",
      start(size) {
        const estimate = jit((n: number) => {
          let inside = 0
          for (const _ of prange(n)) {
            const x = Math.random()
            const y = Math.random()
            if (x * x + y * y < 1) inside++
          }
          return (4 * inside) / n
        })
        return { call: () => estimate(size) }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const estimate = (n: number): number => {
          let inside = 0
          for (let i = 0; i < n; i++) {
            const x = Math.random()
            const y = Math.random()
            if (x * x + y * y < 1) inside++
          }
          return (4 * inside) / n
        }
        return { call: () => estimate(size) }
      },
    },
  ],
  // Six standard deviations.
  agreement: { value: Math.PI, within: (size) => 6 * Math.sqrt((Math.PI * (4 - Math.PI)) / size) },
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 0.3 }],
}
