import { Field, SharedState, Status, userWord } from "./engine/index.ts"
import type { Leaving, Memory, Owner, Rules, World } from "./engine/index.ts"
import type { Blocks } from "./blocks.ts"

const maxSizeWord = userWord
const closedWord = userWord + 1
/** Items that are there, with those that a putter was promised a place for, is writing, or a getter is reading. */
const takenPlacesWord = userWord + 2
const unfinishedWord = userWord + 3
/** From here on the blocks of memory keep their books. */
export const blocksWord: number = userWord + 4

/** Whom a wait stands in line with. */
export const Lines = {
  getters: 0,
  putters: 1,
  /** Those that wait for something to be there, without taking it. */
  onlookers: 4,
  /** Those that wait for all work to be done. */
  joiners: 5,
} as const

export type Line = (typeof Lines)[keyof typeof Lines]

const { getters, putters, onlookers, joiners } = Lines
const ready = 2
/** Items that somebody writes or reads just now. */
const inHand = 3

/** What is written in a record of an item: it is being written, or it is there or being read (`held`). */
const writing = 5

/** What a wait came to; `item` is the record of an item that is now in this thread's hand. */
export type Outcome = { readonly item: number } | "go" | "closed" | "settled"

/** An item as bytes. */
export interface Parcel {
  readonly bytes: Uint8Array
  readonly kind: number
}

/** Where a parcel lies. */
export interface Place {
  readonly offset: number
  readonly length: number
  readonly kind: number
}

/** Up to this length a parcel is copied in one go with all the rest. */
const small = 4096

/** The items of a queue, in order, and those who wait to put, to get, or for the end of the work. */
export class Shelf implements Rules, Leaving {
  readonly state: SharedState
  readonly #blocks: Blocks

  constructor(memory: Memory, world: World, blocks: Blocks) {
    this.state = new SharedState(memory, world)
    this.#blocks = blocks
  }

  /** For the one who made the memory, before anyone else has it. */
  begin(maxSize: number): void {
    this.state.memory.set(maxSizeWord, maxSize)
  }

  step(): boolean {
    const { state } = this
    const isClosed = state.get(closedWord) === 1
    const item = state.head(ready)
    if (item !== 0 || isClosed) {
      const onlooker = state.head(onlookers)
      if (onlooker !== 0) return this.#tell(onlooker, Status.granted)
    }
    const getter = state.head(getters)
    if (getter !== 0 && item !== 0) {
      this.#hand(item, state.field(getter, Field.agent))
      state.setField(getter, Field.b, item)
      return this.#tell(getter, Status.granted)
    }
    if (getter !== 0 && isClosed && !this.#isWritten()) return this.#tell(getter, Status.refused)
    const putter = state.head(putters)
    if (putter !== 0 && isClosed) return this.#tell(putter, Status.refused)
    if (putter !== 0 && this.#hasPlace()) {
      state.set(takenPlacesWord, state.get(takenPlacesWord) + 1)
      return this.#tell(putter, Status.granted)
    }
    const joiner = state.head(joiners)
    return joiner !== 0 && state.get(unfinishedWord) === 0 && this.#tell(joiner, Status.granted)
  }

  #tell(record: number, status: number): true {
    this.state.tell(record, status)
    return true
  }

