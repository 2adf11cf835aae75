import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { isBuiltin } from "node:module"
import { tmpdir } from "node:os"
import path from "node:path"
import { after, before, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { refusalOf } from "../../src/jit/emit/c/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import type { KernelIr } from "../../src/jit/ir/index.ts"
import { float64, getNumThreads, jit, prange, setNumThreads } from "../../src/jit/index.ts"
import { team } from "../../src/jit/run/index.ts"
import { compiled, native, nativeProblem, NativeVariant, nativeVariants } from "../../src/jit/run/native/index.ts"
import { cases } from "./cases.ts"
import { edges, kinds } from "./kinds.ts"
import { sourceOf } from "./native-kernel.ts"
import { sums, sumsInput } from "./native-sums.ts"
import { argsOf, functionOf } from "./random-function.ts"
import type { Args } from "./random-function.ts"
import { RandomKernel } from "./random-kernel.ts"

type Fn = (...args: unknown[]) => unknown

// What is compiled here must not be there already.
const cache = mkdtempSync(path.join(tmpdir(), "heddle-test-"))
process.env["XDG_CACHE_HOME"] = cache
after(() => rmSync(cache, { recursive: true }))

const problem = nativeProblem()
const skip = problem ?? false
const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 0)
const counts = [1, 2, 3, 7]

function nativeOf(fn: (...args: never[]) => unknown, args: readonly unknown[], fastmath = false): NativeVariant {
  const { source, types } = sourceOf(fn, args)
  return new NativeVariant(source, types, { fastmath })
}

function refusal(fn: (...args: never[]) => unknown, args: readonly unknown[], fastmath = false): string | undefined {
  const { source, types } = sourceOf(fn, args)
  return refusalOf(compile(source, types).ir, { fastmath })
}

/** Whatever the number of threads, loops are forked. */
async function onThreads(work: (threads: number) => Promise<void> | void): Promise<void> {
  const [original, { patience }] = [getNumThreads(), team]
  team.patience = 0
  try {
    for (const threads of counts) {
      setNumThreads(threads)
      await work(threads)
    }
  } finally {
    team.patience = patience
    setNumThreads(original)
  }
}

describe("compiled by the system's C compiler, kernels", { skip }, () => {
  const exact = cases.filter(({ fn, args }) => refusal(fn, args()) === undefined)
  let natives: readonly NativeVariant[] = []
  before(() => void (natives = nativeVariants(exact.map(({ fn, args }) => sourceOf(fn, args())))))

  for (const [i, { name, fn, args }] of exact.entries()) {
    it(`${name}: to the last bit what WebAssembly gives`, async () => {
      const wasm = jit(fn as Fn)
      const [given, same] = [args(), args()]
      const expected = [wasm(...given), given]
      assert.deepEqual([natives[i]!.reference(same), same], expected)
      await onThreads((threads) => {
        const own = args()
        assert.deepEqual([natives[i]!.call(own), own], expected, `on ${threads} threads`)
      })
    })
  }

  it("random ones give what JavaScript gives, to the last bit", async () => {
    const until = performance.now() + 1000 * seconds
    let seed = seconds > 0 ? Math.floor(Date.now() / 1000) * 1000 : 1
    do seed = await fuzz(seed)
    while (performance.now() < until)
  })

  it("that call what the C library computes otherwise are refused", () => {
    const names = cases.filter((one) => !exact.includes(one)).map(({ name }) => name.split(" ")[0])
    assert.deepEqual(names, ["15", "16", "17", "18"])
    const sine = (x: number): number => Math.sin(x)
    assert.equal(
      refusal(sine, [1]),
      "it calls Math.sin, whose last bits are others in the C library than in JavaScript",
    )
    assert.throws(() => nativeOf(sine, [1]), {
      name: "KernelCompileError",
      message: /^cannot compile `sine` to native code \(native\.test\.ts:\d+:\d+\): it calls Math\.sin, [^]*fastmath/,
    })
  })

  it("may use the C library where fastmath allows it", () => {
    for (const { fn, args, name } of cases.filter((one) => !exact.includes(one))) {
      const kernel = nativeOf(fn, args(), true)
      const [actual, expected] = [kernel.call(args()), kernel.reference(args())].map((one) => [one].flat() as number[])
      for (const [i, x] of expected!.entries()) {
        assert.ok(Math.abs(actual![i]! - x) <= 1e-14 * Math.abs(x), `${name}: ${actual![i]} instead of ${x}`)
      }
    }
    const power = nativeOf((x: number, y: number) => x ** y, [2, 0.5], true)
    for (const [x, y] of [
      [1, Number.NaN],
      [-1, Infinity],
      [0, -1],
      [Number.NaN, 0],
    ]) {
      assert.equal(power.call([x, y]), x! ** y!)
    }
  })

  it("of what is not known here are refused", () => {
    const ir = (value: object): KernelIr =>
      ({ name: "", inputs: [], results: ["f64"], sites: [], body: [{ k: "return", values: [value] }] }) as never
    assert.equal(refusalOf(ir({ k: "dice", rep: "f64" })), "it has a node of kind dice")
    const one = { k: "const", rep: "f64", value: 1 }
    assert.equal(refusalOf(ir({ k: "unary", rep: "f64", op: "flip", a: one })), "it uses f64.flip")
    assert.equal(refusalOf(ir({ k: "binary", rep: "v128", op: "add", a: one, b: one })), "it uses v128.add")
    assert.equal(refusalOf(ir({ k: "call", rep: "f64", fn: "random", args: [] })), "it calls random")
    assert.equal(refusalOf(ir(one)), undefined)
  })
})

