import { covered, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const syncSignals = covered("sync/signals.test.ts")
const multiprocessingSync = covered("multiprocessing/sync.test.ts")
const syncLock = covered("sync/lock.test.ts")
const children = ported("children.test.ts")
const multiprocessingLocks = covered("multiprocessing/locks.test.ts")
const objects = ported("objects.test.ts")
const file = "Lib/test/_test_multiprocessing.py"

/** Locks and their kin. */
export const synchronize: readonly Table[] = [
  {
    file,
    class: "_TestLock",
    tests: 8,
    rows: [
      [
        "test_repr_lock",
        "a lock prints its owner",
        objects("locks and events tell their state", "statistics() tells it: they do not print it, and name no owner"),
      ],
      [
        "test_lock",
        "acquire, try, release; releasing what is free is an error",
        multiprocessingLocks("a lock that nobody holds cannot be released"),
      ],
      [
        "test_lock_locked_2processes",
        "both sides see that it is locked",
        children("both sides see that a lock is held"),
      ],
      [
        "test_repr_rlock",
        "a reentrant lock prints its owner and depth",
        objects("locks and events tell their state", "statistics() tells it: they do not print it, and name no owner"),
      ],
      [
        "test_rlock",
        "the owner enters again and releases as often",
        multiprocessingLocks("an RLock is entered again by its holder, and is free when it was released as often"),
      ],
      [
        "test_rlock_locked_2processes",
        "both sides see that it is locked",
        children("both sides see that a lock is held"),
      ],
      ["test_lock_context", "a block holds the lock", syncLock("is given back at the end of a block that throws")],
      [
        "test_rlock_context",
        "a block holds the reentrant lock",
        syncLock("lets its owner in again, and is free when it was released as often"),
      ],
    ],
  },
  {
    file,
    class: "_TestSemaphore",
    tests: 3,
    rows: [
      [
        "test_semaphore",
        "permits go down and up, above the start too",
        multiprocessingSync("a semaphore has as many permits as it was made with, and takes more"),
      ],
      [
        "test_bounded_semaphore",
        "a bounded one goes down and up",
        multiprocessingSync("a bounded semaphore is not released more often than it was acquired"),
      ],
      [
        "test_timeout",
        "an acquire without a permit fails at once or after the timeout",
        objects("a semaphore without a permit fails at once, or when its time is over"),
      ],
    ],
  },
  {
    file,
    class: "_TestCondition",
    tests: 7,
    rows: [
      [
        "test_notify",
        "notify wakes one",
        multiprocessingSync("notify wakes as many as it says, the longest waiting first"),
      ],
      [
        "test_notify_all",
        "those whose time is up are gone; notify_all wakes the rest",
        multiprocessingSync("notify wakes as many as it says, the longest waiting first"),
      ],
      [
        "test_notify_n",
        "notify(n) wakes exactly n",
        multiprocessingSync("notify wakes as many as it says, the longest waiting first"),
      ],
      [
        "test_timeout",
        "a wait whose time is up is false",
        multiprocessingSync("a wait on a condition that times out or is given up has the lock again"),
      ],
      [
        "test_waitfor",
        "wait_for waits for the predicate",
        multiprocessingSync("waitFor gives what its predicate gave last, something false after its timeout"),
      ],
      [
        "test_waitfor_timeout",
        "wait_for whose time is up is false",
        multiprocessingSync("waitFor gives what its predicate gave last, something false after its timeout"),
      ],
      [
        "test_wait_result",
        "wait is true when notified, false when late",
        multiprocessingSync("a wait on a condition that times out or is given up has the lock again"),
      ],
    ],
  },
  {
    file,
    class: "_TestEvent",
    tests: 2,
    rows: [
      [
        "test_event",
        "set, clear, wait with and without time",
        multiprocessingSync("an event wakes all who wait, also if it is cleared right after"),
      ],
      [
        "test_repr",
        "an event prints whether it is set",
        objects("locks and events tell their state", "statistics() tells it: they do not print it, and name no owner"),
      ],
    ],
  },
  {
    file,
    class: "_TestBarrier",
    tests: 11,
    rows: [
      [
        "test_barrier",
        "all pass in lockstep",
        objects("a barrier of one never waits, and a thousand rounds are passed in step"),
      ],
      [
        "test_barrier_10",
        "ten times in a row",
        objects("a barrier of one never waits, and a thousand rounds are passed in step"),
      ],
      [
        "test_wait_return",
        "exactly one party gets 0",
        multiprocessingSync("a barrier gives each party an index of its own, again and again"),
      ],
      [
        "test_action",
        "the action runs once",
        multiprocessingSync("a barrier's action runs once a round, before anybody goes on"),
      ],
      [
        "test_abort",
        "abort breaks it for all",
        multiprocessingSync("abort breaks a barrier for all, reset makes it whole"),
      ],
      [
        "test_reset",
        "reset frees who waits with an error; it works again",
        syncSignals("turns away who waits at a reset, and can be used at once"),
      ],
      [
        "test_abort_and_reset",
        "a broken one can be reset",
        multiprocessingSync("abort breaks a barrier for all, reset makes it whole"),
      ],
      [
        "test_timeout",
        "one that is late breaks it for all",
        multiprocessingSync("a party that gives up breaks the barrier"),
      ],
      [
        "test_default_timeout",
        "so with the barrier's own timeout",
        syncSignals("breaks for all when one runs out of time, or its action throws"),
      ],
      [
        "test_single_thread",
        "a barrier of one never waits",
        objects("a barrier of one never waits, and a thousand rounds are passed in step"),
      ],
      [
        "test_thousand",
        "a thousand passes",
        objects("a barrier of one never waits, and a thousand rounds are passed in step"),
      ],
    ],
  },
]