  #hasPlace(): boolean {
    const max = this.state.get(maxSizeWord)
    return max === 0 || this.state.get(takenPlacesWord) < max
  }

  /** Is an item still on its way in? */
  #isWritten(): boolean {
    for (let each = this.state.head(inHand); each !== 0; each = this.state.next(each)) {
      if (this.state.field(each, Field.status) === writing) return true
    }
    return false
  }

  /** An item is now that thread's to read. */
  #hand(item: number, agent: number): void {
    this.state.unlink(item)
    this.state.setField(item, Field.agent, agent)
    this.state.push(inHand, item)
  }

  bury(record: number): void {
    const { state } = this
    switch (state.field(record, Field.status)) {
      case Status.held:
        // Its reader died before it had it all.
        this.#putBack(record)
        return
      case writing:
        this.#discard(record)
        return
      case Status.granted:
        this.#giveBack(record)
        break
      default:
        break
    }
    state.free(record)
  }

  /** A wait that was granted, and whose owner is gone. An item in its hand is found by itself. */
  #giveBack(record: number): void {
    if (this.state.field(record, Field.a) !== putters) return
    this.state.set(takenPlacesWord, this.state.get(takenPlacesWord) - 1)
  }

  #putBack(item: number): void {
    this.state.unlink(item)
    this.state.setField(item, Field.agent, 0)
    this.state.push(ready, item, true)
  }

  #discard(item: number): void {
    const { state } = this
    this.#blocks.free(state, { offset: state.field(item, Field.a), length: state.field(item, Field.b) })
    state.free(item)
    state.set(takenPlacesWord, state.get(takenPlacesWord) - 1)
  }

  abandon(owner: Owner): void {
    this.state.eachOf(this, owner, (record, status) => {
      if (status === Status.granted) {
        this.#giveBack(record)
        const item = this.state.field(record, Field.b)
        if (this.state.field(record, Field.a) === getters && item !== 0) this.#putBack(item)
      }
      if (status === Status.granted || status === Status.waiting) this.state.tell(record, Status.refused)
    })
  }

  /** Puts a parcel in, if that can be at once. The second part of a large one is `finishPut`. */
  tryPut(owner: Owner, parcel: Parcel): "full" | "closed" | number {
    const { state } = this
    return state.update(this, () => {
      if (state.get(closedWord) === 1) return "closed"
      if (state.length(putters) > 0 || !this.#hasPlace()) return "full"
      state.set(takenPlacesWord, state.get(takenPlacesWord) + 1)
      return this.#store(owner, parcel)
    })
  }

  #store(owner: Owner, { bytes, kind }: Parcel): number {
    const { state } = this
    const offset = this.#blocks.take(state, bytes.length)
    // The kind stands where other records have their task: items belong to threads only, and only for a moment.
    const item = state.add(writing, { agent: owner.agent, task: -1 - kind }, offset, bytes.length)
    if (bytes.length > small) {
      state.push(inHand, item)
      return item
    }
    this.#blocks.write(offset, bytes)
    this.#publish(item)
    return 0
  }

  #publish(item: number): void {
    const { state } = this
    state.unlink(item)
    state.setField(item, Field.status, Status.held)
    state.setField(item, Field.agent, 0)
    state.push(ready, item)
    state.set(unfinishedWord, state.get(unfinishedWord) + 1)
  }

  /** Copies a large parcel, and makes it an item. */
  finishPut(item: number, { bytes }: Parcel): void {
    if (item === 0) return
    const { state } = this
    this.#blocks.write(
      state.update(this, () => state.field(item, Field.a)),
      bytes,
    )
    state.update(this, () => this.#publish(item))
  }

  /** The first item, now in this thread's hand. */
  tryGet(owner: Owner): "empty" | "closed" | number {
    const { state } = this
    return state.update(this, () => {
      const item = state.head(ready)
      if (item === 0) return state.get(closedWord) === 1 && !this.#isWritten() ? "closed" : "empty"
      this.#hand(item, owner.agent)
      return item
    })
  }

  /** A copy of the bytes of an item in hand. */
  read(item: number): Parcel {
    const { state } = this
    const place = state.update(this, (): Place => ({
      offset: state.field(item, Field.a),
      length: state.field(item, Field.b),
      kind: -1 - state.field(item, Field.task),
    }))
    return { bytes: this.#blocks.read(place), kind: place.kind }
  }

  /** The item has been read: its place is free. */
  finishGet(item: number): void {
    this.state.update(this, () => this.#discard(item))
  }

  /** The item could not be read: it is the first again. */
  putBack(item: number): void {
    this.state.update(this, () => this.#putBack(item))
  }

  wait(owner: Owner, line: Line): number {
    const { state } = this
    return state.update(this, () => {
      const ticket = state.add(Status.waiting, owner, line)
      state.push(line, ticket)
      return ticket
    })
  }

  /** What a wait has come to. A putter's parcel is stored in the same moment: then `item` is to be finished. */
  collect(ticket: number, owner: Owner, parcel?: Parcel): Outcome | undefined {
    return this.state.update(this, () => this.#finish(ticket, owner, parcel))
  }

  cancel(ticket: number, owner: Owner, parcel?: Parcel): Outcome | undefined {
    const { state } = this
    return state.update(this, () => {
      if (state.field(ticket, Field.status) !== Status.waiting) return this.#finish(ticket, owner, parcel)
      state.free(ticket)
      return undefined
    })
  }

  #finish(ticket: number, owner: Owner, parcel: Parcel | undefined): Outcome | undefined {
    const { state } = this
    const status = state.field(ticket, Field.status)
    if (status === Status.waiting) return undefined
    const item = state.field(ticket, Field.b)
    state.free(ticket)
    if (status === Status.refused) return state.get(closedWord) === 1 ? "closed" : "settled"
    if (parcel !== undefined) return { item: this.#store(owner, parcel) }
    return item === 0 ? "go" : { item }
  }

  close(): void {
    this.state.update(this, () => this.state.set(closedWord, 1))
  }

  /** One item's work is done. False: more than were put. */
  taskDone(): boolean {
    const { state } = this
    return state.update(this, () => {
      const unfinished = state.get(unfinishedWord)
      if (unfinished === 0) return false
      state.set(unfinishedWord, unfinished - 1)
      return true
    })
  }

  look(): ShelfView {
    const { state } = this
    return state.update(this, () => ({
      size: state.length(ready),
      places: state.get(takenPlacesWord),
      maxSize: state.get(maxSizeWord),
      closed: state.get(closedWord) === 1,
      getters: state.length(getters),
      putters: state.length(putters),
      unfinished: state.get(unfinishedWord),
    }))
  }
}

/** What an onlooker sees. */
export interface ShelfView {
  readonly size: number
  readonly places: number
  readonly maxSize: number
  readonly closed: boolean
  readonly getters: number
  readonly putters: number
  readonly unfinished: number
}
