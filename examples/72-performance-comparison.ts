/**
 * Is it faster in parallel, how much, and how sure is that? A tutorial's performance_comparison takes the time before and after
 * each version once; here both run in turns, several times, and their results are held against each other.
 *
 *   node 72-performance-comparison.ts 20000
 */
import assert from "node:assert/strict"
import { parallel, delayed, Pool, range, unzip } from "heddle"
import { compare, tune } from "heddle/monitor"

const size = Number(process.argv[2] ?? 500)
const offset = 10

/** The tutorial's calc_stuff, with three outputs. */
function calcStuff(parameter: number): [number, number, number] {
  let [sum, squares, roots] = [0, 0, 0]
  for (let i = parameter; i < parameter + 2000; i++) {
    sum += i
    squares += i * i
    roots += Math.sqrt(i)
  }
  return [sum, squares, roots]
}

const parameters = range(size).map((j) => j * offset)
await using pool = new Pool()

// performance_comparison()
const comparison = await compare(
  {
    serial: () => unzip(parameters.map(calcStuff)),
    pool: async () => unzip(await pool.map(calcStuff, parameters)),
    joblib: async () => unzip(await parallel({ pool })(parameters.map((parameter) => delayed(calcStuff)(parameter)))),
  },
  { minTime: "200ms" },
)
assert.deepEqual(
  comparison.rows.map(({ name }) => name),
  ["serial", "pool", "joblib"],
)
console.log(
  `Speedup ratio: ${comparison.speedup.toFixed(2)}x, ${(100 * comparison.efficiency).toFixed(0)} % of ${comparison.cores} cores`,
)

// "The optimal value should be determined through testing": of workers, of chunk sizes, and of the technique.
const { backend, workers, chunkSize, advice } = await tune(calcStuff, parameters, { budget: "1s" })
console.log(advice)
await using tuned = new Pool({ backend, workers })
assert.deepEqual(await tuned.map(calcStuff, parameters, { chunkSize }), parameters.map(calcStuff))
