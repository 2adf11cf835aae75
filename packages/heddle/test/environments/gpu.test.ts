import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { compileFunction } from "node:vm"
import { Worker } from "node:worker_threads"
import { refusalByGpu } from "../../src/jit/emit/wgsl/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import { float32, jit, prange } from "../../src/jit/index.ts"
import { gpuProblem, GpuVariant } from "../../src/jit/run/gpu/index.ts"
import { cases } from "../jit/cases.ts"
import { sourceOf } from "../jit/native-kernel.ts"
import { RandomIntegers } from "../jit/random-integers.ts"
import { gpuLine, softwareGpu } from "./gpu/machine.ts"

type Fn = (...args: never[]) => unknown

const folder = await softwareGpu()
// The package is found from the program's folder, as a program has it.
if (folder !== undefined) process.chdir(folder)
const problem = folder === undefined ? "it cannot be installed" : await gpuProblem()
const skip = problem === undefined ? false : `not run: ${gpuLine}`

function gpuOf(fn: Fn, args: readonly unknown[], fastmath = false): GpuVariant {
  const { source, types } = sourceOf(fn, args)
  const own = types.map((type, i) => (type === "number" && Number.isInteger(args[i]) ? "int" : type))
  return new GpuVariant(source, own, { fastmath })
}

/** A function that sees prange, of its text. */
function made(text: string): Fn {
  return (compileFunction(`return ${text}`, ["prange"]) as (p: unknown) => Fn)(prange)
}

/** In float32 an orbit at the edge is another. */
const loose: Readonly<Record<string, number>> = {
  "14 Mandelbrot": 1e-3,
  "1 sum": 1e-4,
  "2 dot": 1e-4,
  "3 product": 1e-5,
}

describe("on a GPU, kernels", { skip }, () => {
  for (const { name, fn, args, value, expect } of cases) {
    const { source, types } = sourceOf(fn, args())
    if (refusalByGpu(compile(source, types).ir) !== undefined) continue
    it(`${name}: in float32 what JavaScript gives in float64`, async () => {
      const given = args()
      const result = await gpuOf(fn, args()).call(given)
      const actual = [expect === undefined ? result : expect(result as never, given)].flat() as number[]
      for (const [i, want] of [value].flat().entries()) {
        const tolerance = (loose[name] ?? 1e-6) * Math.abs(want)
        assert.ok(Math.abs(actual[i]! - want) <= tolerance, `${actual[i]} instead of ${want}`)
      }
    })
  }

  it("give the same bits each time", async () => {
    const input = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 10 ** (i % 7))
    const sums = (a: Float32Array): number[] => {
      let [sum, product] = [0.1, 1]
      for (const i of prange(a)) {
        sum += a[i]!
        product *= 1 + a[i]! / 1e9
      }
      return [sum, product]
    }
    const kernel = gpuOf(sums, [input])
    const first = await kernel.call([input])
    for (let i = 0; i < 3; i++) assert.deepEqual(await kernel.call([input]), first)
  })

  it("of integers give exactly what JavaScript gives", async () => {
    const edges = [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, 0, -1]
    const a = Int32Array.from({ length: 70 }, (_, i) => edges[i % 9] ?? i * 1_000_003)
    for (let seed = 1; seed <= 20; seed++) {
      const text = new RandomIntegers(seed).text()
      const fn = made(text) as (...args: unknown[]) => void
      const [expected, actual] = [new Int32Array(a.length), new Int32Array(a.length)]
      fn(a, expected, 13 * seed)
      await gpuOf(fn, [a, actual, 1]).call([a, actual, 13 * seed])
      assert.deepEqual(actual, expected, `seed ${seed}:\n${text}`)
    }
  })

  it("of numbers without a sign, and of rows and columns, do so too", async () => {
    const fn = (a: Uint32Array, out: Uint32Array, rows: Int32Array, width: number): void => {
      for (const i of prange(a)) {
        let h = a[i]!
        for (let k = 0; k < 5; k++) h = (h * 31 + i) >>> 0
        out[i] = h
        const at = i + 16_777_217
        const y = Math.floor(at / width)
        rows[i] = y * width + (at % width) - 16_777_217
        if (a[i]! > 4_294_967_290 && h < 2 ** 32) out[i] = a[i]! - 4_294_967_290
      }
    }
    const a = Uint32Array.from({ length: 50 }, (_, i) => 2 ** 32 - 1 - i * i * i)
    const args = (): [Uint32Array, Uint32Array, Int32Array, number] => [a, new Uint32Array(50), new Int32Array(50), 7]
    const [expected, actual] = [args(), args()]
    fn(...expected)
    await gpuOf(fn, args()).call(actual)
    assert.deepEqual(actual, expected)
  })
})

