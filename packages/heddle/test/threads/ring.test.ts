import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { controlBytes } from "../../src/core/backend/threads/control.ts"
import { RingReader, RingWriter, ringBytes } from "../../src/core/backend/threads/ring.ts"
import type { RingTaker } from "../../src/core/backend/threads/ring.ts"

function makeRing(): { writer: RingWriter; take(): unknown[] } {
  const control = new Int32Array(new SharedArrayBuffer(controlBytes))
  const memory = new SharedArrayBuffer(ringBytes)
  const reader = new RingReader(control, memory)
  const take = (): unknown[] => {
    const taken: unknown[] = []
    const taker: RingTaker = {
      value: (_seq, value) => taken.push(value),
      numbers: (_seq, floats, at, count) => taken.push(...floats.subarray(at, at + count)),
    }
    reader.drain(taker)
    return taken
  }
  return { writer: new RingWriter(control, memory), take }
}

describe("the ring of results", () => {
  for (const size of [40, 1000, 31_000]) {
    it(`takes every text of ${size} characters, also where what is left at its end is too short`, () => {
      const { writer, take } = makeRing()
      for (let i = 0; i < 1000; i++) {
        const text = `${i}`.padEnd(size, "x")
        assert.ok(writer.value(i, text), `text ${i}`)
        assert.deepEqual(take(), [text])
      }
    })
  }

  it("takes what has become free behind the reader", () => {
    const { writer, take } = makeRing()
    const text = "x".repeat(1000)
    const fill = (): number => {
      let count = 0
      while (writer.value(count, text)) count++
      return count
    }
    const filled = fill()
    assert.equal(take().length, filled)
    // A miss is paid for with a few that are not tried.
    let tries = 0
    while (!writer.value(0, text)) assert.ok(++tries <= 2)
    assert.deepEqual(take(), [text])
    const again = fill()
    assert.ok(again > 0.9 * filled, `${again} after ${filled}`)
  })

  it("tries what it cannot carry more and more seldom, and goes back at once", () => {
    const { writer, take } = makeRing()
    for (let i = 0; i < 1000; i++) assert.equal(writer.value(i, new URL("file:///a")), false)
    assert.equal(writer.number(1000, 5, 1), true)
    let refused = 0
    while (!writer.value(1001, "a")) assert.ok(++refused <= 64)
    assert.ok(refused > 0)
    assert.equal(writer.value(1002, "b"), true)
    assert.deepEqual(take(), [5, "a", "b"])
  })
})
