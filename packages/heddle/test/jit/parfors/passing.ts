import { prange } from "../../../src/jit/index.ts"
import { digits, ones, random, range, zeros } from "./inputs.ts"
import type { Ported } from "./ported.ts"

const rows = 17
const columns = 5
const named = { part0: 3, part1: 4, values: new Float64Array(10) }

/** How values pass from one loop to the next, and from around a loop into it: variables, literals, captured values, arrays. */
export const passing: readonly Ported[] = [
  {
    title: "what one loop writes the next reads",
    kernel(a: Float64Array, b: Float64Array, out: Float64Array) {
      const size = out.length
      for (const i of prange(size)) out[i] = a[i]!
      for (const i of prange(size)) out[i] = out[i]! + b[i]!
    },
    calls: () => [[range(100), range(100), zeros(100)]],
  },
  {
    title: "passes through two arrays and a sum",
    kernel(a: Int32Array, second: Float64Array, third: Float64Array) {
      const [factor, less] = [1.2, 1.3]
      for (const i of prange(a.length)) second[i] = a[i]! * factor
      for (const j of prange(second.length)) third[j] = second[j]! - less
      let total = 0
      for (const k of prange(third.length)) total += third[k]!
      return total + factor
    },
    calls: () => [[Int32Array.from(range(10)), zeros(10), zeros(10)]],
    adds: true,
  },
  {
    title: "chains loops over three arrays",
    kernel(a: Float64Array, b: Float64Array, c: Float64Array) {
      for (const i of prange(c)) c[i] = i
      for (const i of prange(b)) b[i] = a[i]! + b[i]! * c[i]!
      for (const i of prange(c)) c[i] = b[i]! * a[i]!
      let sum = 0
      for (const i of prange(c)) sum = sum + c[i]!
      return sum
    },
    calls: () => [[ones(10), ones(10), zeros(10)]],
    adds: true,
  },
  {
    title: "reads what a loop wrote before",
    kernel(a: Float64Array) {
      for (const i of prange(1, 8)) a[i] = i - 1
      const [first, second] = [a[3]!, a[3]!]
      return [first, second]
    },
    calls: () => [[zeros(10)]],
  },
  {
    title: "a loop reads one element of what the loop before wrote",
    kernel(a: Float64Array, n: number) {
      let sum = 0
      for (const i of prange(n)) a[i] = i
      for (const _ of prange(n)) sum += a[5]!
      return sum
    },
    calls: () => [[zeros(10), 10]],
    adds: true,
  },
  {
    title: "a loop writes what the loop before read one element of",
    kernel(a: Float64Array, b: Float64Array, n: number) {
      for (const i of prange(n)) b[i] = a[5]!
      for (const i of prange(n)) a[i] = i
      b[0]! += a[0]!
    },
    calls: () => [[random(10), zeros(10), 10]],
  },
  {
    title: "two loops use an array that no iteration changes",
    kernel(a: Float64Array, parts: Float64Array, n: number) {
      let sum = 0
      for (const i of prange(n)) a[i] = i + parts[i]!
      for (const i of prange(n)) sum += a[i]! + parts[1]!
      return sum
    },
    calls: () => [[zeros(10), random(10), 10]],
    adds: true,
  },
  {
    title: "reads neighbours that the loop before wrote",
    kernel(counts: Int32Array, out: Int32Array, n: number) {
      for (const i of prange(n)) for (let j = 0; j < i; j++) counts[i]! += 1
      for (const i of prange(n)) {
        if (i === 0) continue
        out[i] = counts[i]! - counts[i - 1]!
      }
    },
    calls: () => [[new Int32Array(15), new Int32Array(15), 15]],
  },
  {
    title: "a number is computed between two loops",
    kernel(a: number, b: number, x: Float64Array, y: Float64Array) {
      for (const i of prange(x)) x[i] = 1
      b = Math.ceil(b)
      for (const i of prange(y)) y[i] = 1
      const least = Math.trunc(Math.max(a, b))
      for (const i of prange(x)) x[i] = x[i]! + y[i]! + least
    },
    calls: () => [[3.7, 4.3, zeros(100), zeros(100)]],
  },
  {
    title: "captured constants are bounds",
    kernel(out: Float64Array) {
      for (const i of prange(rows * columns)) out[i] = 0
    },
    calls: () => [[ones(rows * columns + 1)]],
  },
  {
    title: "adds numbers of literals and of lengths",
    kernel(a: Float64Array) {
      const parts = [3, 4] as const
      const more = [a.length] as const
      const other = 7
      for (const i of prange(a.length)) a[i]! += parts[0] + parts[1] + more[0] + other
    },
    calls: () => [[range(10)]],
  },
  {
    title: "takes an array and a number from one literal",
    kernel(a: Float64Array, b: Float64Array) {
      const both = [b, 4] as const
      for (const i of prange(a)) a[i]! += both[0][5]! + both[1] + 7
    },
    calls: () => [[range(10), range(10)]],
  },
  {
    title: "adds numbers of objects, its own and captured ones",
    kernel(a: Float64Array) {
      const own = { part0: 3, part1: 4 }
      for (const i of prange(a)) a[i]! += own.part0 + own.part1 + named.part0 + named.part1 + 7
    },
    calls: () => [[range(10)]],
  },
  {
    title: "writes to an array of a captured object",
    kernel(value: number) {
      for (const i of prange(named.values)) named.values[i] = value + i
      let sum = 0
      for (const x of named.values) sum += x
      return sum
    },
    calls: () => [[5], [6]],
  },
  {
    title: "returns a part of a literal, of a literal inside of one too",
    kernel() {
      const flat = [1.2, 1.3] as const
      const nested = [[1.2, 1.3]] as const
      return [flat[0], nested[0][1]]
    },
    calls: () => [[]],
  },
  {
    title: "returns a complex number as a pair",
    kernel(real: number) {
      return { real, imaginary: 0 }
    },
    calls: () => [[1]],
  },
  {
    title: "one of two loops, as a number says",
    kernel(out: Float64Array, which: number) {
      if (which === 1) for (const i of prange(out)) out[i]! += 1
      else for (const i of prange(out)) out[i]! += 2
      return out[0]!
    },
    calls: () => [
      [zeros(3), 1],
      [zeros(3), 2],
    ],
  },
  {
    title: "a loop, then another one if an argument says so",
    kernel(how: number, out: Float64Array) {
      for (const i of prange(1)) for (let j = 0; j < 1; j++) out[i * 2 + j] = 1
      if (how !== 0) for (const i of prange(out)) out[i]! += 1
    },
    calls: () => [
      [57, zeros(4)],
      [0, zeros(4)],
    ],
  },
  {
    title: "a function in a variable is called in two loops",
    kernel(x: number) {
      const negative = (y: number): number => -y
      let sum = 0
      for (const i of prange(1)) {
        const first = negative(1)
        sum += negative(x + i) + first
      }
      for (const i of prange(2)) {
        const first = negative(1)
        sum += negative(x * i) - first
      }
      return sum
    },
    calls: () => [[1], [0]],
    adds: true,
  },
  {
    title: "picks elements by an array of indices, as flags say",
    kernel(inverse: Int32Array, out: Float64Array, asTheyAre: boolean, byIndex: boolean) {
      const n = inverse.length
      for (const i of prange(n)) inverse[i] = i
      if (asTheyAre) {
        for (const i of prange(n)) out[i] = inverse[i]!
        return
      }
      for (const i of prange(n)) out[i] = byIndex ? inverse[inverse[i]!]! : inverse[(inverse[i]! - 1 + n) % n]!
      for (const i of prange(n)) out[i] = out[i]! / n
    },
    calls: () =>
      [
        [true, false],
        [false, true],
        [false, false],
      ].map((flags) => [new Int32Array(100), zeros(100), ...flags]),
  },
  {
    title: "divides what one array of indices picks by what another picks",
    kernel(first: Int32Array, second: Int32Array, out: Float64Array, from: number, byIndex: boolean) {
      const n = out.length
      for (const i of prange(n)) {
        first[i] = i
        second[i] = from + i
      }
      for (const i of prange(n)) {
        const at = byIndex ? first[i]! : (first[i]! - 1 + n) % n
        out[i] = first[at]! / second[at]!
      }
    },
    calls: () => [true, false].map((flag) => [new Int32Array(100), new Int32Array(100), zeros(100), 10, flag]),
  },
  {
    title: "runs two loops 900 times in one call",
    kernel(from: number, to: number, ofOnes: Float64Array, own: Float64Array, out: Float64Array, size: number) {
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          for (const i of prange(ofOnes)) ofOnes[i] = x + 1
          for (const i of prange(from, to)) own[i] = y
          out[y * size + x] = ofOnes[0]! + own[0]!
        }
      }
    },
    calls: () => [[0, 3, zeros(3), zeros(3), zeros(900), 30]],
  },
  {
    title: "each iteration sums a whole array",
    kernel(x: Float64Array, cosines: Float64Array, out: Float64Array) {
      for (const i of prange(x)) cosines[i] = Math.cos(x[i]!)
      for (const i of prange(x)) {
        let sum = 0
        for (let j = 0; j < cosines.length; j++) sum += cosines[j]!
        out[i] = sum
      }
    },
    calls: () => [[range(10), zeros(10), zeros(10)]],
  },
  {
    title: "a loop whose results nobody wants",
    kernel(a: Float64Array, b: Int32Array, at: number) {
      for (let j = 0; j < b[0]! - 1; j++) {
        for (const k of prange(2)) {
          const unused = Math.abs(a[at + k]!)
          if (unused > 1e9) continue
        }
      }
      return 0
    },
    calls: () => [[range(20), digits(10).fill(4), 0]],
  },
  {
    title: "a list by the counter, and by a constant",
    kernel() {
      const list = [1, 2, 3, 4, 5]
      const empty: number[] = []
      let sum = empty.length
      for (const i of prange(list.length)) sum += list[i]!
      return sum + list[3]!
    },
    calls: () => [[]],
    adds: true,
  },
  {
    title: "a literal by the counter",
    kernel() {
      const [a, b] = [3, 8.5]
      const both = [a, b]
      let sum = 0
      for (const i of prange(2)) sum += both[i]!
      return sum
    },
    calls: () => [[]],
    adds: true,
  },
  {
    title: "goes over a list in each iteration",
    kernel(a: Float64Array) {
      for (const i of prange(a)) for (const by of [1, 0, -1]) a[i] = a[i]! * 2 + by
    },
    calls: () => [[range(10)]],
  },
]
