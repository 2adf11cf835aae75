import assert from "node:assert/strict"
import { appendFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { delayed, parallel } from "../../src/parallel/index.ts"
import { Pool } from "../../src/index.ts"
import { InMemoryStore, Memory } from "../../src/memory/index.ts"
import { folder } from "./stores.ts"

for (const backend of ["threads", "processes"] as const) {
  describe(`a cached function in a pool of ${backend}`, () => {
    it("shares its results with all workers and with the program", async () => {
      const root = folder()
      const runs = join(root, "runs")
      const memory = new Memory(join(root, "cache"))
      const factor = 3
      const triple = memory.cache(
        (x: number) => {
          appendFileSync(runs, `${x}\n`)
          return x * factor
        },
        { ignore: ["runs"] },
      )
      await using pool = new Pool({ workers: 2, backend })
      const first = await pool.map((x: number) => triple(x), [1, 2, 3, 1, 2, 3])
      assert.deepEqual(first, [3, 6, 9, 3, 6, 9])
      assert.deepEqual(await pool.map(triple, [3, 4]), [9, 12])
      assert.equal(await triple(4), 12)
      const lines = readFileSync(runs, "utf8").trim().split("\n")
      assert.deepEqual(lines.toSorted(), ["1", "2", "3", "4"])
      assert.equal(memory.stats().hits, 1)
    })
  })
}

describe("a cached function", () => {
  it("is a call of parallel like any other", async () => {
    const memory = new Memory(join(folder(), "cache"))
    const square = memory.cache((x: number) => x * x)
    const results = await parallel({ nJobs: 2 })([1, 2, 3].map((x) => delayed(square)(x)))
    assert.deepEqual(results, [1, 4, 9])
    assert.deepEqual(await Promise.all([square.has(1), square.has(2), square.has(3)]), [true, true, true])
  })

  it("of a store of its own stays in its thread", async () => {
    const square = new Memory(new InMemoryStore()).cache((x: number) => x * x)
    await using pool = new Pool({ workers: 1 })
    await assert.rejects(pool.submit(square, 1), { message: /a Memory with a store of its own stays in its thread/ })
  })

  it("is part of the key of one that calls it", async () => {
    const memory = new Memory(new InMemoryStore())
    const keyOf = async (inner: (x: number) => number): Promise<string> => {
      const cached = memory.cache(inner)
      const outer = memory.cache(async (x: number) => (await cached(x)) + 1)
      return (await outer.callAndShelve(1)).key
    }
    const one = await keyOf((x) => x + 1)
    assert.equal(one, await keyOf((x) => x + 1))
    assert.notEqual(one, await keyOf((x) => x + 2))
  })
})
