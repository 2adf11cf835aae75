import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HeapExhaustedError } from "../../src/core/errors/index.ts"
import { Head } from "../../src/core/heap/layout.ts"
import { Heap } from "../../src/core/heap/memory.ts"
import { wasm } from "../../src/core/heap/webassembly.ts"
import { bury, enlist } from "../../src/core/task/index.ts"
import { seeded } from "../wire/random-value.ts"

const page = 65_536

function newHeap(maximum = 1024): Heap {
  return new Heap(new wasm.Memory({ initial: 2, maximum, shared: true }))
}

/** What nobody holds, as one piece or more. */
function pieces(heap: Heap): number {
  return heap.blocks.filter(({ holders }) => holders <= 0).length
}

describe("blocks of the heap", () => {
  it("are aligned, apart from each other, and become one piece again", () => {
    const random = seeded(7)
    const heap = newHeap()
    const held = new Map<number, number>()
    for (let round = 0; round < 4000; round++) {
      if (held.size > 60 || (held.size > 0 && random() < 0.45)) {
        const [address, bytes] = [...held][Math.floor(random() * held.size)]!
        held.delete(address)
        const filled = new Uint8Array(heap.buffer, address, bytes)
        const mark = address % 251
        assert.ok(
          filled.every((byte) => byte === mark),
          `block ${address} was written to by another`,
        )
        heap.release(address)
      } else {
        const bytes = Math.floor(2 ** (random() * 18))
        const { address, cleanFrom, cleanTo } = heap.allocate(bytes)
        assert.equal(address % 64, 0)
        assert.ok(heap.sizeOf(address) >= bytes)
        const view = new Uint8Array(heap.buffer, address, bytes)
        const clean = view.subarray(Math.max(0, cleanFrom - address), Math.max(0, cleanTo - address))
        assert.ok(
          clean.every((byte) => byte === 0),
          "what is said to be of zeros is",
        )
        view.fill(address % 251)
        held.set(address, bytes)
      }
    }
    for (const address of held.keys()) heap.release(address)
    assert.equal(pieces(heap), 1)
    assert.equal(heap.blocks.length, 1)
    assert.equal(heap.usage.used, 0)
  })

  it("of one size are used again, and the memory does not grow", () => {
    const heap = newHeap()
    for (const bytes of [100, 5000, 300_001, 1_000_000]) {
      const first = heap.allocate(bytes)
      heap.allocate(64)
      heap.release(first.address)
      const size = heap.usage.size
      for (let i = 0; i < 50; i++) {
        const { address } = heap.allocate(bytes)
        assert.equal(address, first.address)
        heap.release(address)
      }
      assert.equal(heap.usage.size, size)
    }
  })

  it("are held by more than one, and free once nobody holds them", () => {
    const heap = newHeap()
    const { address } = heap.allocate(1000)
    heap.send(address)
    heap.release(address)
    assert.equal(heap.blocks[0]!.holders, 1)
    heap.receive(address)
    heap.release(address)
    assert.equal(pieces(heap), 1)
  })

  it("that do not fit are an error with a table", () => {
    const heap = newHeap(4)
    const { address } = heap.allocate(page)
    assert.throws(
      () => heap.allocate(4 * page),
      (error) => {
        assert.ok(error instanceof HeapExhaustedError)
        assert.equal(error.code, "HEDDLE_HEAP_EXHAUSTED")
        assert.equal(error.bytes, 4 * page)
        assert.match(error.message, /^the heap has no room for 0\.3 MB more\n/)
        assert.match(error.message, /held +0\.1 MB in 1 arrays/)
        assert.match(error.message, /the largest of them +0\.1 MB/)
        return true
      },
    )
    heap.release(address)
    heap.release(heap.allocate(2 * page).address)
  })

  it("a thread that ended in the middle of a change leaves no lock and no broken lists", () => {
    const heap = newHeap()
    const blocks = Array.from({ length: 20 }, (_, i) => heap.allocate(100 * (i + 1)).address)
    for (const [i, address] of blocks.entries()) if (i % 2 === 0) heap.release(address)
    const words = new Int32Array(heap.buffer)
    const dead = enlist()
    words[Head.lock] = dead
    words.fill(12_345, Head.firstLevel, Head.agents)
    bury(dead)
    const { address } = heap.allocate(150)
    assert.ok(blocks.includes(address))
    for (const [i, block] of blocks.entries()) if (i % 2 === 1) heap.release(block)
    heap.release(address)
    assert.equal(heap.blocks.length, 1)
  })

  it("of a thread that has ended are nobody's", () => {
    const heap = newHeap()
    const mine = heap.allocate(500).address
    const words = new Int32Array(heap.buffer)
    const theirs = heap.allocate(700).address
    // As if another thread had held both, and this one only the first.
    const dead = enlist()
    const slot = Array.from(words.subarray(Head.agents, Head.agents + 256)).indexOf(0)
    words[Head.agents + slot] = dead
    for (const address of [mine, theirs]) {
      const bits = (address / 64 - 1) * 16 + 8
      words[bits + (slot >> 5)]! |= 1 << (slot & 31)
      heap.send(address)
    }
    heap.release(theirs)
    bury(dead)
    const next = heap.allocate(700)
    assert.equal(next.address, theirs)
    assert.equal(heap.blocks.find(({ address }) => address === mine)!.holders, 1)
  })
})
