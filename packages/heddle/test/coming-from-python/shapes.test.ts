import assert from "node:assert/strict"
import { test } from "node:test"
import * as asynchronous from "heddle/async"
import * as multiprocessing from "heddle/multiprocessing"
import * as sync from "heddle/sync"

test("an over-release of a BoundedSemaphore is one error in all families", async () => {
  const code = "HEDDLE_OVER_RELEASE"
  assert.throws(() => new asynchronous.BoundedSemaphore(1).release(), { code })
  assert.throws(() => new sync.BoundedSemaphore(1).release(), { code })
  await assert.rejects(new multiprocessing.BoundedSemaphore(1).release(), { code })
})

test("the state of a lock, an event and a queue is asked for in the same words", async () => {
  for (const { Event, Lock, Queue } of [asynchronous, sync, multiprocessing]) {
    const [lock, event, queue] = [new Lock(), new Event(), new Queue<number>(1)]
    await lock.acquire()
    await event.set()
    await queue.put(1)
    assert.deepEqual([await lock.locked(), await event.isSet()], [true, true])
    assert.deepEqual([await queue.empty(), await queue.full(), await queue.qsize()], [false, true, 1])
    await lock.release()
  }
})

test("a barrier tells its parties, who waits and whether it is broken", () => {
  for (const { Barrier } of [asynchronous, sync]) {
    const barrier = new Barrier(2)
    assert.deepEqual([barrier.parties, barrier.nWaiting, barrier.broken], [2, 0, false])
  }
  assert.equal(new multiprocessing.Barrier(2).parties, 2)
})
