import assert from "node:assert/strict"
import { it } from "node:test"
import { column, prepareFunction } from "../../src/core/backend/index.ts"
import type { Run } from "../../src/core/backend/index.ts"
import { Outbox } from "../../src/core/backend/threads/outbox.ts"

function runOf(fn: (x: number) => unknown): Run {
  const prepared = prepareFunction(fn, { copies: true, shares: true, allowCopyWrites: false })
  const items = column([1], { copies: true, shares: true, spread: false }, (_, error) => {
    throw error
  })
  const call = { fn: prepared, spread: false, mode: "call", timeout: 0, grace: 0, credit: 0 } as const
  return { call, items, count: 1, index: 0, attempt: 1, id: 1 }
}

/** How many functions a worker still has, after as many maps with a new captured array each. */
function kept(bytes: number, maps: number): number {
  const outbox = new Outbox()
  let count = 0
  for (let i = 0; i < maps; i++) {
    const table = new Uint8Array(bytes).fill(i)
    const { message } = outbox.pack(i, [runOf((x) => table[x])])
    count += (message.fns?.length ?? 0) - (message.drop?.length ?? 0)
  }
  return count
}

it("a worker keeps as many functions as take little memory, of those that captured much only the latest", () => {
  assert.equal(kept(1000, 60), 60)
  assert.ok(kept(1000, 200) <= 64)
  assert.ok(kept(10 * 2 ** 20, 20) <= 4)
  assert.equal(kept(50 * 2 ** 20, 3), 1)
})

it("what the message at hand names is kept, however large", () => {
  const outbox = new Outbox()
  const table = new Uint8Array(50 * 2 ** 20)
  const run = runOf((x) => table[x])
  assert.equal(outbox.pack(0, [run]).message.drop, undefined)
  const again = outbox.pack(1, [run]).message
  assert.deepEqual([again.fns, again.drop], [undefined, undefined])
})
