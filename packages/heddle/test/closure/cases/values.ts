import type { Case } from "./case.ts"

const TOP = 5
const table = { a: 1, nested: { b: [1, 2, 3] } }
const floats = new Float64Array([1, 2, 3])

/** Captured data of every kind. */
export const values: readonly Case[] = [
  {
    name: "a captured number and a top-level const",
    async test(run) {
      const offset = 3
      const f = (x: number): number => x * offset + TOP
      return [await run(f, 1), await run(f, 2)]
    },
    want: [8, 11],
  },
  {
    name: "a nested object and array",
    test: (run) => run((k: number) => table.nested.b[k]! + table.a, 2),
    want: 4,
  },
  {
    name: "a frozen object stays frozen, a sealed one sealed",
    test(run) {
      const frozen = Object.freeze({ a: 1 })
      const sealed = Object.seal({ a: 1 })
      return run(() => [Object.isFrozen(frozen), Object.isSealed(sealed), Object.isFrozen(sealed)])
    },
    want: [true, true, false],
  },
  { name: "a typed array", test: (run) => run(() => floats[2]! + floats.length), want: 6 },
  {
    name: "two views of one buffer stay views of one buffer",
    test(run) {
      const buffer = new ArrayBuffer(8)
      const whole = new Uint8Array(buffer)
      const part = new Uint8Array(buffer, 4)
      return run(() => {
        whole[4] = 7
        return part[0]
      })
    },
    want: 7,
  },
  {
    name: "a small Buffer takes only its own bytes along",
    test(run) {
      const small = Buffer.from("abc")
      return run(() => [small.toString(), Buffer.isBuffer(small), small.buffer.byteLength <= 16])
    },
    want: ["abc", true, true],
  },
  {
    name: "shared memory is really shared",
    threadsOnly: true,
    async test(run) {
      const shared = new Int32Array(new SharedArrayBuffer(8))
      await run((n: number) => Atomics.add(shared, 0, n), 5)
      return shared[0]
    },
    want: 5,
  },
  {
    name: "a large array that is only read, and one that is written",
    test(run) {
      const table = new Float64Array(300_000).fill(2)
      const sums = new Float64Array(300_000)
      const at = (array: Float64Array, i: number): number => array[i]!
      return run((i: number) => {
        sums[0] = table.reduce((a, b) => a + b, 0) + at(table, i)
        return [sums[0], sums.buffer instanceof ArrayBuffer, table.subarray(1).length]
      }, 3)
    },
    want: [600_002, true, 299_999],
  },
  {
    name: "a cyclic object, and a Map and a Set that hold functions and it",
    test(run) {
      const o: { n: number; self?: unknown } = { n: 1 }
      o.self = o
      const byName = new Map([["f", (x: number): number => x + o.n]])
      const byObject = new Map<object, Set<object>>([[o, new Set([o])]])
      return run(() => [o.self === o, byName.get("f")!(1), byObject.get(o)!.has(o)])
    },
    want: [true, 2, true],
  },
  {
    name: "symbols, bigint, NaN, -0, undefined, and symbol keys",
    test(run) {
      const own = Symbol("u")
      const registered = Symbol.for("r")
      const big = 12n
      const zero = -0
      const nan = Number.NaN
      const nothing = undefined
      const o = {
        [own]: 1,
        *[Symbol.iterator]() {
          yield 1
        },
      }
      return run(() => [
        o[own],
        registered === Symbol.for("r"),
        Number(big),
        Object.is(zero, -0),
        Object.is(nan, NaN),
        nothing === undefined,
        [...o][0],
      ])
    },
    want: [1, true, 12, true, true, true, 1],
  },
  {
    name: "Date, RegExp, Error and the URL class",
    test(run) {
      const date = new Date(5)
      const pattern = /a(b)/g
      const error = new TypeError("boo")
      return run(() => [
        date.getTime(),
        pattern.source,
        error.message,
        error instanceof TypeError,
        new URL("http://x/y").pathname,
      ])
    },
    want: [5, "a(b)", "boo", true, "/y"],
  },
  {
    name: "aliases of built-ins",
    test(run) {
      const { isArray } = Array
      const { max } = Math
      const has = Object.prototype.hasOwnProperty
      return run(() => [isArray([]), max(1, 2), has.call({ a: 1 }, "a")])
    },
    want: [true, 2, true],
  },
  {
    name: "a snapshot: what is changed after the call is not seen",
    async test(run) {
      const o = { n: 1 }
      const running = run(() => o.n)
      o.n = 2
      return [await running, await run(() => o.n)]
    },
    want: [1, 2],
  },
  {
    name: "default parameters, destructuring, shadowing",
    test(run) {
      const a = 1
      const b = { c: 2 }
      const f = ({ a: x = a, ...rest }: { a?: number; z: number }, y: number = b.c): number[] => {
        const b = 10
        return [x, y, b, rest.z]
      }
      return run(f, { z: 3 })
    },
    want: [1, 2, 10, 3],
  },
  {
    name: "tagged templates, String.raw, optional chaining",
    test(run) {
      const tag = (s: TemplateStringsArray, ...v: number[]): string => s.raw.join("|") + v.join(",")
      return run((x: number) => [tag`a${x}b`, table?.nested?.b?.length, String.raw`\n`], 1)
    },
    want: ["a|b1", 3, "\\n"],
  },
]
