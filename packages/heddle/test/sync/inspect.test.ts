import assert from "node:assert/strict"
import { test } from "node:test"
import { inspect } from "node:util"
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Counter,
  Event,
  JoinableQueue,
  Lock,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  Value,
} from "heddle/sync"

test("a handle is printed as one line that tells its state", () => {
  const cases: [object, string][] = [
    [new Lock(), "Lock { locked: false, poisoned: false, waiting: 0 }"],
    [new RLock(), "RLock { locked: false, poisoned: false, waiting: 0 }"],
    [new Semaphore(2), "Semaphore { value: 2, waiting: 0, held: 0 }"],
    [new BoundedSemaphore(2), "BoundedSemaphore { value: 2, waiting: 0, held: 0 }"],
    [new Condition(), "Condition { locked: false, waiting: 0 }"],
    [new Event(), "Event { isSet: false, waiting: 0 }"],
    [new Barrier(3), "Barrier { parties: 3, waiting: 0, broken: false }"],
    [new Counter(7), "Counter { value: 7, waiting: 0 }"],
    [new Queue(5), "Queue { size: 0, maxSize: 5, closed: false, getters: 0, putters: 0 }"],
    [
      new JoinableQueue(),
      "JoinableQueue { size: 0, maxSize: 0, closed: false, getters: 0, putters: 0, unfinished: 0 }",
    ],
    [new Value("float64", 0.5), "Value { value: 0.5 }"],
    [
      new SharedArray("int32", [1, 2, 3, 4, 5, 6, 7, 8]),
      "SharedArray { data: Int32Array(8) [ 1, 2, 3, 4, 5, 6, 7, 8 ] }",
    ],
  ]
  for (const [handle, line] of cases) assert.equal(inspect(handle), line)
})

test("a handle shows what has changed since, and inside of other objects", async () => {
  const lock = new Lock()
  await lock.acquire()
  assert.equal(inspect({ lock }), "{ lock: Lock { locked: true, poisoned: false, waiting: 0 } }")
  lock.release()
  assert.equal(inspect([lock], { depth: 0 }), "[ [Lock] ]")
  assert.equal(inspect(Lock.prototype).includes("locked: "), false)
})