const maths: Readonly<Record<string, string>> = {
  sin: "sqrt",
  exp: "sqrt",
  log: "floor",
  cbrt: "sqrt",
  pow: "max",
  atan2: "min",
  hypot: "max",
}

/** A few random kernels, as one library; gives the next seed. */
async function fuzz(first: number): Promise<number> {
  const kinds = ["exact", "sums", "plain"] as const
  const list = Array.from({ length: 18 }, (_, i) => {
    const [seed, kind] = [first + i, kinds[i % kinds.length]!]
    const text = new RandomKernel(seed, kind).text().replaceAll(/Math\.(\w+)/g, (all, name: string) => {
      return Object.hasOwn(maths, name) ? `Math.${maths[name]}` : all
    })
    return { text, seed, fn: functionOf(text), args: (other: number) => argsOf(seed + other, kind === "plain") }
  })
  const natives = nativeVariants(list.map(({ fn, args }) => sourceOf(fn, args(1))))
  await onThreads((threads) => {
    for (const [i, { text, seed, fn, args }] of list.entries()) {
      const kernel = natives[i]!
      for (const other of [1, 2]) {
        if (!sameTypes(fn, args(1), args(other))) continue
        const [given, same] = [args(other), args(other)]
        const result = kernel.call(given)
        const expected = [kernel.reference(same), same]
        assert.deepEqual(numbers([result, given]), numbers(expected), `seed ${seed} on ${threads}:\n${text}`)
      }
    }
  })
  return first + list.length
}

/** As lists of numbers: a NaN is any NaN, whatever its bits. */
function numbers(value: unknown): unknown {
  return typeof value === "object" ? Array.from(value as ArrayLike<unknown>, numbers) : value
}

function sameTypes(fn: (...args: Args) => unknown, one: Args, other: Args): boolean {
  return JSON.stringify(sourceOf(fn, one).types) === JSON.stringify(sourceOf(fn, other).types)
}

describe("on threads of their own, compiled kernels", { skip }, () => {
  it("give the same bits for any number of them", async () => {
    const input = sumsInput()
    const kernel = nativeOf(sums, [input])
    const expected = kernel.reference([input])
    await onThreads((threads) => {
      const before = native().forks()
      for (let i = 0; i < 50; i++) assert.deepEqual(kernel.call([input]), expected, `on ${threads}`)
      assert.equal(native().forks() - before, threads === 1 ? 0 : 50)
    })
  })

  it("run on several threads of the program at once", async () => {
    const input = sumsInput()
    const kernel = nativeOf(sums, [input])
    const expected = kernel.reference([input])
    const worker = new Worker(new URL("native-worker.ts", import.meta.url))
    const ended = once(worker, "exit")
    let results = 0
    worker.on("message", (message: unknown) => {
      if (message === "done") return
      assert.deepEqual(message, expected)
      results++
    })
    await once(worker, "message")
    await onThreads(() => {
      for (let i = 0; i < 50; i++) assert.deepEqual(kernel.call([input]), expected)
    })
    await ended
    assert.equal(results, 300)
  })

  it("stop at an index that is outside, and the next call goes well", async () => {
    const fn = (a: Float64Array, n: number): void => {
      for (const i of prange(n)) a[i] = i
    }
    const put = nativeOf(fn, [new Float64Array(1), 1])
    await onThreads(() => {
      for (let i = 0; i < 50; i++) {
        assert.throws(
          () => put.call([new Float64Array(5000), 5001]),
          /^RangeError: a\[5000\] at native\.test\.ts:\d+:\d+ is outside: a has 5000 elements$/,
        )
        const a = new Float64Array(100)
        put.call([a, 100])
        assert.equal(a[99], 99)
      }
    })
  })
})