const f32 = new Float32Array(1)
const u32 = new Uint32Array(f32.buffer)

/** The distance of a float32 to the next one. */
function unit(value: number): number {
  f32[0] = Math.abs(value)
  u32[0]!++
  return f32[0] - Math.fround(Math.abs(value))
}

describe("functions of Math on a GPU", { skip }, () => {
  const tiny = 2 ** -126
  const edges = [
    0,
    -0,
    1,
    -1,
    0.5,
    Infinity,
    -Infinity,
    Number.NaN,
    1e-30,
    3.4e38,
    -3.4e38,
    88.7,
    -87,
    1e6,
    1e10,
    Math.PI,
  ]
  const spread = Array.from({ length: 2000 }, (_, i) => Math.sin(i * 1.7) * (i % 2 === 0 ? 4 : 10 ** ((i % 60) - 30)))
  const points = Float32Array.from([...edges, ...spread])
  const second = Float32Array.from(points, (_, i) => (i % 9 === 0 ? edges[i % edges.length]! : Math.cos(i) * 20))
  const one =
    "exp expm1 log log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt sqrt".split(" ")
  const two = ["pow(x[i], y[i])", "atan2(x[i], y[i])", "hypot(x[i], y[i])", "min(x[i], y[i])", "max(x[i], y[i])"]
  const plain = ["round(x[i])", "sign(x[i])", "floor(x[i])", "trunc(x[i])", "abs(x[i])"]
  for (const call of [...one.map((name) => `${name}(x[i])`), ...two, ...plain, "%"]) {
    it(`${call.split("(")[0]} is within 4 units in the last place, also of what is not finite`, async () => {
      const text = call === "%" ? "x[i] % y[i]" : `Math.${call}`
      const fn = made(`(x, y, out) => { for (const i of prange(out)) out[i] = ${text} }`) as (
        ...args: unknown[]
      ) => void
      const [expected, actual] = [new Float64Array(points.length), new Float32Array(points.length)]
      fn(points, second, expected)
      await gpuOf(fn, [points, second, actual]).call([points, second, actual])
      for (const [i, want] of expected.entries()) {
        const [got, of] = [actual[i]!, `of ${points[i]} and ${second[i]}`]
        if (Math.abs(want) < tiny) assert.ok(Math.abs(got) <= tiny, of)
        else if (!Number.isFinite(Math.fround(want))) assert.equal(got, Math.fround(want), of)
        else assert.ok(Math.abs(got - want) <= 4 * unit(want), `${got} instead of ${want}, ${of}`)
      }
    })
  }

  it("may be the device's own", async () => {
    const fn = (x: Float32Array): void => {
      for (const i of prange(x)) x[i] = Math.sin(x[i]!) + Math.exp(x[i]!) + x[i]! ** 1.5
    }
    const [expected, actual] = [Float32Array.of(0.5, 1, 1.5), Float32Array.of(0.5, 1, 1.5)]
    fn(expected)
    await gpuOf(fn, [actual], true).call([actual])
    for (const [i, want] of expected.entries()) assert.ok(Math.abs(actual[i]! - want) < 1e-3, String(actual[i]))
  })
})

