import assert from "node:assert/strict"
import { test } from "node:test"
import { provideTask } from "../../src/core/task/index.ts"
import type { TaskContext } from "../../src/core/task/index.ts"
import { QueueActor } from "../../src/remote/queue-actor.ts"

// The actor as its worker has it. What happens at the same time there is here in an order.

let caller = new AbortController()
provideTask(() => ({ signal: caller.signal }) as TaskContext)

/** Calls as a caller of its own, which can be gone. */
function asCaller<R>(call: () => R): { readonly result: R; readonly gone: () => void } {
  const own = (caller = new AbortController())
  return { result: call(), gone: () => own.abort() }
}

test("a put of a caller that is gone leaves the line", async () => {
  const queue = new QueueActor(1)
  await queue.put("first", undefined)
  const lost = asCaller(() => queue.put("lost", undefined))
  const last = asCaller(() => queue.put("last", undefined))
  lost.gone()
  await lost.result
  assert.deepEqual(await queue.take(1, 0, ""), ["first"])
  await last.result
  assert.deepEqual(await queue.take(1, 0, ""), ["last"])
  assert.equal(await queue.take(1, 0, ""), "empty")
})

test("a get of a caller that is gone leaves the line", async () => {
  const queue = new QueueActor(0)
  const lost = asCaller(() => queue.take(1, undefined, ""))
  const next = asCaller(() => queue.take(1, undefined, ""))
  lost.gone()
  await queue.put(1, undefined)
  assert.deepEqual([await lost.result, await next.result], ["empty", [1]])
})

test("what was lent and not taken comes out again, in the order in which it was put", async () => {
  const queue = new QueueActor(3)
  queue.putAll([1, 2, 3])
  const [a, b, c] = ["a", "b", "c"].map((name) => asCaller(() => queue.lend(name)))
  for (const name of ["a", "b", "c"]) await queue.take(1, 0, name)
  await queue.put(4, undefined)
  queue.taken("c")
  b!.gone()
  a!.gone()
  c!.gone()
  await Promise.all([a!.result, b!.result, c!.result])
  assert.deepEqual(await queue.take(3, 0, ""), [1, 2, 4])
})

test("what comes back goes to who waits, and not to one whose own loan is over", async () => {
  const queue = new QueueActor(0)
  const has = asCaller(() => queue.lend("has"))
  await queue.put(1, undefined)
  await queue.take(1, 0, "has")
  const dead = asCaller(() => queue.lend("dead"))
  const waits = asCaller(() => queue.take(1, undefined, "dead"))
  const alive = asCaller(() => queue.take(1, undefined, ""))
  dead.gone()
  has.gone()
  assert.deepEqual(await Promise.all([waits.result, alive.result]), ["empty", [1]])
})

test("a loan ends with a get that gives nothing, and with the queue", async () => {
  const queue = new QueueActor(0)
  const [a, b] = [asCaller(() => queue.lend("a")), asCaller(() => queue.lend("b"))]
  assert.equal(await queue.take(1, 0, "a"), "empty")
  await a.result
  const waits = asCaller(() => queue.take(1, undefined, "b"))
  await queue.close()
  assert.equal(await waits.result, "closed")
  await b.result
  assert.deepEqual(
    [await queue.put(1, undefined), queue.putAll([1]), await queue.take(0, 0, "")],
    Array(3).fill("closed"),
  )
})
