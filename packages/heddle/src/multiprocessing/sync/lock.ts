import { TimeoutError } from "../../core/errors/index.ts"
import { onTaskSettled, runningTask } from "../../core/task/index.ts"
import { defineKind, invoke, SharedObject } from "../shared/index.ts"
import { Held } from "./held.ts"
import { LockState } from "./lock-state.ts"
import type { Acquired } from "./lock-state.ts"
import { waitTime } from "./wait-options.ts"
import type { WaitOptions } from "./wait-options.ts"

/** The tasks that have acquired a lock, to release it when they end. */
const users = new WeakMap<AnyLock, WeakSet<object>>()

async function acquire(lock: AnyLock, options: WaitOptions): Promise<Acquired> {
  releaseWithTask(lock)
  return await invoke<Acquired>(lock, "acquire", [waitTime(options)], options.signal)
}

function releaseWithTask(lock: AnyLock): void {
  const task = runningTask()
  if (task === undefined) return
  let tasks = users.get(lock)
  if (tasks === undefined) users.set(lock, (tasks = new WeakSet()))
  if (tasks.has(task)) return
  tasks.add(task)
  // An owner that is gone holds nothing.
  onTaskSettled(task, () => void invoke(lock, "taskEnded", [task.id]).catch(() => {}))
}

/** What locks of both kinds can do. */
abstract class AnyLock extends SharedObject {
  /**
   * True once the caller holds the lock; false if it was not to be had within `timeout`. First come, first served. The
   * holder is the task that called, in its thread; outside of tasks the thread.
   * @throws AbortError, OwnerGoneError
   */
  async acquire(options: WaitOptions = {}): Promise<boolean> {
    return (await acquire(this, options)) !== 0
  }

  /** True if the lock was free. */
  tryAcquire(): Promise<boolean> {
    return this.acquire({ timeout: 0 })
  }

  /** The lock, held until the end of the block: `using held = await lock.hold()`. @throws TimeoutError, AbortError, OwnerGoneError */
  async hold(options: WaitOptions = {}): Promise<Held> {
    const acquired = await acquire(this, options)
    if (acquired === 0) throw new TimeoutError(`the lock was not to be had within ${String(options.timeout)} ms`)
    return new Held(acquired === 2, () => this.release())
  }

  /** @throws NotHeldError unless the caller holds it */
  async release(): Promise<void> {
    await invoke(this, "release")
  }

  /** Does anybody hold it? */
  locked(): Promise<boolean> {
    return invoke(this, "locked")
  }

  /** How many wait for it. */
  waiting(): Promise<number> {
    return invoke(this, "waiting")
  }

  /** Did a thread or process end while it held the lock? Stays true until `clearPoison`. */
  poisoned(): Promise<boolean> {
    return invoke(this, "poisoned")
  }

  /** What the lock protects has been put right. */
  async clearPoison(): Promise<void> {
    await invoke(this, "clearPoison")
  }
}

/**
 * A lock between processes and threads, given on in the order of asking. If its holder dies, or its task ends, the lock is
 * released, and the next holder sees `poisoned`.
 *
 * @example
 * ```ts
 * import { Lock } from "heddle/multiprocessing"
 * const lock = new Lock()
 * {
 *   await using held = await lock.hold()
 *   await lock.tryAcquire() // => false
 * }
 * await lock.locked() // => false
 * ```
 */
export class Lock extends AnyLock {
  constructor() {
    super(new LockState(false))
  }
}

/** A lock that its holder may acquire again; it is free when it was released as often. */
export class RLock extends AnyLock {
  constructor() {
    super(new LockState(true))
  }
}

defineKind("Lock", Lock)
defineKind("RLock", RLock)
