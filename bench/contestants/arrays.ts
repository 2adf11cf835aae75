/**
 * heddle's side of bench/array: a line `NAME SIZE [WORD]` does NAME once, from the expression to its result, and is answered
 * with the seconds, the processor seconds of all threads, the value, and the bytes that the program's memory has grown by at most.
 * `explain NAME SIZE [WORD]` is answered with the bytes that `explain()` promises. arrays.py does the same by Dask and NumPy.
 */
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { Pool } from "heddle"
import * as da from "heddle/array"
import { float64 } from "heddle/jit"

const pool = new Pool({ workers: 2 })
da.config({ pool })

interface Task {
  /** Builds what is computed. */
  readonly build: () => da.LazyArray
  /** The result as one number, that others can compare. */
  readonly value?: (result: da.NDArray & number) => number
}

function meanOf({ data }: da.NDArray): number {
  const numbers = data as Float64Array
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length
}

/** Numbers that are the same in all languages, on the shared heap. */
function inMemory(shape: readonly number[], step: number = 7): da.NDArray {
  const data = float64(shape.reduce((a, b) => a * b))
  for (let i = 0, k = 0; i < data.length; i++, k = (k + step) % 1009) data[i] = k / 1009
  return new da.NDArray(data, shape)
}

/** The mean of a point and its four neighbours; points at the edges are cut away. */
function smooth({ data, shape }: da.NDArray): Float64Array {
  const [a, columns] = [data as Float64Array, shape[1]!]
  const out = new Float64Array(a.length)
  for (let row = 1; row < shape[0]! - 1; row++) {
    for (let k = row * columns + 1; k < (row + 1) * columns - 1; k++) {
      out[k] = (a[k]! + a[k - 1]! + a[k + 1]! + a[k - columns]! + a[k + columns]!) / 5
    }
  }
  return out
}

function greatest({ data }: da.NDArray): number {
  let most = -Infinity
  const numbers = data as Float64Array
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! > most) most = numbers[i]!
  return most
}

function standardize(x: da.LazyArray): da.LazyArray {
  return x.sub(x.mean({ axis: 0 })).div(x.std({ axis: 0 }))
}

