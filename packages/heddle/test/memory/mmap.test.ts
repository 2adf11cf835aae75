import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Memory } from "../../src/memory/index.ts"
import { mapped } from "../../src/memory/store/mapped.ts"
import { DirectoryStore } from "../../src/memory/store/index.ts"
import { folder } from "./stores.ts"

const numbers = (n: number): { list: Float64Array; bytes: Uint8Array } => ({
  list: new Float64Array(n).map((_, i) => i / 3),
  bytes: new Uint8Array(n + 1).fill(7),
})

describe("results with mmap", () => {
  it("are what they are without, and may be written to: nobody else sees that", async () => {
    const root = folder()
    const memory = new Memory(root, { mmap: true })
    const make = memory.cache(numbers)
    const first = await make(200_000)
    const [read, again] = [await make(200_000), await make(200_000)]
    assert.equal(memory.stats().hits, 2)
    assert.deepEqual(read, first)
    read.list.fill(-1)
    assert.deepEqual(again, first)
    assert.deepEqual(await make(200_000), first)
    assert.deepEqual(await new Memory(root).cache(numbers)(200_000), first)
  })

  it("stay when their files go", async () => {
    const memory = new Memory(folder(), { mmap: true })
    const make = memory.cache(numbers)
    const first = await make(200_000)
    const read = await make(200_000)
    await memory.clear()
    assert.deepEqual(read, first)
  })

  it("are pages of the file, where this Node can have such", async (t) => {
    const store = new DirectoryStore(folder())
    const content = Buffer.alloc(32_768, "abcd")
    await store.put("f/a.b", [content])
    const source = store.open("f/a.b")!
    const pages = source.map?.(4096, 28_672)
    source.close()
    if (pages === undefined) return t.diagnostic("neither koffi nor node:ffi is there")
    assert.deepEqual(Buffer.from(pages), content.subarray(4096))
    assert.equal(mapped(-1, 0, 4096), undefined)
  })

  it("are read where arrays are small or compressed", async (t) => {
    try {
      const memory = new Memory(folder(), { mmap: true, compress: true })
      const make = memory.cache(numbers)
      assert.deepEqual(await make(100_000), await make(100_000))
      assert.deepEqual(await make(10), await make(10))
      assert.equal(memory.stats().hits, 2)
    } catch (error) {
      if (!/has no zstd/.test(String(error))) throw error
      t.diagnostic("this Node has no zstd")
    }
  })
})
