import { Field, Status, userWord } from "./engine/index.ts"
import type { Owner } from "./engine/index.ts"
import { WaitingRoom } from "./waiting-room.ts"

const partiesWord = userWord
const phaseWord = userWord + 1
/** How many of those that wait are still to be let go, or to be turned away. */
const releasingWord = userWord + 2
const refusingWord = userWord + 3
/** 1: the last to come runs an action first. */
const actionWord = userWord + 4

const Phase = { filling: 0, acting: 1, broken: 2 } as const

const arrived = 0
/** Who runs the action now. */
const actor = 1
/** Those that came for the next round while the action of this one ran. */
const door = 2

/** What a wait is told instead of its index: the barrier broke. */
export const brokenIndex: number = -1
/** Added to the index of the one who has to run the action. */
export const runsAction: number = 2 ** 30

/** The parties of a barrier, round after round. */
export class Rendezvous extends WaitingRoom {
  /** For the one who made the memory, before anyone else has it. */
  start(parties: number, hasAction: boolean): void {
    this.state.memory.set(partiesWord, parties)
    this.state.memory.set(actionWord, hasAction ? 1 : 0)
  }

  override step(): boolean {
    const { state } = this
    if (state.get(refusingWord) > 0) return this.#send(refusingWord, brokenIndex)
    if (state.get(releasingWord) > 0) return this.#send(releasingWord)
    const phase = state.get(phaseWord)
    if (phase === Phase.broken && state.length(arrived) + state.length(door) > 0) {
      state.set(refusingWord, state.length(arrived) + state.length(door))
      return true
    }
    const next = phase === Phase.filling ? state.head(door) : 0
    if (next === 0) return false
    state.unlink(next)
    this.#arrive(next)
    return true
  }

  /** Ends the wait of the first one. */
  #send(countWord: number, index?: number): boolean {
    const { state } = this
    const first = state.head(arrived) || state.head(door)
    state.set(countWord, first === 0 ? 0 : state.get(countWord) - 1)
    if (first === 0) return true
    if (index !== undefined) state.setField(first, Field.b, index)
    state.tell(first, Status.granted)
    return true
  }

  #arrive(ticket: number): void {
    const { state } = this
    const index = state.length(arrived)
    state.setField(ticket, Field.b, index)
    state.push(arrived, ticket)
    const parties = state.get(partiesWord)
    if (index + 1 < parties) return
    if (state.get(actionWord) === 0) {
      state.set(releasingWord, parties)
      return
    }
    state.set(phaseWord, Phase.acting)
    const owner = { agent: state.field(ticket, Field.agent), task: state.field(ticket, Field.task) }
    state.push(actor, state.add(Status.held, owner, 0))
    state.setField(ticket, Field.b, index + runsAction)
    state.tell(ticket, Status.granted)
  }

  override bury(record: number): void {
    this.#lost(record)
    this.state.free(record)
  }

  override gaveUp(ticket: number): void {
    this.#lost(ticket)
  }

  /** One whom the others wait for will not come, or not finish. */
  #lost(record: number): void {
    const { state } = this
    const list = state.field(record, Field.list)
    if (list === arrived + 1 || list === actor + 1) state.set(phaseWord, Phase.broken)
  }

  override abandon(owner: Owner): void {
    this.state.eachOf(this, owner, (record, status) => {
      if (status === Status.granted || status === Status.refused) return
      this.#lost(record)
      if (status === Status.waiting) this.state.tell(record, Status.refused)
      else this.state.free(record)
    })
  }

  begin(owner: Owner): number {
    const { state } = this
    return state.update(this, () => {
      const phase = state.get(phaseWord)
      const ticket = state.add(Status.waiting, owner, 0)
      if (phase === Phase.filling) this.#arrive(ticket)
      else if (phase === Phase.acting) state.push(door, ticket)
      else {
        state.setField(ticket, Field.b, brokenIndex)
        state.setField(ticket, Field.status, Status.granted)
      }
      return ticket
    })
  }

  /** The action has run. False: the barrier broke meanwhile. */
  complete(succeeded: boolean): boolean {
    const { state } = this
    return state.update(this, () => {
      if (state.get(phaseWord) !== Phase.acting) return false
      state.free(state.head(actor))
      state.set(phaseWord, succeeded ? Phase.filling : Phase.broken)
      if (succeeded) state.set(releasingWord, state.length(arrived))
      return true
    })
  }

  /** Breaks it (`abort`), or makes it as new (`reset`). Whoever waits is turned away. */
  turnAway(reset: boolean): void {
    const { state } = this
    state.update(this, () => {
      if (state.head(actor) !== 0) state.free(state.head(actor))
      state.set(phaseWord, reset ? Phase.filling : Phase.broken)
      if (reset) state.set(refusingWord, state.length(arrived) + state.length(door))
    })
  }

  look(): { readonly parties: number; readonly waiting: number; readonly broken: boolean } {
    const { state } = this
    return state.update(this, () => ({
      parties: state.get(partiesWord),
      waiting: state.length(arrived),
      broken: state.get(phaseWord) === Phase.broken,
    }))
  }
}
