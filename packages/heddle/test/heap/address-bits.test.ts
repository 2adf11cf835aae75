import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { describe, it } from "node:test"
import { bitsOf } from "../../src/core/heap/made.ts"
import { Heap } from "../../src/core/heap/memory.ts"
import { wasm } from "../../src/core/heap/webassembly.ts"

const gigabyte = 2 ** 30

function newHeap(pages = 262_144): Heap {
  return new Heap(new wasm.Memory({ address: "i64", initial: 2n, maximum: BigInt(pages), shared: true }))
}

/** What a program of its own prints, where HEDDLE_HEAP_BITS is that. */
function run(bits: string, text: string): string {
  const args = ["-C", "@heddle/source", "--disable-warning=HeddleHint", "--input-type=module", "-e", text]
  const env = { ...process.env, HEDDLE_HEAP_BITS: bits }
  const { stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" })
  assert.equal(stderr, "")
  return stdout
}

const tried = `const { float64 } = await import("heddle/jit")
try { console.log(float64(3).length) }
catch ({ code, message, hint }) { console.log([code, message, hint].join("\\n")) }`

describe("a heap of 64-bit addresses", () => {
  it("is known by its memory", () => {
    assert.equal(newHeap(4).bits, 64)
    assert.equal(bitsOf(new wasm.Memory({ initial: 1, maximum: 4, shared: true })), 32)
  })

  it("has blocks above 4 GB, which are free again and become one", () => {
    const heap = newHeap()
    const list = [3, 2.5, 1, 4.75].map((size) => heap.allocate(size * gigabyte).address)
    const [first, second, third, last] = list as [number, number, number, number]
    assert.ok(second > 3 * gigabyte && third > 5.5 * gigabyte && last > 6.5 * gigabyte)
    const words = new Float64Array(heap.buffer, last, (4.75 * gigabyte) / 8)
    words[words.length - 1] = 5
    assert.equal(new Float64Array(heap.buffer, last + 4.75 * gigabyte - 8, 1)[0], 5)
    heap.hold(last)
    heap.release(second)
    assert.equal(heap.allocate(2.4 * gigabyte).address, second)
    for (const address of [second, first, third, last]) heap.release(address)
    assert.deepEqual(
      heap.blocks.map(({ holders }) => holders),
      [-1, 1],
    )
    heap.release(last)
    assert.equal(heap.blocks.length, 1)
    assert.equal(heap.usage.used, 0)
    assert.ok(heap.usage.size > 11 * gigabyte)
  })

  it("has lists for blocks of more than 8 GB", () => {
    const heap = newHeap()
    const large = heap.allocate(9 * gigabyte).address
    const small = heap.allocate(100).address
    heap.release(large)
    assert.equal(heap.allocate(8.5 * gigabyte).address, large)
    heap.release(large)
    heap.release(small)
    assert.equal(heap.allocate(12 * gigabyte).address, large)
  })

  it("has an end, as one of 32 bits has", () => {
    for (const heap of [newHeap(16), new Heap(new wasm.Memory({ initial: 2, maximum: 16, shared: true }))]) {
      for (const bytes of [2 ** 21, 2 ** 34, 2 ** 38, 2 ** 45]) {
        assert.throws(() => heap.allocate(bytes), { code: "HEDDLE_HEAP_EXHAUSTED", bytes })
      }
      const hasMore = /for more than 4 GB +HEDDLE_HEAP_BITS=64, from Node 24 on/
      assert.throws(
        () => heap.allocate(2 ** 38),
        ({ message }: Error) => hasMore.test(message) === (heap.bits === 32),
      )
      heap.allocate(2 ** 19)
    }
  })

  it("is asked for by the environment", () => {
    const text = `import { float64 } from "heddle/jit"
      import { heap } from ${JSON.stringify(new URL("../../src/core/heap/index.ts", import.meta.url).href)}
      float64(2 ** 28)
      const { length } = float64(2 ** 29 + 5)
      console.log(heap().bits, length, heap().usage.used > 6 * 2 ** 30)`
    assert.equal(run("64", text), "64 536870917 true\n")
    for (const bits of ["", "32"]) {
      assert.equal(run(bits, text.replaceAll("2 ** 2", "2 ** 1").replace("6 *", "0 *")), "32 524293 true\n")
    }
  })

  it("is not asked for by another word", () => {
    assert.match(run("48", tried), /^HEDDLE_OPTION\n`HEDDLE_HEAP_BITS` must be "32" or "64", got "48"/)
  })

  it("is refused where there is none, with what to do", () => {
    const old = `const { Memory } = WebAssembly
      // As Node 22 does.
      WebAssembly.Memory = class extends Memory {
        constructor({ initial, maximum, shared }) { super({ initial, maximum, shared }) }
      }\n`
    const text = run("64", old + tried)
    assert.match(
      text,
      /^HEDDLE_OPTION\n`HEDDLE_HEAP_BITS` must be "32" on Node v\S+, which has no memory of 64-bit addr/,
    )
    assert.match(text, /\nuse Node 24 or newer, or start the program without HEDDLE_HEAP_BITS/)
  })
})
