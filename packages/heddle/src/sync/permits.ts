import { CancelledError } from "../core/errors/index.ts"
import { Field, SharedState, Status, userWord } from "./engine/index.ts"
import type { Leaving, Line, Memory, Owner, Pending, Rules, World } from "./engine/index.ts"

const permitsWord = userWord
const poisonedWord = userWord + 1
/** A number for each permit that was taken, so that it is given back once. */
const stampWord = userWord + 2
/** The initial number, where more must not be given back; -1: any number. */
const limitWord = userWord + 3

const waiting = 0
const holders = 1

/** A permit that was taken. */
export interface Taken {
  /** By which its holder gives it back; 0 where nobody is remembered as its holder. */
  readonly stamp: number
}

/** A hold that was given up for a while: how deep it was, and its stamp, which it gets back. */
export interface Suspended extends Taken {
  readonly depth: number
}

/** How often it is held: a wait whose permit is not to be remembered has depth 0. */
type Depth = number

const untracked: Taken = { stamp: 0 }

/**
 * Permits, given out in the order of asking: what locks, semaphores and conditions are made of. A permit that is taken
 * with depth 1 or more has a holder, and comes back when that task settles or its thread dies: then it is poisoned.
 */
export class Permits implements Rules, Leaving {
  readonly state: SharedState
  readonly line: Line = new Set()
  /** Permits that nobody waits for vanish: a notification is for those who wait now. */
  readonly #vanish: boolean

  constructor(memory: Memory, world: World, vanish = false) {
    this.state = new SharedState(memory, world)
    this.#vanish = vanish
  }

  /** For the one who made the memory, before anyone else has it. */
  begin(permits: number, limit: number): void {
    this.state.memory.set(permitsWord, permits)
    this.state.memory.set(limitWord, limit)
  }

  step(): boolean {
    const { state } = this
    const permits = state.get(permitsWord)
    if (permits === 0) return false
    const first = state.head(waiting)
    if (first === 0) {
      if (this.#vanish) state.set(permitsWord, 0)
      return false
    }
    state.set(permitsWord, permits - 1)
    state.tell(first, Status.granted)
    return true
  }

  bury(record: number): void {
    this.#giveBack(record)
    this.state.free(record)
  }

  /** What a record has is free again. */
  #giveBack(record: number): void {
    const { state } = this
    const status = state.field(record, Field.status)
    if (status !== Status.granted && status !== Status.held) return
    state.set(permitsWord, state.get(permitsWord) + 1)
    if (status === Status.held) state.set(poisonedWord, 1)
  }

  /** Takes a permit now, or not at all. */
  try(owner: Owner, depth: Depth, reenter = false): Taken | undefined {
    return this.state.update(this, () => this.#take(owner, depth, reenter))
  }

  /** Takes a permit now, or begins to wait for one: then gives the ticket. */
  ask(owner: Owner, depth: Depth, reenter = false, stamp = 0): Taken | number {
    const { state } = this
    return state.update(this, () => {
      const taken = this.#take(owner, depth, reenter, stamp)
      if (taken !== undefined) return taken
      const ticket = state.add(Status.waiting, owner, depth, stamp)
      state.push(waiting, ticket)
      return ticket
    })
  }

  #take(owner: Owner, depth: Depth, reenter: boolean, stamp = 0): Taken | undefined {
    const { state } = this
    if (reenter) {
      const mine = this.#heldBy(owner)
      if (mine !== 0) {
        state.setField(mine, Field.a, state.field(mine, Field.a) + depth)
        return { stamp: state.field(mine, Field.b) }
      }
    }
    const permits = state.get(permitsWord)
    if (permits === 0 || state.length(waiting) > 0) return undefined
    state.set(permitsWord, permits - 1)
    if (depth === 0) return untracked
    return this.#hold(state.add(Status.held, owner, depth, stamp))
  }

