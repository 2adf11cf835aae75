/** Something that must know when a party is gone: a lock that it may hold, a queue that it may wait at. */
export interface Watcher {
  left(party: Party): void
}

/** What an object may want to know of handles of its: a thread has got its first one, or has lost its last one. */
export interface HandleWatcher {
  joined?(party: Party): void
  parted?(party: Party): void
}

/** A thread that uses objects: the owner's own, or one at the other end of a connection. Compared by identity. */
export class Party {
  readonly isLocal: boolean
  readonly #watchers = new Set<Watcher>()

  constructor(isLocal: boolean) {
    this.isLocal = isLocal
  }

  watch(watcher: Watcher): void {
    if (!this.isLocal) this.#watchers.add(watcher)
  }

  /** The thread has ended: what it held is released, where it waited it waits no more. */
  leave(): void {
    for (const watcher of this.#watchers) watcher.left(this)
    this.#watchers.clear()
  }
}

/** What a call that its caller gave up rejects with; the caller turns it into an AbortError. */
export const cancelled: unique symbol = Symbol("cancelled")

/** One call of a method of an object, as the object sees it. */
export class Call {
  readonly party: Party
  /** The task that calls, within its thread; 0 outside of tasks. */
  readonly task: number
  #onCancel: (() => void) | undefined

  constructor(party: Party, task: number) {
    this.party = party
    this.task = task
  }

  /** Is the caller of `other` the same as this one's: the same task of the same thread? */
  isBy(other: Pick<Call, "party" | "task">): boolean {
    return this.party === other.party && this.task === other.task
  }

  /** `listener` is called if the caller gives up while it waits. */
  onCancel(listener: (() => void) | undefined): void {
    this.#onCancel = listener
  }

  cancel(): void {
    this.#onCancel?.()
  }
}

/** A value that leaves the object for good. `takeBack` puts it back if its receiver ended before it had it. */
export class Given {
  readonly value: unknown
  readonly takeBack: () => void

  constructor(value: unknown, takeBack: () => void) {
    this.value = value
    this.takeBack = takeBack
  }
}
