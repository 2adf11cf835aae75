/**
 * Factorials with every way to call one function: map, apply, applyAsync. Python's integers are JavaScript's bigints.
 *
 *   node 08-factorials.ts 5000
 */
import assert from "node:assert/strict"
import { Pool, cpuCount, range } from "heddle"

const first = Number(process.argv[2] ?? 35)

function computeFactorial(n: number): bigint {
  let result = 1n
  for (let i = 2n; i <= n; i++) result *= i
  return result
}

const numbers = range(first, first + 10)
const expected = Array.from(numbers, computeFactorial)

await using pool = new Pool({ workers: cpuCount() })
assert.deepEqual(await pool.map(computeFactorial, numbers), expected)

// One call, waited for.
assert.equal(await pool.apply(computeFactorial, [5]), 120n)

// Ten calls at once, each a future; `get` is its AsyncResult name, and takes a timeout.
const results = [...range(10)].map((i) => pool.applyAsync(computeFactorial, [first + i]))
const values = []
for (const result of results) values.push(await result.get(10_000))
assert.deepEqual(values, expected)

// A callback runs here, in the caller's thread, as soon as its result is there.
const digits: number[] = []
const counted = [...range(3)].map((i) =>
  pool.applyAsync(computeFactorial, [first + i], { callback: (value) => digits.push(String(value).length) }),
)
await Promise.all(counted)
assert.deepEqual(
  digits.toSorted((a, b) => a - b),
  expected.slice(0, 3).map((value) => String(value).length),
)

console.log(`${first}! has ${String(expected[0]).length} digits and ends in ${String(expected[0]).slice(-12)}`)
