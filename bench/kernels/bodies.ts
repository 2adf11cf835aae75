import { float64, jit, prange } from "heddle/jit"
import { numbaParallel } from "./race.ts"
import type { Race } from "./race.ts"
import { sharedUniform, uniform } from "./values.ts"

/** A loop inside the parallel one, with a root and a division. */
export const bodies: Race = {
  name: "bodies",
  title: "the accelerations of # bodies, all pairs",
  size: 1000,
  small: 100,
  calls: 10,
  sides: [
    {
      name: "heddle",
      start(size) {
        const [x, y, z, m] = [0, 1, 2, 3].map((k) => sharedUniform(size, k * size)) as Inputs
        const out = float64(3 * size)
        const pull = jit((x: Float64Array, y: Float64Array, z: Float64Array, m: Float64Array, out: Float64Array) => {
          const n = x.length
          for (const i of prange(n)) {
            let ax = 0
            let ay = 0
            let az = 0
            for (const j of prange(n)) {
              const dx = x[j]! - x[i]!
              const dy = y[j]! - y[i]!
              const dz = z[j]! - z[i]!
              const d2 = dx * dx + dy * dy + dz * dz + 1e-9
              const pull = m[j]! / (d2 * Math.sqrt(d2))
              ax += dx * pull
              ay += dy * pull
              az += dz * pull
            }
            out[i] = ax
            out[n + i] = ay
            out[2 * n + i] = az
          }
        })
        return {
          call() {
            pull(x, y, z, m, out)
            return out
          },
        }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const inputs = [0, 1, 2, 3].map((k) => uniform(size, k * size)) as Inputs
        const out = new Float64Array(3 * size)
        return {
          call() {
            pullPlainly(...inputs, out)
            return out
          },
        }
      },
    },
  ],
  agreement: "close",
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 1 }],
}

type Inputs = [x: Float64Array, y: Float64Array, z: Float64Array, m: Float64Array]

function pullPlainly(x: Float64Array, y: Float64Array, z: Float64Array, m: Float64Array, out: Float64Array): void {
  const n = x.length
  for (let i = 0; i < n; i++) {
    let ax = 0
    let ay = 0
    let az = 0
    for (let j = 0; j < n; j++) {
      const dx = x[j]! - x[i]!
      const dy = y[j]! - y[i]!
      const dz = z[j]! - z[i]!
      const d2 = dx * dx + dy * dy + dz * dz + 1e-9
      const pull = m[j]! / (d2 * Math.sqrt(d2))
      ax += dx * pull
      ay += dy * pull
      az += dz * pull
    }
    out[i] = ax
    out[n + i] = ay
    out[2 * n + i] = az
  }
}
