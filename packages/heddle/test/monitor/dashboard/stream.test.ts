import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { tell } from "../../../src/core/events/index.ts"
import { streamOf } from "../../../src/monitor/dashboard/serve/index.ts"
import { MessageReader } from "./messages.ts"
import type { Message } from "./messages.ts"
import { scene } from "./scenes.ts"
import type { Scene } from "./scenes.ts"

function open(t: { after(fn: () => void): void }, options?: Parameters<typeof scene>[0]): Scene {
  const opened = scene(options)
  t.after(() => opened.board.close())
  return opened
}

/** One rectangle, and the message that has it. */
function push({ board }: Scene, at: number): void {
  const base = { kind: "task", pool: "p", worker: "w", name: "square", id: 0, count: 1, ms: 20, failed: 0 } as const
  tell({ ...base, at: board.snapshot().snapshot.about.began + at })
  board.flush()
}

const spansOf = ({ data }: Message): number[] => (data["spans"] as number[][]).map(([, , at]) => at!)

describe("the stream of messages", () => {
  it("begins with everything, and goes on with what changes", async (t) => {
    const s = open(t)
    push(s, 1)
    const reader = new MessageReader(streamOf(s.board, null))
    const first = (await reader.next())!
    push(s, 2)
    const second = (await reader.next())!
    assert.deepEqual([first.event, second.event], ["snapshot", "batch"])
    assert.deepEqual([spansOf(first), spansOf(second)], [[1], [2]])
    assert.equal((first.data["about"] as { title: string }).title, "thumbnails.ts")
  })

  it("goes on behind the last message that a reader had, without a loss and without a repetition", async (t) => {
    const s = open(t)
    const before = new MessageReader(streamOf(s.board, null))
    await before.next()
    push(s, 1)
    const { id } = (await before.next())!
    await before.cancel()
    push(s, 2)
    push(s, 3)
    const after = new MessageReader(streamOf(s.board, id))
    assert.deepEqual(
      [await after.next(), await after.next()].flatMap((message) => spansOf(message!)),
      [2, 3],
    )
    push(s, 4)
    assert.deepEqual(spansOf((await after.next())!), [4])
  })

  it("goes on behind a snapshot too", async (t) => {
    const s = open(t)
    push(s, 1)
    const before = new MessageReader(streamOf(s.board, null))
    const { id } = (await before.next())!
    push(s, 2)
    const after = new MessageReader(streamOf(s.board, id))
    const message = (await after.next())!
    assert.deepEqual([message.event, spansOf(message)], ["batch", [2]])
  })

  it("begins anew for who was away for longer than messages are kept, or was at another board", async (t) => {
    const s = open(t, { kept: 1000 })
    const before = new MessageReader(streamOf(s.board, null))
    const { id } = (await before.next())!
    for (let i = 1; i <= 50; i++) push(s, i)
    for (const last of [id, "another-3", "", "nonsense", `${id.slice(0, id.lastIndexOf("-"))}-999999`]) {
      const after = new MessageReader(streamOf(s.board, last))
      const message = (await after.next())!
      assert.deepEqual([message.event, spansOf(message).length], ["snapshot", 50], last)
      await after.cancel()
    }
  })

  it("piles up nothing for a reader that is slow: it gets a snapshot", async (t) => {
    const s = open(t, { kept: 1000 })
    const slow = new MessageReader(streamOf(s.board, null))
    await slow.next()
    for (let i = 1; i <= 500; i++) push(s, i)
    const messages = await slow.until(({ data }) => spansOf({ data } as Message).includes(500))
    assert.ok(messages.length < 20)
    assert.equal(messages.at(-1)!.event, "snapshot")
  })

  it("serves several readers, each with everything", async (t) => {
    const s = open(t)
    const readers = Array.from({ length: 5 }, () => new MessageReader(streamOf(s.board, null)))
    for (const reader of readers) assert.equal((await reader.next())!.event, "snapshot")
    push(s, 7)
    for (const reader of readers) assert.deepEqual(spansOf((await reader.next())!), [7])
  })

  it("says that the board is closed, behind the last message, and ends", async (t) => {
    const s = open(t)
    const reader = new MessageReader(streamOf(s.board, null))
    await reader.next()
    const base = { kind: "hint", at: 0, message: "the last" } as const
    tell(base)
    s.board.close()
    const [last, end, nothing] = [await reader.next(), await reader.next(), await reader.next()]
    assert.equal((last!.data["hints"] as { message: string }[])[0]!.message, "the last")
    assert.equal(end!.event, "ended")
    assert.equal(nothing, undefined)
  })
})