describe("on a GPU an array", { skip }, () => {
  it("is of any kind, and keeps what JavaScript puts into it", async () => {
    const fill = (out: Float32Array, x: Float32Array): void => {
      for (const i of prange(x)) out[i] = x[i]!
    }
    const special = [0.5, 1.5, -1.5, 300, -300, 70_000, 2 ** 33, Number.NaN, Infinity, -0, 254.5, 2 ** 70, -(2 ** 63)]
    const values = Float32Array.from({ length: 39 }, (_, i) => special[i % special.length]! + Math.floor(i / 13))
    const integers = [Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array, Uint8ClampedArray]
    for (const Kind of [Float64Array, Float32Array, ...integers]) {
      const out = new Kind(values.length)
      await gpuOf(fill, [out, values]).call([out, values])
      assert.deepEqual([...out], [...Kind.from(values)], Kind.name)
    }
  })

  it("lies on the heap or elsewhere, and is seen whole where two lie over one memory", async () => {
    const fn = (from: Float32Array, to: Float32Array): void => {
      for (const i of prange(to)) to[i] = from[i]! + 1
    }
    const kernel = gpuOf(fn, [f32, f32])
    const heap = float32([1, 2, 3])
    const shared = new Float32Array(new SharedArrayBuffer(16), 4)
    await kernel.call([heap, shared])
    assert.deepEqual([...shared], [2, 3, 4])
    await kernel.call([shared, shared])
    assert.deepEqual([...shared], [3, 4, 5])
    const all = Float32Array.of(1, 2, 3, 4, 5, 6)
    await kernel.call([all.subarray(3), all.subarray(0, 3)])
    assert.deepEqual([...all], [5, 6, 7, 4, 5, 6])
    const apart = Float32Array.of(0, 0, 0, 10, 20, 30)
    await kernel.call([apart.subarray(2, 5), apart.subarray(0, 1)])
    assert.deepEqual([...apart], [1, 0, 0, 10, 20, 30])
    await kernel.call([new Float32Array(0), new Float32Array(0)])
    const bytes = new Uint8Array(12)
    const mixed = (a: Float32Array, b: Uint8Array): void => {
      for (const i of prange(a)) a[i] = b[i]!
    }
    await assert.rejects(
      gpuOf(mixed, [f32, bytes]).call([new Float32Array(bytes.buffer), bytes]),
      /OptionError.*one|`a`/,
    )
  })

  it("of float64 keeps all digits of the elements that are not written", async () => {
    const a = Float64Array.of(0.1, 0.2, 0.3)
    const fn = (x: Float64Array): void => {
      for (const i of prange(1)) x[i] = x[i]! * 3
    }
    await gpuOf(fn, [a]).call([a])
    assert.deepEqual([...a], [Math.fround(Math.fround(0.1) * 3), 0.2, 0.3])
  })

  it("can be used outside of pranges, and in part", async () => {
    const fn = (u: Float32Array, next: Float32Array, steps: number): number[] => {
      const inner = u.subarray(1, u.length - 1)
      for (let step = 0; step < steps; step++) {
        for (const i of prange(inner)) next[i + 1] = u[i + 1]! + 0.25 * (u[i]! - 2 * inner[i]! + u[i + 2]!)
        for (const i of prange(inner)) inner[i] = next[i + 1]!
        u[0] = step
      }
      return [u[0]!, u[1]!, next[2]!]
    }
    const args = (): [Float32Array, Float32Array, number] => [Float32Array.of(0, 0, 0, 8, 0, 0), new Float32Array(6), 5]
    const [expected, actual] = [args(), args()]
    const wanted = fn(...expected)
    assert.deepEqual(await gpuOf(fn, args()).call(actual), wanted)
    assert.deepEqual(actual, expected)
  })

  it("says of a list that it has too few parts, and of how many", async () => {
    const pick = (a: Float32Array, n: number): void => {
      const weight = [1, 2, 3][n]!
      for (const i of prange(a)) a[i] = weight
    }
    const kernel = jit(pick, { target: "gpu" })
    const a = new Float32Array(4)
    await kernel(a, 2)
    assert.deepEqual([...a], [3, 3, 3, 3])
    await assert.rejects(kernel(a, 3), /^RangeError: .* is outside: it has 3 parts$/)
  })

  it("is not written outside of it: that is the error of the WebAssembly", async () => {
    const put = (a: Float32Array, n: number, by: number): void => {
      for (const i of prange(n)) if (i !== 3) a[i * by] = 7
    }
    for (const [n, by] of [
      [6, 1],
      [3, 2 ** 29],
      [5, -1],
      [2, 2 ** 30],
      [3, 0.5],
    ] as const) {
      const [expected, actual] = [new Float32Array(5), new Float32Array(5)]
      let message = ""
      try {
        jit(put)(expected, n, by)
      } catch (error) {
        message = String(error)
      }
      const kernel = jit(put, { target: "gpu" })
      const said = await kernel(actual, n, by).then(String, String)
      // Which of them comes first, nobody says.
      assert.equal(said.replace(/\[.*?\]/, ""), message.replace(/\[.*?\]/, ""), `${n} times ${by}`)
      assert.match(said, /^RangeError: a\[-?[\d.]+\] at gpu\.test\.ts:\d+:\d+ is outside: a has 5 elements$/)
      assert.ok(actual.every((x) => x === 0 || x === 7))
    }
  })
})