describe("in a compiled kernel an index that is not there", { skip }, () => {
  const message = (run: () => unknown): string => {
    try {
      return String(run())
    } catch (error) {
      return String(error)
    }
  }
  const fns: readonly ((...args: never[]) => unknown)[] = [
    (a: Float64Array, i: number) => a[i]!,
    (a: Float64Array, i: number) => a[i + i]!,
    (a: Float64Array, i: number) => {
      let s = 0
      for (let k = 0; k < 4; k++) s += a[i * 2 + k]!
      return s
    },
    (a: Float64Array, i: number) => {
      a[0] = 7
      for (const k of prange(3)) a[k + i] = 5
    },
    (a: Float64Array, i: number) => {
      let s = 0
      for (const k of prange(100)) {
        a[1]! += 1
        if (k > 1) s += a[k - i]!
      }
      return s
    },
    (a: Float64Array, i: number) => {
      for (let k = 5; k >= i; k -= 2) a[k] = k
    },
    (a: Float64Array, i: number) => a[i & 1 ? a.length : 0]!,
    (a: Float64Array, i: number) => {
      a[0] = 7
      for (const k of prange(i * 0.5)) a[k] = k
    },
    (a: Float64Array, i: number) => {
      for (const k of prange(3, 0, i / 2)) a[k - 1] = k
    },
    (a: Float64Array, i: number) => a[0]! + [4, 5, 6][i]!,
    (a: Float64Array, i: number) => {
      let s = 0
      for (const k of prange(9000)) s += [4, 5, 6][(k & 1) * i]!
      return s + a[0]!
    },
    (a: Float64Array, i: number) => (i > 1 ? [4, 5, 6][i * 0.5]! : a[0]!),
  ]

  it("is the same error, after the same writes, as in WebAssembly", () => {
    for (const fn of fns) {
      const wasm = jit(fn as Fn)
      const variants = new Map<string, NativeVariant>()
      for (const i of [0, 1, 2, 3, -1, -7, 1.5, Number.NaN, 2 ** 29, 2 ** 40, -(2 ** 40), Infinity, -0]) {
        const [given, same] = [Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)]
        const key = JSON.stringify(sourceOf(fn, [given, i]).types)
        const expected = message(() => wasm(given, i))
        if (expected.startsWith("KernelCompileError")) continue
        if (!variants.has(key)) variants.set(key, nativeOf(fn, [given, i]))
        assert.equal(
          message(() => variants.get(key)!.call([same, i])),
          expected,
          `${String(fn)} of ${i}`,
        )
        assert.deepEqual(same, given, `${String(fn)} of ${i}`)
      }
    }
  })
})

