/* Computes something under a limit, in a program of its own, and prints what was planned and what it took. */
import * as da from "../../../src/array/index.ts"

const [what, limit, folder] = process.argv.slice(2) as [string, string, string]
const bytes = Number(limit)

const kinds: Readonly<Record<string, () => Promise<da.LazyArray>>> = {
  // A file of five times the limit.
  async file() {
    const path = `${folder}/large.npy`
    await da.toNpy(path, da.random.random((5 * bytes) / 8, { seed: 1 }))
    return da.fromNpy(path).sub(0.5).square().sum()
  },
  // Read twice, and 1.8 times the limit, so that it goes to a file in between.
  intermediate() {
    const x = da.random.normal(0, 1, Math.floor((1.8 * bytes) / 8), { seed: 1 })
    return Promise.resolve(x.sub(x.mean()).abs().mean())
  },
}

// Threads and kernels are there before it is measured.
await da.random.normal(0, 1, 200_000).std().compute()
da.config({ memoryLimit: bytes })
const array = await kinds[what]!()
const plan = array.explain()
const before = process.memoryUsage.rss()
let most = before
const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
const value = await array.compute()
clearInterval(timer)
most = Math.max(most, process.memoryUsage.rss())
const planned = /at most ([\d.]+ \w+) of/.exec(plan)![1]
console.log(JSON.stringify({ value, planned, grown: most - before, spilled: plan.includes(".npy") && what !== "file" }))
