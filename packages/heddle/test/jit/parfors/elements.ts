import { prange } from "../../../src/jit/index.ts"
import { digits, ones, random, range, variants, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

const { sqrt } = Math

/** Loops that compute one element of an array after the other. */
export const elements: readonly Ported[] = [
  {
    title: "fills arrays of any length with ones",
    kernel(out: Float64Array) {
      for (const i of prange(out)) out[i] = 1
    },
    calls: () => [0, 1, 2, 100, 5000].map((length) => [zeros(length)]),
  },
  {
    title: "fills an array with a number and reads the last one back",
    kernel(a: Float64Array, value: number) {
      for (const i of prange(a.length)) a[i] = value
      return a[a.length - 1]!
    },
    calls: () => [
      [zeros(10), 7],
      [zeros(4), 7],
      [ones(10), 0],
    ],
  },
  {
    title: "writes complex numbers as pairs",
    kernel(out: Float64Array, count: number) {
      for (const i of prange(count)) {
        out[2 * i] = 1
        out[2 * i + 1] = 0
      }
    },
    calls: () => [[random(4), 2]],
  },
  {
    title: "adds a complex number to each of complex numbers",
    kernel(z: Float64Array, count: number, real: number, imaginary: number) {
      for (const i of prange(count)) {
        z[2 * i]! += real
        z[2 * i + 1]! += imaginary
      }
    },
    calls: () => [[random(200), 100, 1, 0]],
  },
  {
    title: "adds two arrays element by element",
    kernel(a: Float64Array, b: Float64Array, out: Float64Array) {
      for (const i of prange(out)) out[i] = a[i]! + b[i]!
    },
    calls: () => [
      [ones(2), ones(2), zeros(2)],
      [range(3), range(3), zeros(3)],
      [range(12), range(12), zeros(12)],
    ],
  },
  {
    title: "adds one array to another in place",
    kernel(a: Float64Array | Int32Array, b: Float64Array | Int32Array) {
      for (const i of prange(b)) b[i]! += a[i]!
    },
    calls: () => [
      [range(10, 10), range(10, 100)],
      [Int32Array.from(range(10, 10)), Int32Array.from(range(10, 100))],
    ],
  },
  {
    title: "adds a number to each element",
    kernel(a: Float64Array) {
      for (const i of prange(a)) a[i] = a[i]! + 1
    },
    calls: () => [[ones(100)]],
  },
  {
    title: "multiplies each element by a number",
    kernel(a: Float64Array, out: Float64Array) {
      for (const i of prange(a)) out[i] = a[i]! * 5
    },
    calls: () => [[ones(2 ** 5 * 15), zeros(2 ** 5 * 15)]],
  },
  {
    title: "multiplies and adds element by element",
    kernel(a: Float64Array, x: Float64Array, y: Float64Array, out: Float64Array) {
      for (const i of prange(out)) out[i] = a[i]! * x[i]! + y[i]!
    },
    calls: () => variants(3).map((arrays) => [...arrays, zeros(arrays[0]!.length)]),
  },
  {
    title: "changes an array in two loops, one after the other",
    kernel(a: Float64Array) {
      for (const i of prange(a)) a[i]! += 1
      for (const i of prange(a)) a[i] = 3 * a[i]!
    },
    calls: () => [[ones(1)], [ones(1000)]],
  },
  {
    title: "copies an array",
    kernel(a: Float64Array, out: Float64Array) {
      for (const i of prange(a)) out[i] = a[i]!
    },
    calls: () => [[random(2), zeros(2)]],
  },
  {
    title: "joins bytes by their bits",
    kernel(a: Uint8Array, b: Uint8Array, out: Uint8Array) {
      for (const i of prange(out)) out[i] = a[i]! & b[i]!
    },
    calls: () => [[Uint8Array.of(1, 1, 255), Uint8Array.of(1, 0, 170), new Uint8Array(3)]],
  },
  {
    title: "compares each element with a number",
    kernel(a: Int32Array, out: Uint8Array) {
      for (const i of prange(a)) out[i] = Number(a[i]! !== 0)
    },
    calls: () => [
      [new Int32Array(10), new Uint8Array(10)],
      [digits(100), new Uint8Array(100)],
    ],
  },
  {
    title: "compares each element with one of another array",
    kernel(a: Float64Array, b: Float64Array, out: Uint8Array) {
      for (const i of prange(b.length - 1)) out[i] = a[i]! >= b[i]! ? 1 : 0
    },
    calls: () => [[random(5), random(6, 7), new Uint8Array(5)]],
  },
  {
    title: "finds infinite elements",
    kernel(a: Float64Array, out: Uint8Array) {
      for (const i of prange(a)) out[i] = Math.abs(a[i]!) === Infinity ? 1 : 0
    },
    calls: () => [[Float64Array.of(Infinity, 0, -Infinity, Number.NaN), new Uint8Array(4)]],
  },
  {
    title: "counts from a start by a step",
    kernel(out: Float64Array | Float32Array, start: number, step: number) {
      for (const i of prange(out)) out[i] = start + i * step
    },
    calls: () =>
      [11, 30, 128].flatMap((stop) => [
        [zeros(stop), 0, 1],
        [zeros(stop - 2), 2, 1],
        [zeros((stop - 2) >> 1), 2, 2],
        [new Float32Array(stop), 0, 1],
        [new Float32Array(stop - 2), 2, 0.1],
      ]),
  },
  {
    title: "spaces numbers evenly",
    kernel(out: Float64Array, start: number, stop: number) {
      const step = (stop - start) / (out.length - 1)
      for (const i of prange(out)) out[i] = i === out.length - 1 ? stop : start + i * step
    },
    calls: () =>
      [11, 128, 30].flatMap((stop) => [
        [zeros(50), 2, stop],
        [zeros(30), 2, stop],
      ]),
  },
  {
    title: "calls a function of Math that was imported by its name",
    kernel(n: number, out: Float64Array) {
      for (const i of prange(n)) out[i] = sqrt(i)
      return out[0]!
    },
    calls: () => [[111, zeros(111)]],
  },
  {
    title: "writes sines",
    kernel(out: Float64Array) {
      for (const i of prange(out)) out[i] = Math.sin(i)
    },
    calls: () => [[zeros(4)], [zeros(1000)]],
  },
  {
    title: "prices options",
    kernel(
      spot: Float64Array,
      strike: Float64Array,
      rate: Float64Array,
      volatility: Float64Array,
      years: Float64Array,
      out: Float64Array,
    ) {
      for (const i of prange(out)) {
        const spread = volatility[i]! * Math.sqrt(years[i]!)
        const growth = (rate[i]! + 0.5 * volatility[i]! * volatility[i]!) * years[i]!
        const first = (growth + Math.log(spot[i]! / strike[i]!)) / spread
        const second = first - spread
        const later = strike[i]! * Math.exp(-rate[i]! * years[i]!)
        const call = spot[i]! * (0.5 + first) - later * (0.5 + second)
        out[i] = call - later + spot[i]!
      }
    },
    calls: () => {
      const from = (seed: number): Float64Array => random(200, seed).map((x) => x + 0.1)
      return [[from(1), from(2), from(3), from(4), from(5), zeros(200)]]
    },
  },
  {
    title: "a division by zero is infinite",
    kernel(out: Float64Array) {
      for (const i of prange(out)) out[i] = 1 / i
    },
    calls: () => [[zeros(32)]],
  },
  {
    title: "writes where an element is too large",
    kernel(a: Float64Array, n: number) {
      for (const i of prange(a)) if (a[i]! > n) a[i] = 0
    },
    calls: () => [[range(10), 5]],
  },
  {
    title: "writes where a mask says so",
    kernel(a: Float64Array, mask: Uint8Array, how: number) {
      for (const i of prange(a)) {
        if (mask[i] === 0) continue
        if (how === 0) a[i] = 0
        else if (how === 1) a[i] = 1 * a[i]!
        else if (how === 2) a[i] = 2 * a[i]!
        else a[i] = a[i]! * a[i]!
      }
    },
    calls: () => [0, 1, 2, 3].map((how) => [range(10), Uint8Array.from(range(10), (x) => Number(x > 5)), how]),
  },
  {
    title: "spreads values over the places of a mask",
    kernel(a: Float64Array, mask: Uint8Array, values: Float64Array) {
      let next = 0
      for (let i = 0; i < a.length; i++) if (mask[i] !== 0) a[i] = values[next++]!
    },
    calls: () => [[range(10), Uint8Array.from(range(10), (x) => Number(x > 5)), range(4, 50)]],
  },
  {
    title: "marks the positive elements of two halves",
    kernel(x: Float64Array, positive: Float64Array, n: number) {
      for (const half of prange(2)) {
        for (let j = Math.floor((half * n) / 2); j < Math.floor(((half + 1) * n) / 2); j++) {
          positive[j] = 0
          if (x[j]! > 0) positive[j] = 1
        }
      }
    },
    calls: () => [100, 101].map((n) => [random(n).map((x) => x - 0.3), ones(n), n]),
  },
  {
    title: "writes a value at one index and another elsewhere",
    kernel(out: Float64Array) {
      const [at, value] = [2, 3]
      for (const i of prange(4)) {
        if (i === at) out[i] = value
        else out[i] = 0
      }
    },
    calls: () => [[ones(4)]],
  },
  {
    title: "writes multiples of the index",
    kernel(out: Float64Array, factor: number) {
      const n = out.length
      for (const i of prange(n)) out[i] = factor * i
    },
    calls: () => [
      [zeros(4), 2],
      [zeros(10), 10],
    ],
  },
  {
    title: "a variable of an iteration that some branches assign",
    kernel(image: Int32Array, out: Float64Array, a: number, b: number) {
      for (const i of prange(3)) {
        let shade = image[3 * i]! / 255
        if (a === 0) shade = 0
        if (b === 0) shade = 0
        for (let j = 0; j < 3; j++) out[3 * i + j] = shade
      }
    },
    calls: () =>
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ].map((flags) => [digits(9), ones(9), ...flags]),
  },
  {
    title: "all iterations run, however many there are",
    kernel(out: Float64Array) {
      for (const i of prange(out)) out[i] = 13
    },
    calls: () => [1000, 997, 943, 961].map((length) => [zeros(length)]),
  },
]