describe("a compiled kernel sees arrays", { skip }, () => {
  it("where they are: on the heap, in buffers of any kind, parts of them", () => {
    const fn = (from: Float64Array, to: Float64Array): void => {
      for (let i = 0; i < to.length; i++) to[i] = from[i]! + 1
    }
    const kernel = nativeOf(fn, [new Float64Array(1), new Float64Array(1)])
    const makers: readonly ((n: number) => Float64Array)[] = [
      (n) => float64(n),
      (n) => new Float64Array(n),
      (n) => new Float64Array(new SharedArrayBuffer(8 * n + 8), 8),
      (n) => new Float64Array(new ArrayBuffer(8 * n, { maxByteLength: 16 * n })),
      (n) => float64(n + 3).subarray(3),
    ]
    for (const from of makers) {
      for (const to of makers) {
        const [a, b] = [from(9), to(7)]
        a.set([1, 2, 3, 4, 5, 6, 7, 8, 9])
        kernel.call([a, b])
        assert.deepEqual([...b], [2, 3, 4, 5, 6, 7, 8])
      }
    }
    kernel.call([new Float64Array(0), new Float64Array(0)])
    const all = new Float64Array(10)
    kernel.call([all.subarray(0, 9), all.subarray(1, 10)])
    assert.deepEqual([...all], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("of each kind, and what JavaScript puts into them", () => {
    const fill = (out: Float32Array, x: Float64Array): void => {
      for (const i of prange(x)) out[i] = x[i]!
    }
    const values = Float64Array.from({ length: 100 }, (_, i) => edges[i % edges.length]! + i)
    const natives = nativeVariants(kinds.map((Kind) => sourceOf(fill, [new Kind(1), values])))
    for (const [i, Kind] of kinds.entries()) {
      const out = new Kind(values.length)
      natives[i]!.call([out, values])
      assert.deepEqual([...out], [...Kind.from(values)], Kind.name)
    }
  })
})

describe("what the C compiler made", { skip }, () => {
  const program = (environment: Record<string, string>, lines: string, ...flags: readonly string[]): string => {
    const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)
    const imports = `const { NativeVariant, nativeProblem, compiled } = await import(${url("../../src/jit/run/native/index.ts")})
      const { Source } = await import(${url("../../src/jit/front/index.ts")})`
    const before = lines.startsWith("import") ? lines.split("\n") : ["", lines]
    const text = [before[0], imports, ...before.slice(1)].join("\n")
    const own = ["--disable-warning=ExperimentalWarning", "-C", "@heddle/source", "--input-type=module"]
    return execFileSync(process.execPath, [...own, ...flags, "-e", text], {
      encoding: "utf8",
      cwd: path.dirname(fileURLToPath(import.meta.url)),
      env: { ...process.env, ...environment },
    }).trim()
  }
  const twice = `console.log(nativeProblem() ?? new NativeVariant(Source.of((x) => x * 4.25), ["number"]).call([2]), compiled.count)`

  it("is kept, for this program and for others", () => {
    const fn = (x: number): number => x * 4.125
    const [first, before] = [nativeOf(fn, [2]).call([2]), compiled.count]
    assert.equal(nativeOf(fn, [2]).call([2]), first)
    assert.equal(compiled.count, before)
    assert.equal(program({}, twice), "8.5 1")
    assert.equal(program({}, twice), "8.5 0")
    const files = readdirSync(path.join(cache, "heddle", "native"))
    assert.ok(
      files.every((file) => /^[0-9a-f]{32}\.(so|dylib)$/.test(file)),
      files.join(" "),
    )
  })

  it("goes elsewhere if the folder is not to be written", () => {
    assert.equal(program({ XDG_CACHE_HOME: "/dev/null", TMPDIR: cache }, twice), "8.5 2")
    assert.equal(program({ XDG_CACHE_HOME: "/dev/null", TMPDIR: cache }, twice), "8.5 0")
  })

  it("can be called by Node itself, where there is no koffi", { skip: !isBuiltin("node:ffi") }, () => {
    const none = `import { registerHooks } from "node:module"; registerHooks({ resolve(name, context, next) { if (name === "koffi") throw new Error("none"); return next(name, context) } })\n`
    const use = `
      const variant = new NativeVariant(Source.of((a, n) => { for (let i = 0; i < n; i++) a[i] = i * 0.5; return a[n - 1] }), [{ element: "f64" }, "int"])
      console.log(nativeProblem() ?? variant.call([new Float64Array(9), 9]))
      console.log(await Promise.all([1, 7, 9].map((n) => variant.async([new Float64Array(9), n]))))`
    assert.equal(program({}, none + use), "4\n[ 0, 3, 4 ]")
    assert.match(program({}, none + "console.log(nativeProblem())", "--no-experimental-ffi"), /: npm install koffi/)
  })

  it("is missed, with what to install, where there is no compiler", () => {
    const none = { CC: "/nowhere/cc", PATH: "/nowhere" }
    assert.match(program(none, "console.log(nativeProblem())"), /^there is no C compiler \(CC, cc, gcc, clang\): \S+/)
    const wrong = { CC: process.execPath, PATH: "/nowhere" }
    assert.match(program(wrong, "console.log(nativeProblem())"), /makes no library that can be loaded here: /)
  })
})