  #hold(record: number): Taken {
    const { state } = this
    let stamp = state.field(record, Field.b)
    if (stamp === 0) {
      stamp = (state.get(stampWord) + 1) | 0 || 1
      state.set(stampWord, stamp)
      state.setField(record, Field.b, stamp)
    }
    state.push(holders, record)
    return { stamp }
  }

  /** The permit, if the wait is over. Throws a CancelledError if its task has settled meanwhile. */
  collect(ticket: number): Taken | undefined {
    return unlessSettled(this.state.update(this, () => this.#finish(ticket)))
  }

  /** Gives up waiting; gives the permit if it has come meanwhile. */
  cancel(ticket: number): Taken | undefined {
    const { state } = this
    return unlessSettled(
      state.update(this, () => {
        if (state.field(ticket, Field.status) !== Status.waiting) return this.#finish(ticket)
        state.free(ticket)
        return undefined
      }),
    )
  }

  /** What a wait has come to. */
  #finish(ticket: number): Taken | "settled" | undefined {
    const { state } = this
    const status = state.field(ticket, Field.status)
    if (status === Status.waiting) return undefined
    if (status === Status.granted && state.field(ticket, Field.a) > 0) {
      state.setField(ticket, Field.status, Status.held)
      return this.#hold(ticket)
    }
    state.free(ticket)
    return status === Status.granted ? untracked : "settled"
  }

  /** A wait that is over before it began. */
  taken(taken: Taken): Pending<Taken> {
    return { line: this.line, isReady: () => true, poll: () => taken, cancel: () => taken }
  }

  /** A wait, for `waitFor` and `blockFor`. */
  pending(owner: Owner, depth: Depth, reenter = false, stamp = 0): Pending<Taken> {
    const asked = this.ask(owner, depth, reenter, stamp)
    let taken = typeof asked === "number" ? undefined : asked
    const ticket = asked as number
    return {
      line: this.line,
      isReady: () => taken !== undefined || this.state.glance(ticket) !== Status.waiting,
      poll: () => (taken ??= this.collect(ticket)),
      cancel: () => (taken ??= this.cancel(ticket)),
    }
  }

  #heldBy({ agent, task }: Owner): number {
    const { state } = this
    for (let each = state.head(holders); each !== 0; each = state.next(each)) {
      if (state.field(each, Field.agent) === agent && state.field(each, Field.task) === task) return each
    }
    return 0
  }

  /** How deep this owner holds it; 0: not at all. */
  depth(owner: Owner): number {
    return this.state.update(this, () => {
      const mine = this.#heldBy(owner)
      return mine === 0 ? 0 : this.state.field(mine, Field.a)
    })
  }

  /** Gives back one of the owner's permits, or one level of it. False: the owner holds none. */
  release(owner: Owner): boolean {
    return this.state.update(this, () => {
      const mine = this.#heldBy(owner)
      if (mine === 0) return false
      const depth = this.state.field(mine, Field.a)
      if (depth > 1) this.state.setField(mine, Field.a, depth - 1)
      else this.#drop(mine)
      return true
    })
  }

  /** Gives back all levels of the owner's permit for a while; undefined: the owner holds none. */
  suspend(owner: Owner): Suspended | undefined {
    return this.state.update(this, () => {
      const mine = this.#heldBy(owner)
      if (mine === 0) return undefined
      const suspended = { depth: this.state.field(mine, Field.a), stamp: this.state.field(mine, Field.b) }
      this.#drop(mine)
      return suspended
    })
  }

  /** Gives back what was taken, or one level of it. False: it is not held any more. */
  giveBack({ stamp }: Taken): boolean {
    const { state } = this
    return state.update(this, () => {
      let record = state.head(holders)
      while (record !== 0 && state.field(record, Field.b) !== stamp) record = state.next(record)
      if (record === 0) return false
      const depth = state.field(record, Field.a)
      if (depth > 1) state.setField(record, Field.a, depth - 1)
      else this.#drop(record)
      return true
    })
  }

  #drop(record: number): void {
    this.state.free(record)
    this.state.set(permitsWord, this.state.get(permitsWord) + 1)
  }

  /**
   * Gives back a permit of the owner's own, else one that another took (with a limit), else adds one. False: there would
   * be more than the limit.
   */
  add(owner: Owner): boolean {
    const { state } = this
    return state.update(this, () => {
      const limit = state.get(limitWord)
      const record = this.#heldBy(owner) || (limit >= 0 ? state.head(holders) : 0)
      if (record !== 0) this.#drop(record)
      else {
        const permits = state.get(permitsWord)
        if (permits === limit) return false
        state.set(permitsWord, permits + 1)
      }
      return true
    })
  }

  /** Lets as many as `count` of those that wait now go on, in their order. */
  notify(count: number): void {
    const { state } = this
    state.update(this, () => {
      const most = Math.min(count, state.length(waiting))
      if (most > 0) state.set(permitsWord, most)
    })
  }

  abandon(owner: Owner): void {
    const { state } = this
    state.eachOf(this, owner, (record, status) => {
      this.#giveBack(record)
      if (status === Status.held) state.free(record)
      else if (status !== Status.refused) state.tell(record, Status.refused)
    })
  }

  /** What an onlooker sees. */
  look(): {
    readonly permits: number
    readonly waiting: number
    readonly holders: readonly Owner[]
    readonly poisoned: boolean
  } {
    const { state } = this
    return state.update(this, () => {
      const found: Owner[] = []
      for (let each = state.head(holders); each !== 0; each = state.next(each)) {
        found.push({ agent: state.field(each, Field.agent), task: state.field(each, Field.task) })
      }
      return {
        permits: state.get(permitsWord),
        waiting: state.length(waiting),
        holders: found,
        poisoned: state.get(poisonedWord) === 1,
      }
    })
  }

  get isPoisoned(): boolean {
    return this.look().poisoned
  }

  clearPoison(): void {
    this.state.update(this, () => this.state.set(poisonedWord, 0))
  }
}

function unlessSettled(outcome: Taken | "settled" | undefined): Taken | undefined {
  if (outcome !== "settled") return outcome
  throw new CancelledError("the task settled while it waited")
}
