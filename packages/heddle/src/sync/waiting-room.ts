import { CancelledError } from "../core/errors/index.ts"
import { Field, SharedState, Status, ownedHere } from "./engine/index.ts"
import type { Leaving, Line, Memory, Owner, Pending, Rules, World } from "./engine/index.ts"

/** What a wait came to. */
export interface Passed {
  /** What the state left in the record for the one who waits. */
  readonly word: number
}

/**
 * One list of waits, in which nothing is held: what events, counters and barriers are made of. Subclasses say what lets
 * a wait pass.
 */
export class WaitingRoom implements Rules, Leaving {
  readonly state: SharedState

  constructor(memory: Memory, world: World) {
    this.state = new SharedState(memory, world)
  }

  step(): boolean {
    return false
  }

  bury(record: number): void {
    this.state.free(record)
  }

  abandon(owner: Owner): void {
    this.state.eachOf(this, owner, (record, status) => {
      if (status === Status.waiting) this.state.tell(record, Status.refused)
    })
  }

  /** How many wait. */
  get length(): number {
    return this.state.update(this, () => this.state.length(0))
  }

  /** Begins to wait. For `update`. */
  enter(owner: Owner, a = 0, b = 0): number {
    const ticket = this.state.add(Status.waiting, owner, a, b)
    this.state.push(0, ticket)
    return ticket
  }

  /** What the wait came to; undefined: it goes on. Throws a CancelledError if its task has settled meanwhile. */
  collect(ticket: number): Passed | undefined {
    return unlessSettled(this.state.update(this, () => this.#finish(ticket)))
  }

  cancel(ticket: number): Passed | undefined {
    return unlessSettled(
      this.state.update(this, () => {
        if (this.state.field(ticket, Field.status) !== Status.waiting) return this.#finish(ticket)
        this.gaveUp(ticket)
        this.state.free(ticket)
        return undefined
      }),
    )
  }

  /** A wait is about to be given up. */
  gaveUp(_ticket: number): void {}

  #finish(ticket: number): Passed | "settled" | undefined {
    const status = this.state.field(ticket, Field.status)
    if (status === Status.waiting) return undefined
    const word = this.state.field(ticket, Field.b)
    this.state.free(ticket)
    return status === Status.granted ? { word } : "settled"
  }

  /** A wait, for `waitFor` and `blockFor`: `begin` gives its ticket. */
  pending(line: Line, begin: (owner: Owner) => number): Pending<Passed> {
    const ticket = begin(ownedHere(this))
    let passed: Passed | undefined
    return {
      line,
      isReady: () => passed !== undefined || this.state.glance(ticket) !== Status.waiting,
      poll: () => (passed ??= this.collect(ticket)),
      cancel: () => (passed ??= this.cancel(ticket)),
    }
  }
}

function unlessSettled(outcome: Passed | "settled" | undefined): Passed | undefined {
  if (outcome !== "settled") return outcome
  throw new CancelledError("the task settled while it waited")
}
