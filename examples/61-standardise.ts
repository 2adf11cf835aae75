/**
 * The columns of a matrix, each with mean 0 and deviation 1, where the matrix does not fit in the memory that may be used: it
 * lies in a file, and so does the result.
 *
 *   node 61-standardise.ts 2000000            rows of 50 numbers
 */
import assert from "node:assert/strict"
import * as da from "heddle/array"

const rows = Number(process.argv[2] ?? 100_000)
const columns = 50

// Each column has a place and a width of its own.
const places = da.linspace(-100, 100, columns)
const widths = da.linspace(1, 10, columns)
const made = da.random.standardNormal([rows, columns], { seed: 7 }).mul(widths).add(places)
await da.toNpy("measured.npy", made)

const measured = da.fromNpy("measured.npy")
da.config({ memoryLimit: measured.nbytes / 4 })
await assert.rejects(measured.compute(), da.MemoryBudgetError)

const mean = measured.mean({ axis: 0 })
const standardised = measured.sub(mean).div(measured.std({ axis: 0 }))
await da.toNpy("standardised.npy", standardised)

const written = da.fromNpy("standardised.npy")
const [means, deviations, largest] = await da.compute(
  written.mean({ axis: 0 }),
  written.std({ axis: 0 }),
  written.abs().max(),
)
assert.ok(means!.allClose(da.NDArray.from(Array.from({ length: columns }, () => 0)), { atol: 1e-10 }))
assert.ok(deviations!.allClose(da.NDArray.from(Array.from({ length: columns }, () => 1))))
console.log(`${rows} rows of ${columns}; ${largest} is the largest deviation of all`)
console.log(written.std({ axis: 0 }).explain())
