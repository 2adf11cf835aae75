/**
 * The volume of a ball in six dimensions, by chance: how many of so many points of the cube around it are inside. The points
 * are made tile by tile where they are needed, and never lie in memory.
 *
 *   node 63-monte-carlo.ts 20000000
 */
import assert from "node:assert/strict"
import * as da from "heddle/array"

const count = Number(process.argv[2] ?? 500_000)
const dimensions = 6

const points = da.random.uniform(-1, 1, [count, dimensions], { seed: 2 })
const isInside = points.square().sum({ axis: 1 }).lessEqual(1)
const share = isInside.mean()
const start = performance.now()
const inside = await share.compute()

const cube = 2 ** dimensions
const volume = cube * inside
const error = cube * Math.sqrt((inside * (1 - inside)) / count)
const truth = Math.PI ** 3 / 6
console.log(`${volume.toFixed(4)} ± ${error.toFixed(4)}, and it is ${truth.toFixed(4)}`)
console.log(`${count * dimensions} numbers in ${((performance.now() - start) / 1000).toFixed(2)} s`)
console.log(share.explain())
assert.ok(Math.abs(volume - truth) < 4 * error)

// The seed says which points these are: neither the chunks nor the size of the tiles does.
const { tileSize } = da.config({ tileSize: 10_000 })
const again = da.random.uniform(-1, 1, [count, dimensions], { seed: 2, chunks: [1000, dimensions] })
assert.equal(await again.square().sum({ axis: 1 }).lessEqual(1).mean().compute(), inside)
da.config(tileSize === undefined ? {} : { tileSize })
