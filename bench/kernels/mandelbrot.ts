import { int32, jit, prange } from "heddle/jit"
import { numbaParallel } from "./race.ts"
import type { Race } from "./race.ts"

const most = 200

/** Loops that end after a different number of steps in each place. */
export const mandelbrot: Race = {
  name: "mandelbrot",
  title: `the Mandelbrot set of # x # points, ${most} steps`,
  size: 1024,
  small: 64,
  calls: 1,
  sides: [
    {
      name: "heddle",
      start(size) {
        const out = int32(size * size)
        const draw = jit((size: number, most: number, out: Int32Array) => {
          for (const y of prange(size)) {
            for (const x of prange(size)) {
              const cr = -2 + (3 * x) / size
              const ci = -1.5 + (3 * y) / size
              let zr = 0
              let zi = 0
              let count = 0
              while (count < most) {
                const r2 = zr * zr
                const i2 = zi * zi
                if (r2 + i2 > 4) break
                zi = 2 * zr * zi + ci
                zr = r2 - i2 + cr
                count++
              }
              out[y * size + x] = count
            }
          }
        })
        return {
          call() {
            draw(size, most, out)
            return out
          },
        }
      },
    },
    {
      name: "JavaScript",
      start(size) {
        const out = new Int32Array(size * size)
        return {
          call() {
            drawPlainly(size, out)
            return out
          },
        }
      },
    },
  ],
  agreement: "counts",
  targets: [{ what: "the faster of Numba's", to: numbaParallel, atMost: 0.6 }],
}

function drawPlainly(size: number, out: Int32Array): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const cr = -2 + (3 * x) / size
      const ci = -1.5 + (3 * y) / size
      let zr = 0
      let zi = 0
      let count = 0
      while (count < most) {
        const r2 = zr * zr
        const i2 = zi * zi
        if (r2 + i2 > 4) break
        zi = 2 * zr * zi + ci
        zr = r2 - i2 + cr
        count++
      }
      out[y * size + x] = count
    }
  }
}
