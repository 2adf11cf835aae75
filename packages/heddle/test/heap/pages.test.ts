import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { advice } from "../../src/core/heap/advice.ts"
import { Heap } from "../../src/core/heap/memory.ts"
import { wasm } from "../../src/core/heap/webassembly.ts"
import { heap } from "../../src/core/heap/index.ts"
import { Pool } from "../../src/index.ts"
import type { HeapHandle } from "../../src/core/heap/index.ts"
import { float64, jit, prange } from "../../src/jit/index.ts"
import { seeded } from "../wire/random-value.ts"
import { collect } from "./garbage.ts"

const skip = advice() === undefined && "needs koffi, on Linux"
const megabyte = 2 ** 20
const large = (256 * megabyte) / 8

/** Megabytes of this process' memory that no file has. */
function resident(): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]
  return Number(kilobytes) / 1024
}

describe("pages of the heap", { skip }, () => {
  it("of a large array that is disposed take no memory", () => {
    collect()
    const before = resident()
    const array = float64(large).fill(1)
    const during = resident()
    assert.ok(during > before + 250, `${before} ${during}`)
    array.dispose()
    assert.ok(resident() < during - 200, `${during} ${resident()}`)
  })

  it("of many small ones that lie together neither", () => {
    const arrays = Array.from({ length: 256 }, () => float64(large / 256).fill(1))
    const during = resident()
    for (const array of arrays) array.dispose()
    assert.ok(resident() < during - 200, `${during} ${resident()}`)
  })

  it("that a worker gives back, too", async () => {
    await using pool = new Pool({ workers: 1 })
    const kept = await pool.submit((length: number) => {
      const array = float64(length)
      array.fill(1)
      ;(globalThis as { kept?: HeapHandle }).kept = array
      return array.length
    }, large)
    const during = resident()
    await pool.submit(() => (globalThis as { kept?: HeapHandle }).kept!.dispose())
    assert.equal(kept, large)
    assert.ok(resident() < during - 200, `${during} ${resident()}`)
  })

  it("are zeros when they are used again, between arrays that keep what is in them", () => {
    heap().givenBackFrom = megabyte
    for (let round = 0; round < 3; round++) {
      using below = float64(1001)
      const array = float64(megabyte)
      using above = float64(1001)
      for (const [i, one] of [below, array, above].entries()) one.fill(i + 1)
      array.dispose()
      for (const length of [megabyte, megabyte / 2 + 5, 100]) {
        using again = float64(length)
        assert.ok(again.every((x) => x === 0))
        again.fill(4)
      }
      assert.ok(below.every((x) => x === 1))
      assert.ok(above.every((x) => x === 3))
    }
    heap().givenBackFrom = 0
  })

  it("of blocks of any size, in any order", () => {
    const random = seeded(5)
    const own = new Heap(new wasm.Memory({ initial: 2, maximum: 1024, shared: true }))
    own.givenBackFrom = 150_000
    const held = new Map<number, number>()
    let clean = 0
    for (let round = 0; round < 2000; round++) {
      if (held.size > 20 || (held.size > 0 && random() < 0.48)) {
        const [address, bytes] = [...held][Math.floor(random() * held.size)]!
        held.delete(address)
        const mark = (address % 251) | 1
        assert.ok(new Uint8Array(own.buffer, address, bytes).every((byte) => byte === mark))
        own.release(address)
      } else {
        const bytes = Math.floor(2 ** (5 + random() * 14))
        const { address, cleanFrom, cleanTo } = own.allocate(bytes)
        own.reach(address + bytes)
        if (cleanTo > cleanFrom) {
          assert.ok(cleanFrom >= address && cleanTo <= address + own.sizeOf(address))
          clean += cleanTo - cleanFrom
          assert.ok(new Uint8Array(own.buffer, cleanFrom, cleanTo - cleanFrom).every((byte) => byte === 0))
        }
        new Uint8Array(own.buffer, address, own.sizeOf(address)).fill((address % 251) | 1)
        held.set(address, own.sizeOf(address))
      }
    }
    assert.ok(clean > 2 * own.usage.size, `${clean} of ${own.usage.size}`)
    for (const address of held.keys()) own.release(address)
    assert.equal(own.blocks.length, 1)
    assert.equal(own.usage.used, 0)
  })

  it("stay where the environment says so, and of a short heap", () => {
    const program = `
      import { readFileSync } from "node:fs"
      import { float64 } from "heddle/jit"
      const resident = () => Number(/^RssAnon:\\s+(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024
      const array = float64(Number(process.argv[1])).fill(1)
      const before = resident()
      array.dispose()
      console.log(before - resident(), process.report.getReport().sharedObjects.some((file) => file.includes("koffi")))
    `
    const run = (elements: number, allowed: string): string[] => {
      const args = ["-C", "@heddle/source", "--input-type=module", "-e", program, String(elements)]
      const env = { ...process.env, HEDDLE_HEAP_ADVICE: allowed }
      return execFileSync(process.execPath, args, { env, encoding: "utf8" }).trim().split(" ")
    }
    const [freed, isLoaded] = run(large, "")
    assert.ok(Number(freed) > 200 && isLoaded === "true", `${freed} ${isLoaded}`)
    for (const [elements, allowed] of [
      [large, "0"],
      [large / 4, ""],
    ] as const) {
      const [freed, isLoaded] = run(elements, allowed)
      assert.ok(Number(freed) < 20 && isLoaded === "false", `${freed} ${isLoaded}`)
    }
  })

  it("that a kernel copies to are kept for its next call", () => {
    heap().givenBackFrom = megabyte
    const sum = jit((a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) s += a[i]!
      return s
    })
    const plain = new Float64Array(16 * megabyte).fill(1)
    sum(plain)
    const before = resident()
    for (let call = 0; call < 3; call++) assert.equal(sum(plain), plain.length)
    assert.ok(Math.abs(resident() - before) < 20, `${before} ${resident()}`)
    heap().givenBackFrom = 0
    // They go with an array that takes their place.
    float64(plain.length).dispose()
    assert.ok(resident() < before - 100, `${before} ${resident()}`)
  })

  it("are counted as free", () => {
    const { used } = heap().usage
    float64(large).dispose()
    assert.equal(heap().usage.used, used)
  })
})
