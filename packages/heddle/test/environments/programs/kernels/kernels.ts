import { jit, prange, vectorize } from "heddle/jit"
import { power3, weights as sameWeights } from "./again.ts"
import half from "./half.ts"
import * as curves from "./curves.ts"
import { cube, polar as toPolar, ramp, settings, turn, weights } from "./curves.ts"

/** A kernel, its plain function, and what both are called with. */
export interface Program {
  readonly kernel: (...args: any[]) => unknown
  readonly js: (...args: any[]) => unknown
  readonly args: () => readonly unknown[]
  /** It adds up floating numbers in a prange: JavaScript gives other last bits. */
  readonly reduces?: boolean
}

export const scale = 2.5
const offsets = new Int32Array([3, -1, 4])
const { sqrt, PI: pi } = Math
const wave = (): Float64Array => Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i))
const double = (x: number): number => x * 2

function clamp(x: number, low: number, high: number): number {
  if (x < low) return low
  if (x > high) return high
  return x
}

function program(fn: (...args: never[]) => unknown, args: () => readonly unknown[], reduces = false): Program {
  const kernel = jit(fn as (...args: unknown[]) => unknown)
  return { kernel, js: kernel.js, args, reduces }
}

const blend = (a: number, b: number, t: number): number => (t <= 0 ? a : t >= 1 ? b : a + (b - a) * t)
const blendAll = vectorize(blend)

/** The one that other threads take part in. */
export const long = "a prange that takes long"

