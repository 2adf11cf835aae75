/**
 * A hundred million random numbers in chunks of a million, as a program of dask.array: `y = x + x.T; z = y.mean(axis=0)`.
 * Beside it the same in memory, as NumPy does it.
 *
 *   node 60-dask-array.ts 100000000
 */
import assert from "node:assert/strict"
import * as da from "heddle/array"

const arraySize = Number(process.argv[2] ?? 1_000_000)
const chunks = 1_000_000

let start = performance.now()
const x = da.random.random(arraySize, { chunks, seed: 1 })
const y = x.add(x.T)
const z = y.mean({ axis: 0 })
const result = await z.compute()
console.log(`the mean is ${result}, computed in ${((performance.now() - start) / 1000).toFixed(2)} s`)
console.log(z.explain())

// Numbers between 0 and 2, added up in pairs: the mean is near 1, whatever they are.
assert.ok(Math.abs(result - 1) < 6 * Math.sqrt(1 / 3 / arraySize))

// The simpler way needs all of them at once: 8 bytes each, and as many again for their sums.
start = performance.now()
const numbers = await x.compute()
const sums = (numbers.data as Float64Array).map((value) => value + value)
const mean = sums.reduce((a, b) => a + b) / arraySize
console.log(`in memory it is ${mean}, computed in ${((performance.now() - start) / 1000).toFixed(2)} s`)
assert.ok(Math.abs(mean - result) < 1e-9)
