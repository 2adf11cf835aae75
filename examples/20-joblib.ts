/**
 * parallel and delayed: joblib's `Parallel(n_jobs=4)(delayed(calc_stuff)(p) for p in parameters)`.
 */
import assert from "node:assert/strict"
import { delayed, parallel, parallelConfig, range, unzip } from "heddle"
import { failedCall } from "heddle/parallel"

function calcStuff(parameter: number): [number, number, number] {
  return [Math.sqrt(parameter), parameter ** 2, parameter / 2]
}

// joblib_parallel: the loop you had, with `delayed` around the function, gives rows; `zip(*results)` is unzip.
async function joblibParallel(offset: number): Promise<[number[], number[], number[]]> {
  const parameters = range(10).map((j) => j * offset)
  const results = await parallel({ nJobs: 4 })(parameters.map((param) => delayed(calcStuff)(param)))
  return unzip(results)
}
const [output1, output2, output3] = await joblibParallel(4)
assert.deepEqual(
  output2,
  range(10).map((j) => (4 * j) ** 2),
)
console.log(`${output1.length} roots, the last square is ${output2.at(-1)}, the last half ${output3.at(-1)}`)

// Eight large arrays, on all processors. They are copied to the workers; made with shared() they would not be.
function processArray(array: Float64Array): number {
  let sum = 0
  for (const x of array) sum += x ** 2
  return sum
}
const arrays = range(8).map((seed) =>
  Float64Array.from({ length: 100_000 }, (_, i) => ((i * 2654435761 + seed) % 1000) / 1000),
)
const expected = arrays.map(processArray)
assert.deepEqual(await parallel({ nJobs: -1 })(arrays.map((array) => delayed(processArray)(array))), expected)
console.log(`eight sums of squares, the first is ${expected[0]!.toFixed(1)}`)

// Results as they finish, from an input that has no end: leaving the loop stops the work.
function* endless(): Generator<ReturnType<typeof square>> {
  for (let i = 1; ; i++) yield square(i)
}
const square = delayed((x: number) => x * x)
let large: number | undefined
for await (const result of parallel({ nJobs: 2, returnAs: "generatorUnordered" })(endless())) {
  if (result < 1000) continue
  large = result
  break
}
assert.ok(large !== undefined && large >= 1000)
console.log(`a square above a thousand: ${large}`)

// A scope says how all calls in it run, and what a failing call was is known.
await parallelConfig({ nJobs: 2, retries: 1 }, async () => {
  const half = delayed((n: number) => {
    if (n % 2 === 1) throw new RangeError(`${n} is odd`)
    return n / 2
  })
  const error: unknown = await parallel()([half(2), half(3)]).catch((error: unknown) => error)
  assert.deepEqual(failedCall(error)?.args, [3])
  console.log(`failed: call ${failedCall(error)?.index}, ${String(error)}`)
})
