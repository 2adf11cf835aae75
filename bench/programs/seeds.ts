/** The pool programs of the articles, ported line by line. seeds.ts NAME */
import assert from "node:assert/strict"
import { Pool, ProcessPoolExecutor, ThreadPoolExecutor, chunked, cpuCount, delayed, parallel, range } from "heddle"

function complexCalculation(x: number): number {
  return Math.sqrt(x ** 50)
}

function processChunk(chunk: readonly number[]): number[] {
  return chunk.map((x) => Math.sqrt(x ** 50))
}

function computeFactorial(n: number): bigint {
  let result = 1n
  for (let i = 2n; i <= n; i++) result *= i
  return result
}

function computeIntensiveTask(data: number): number {
  let result = 0
  for (let i = 0; i < 10_000_000; i++) result += i * data
  return result
}

function processArray(array: Float64Array): number {
  return array.reduce((sum, x) => sum + x ** 2, 0)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, x) => all + x, 0)
}

const programs: Readonly<Record<string, () => Promise<unknown>>> = {
  async pool_map() {
    const data = [...range(1_000_000)]
    await using pool = new Pool({ workers: cpuCount() })
    const results = await pool.map(complexCalculation, data)
    return sum(results.slice(0, 100))
  },
  async chunks() {
    const data = [...range(1_000_000)]
    const parts = [...chunked(data, 10_000)]
    await using pool = new Pool({ workers: cpuCount() })
    const results = await pool.map(processChunk, parts)
    return sum(results.flat().slice(0, 100))
  },
  async factorials() {
    await using pool = new Pool({ workers: cpuCount() })
    const mapped = await pool.map(computeFactorial, range(35, 45))
    const results = range(10).map((i) => pool.applyAsync(computeFactorial, [35 + i]))
    assert.deepEqual(await Promise.all(results), mapped)
    return mapped.at(-1)
  },
  async executor() {
    await using executor = new ThreadPoolExecutor()
    const results = await Array.fromAsync(executor.map(computeIntensiveTask, range(16)))
    return results.at(-1)
  },
  async executor_processes() {
    await using executor = new ProcessPoolExecutor()
    const results = await Array.fromAsync(executor.map(computeIntensiveTask, range(16)))
    return results.at(-1)
  },
  async joblib_arrays() {
    const arrays = [...range(8)].map((i) => new Float64Array(1_000_000).fill(i + 0.5))
    return sum(await parallel({ nJobs: -1 })(arrays.map((array) => delayed(processArray)(array))))
  },
}

console.log(String(await programs[process.argv[2]!]!()))