/** What a line may name: it prepares, and is then asked again and again. */
const tasks: Readonly<Record<string, (n: number, word: string) => Task>> = {
  mean_1d: (n) => ({
    build() {
      const x = da.random.random(n, { chunks: n / 100 })
      return x.add(x.T).mean()
    },
  }),
  mean_2d: (n) => ({
    build() {
      const x = da.random.random([n, n], { chunks: [n / 10, n / 10] })
      return x.add(x.T).mean({ axis: 0 })
    },
    value: meanOf,
  }),
  standardize: (n) => ({
    build: () =>
      standardize(da.random.random([2 * n, n], { chunks: [n / 10, n / 10] }))
        .square()
        .mean({ axis: 0 }),
    value: meanOf,
  }),
  smooth(n) {
    const x = da.fromArray(inMemory([n, n]), [n / 4, n / 4])
    return { build: () => da.mapOverlap(smooth, x, { depth: 1, boundary: "reflect" }).square().mean() }
  },
  histogram: (n) => ({
    build: () => da.histogram(da.random.random(n, { chunks: n / 100 }), 100, { range: [0, 1] })[0],
    value: ({ data }) => (data as BigInt64Array).reduce((sum, count, bin) => sum + Number(count) * bin, 0) / n,
  }),
  sum(n) {
    const x = da.fromArray(inMemory([n]), n / 100)
    return { build: () => x.sum() }
  },
  waves: (n) => ({
    build() {
      const x = da.random.random(n, { chunks: n / 100 })
      return x.negative().exp().mul(x.sin()).mean()
    },
  }),
  matmul(n) {
    const [a, b] = [7, 11].map((step) => da.fromArray(inMemory([n, n], step), [n / 2, n / 2]))
    return { build: () => da.matmul(a!, b!), value: (product) => Number(product.get(n - 1, n - 2)) }
  },
  mask: (n) => ({
    build: () =>
      da.random
        .random(n, { chunks: n / 100 })
        .greater(0.5)
        .mean(),
  }),
  rechunk(n, word) {
    const x = da.fromArray(inMemory([n, n]), [n / 10, n / 10])
    const fn = word === "loop" ? greatest : (block: da.NDArray) => block.max()
    return { build: () => da.mapBlocks(fn, x.rechunk([n, n / 100]), { chunks: [1, 1] }), value: meanOf }
  },
  window: (n) => ({
    build() {
      const x = da.random.random([n, n], { chunks: [50, 50] })
      const middle = { start: n / 2, stop: n / 2 + 10 }
      return da.mapOverlap(smooth, x, { depth: 1, boundary: "reflect" }).slice([middle, middle])
    },
    value: meanOf,
  }),
  /** So many tiles of one element. */
  tiles(n, word) {
    da.config({ tileSize: 1, parallel: word === "threads" })
    return { build: () => da.arange(n).add(1), value: meanOf }
  },
  /** So many passes over one element. */
  passes(n) {
    da.config({ parallel: false })
    return { build: () => running(da.ones([1]), 0, n) }
  },
  /** So many passes over just so many elements that threads take part. */
  long_passes(n, word) {
    da.config({ parallel: word === "threads" })
    return { build: () => running(da.zeros([512, 256]), 1, n).max() }
  },
  npy_sum(limit, path) {
    da.config({ memoryLimit: limit })
    return { build: () => da.fromNpy(path).sum() }
  },
  /** Normal random numbers take long, so they are kept: 1.8 times as many as may be. */
  spill(limit) {
    da.config({ memoryLimit: limit })
    const rows = Math.round((1.8 * limit) / 8 / 1000)
    return {
      build: () =>
        standardize(da.random.normal(0, 1, [rows, 1000], { chunks: [1000, 1000] }))
          .square()
          .mean({ axis: 0 }),
      value: meanOf,
    }
  },
}

/** A running sum is two passes: what it is of is written, and then summed in its place. */
function running(x: da.LazyArray, axis: number, passes: number): da.LazyArray {
  return passes <= 0 ? x : running(x.cumsum({ axis }), axis, passes - 2)
}

/** Of this program, in bytes: VmRSS is what is resident, VmHWM the most that was. */
function memory(field: "VmRSS" | "VmHWM"): number {
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync("/proc/self/status", "utf8"))![1])
}

const before = memory("VmRSS")

async function answer({ build, value = Number }: Task): Promise<unknown> {
  globalThis.gc?.({ type: "minor" })
  const [start, used] = [performance.now(), process.cpuUsage()]
  const result = await build().compute()
  const wall = (performance.now() - start) / 1e3
  const { user, system } = process.cpuUsage(used)
  const peak = memory("VmHWM") - before
  return { wall, cpu: (user + system) / 1e6, value: value(result), peak }
}

/** The bytes that `explain()` says it takes. */
function budgetOf({ build }: Task): number {
  const [, value, unit] = /^at most ([\d.]+) (k|M|G|)B of/m.exec(build().explain())!
  return Number(value) * 1000 ** ["", "k", "M", "G"].indexOf(unit!)
}

console.log(JSON.stringify("heddle"))
let prepared: { readonly words: string; readonly task: Task } | undefined
for await (const line of createInterface({ input: process.stdin })) {
  const isQuestion = line.startsWith("explain\t")
  const words = isQuestion ? line.slice("explain\t".length) : line
  const [name, size, word = ""] = words.split("\t")
  // Data of a task before is given back first.
  if (prepared?.words !== words) prepared = undefined
  prepared ??= { words, task: tasks[name!]!(Number(size), word) }
  console.log(JSON.stringify(isQuestion ? budgetOf(prepared.task) : await answer(prepared.task)))
}
await pool.close()
