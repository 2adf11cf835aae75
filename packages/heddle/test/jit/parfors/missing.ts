import { prange } from "../../../src/jit/index.ts"

/** What kernels cannot do yet: a small one that wants it. Without one it is nothing that could be refused. */
interface Missing {
  readonly what: string
  readonly kernel?: (...args: never[]) => unknown
  readonly args?: readonly unknown[]
}

const list = [1, 2, 3]
const arrays = [new Float64Array(3), new Float64Array(2)]
const ten = (): Float64Array => new Float64Array(10)

/** Whoever adds one of these ports the rows of the table that wait for it. */
export const missing = {
  arrays: {
    what: "arrays that a kernel makes, each iteration its own",
    kernel(n: number) {
      let sum = 0
      for (const i of prange(n)) {
        const own = new Float64Array(5)
        own[4] = i
        sum += own[4]
      }
      return sum
    },
    args: [10],
  },
  fastmath: { what: "fastmath: a sum that is not of the fixed tree, a reciprocal for a division" },
  report: { what: "a report of what runs in parallel" },
  spread: {
    what: "`...` in a literal",
    kernel(a: Float64Array) {
      const all = [a, ...[a, a]]
      return all[0]!.length
    },
    args: [ten()],
  },
  listArgument: {
    what: "a list or an object as an argument",
    kernel(a: Float64Array, size: readonly [number, number]) {
      for (const i of prange(size[0])) for (const j of prange(size[1])) a[i * size[1] + j] = 1
    },
    args: [ten(), [2, 5]],
  },
  functionArgument: {
    what: "a function as an argument",
    kernel(a: Float64Array, f: (x: number) => number) {
      for (const i of prange(a)) a[i] = f(i)
    },
    args: [ten(), (x: number) => -x],
  },
  undefinedArgument: {
    what: "an argument that is undefined, and a comparison with it",
    kernel(a: Float64Array, x?: number) {
      for (const i of prange(1)) if (x !== undefined) a[i] = x
    },
    args: [ten(), undefined],
  },
  arrayList: {
    what: "a list of arrays that a variable indexes",
    kernel(out: Float64Array) {
      for (const i of prange(2)) out[i] = arrays[i]!.length + list[i]!
    },
    args: [ten()],
  },
} as const satisfies Readonly<Record<string, Missing>>