describe("a call of a kernel on a GPU", { skip }, () => {
  const add = (a: Float32Array, by: number): number => {
    let s = 0
    for (const i of prange(a)) {
      a[i]! += by
      s += a[i]!
    }
    return s
  }

  it("gives a promise, and the next one sees what it wrote", async () => {
    const kernel = jit(add, { target: "gpu" })
    const a = Float32Array.of(1, 2, 3)
    const sums: number[] = await Promise.all([kernel(a, 1), kernel(a, 10)])
    assert.deepEqual(
      [sums, [...a]],
      [
        [9, 39],
        [12, 13, 14],
      ],
    )
    assert.equal(kernel.js(Float32Array.of(1), 1), 2)
    assert.equal(kernel.reference(Float32Array.of(1), 1), 2)
    assert.deepEqual(kernel.signatures, ["(Float32Array, int)"])
    assert.match(kernel.wgsl(), /@compute @workgroup_size\(256\)/)
    assert.match(kernel.explain(), /float32 on the GPU .+\n {2}gpu\.test\.ts:\d+:\d+ {2}prange {2}map\+reduce\(\+\)/)
    assert.deepEqual(
      kernel.parallelDiagnostics().map(({ loops }) => loops.map(({ does, isParallel }) => [does, isParallel])),
      [[["map+reduce(+)", true]]],
    )
  })

  it("goes on after one that failed", async () => {
    const kernel = jit(
      (a: Float32Array, n: number) => {
        for (const i of prange(n)) a[i] = i
      },
      { target: "gpu" },
    )
    const a = new Float32Array(3)
    const results = await Promise.allSettled([kernel(a, 4), kernel(a, 3)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ["rejected", "fulfilled"],
    )
    assert.deepEqual([...a], [0, 1, 2])
  })

  it("works in another thread, at the same time", async () => {
    const url = new URL("./gpu/worker.ts", import.meta.url)
    const worker = new Worker(url, { execArgv: ["-C", "@heddle/source"] })
    const said = new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject))
    const kernel = jit(add, { target: "gpu" })
    for (let i = 0; i < 3; i++) assert.equal(await kernel(Float32Array.of(1, 2, 3), 1), 9)
    assert.equal(await said, 14)
    await worker.terminate()
  })
})
