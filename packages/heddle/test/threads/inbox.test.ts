import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { RunMessage } from "../../src/core/backend/protocol.ts"
import { controlBytes } from "../../src/core/backend/threads/control.ts"
import { RunReader, RunWriter, inboxBytes } from "../../src/core/backend/threads/inbox.ts"

function runOf(data: unknown[] | Float64Array, id = 1): RunMessage {
  const fixed = {
    fn: 3,
    stream: false,
    timeout: 0,
    credit: 0,
    attempt: 2,
    grace: 7,
    out: undefined,
    traceparent: undefined,
    index: 0,
  }
  return { ...fixed, count: data.length, spread: !(data instanceof Float64Array), id, data, graphs: undefined }
}

function makeInbox(): { writer: RunWriter; reader: RunReader } {
  const control = new Int32Array(new SharedArrayBuffer(controlBytes))
  const memory = new SharedArrayBuffer(inboxBytes)
  return { writer: new RunWriter(control, memory), reader: new RunReader(control, memory) }
}

/** All items that are there, each with its number and its id. */
function take(reader: RunReader): { seq: number; id: number; item: unknown }[] {
  const items: { seq: number; id: number; item: unknown }[] = []
  while (reader.next !== undefined) {
    const { seq, run } = reader.take()
    assert.deepEqual([run.fn, run.attempt, run.grace, run.data.length], [3, 2, 7, run.count])
    run.data.forEach((item: unknown, i: number) => items.push({ seq: seq + i, id: run.id + i, item }))
  }
  return items
}

describe("the inbox of runs", () => {
  it("takes a long run in pieces, as much of it as there is room for", () => {
    for (const data of [
      Float64Array.from({ length: 1e5 }, (_, i) => i / 2),
      Array.from({ length: 1e4 }, (_, i) => [`item ${i}`, { i }]),
    ]) {
      const { writer, reader } = makeInbox()
      const written = writer.write(10, runOf(data, 100))
      assert.ok(written > 4000 && written < data.length, `${written}`)
      const expected = [...data].slice(0, written).map((item, i) => ({ seq: 10 + i, id: 100 + i, item }))
      assert.deepEqual(take(reader), expected)
    }
  })

  it("gives what came, in order, however much room there was each time", () => {
    const { writer, reader } = makeInbox()
    const expected: unknown[] = []
    const taken: unknown[] = []
    let seed = 1
    const random = (below: number): number => {
      seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647
      return seed % below
    }
    for (let round = 0, seq = 0; round < 2000; round++) {
      const count = 1 + random(random(10) === 0 ? 3000 : 20)
      const size = random(random(10) === 0 ? 5000 : 60)
      const data =
        random(2) === 0
          ? Float64Array.from({ length: count }, () => random(1e6))
          : Array.from({ length: count }, (_, i) => ["x".repeat(size), i])
      const written = writer.write(seq, runOf(data, seq))
      ;[...data].slice(0, written).forEach((item, i) => expected.push({ seq: seq + i, id: seq + i, item }))
      seq += count
      if (random(3) === 0) taken.push(...take(reader))
    }
    taken.push(...take(reader))
    assert.ok(taken.length > 5000, `${taken.length}`)
    assert.deepEqual(taken, expected)
  })

  it("stops before an item that it cannot carry", () => {
    const { writer, reader } = makeInbox()
    assert.equal(writer.write(0, runOf([["a"], ["b"], [new URL("file:///a")], ["c"]])), 2)
    assert.deepEqual(
      take(reader).map(({ item }) => item),
      [["a"], ["b"]],
    )
  })
})