/** What kernels are made of, in the words of TypeScript. */
export const programs: Readonly<Record<string, Program>> = {
  "a function of numbers": program(
    (x: number, y: number): number => {
      const pair = [x * x, y * y] as const
      return Math.sqrt(pair[0] + pair[1]) satisfies number
    },
    () => [3, 4.5],
  ),
  "a prange that adds up": program(
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]! * a[i]!
      return s
    },
    () => [wave()],
    true,
  ),
  "a prange of several sums, with conditions": program(
    (a: Float64Array) => {
      let [count, s, low, high] = [0, 0, Infinity, -Infinity]
      for (const i of prange(a.length)) {
        const x = a[i]!
        low = Math.min(low, x)
        high = Math.max(high, x)
        if (x <= 0.5) continue
        count++
        s += x
      }
      return { count, s, low, high } satisfies Record<string, number>
    },
    () => [wave()],
    true,
  ),
  "a prange that fills": program(
    (out: Float64Array, a: Float64Array) => {
      for (const i of prange(1, out.length - 1)) out[i] = (a[i - 1]! + a[i]! + a[i + 1]!) / 3
    },
    () => [new Float64Array(1000), wave()],
  ),
  [long]: program(
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) {
        let x = a[i]!
        for (let k = 0; k < 20; k++) x = Math.cos(x)
        s += x
      }
      return s
    },
    () => [new Float64Array(100_000).fill(0.5)],
    true,
  ),
  "helpers beside it": program(
    (x: number) => double(clamp(x, -1, 1)) + double(3),
    () => [7],
  ),
  "imported helpers": program(
    (x: number) => cube(x) + half(x) + curves.cube(x) + power3(x) + ramp(x, 0.25) + ramp(x) + curves.ramp(x, 0, 2),
    () => [0.625],
  ),
  constants: program(
    (x: number) =>
      x * scale + turn + curves.turn + settings.scale + settings.nested.offset + curves.settings.scale + pi + Math.E,
    () => [2],
  ),
  "captured arrays": program(
    (a: Float64Array) => {
      let s = 0
      for (let i = 0; i < weights.length; i++) s += a[i]! * weights[i]! + sameWeights[i]! + curves.weights[i]!
      for (const x of offsets) s += x
      return s
    },
    () => [wave()],
  ),
  "functions taken from Math": program(
    (x: number) => {
      const { abs, floor: down } = Math
      const { scale: factor, nested } = settings
      return sqrt(abs(x)) + down(x) * factor + nested.offset
    },
    () => [-2.75],
  ),
  powers: program(
    (x: number, y: number) => {
      let z = x ** 2
      z **= y
      return z + x ** -y + (-2) ** 3
    },
    () => [1.3, 2.5],
  ),
  "results taken apart": program(
    (x: number, y: number) => {
      const [r, angle] = toPolar(x, y)
      const { u, v } = x > y ? { u: r, v: angle } : { u: angle, v: r }
      return [u - v, r * angle]
    },
    () => [1, 2],
  ),
  "every kind of loop": program(
    (n: number) => {
      let s = 0
      for (let i = 0, j = n; i < j; i++, j--) s += i * j
      let k = n
      while (k > 1) {
        if (k % 2 === 0) k /= 2
        else k = 3 * k + 1
        s++
      }
      do {
        s -= 2
      } while (s > 100)
      for (;;) {
        if (s < 0) break
        s -= 7
      }
      return s
    },
    () => [27],
  ),
  labels: program(
    (n: number) => {
      let s = 0
      outer: for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          if (j > i) continue outer
          if (i * j > 40) break outer
          s += j
        }
      }
      block: {
        if (s > 10) break block
        s = -1
      }
      return s
    },
    () => [10],
  ),
  choices: program(
    (x: number, y: number) => {
      const sign = x > 0 ? 1 : x < 0 ? -1 : 0
      const inside = x >= -1 && x <= 1 && !(y > 5 || y < -5)
      let z = inside ? 1 : 2
      if (sign === 1 && y > 0) z += 1
      else if (sign === -1) z += 2
      else z = 7
      if (!z) z = 9
      return z * sign
    },
    () => [0.5, 2],
  ),
  "returns in the middle": program(
    (a: Float64Array, limit: number) => {
      if (a.length === 0) return -1
      for (let i = 0; i < a.length; i++) if (a[i]! > limit) return i
      return a.length
    },
    () => [wave(), 0.99],
  ),
  "literals returned from branches": program(
    (x: number) => {
      if (x < 0) return [-x, 0]
      if (x > 1) return [x, 1]
      return [x, 2]
    },
    () => [0.5],
  ),
  "nothing returned": program(
    (a: Float64Array, i: number) => {
      if (i >= a.length) return
      if (i > 2) {
        a[0] = 1
        a[1]! += 2
        return
      }
      a[2] = 3
      a[i]!++
    },
    () => [new Float64Array(5), 1],
  ),
  "assignments as expressions": program(
    (a: Float64Array) => {
      let i = 0
      let x: number
      let y = (x = 3)
      while ((x = a[i++]!) < 0.9) y += x
      return (y++, x + y)
    },
    () => [wave()],
  ),
  defaults: program(
    (x: number, factor: number = 3, more: number = x * factor) => factor * x + more,
    () => [2],
  ),
  "helpers inside": program(
    (n: number) => {
      let calls = 0
      const square = (x: number): number => {
        calls++
        return x * x
      }
      function twice(f: (x: number) => number, x: number): number {
        return f(f(x))
      }
      return twice(square, n) + calls
    },
    () => [3],
  ),
  integers: program(
    (a: Uint8Array, seed: number) => {
      let hash = seed | 0
      for (let i = 0; i < a.length; i++) {
        hash ^= a[i]!
        hash = Math.imul(hash, 16_777_619) >>> 0
      }
      return hash
    },
    () => [Uint8Array.from({ length: 100 }, (_, i) => i * 7), 2_166_136_261],
  ),
  booleans: program(
    (x: number, flag: boolean) => {
      let found = false
      if (x > 1 && flag) found = true
      return [found, !flag, x !== x]
    },
    () => [2, true],
  ),
  vectorize: {
    kernel: (a: Float64Array) => blendAll(a, 2, 0.25),
    js: (a: Float64Array) => a.map((x) => blend(x, 2, 0.25)),
    args: () => [wave()],
  },
}
