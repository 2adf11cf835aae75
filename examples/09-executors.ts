/**
 * `concurrent.futures`: the loop of 03-three-outputs on an executor, results as they come, and a long computation in child
 * processes against the serial loop.
 *
 *   node 09-executors.ts 10000000
 */
import assert from "node:assert/strict"
import { ProcessPoolExecutor, ThreadPoolExecutor, asCompleted, range, unzip } from "heddle"

const steps = Number(process.argv[2] ?? 1_000_000)
const offset = 3

function calcStuff(parameter: number): [sum: number, label: string, even: boolean] {
  if (parameter === 999) throw new RangeError(`no answer for ${parameter}`)
  let sum = 0
  for (let i = 0; i < 1000; i++) sum += Math.sin(i * parameter)
  return [sum, `parameter ${parameter}`, parameter % 2 === 0]
}

// futures_parallel: `map` gives the results in order; awaited, all of them as an array.
async function futuresParallel(): Promise<[number[], string[], boolean[]]> {
  const parameters = [...range(10)].map((j) => j * offset)
  await using executor = new ProcessPoolExecutor({ maxWorkers: 2 })
  return unzip(await executor.map(calcStuff, parameters))
}
const [output1, output2, output3] = await futuresParallel()
assert.deepEqual([output1, output2, output3], unzip([...range(10)].map((j) => calcStuff(j * offset))))
console.log(output2.join(", "))

// robust_parallel: take each future when it is done, say what failed, keep the rest.
async function robustParallel(parameters: readonly number[]): Promise<string[]> {
  await using executor = new ThreadPoolExecutor({ maxWorkers: 2 })
  const futures = parameters.map((parameter) => executor.submit(calcStuff, parameter))
  const labels: string[] = []
  for await (const future of asCompleted(futures)) {
    try {
      labels.push((await future.result())[1])
    } catch (error) {
      console.log(`task execution failed: ${(error as Error).message}`)
    }
  }
  return labels
}
assert.equal((await robustParallel([3, 999, 6])).length, 2)

// compute_intensive_task: the block waits for everything and ends the processes.
function computeIntensiveTask(data: number): number {
  let result = 0
  for (let i = 0; i < steps; i++) result += i * data
  return result
}

const serialStart = performance.now()
const expected = Array.from(range(16), computeIntensiveTask)
const serial = performance.now() - serialStart

const start = performance.now()
{
  await using executor = new ProcessPoolExecutor()
  const results: number[] = []
  for await (const result of executor.map(computeIntensiveTask, range(16))) results.push(result)
  assert.deepEqual(results, expected)
}
const parallel = performance.now() - start
console.log(`ProcessPoolExecutor took ${(parallel / 1000).toFixed(2)} s with its start and end`)
console.log(`sequential execution took ${(serial / 1000).toFixed(2)} s`)
