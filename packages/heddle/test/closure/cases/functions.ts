import type { Case } from "./case.ts"
import { SCALE } from "../fixtures/shapes.ts"

const TOP = 5
const table = { k: 4 }
let counter = 100

function isEven(n: number): boolean {
  return n === 0 ? true : isOdd(n - 1)
}
function isOdd(n: number): boolean {
  return n === 0 ? false : isEven(n - 1)
}
const compose =
  (...fs: ((x: number) => number)[]) =>
  (x: number): number =>
    fs.reduce((a, f) => f(a), x)

/** Functions that capture functions, and the ways a variable can be captured. */
export const functions: readonly Case[] = [
  {
    name: "a recursive function",
    test(run) {
      function fact(n: number): number {
        return n < 2 ? 1 : n * fact(n - 1)
      }
      return run((n: number) => fact(n), 5)
    },
    want: 120,
  },
  { name: "mutual recursion", test: (run) => run((n: number) => isEven(n), 10), want: true },
  {
    name: "a recursive declaration that is itself sent",
    test(run) {
      function fib(n: number): number {
        return n < 2 ? n : fib(n - 1) + fib(n - 2)
      }
      return run(fib, 15)
    },
    want: 610,
  },
  {
    name: "variables with a dollar in a cycle",
    test(run) {
      const $ = (n: number): number => (n === 0 ? 0 : $1(n - 1) + 1)
      const $1 = (n: number): number => $(n)
      return run((n: number) => $(n), 3)
    },
    want: 3,
  },
  {
    name: "a recursive const arrow that is itself sent",
    test(run) {
      const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))
      return run(fib, 15)
    },
    want: 610,
  },
  {
    name: "an object with methods that use this, a getter, an async method",
    test(run) {
      const o = {
        v: 4,
        get(x: number) {
          return this.v * x
        },
        get dbl() {
          return this.v * 2
        },
        async later() {
          return this.v
        },
      }
      return run(async (x: number) => [o.get(x), o.dbl, await o.later()], 3)
    },
    want: [12, 8, 4],
  },
  {
    name: "an async function",
    test(run) {
      const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
      return run(async (x: number) => {
        await soon()
        return x + 1
      }, 1)
    },
    want: 2,
  },
  {
    name: "generators and async generators",
    test(run) {
      function* numbers(n: number): Generator<number> {
        for (let i = 0; i < n; i++) yield i * TOP
      }
      async function* later(): AsyncGenerator<number> {
        yield* numbers(2)
      }
      return run(async () => {
        const out = [...numbers(3)]
        for await (const v of later()) out.push(v)
        return out
      })
    },
    want: [0, 5, 10, 0, 5],
  },
  {
    name: "a captured let is copied, and shared by the functions that are sent together",
    async test(run) {
      const inc = (): number => ++counter
      const got = await run(() => {
        inc()
        inc()
        return counter
      })
      return [got, counter]
    },
    want: [102, 100],
  },
  {
    name: "two counters made by one function, with different values",
    test(run) {
      const make = (start: number): { inc(): number; get(): number } => {
        let n = start
        return { inc: () => ++n, get: () => n }
      }
      const a = make(1)
      const b = make(5)
      return run(() => {
        a.inc()
        a.inc()
        b.inc()
        return [a.get(), b.get()]
      })
    },
    want: [3, 6],
  },
  {
    name: "shared variables in every position an identifier can have",
    test(run) {
      let n = 1
      let f = (x: number): number => x + n
      const change = (): void => {
        n++
        ;({ n } = { n: n + 10 })
        ;[n = 0] = [n * 2]
        f = (x) => x * n
      }
      return run(() => {
        change()
        return [n, { n }, `${n}`, f(2), typeof n]
      })
    },
    want: [24, { n: 24 }, "24", 48, "number"],
  },
  {
    name: "closures that close over closures",
    test(run) {
      const k = 2
      const c = compose(
        (x: number) => x + k,
        (x: number) => x * SCALE,
      )
      return run((x: number) => c(x), 1)
    },
    want: 30,
  },
  {
    name: "a bound function",
    test(run) {
      function add(this: { z: number }, a: number, b: number): number {
        return this.z + a + b
      }
      const bound = add.bind({ z: 1 }, 2)
      return run((x: number) => bound(x), 3)
    },
    want: 6,
  },
  {
    name: "a bound method that is itself sent",
    test(run) {
      const o = {
        k: 3,
        times(x: number) {
          return x * this.k
        },
      }
      return run(o.times.bind(o), 2)
    },
    want: 6,
  },
  {
    name: "a method that is taken out of its object",
    test(run) {
      const o = {
        triple(x: number) {
          return x * 3 + table.k
        },
      }
      const { triple } = o
      return run(triple, 2)
    },
    want: 10,
  },
  {
    name: "loop variables",
    async test(run) {
      const got: number[] = []
      for (let i = 0; i < 3; i++) got.push(await run(() => i * 10))
      return got
    },
    want: [0, 10, 20],
  },
  {
    name: "a function with properties",
    test(run) {
      const f = Object.assign((x: number): number => x + f.k, { k: 9 })
      return run((x: number) => f(x), 1)
    },
    want: 10,
  },
  {
    name: "variables of a catch clause, of parameters, of default parameters",
    test(run) {
      function make(a: number, b: () => number = () => a): () => number[] {
        try {
          throw 3
        } catch (e) {
          return () => [a, b(), e as number]
        }
      }
      return run(make(1))
    },
    want: [1, 1, 3],
  },
  {
    name: "a named function expression, and a shadowed name",
    test(run) {
      const k = 1
      const shadow = (x: number): number => {
        const k = x
        return ((): number => k)()
      }
      const countdown = function down(n: number): number[] {
        return n === 0 ? [k] : [n, ...down(n - 1)]
      }
      return run(() => [countdown(2), shadow(7)])
    },
    want: [[2, 1, 1], 7],
  },
  {
    name: "functions made inside the function",
    test: (run) =>
      run((x: number) => {
        const k = x * TOP
        return [1, 2].map((y) => y * k + SCALE)
      }, 2),
    want: [20, 30],
  },
  {
    name: "typeof of a name that does not exist",
    test: (run) => run(() => typeof nowhere),
    want: "undefined",
  },
  {
    name: "a helper that remembers its results",
    test(run) {
      const cache = new Map<number, number>()
      let misses = 0
      const square = (x: number): number => {
        if (!cache.has(x)) {
          misses++
          cache.set(x, x * x)
        }
        return cache.get(x)!
      }
      return run(() => [square(3), square(3), misses])
    },
    want: [9, 9, 1],
  },
]

declare const nowhere: unknown
