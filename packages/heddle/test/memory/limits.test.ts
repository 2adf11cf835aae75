import assert from "node:assert/strict"
import { utimesSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Memory } from "../../src/memory/index.ts"
import type { MemoryEvents } from "../../src/memory/index.ts"
import { overLimit } from "../../src/memory/limits.ts"
import { folder, stores } from "./stores.ts"

const none = { bytes: Infinity, items: Infinity, age: Infinity }
/** The first was used last. */
const itemsOf = (...sizes: readonly number[]) => sizes.map((bytes, i) => ({ key: `${i}`, bytes, usedAt: 1000 - i }))
const keysOf = (items: readonly { readonly key: string }[]): string => items.map(({ key }) => key).join(" ")

describe("limits", () => {
  it("let go what was used longest ago", () => {
    assert.equal(keysOf(overLimit(itemsOf(5, 5, 5, 5), { ...none, bytes: 12 }, 1000)), "2 3")
    assert.equal(keysOf(overLimit(itemsOf(5, 5, 5, 5), { ...none, bytes: 12 }, 1000, 0.5)), "1 2 3")
    assert.equal(keysOf(overLimit(itemsOf(5, 5, 5, 5), { ...none, bytes: 20 }, 1000, 0.5)), "")
    assert.equal(keysOf(overLimit(itemsOf(1, 1, 1, 1), { ...none, items: 3 }, 1000)), "3")
    assert.equal(keysOf(overLimit(itemsOf(1, 1, 1, 1), { ...none, age: 1 }, 1000)), "2 3")
    assert.equal(keysOf(overLimit(itemsOf(1, 1), { ...none, bytes: 0 }, 1000)), "0 1")
    assert.equal(keysOf(overLimit(itemsOf(1, 1), { ...none, items: 0 }, 1000)), "0 1")
  })

  it("let go alone what alone is too much", () => {
    assert.equal(keysOf(overLimit(itemsOf(30, 5, 5), { ...none, bytes: 12 }, 1000)), "0")
    assert.equal(keysOf(overLimit(itemsOf(5, 30, 5), { ...none, bytes: 12 }, 1000)), "1")
    assert.equal(keysOf(overLimit(itemsOf(5, 30, 5), { ...none, items: 2 }, 1000)), "2")
    // What is left after entries had to go, has no room for it either.
    assert.equal(keysOf(overLimit(itemsOf(2, 11, 3, 3), { ...none, bytes: 12 }, 1000, 0.9)), "1")
    // The last that was used stays if it can.
    assert.equal(keysOf(overLimit(itemsOf(11, 3, 3), { ...none, bytes: 12 }, 1000, 0.9)), "1 2")
  })
})

for (const { name, make } of stores) {
  describe(`limits of results kept in ${name}`, () => {
    it("do not keep a result that alone is over them, and let the others be", async () => {
      const memory = new Memory(make(), { bytesLimit: 50_000 })
      const told: string[] = []
      memory.on("evicted", ({ items }) => told.push(`${items} went`))
      memory.on("unkept", ({ name, error }) => told.push(`${name}: ${error.message}`))
      const small = memory.cache((n: number) => n)
      const large = memory.cache(function large(n: number) {
        return new Uint8Array(n)
      })
      for (let n = 0; n < 40; n++) await small(n)
      assert.equal((await large(60_000)).length, 60_000)
      assert.equal((await (await large.callAndShelve(70_000)).get()).length, 70_000)
      assert.equal(told.length, 2)
      assert.match(told[0]!, /^large: its 60\d\d\d bytes are more than `bytesLimit`, which is 50000$/)
      const left = await Promise.all(Array.from({ length: 40 }, (_, n) => small.has(n)))
      assert.ok(left.every(Boolean))
      assert.equal(await large.has(60_000), false)
    })

    it("remove what is too large of another program's alone", async () => {
      const store = make()
      const memory = new Memory(store)
      const small = memory.cache((n: number) => n)
      const large = memory.cache((n: number) => new Uint8Array(n))
      for (let n = 0; n < 10; n++) await small(n)
      await large(60_000)
      assert.equal((await memory.reduceSize({ bytesLimit: 50_000 })).items, 1)
      assert.equal(await small.has(0), true)
    })
  })
}

describe("the limit of age", () => {
  /** Lets all entries have been used so many ms ago. */
  async function age(root: string, shelved: readonly { readonly key: string }[], ms: number): Promise<void> {
    const then = new Date(Date.now() - ms)
    for (const { key } of shelved) utimesSync(join(root, `${key}.entry`), then, then)
  }

  it("holds for calls: what was used longer ago is no hit, and is made anew", async () => {
    const root = folder()
    const memory = new Memory(root, { ageLimit: "1h" })
    let runs = 0
    const count = memory.cache((x: number) => x + ++runs, { ignore: ["runs"] })
    const shelved = await count.callAndShelve(0)
    await age(root, [shelved], 3_500_000)
    assert.equal(await count.has(0), true)
    await age(root, [shelved], 3_700_000)
    assert.equal(await count.has(0), false)
    // Another program may have no such limit.
    assert.equal(await new Memory(root).cache((x: number) => x + ++runs, { ignore: ["runs"] })(0), 1)
    await age(root, [shelved], 3_700_000)
    assert.equal(await count(0), 2)
    assert.equal(await count(0), 2)
    await age(root, [shelved], 3_700_000)
    await count.callAndShelve(0)
    assert.equal(await count(0), 3)
  })

  it("holds by itself while a program puts others", async (t) => {
    const root = folder()
    const before = new Memory(root).cache((x: number) => x)
    await age(root, [await before.callAndShelve(0), await before.callAndShelve(1)], 2_000_000)
    const memory = new Memory(root, { ageLimit: "1h" })
    const evicted: MemoryEvents["evicted"][] = []
    memory.on("evicted", (event) => evicted.push(event))
    const same = memory.cache((x: number) => x)
    await same(2)
    assert.deepEqual(evicted, [])
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 1_700_000 })
    await same(3)
    assert.deepEqual(
      evicted.map(({ items }) => items),
      [2],
    )
  })

  it("is not over for what is used all the time", async (t) => {
    const memory = new Memory(stores[1]!.make(), { ageLimit: "10s" })
    const same = memory.cache((x: number) => x)
    t.mock.timers.enable({ apis: ["Date"], now: 1_000_000 })
    for (let i = 0; i < 20; i++) {
      await same(1)
      t.mock.timers.tick(3000)
    }
    assert.equal(memory.stats().misses, 1)
  })
})
