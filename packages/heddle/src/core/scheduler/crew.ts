import type { Lane, WorkerSpec } from "../backend/index.ts"
import { part } from "./flight.ts"
import type { Flight } from "./flight.ts"
import type { Job } from "./job.ts"
import type { SchedulerSink } from "./options.ts"
import type { Returned, Waiting } from "./queue.ts"

/** Items that go back to the queue. */
export interface GoingBack {
  readonly job: Job
  readonly returned: Returned
}

/** Items taken back from a worker. */
export interface TakenBack extends GoingBack {
  /** The first one's id there. */
  readonly id: number
}

/** A worker that has not begun what it was sent this long ago, in ms, is held up by something that an earlier task left there. */
const firstPatience = 250

/** One worker of a scheduler, and what it has been given. */
export class Crew {
  readonly name: string
  readonly index: number
  readonly #places: number
  /** It is never at more than one task. */
  readonly alone: boolean
  /** Its tasks that stand aside. */
  aside = 0
  lane!: Lane
  /** It has said that it is there. */
  ready = false
  /** It did not begin what it was given and had to give back. */
  idled = false
  /**
   * How long it may take to begin what it is sent, in ms, before that goes elsewhere. Doubled each time: a large
   * argument takes long to arrive anywhere, and must not travel to and fro for ever.
   */
  patience: number = firstPatience
  /** The items that were asked to stop and have not: it gets no new work while there is one. */
  readonly stopping: Set<number> = new Set()
  /** It ends when it is done with what it has. */
  retiring = false
  /** How many items it was sent since it started, and not taken back. */
  sent = 0
  completed = 0
  /** When it last finished something, in ms of performance.now(). */
  lastFinish: number = performance.now()
  /** When it was last sent something. */
  lastSend: number = performance.now()
  /** How long that took, in ms. What takes long to be sent takes long to arrive. */
  lastSendTook = 0
  idleTimer: NodeJS.Timeout | undefined
  /** What waits for it and no other: jobs whose home it is. */
  readonly own: Waiting[] = []
  /** How many values are kept there for later tasks: it is not ended for being idle while there are any. */
  kept = 0
  /** What it was sent, in order, as far as it has not settled. */
  #flights: Flight[] = []
  #head = 0
  /** Items that have not settled, what they cost together where that is known, and how many of unknown cost. */
  #pending = 0
  #micros = 0
  #unknown = 0
  #readySince = 0

  constructor(name: string, index: number, { tasksPerWorker, aside }: Pick<WorkerSpec, "tasksPerWorker" | "aside">) {
    this.name = name
    this.index = index
    this.#places = tasksPerWorker
    this.alone = tasksPerWorker + aside === 1
  }

  get flights(): readonly Flight[] {
    if (this.#head > 0) {
      this.#flights = this.#flights.slice(this.#head)
      this.#head = 0
    }
    return this.#flights
  }

  /** How many tasks it may be at, at once. */
  get places(): number {
    return this.#places + this.aside
  }

  get pending(): number {
    return this.#pending
  }

  get idle(): boolean {
    return this.#pending === 0 && this.stopping.size === 0
  }

  /** Work ahead of it in microseconds; Infinity while the cost of any item is not known. */
  get backlog(): number {
    return this.#unknown > 0 ? Number.POSITIVE_INFINITY : this.#micros
  }

  add(flight: Flight): void {
    this.#flights.push(flight)
    this.#count(flight, flight.left)
  }

  #count(flight: Flight, items: number): void {
    this.#pending += items
    if (Number.isNaN(flight.cost)) this.#unknown += items
    else this.#micros += items * flight.cost
  }

  /** The flight of a numbered item and its place there. */
  find(seq: number): { readonly flight: Flight; readonly offset: number } | undefined {
    for (let i = this.#head; i < this.#flights.length; i++) {
      const flight = this.#flights[i]!
      const offset = flight.offset(seq)
      if (offset >= 0) return { flight, offset }
    }
    return undefined
  }

  /** The item that runs under an id. */
  running(id: number): { readonly job: Job; readonly index: number } | undefined {
    for (const { job, taken, id: first } of this.flights) {
      const at = id - first
      if (at >= 0 && at < taken.count) return { job, index: taken.index + at }
    }
    return undefined
  }

  /** Counts an item as settled. False: it had settled before. */
  settle(flight: Flight, offset: number): boolean {
    if (!flight.settle(offset)) return false
    this.#count(flight, -1)
    if (flight.left === 0) this.#remove(flight)
    return true
  }

  /**
   * Settles items from number `seq` on, at most `most`, that went well with numbers as results. Tells how many; 0: they
   * must be settled one by one.
   */
  settleRow(seq: number, floats: Float64Array, at: number, most: number, sink: SchedulerSink): number {
    const found = this.find(seq)
    if (found === undefined || this.stopping.size > 0) return 0
    const { flight, offset } = found
    const { job, taken } = flight
    const count = Math.min(most, taken.count - offset)
    if (job.settleNumbers === undefined || !flight.isNext(offset) || !sink.completed(count)) return 0
    flight.settleRow(count)
    this.completed += count
    this.#count(flight, -count)
    if (flight.left === 0) this.#remove(flight)
    this.responded()
    job.settleNumbers(taken.index + offset, floats, at, count)
    return count
  }

  #remove(flight: Flight): void {
    if (this.#flights[this.#head] === flight) {
      this.#head++
      if (this.#head === this.#flights.length) {
        this.#flights = []
        this.#head = 0
      }
      return
    }
    const at = this.#flights.indexOf(flight, this.#head)
    if (at >= 0) this.#flights.splice(at, 1)
  }

  /** A generator that runs there yielded. */
  yielded(seq: number, value: unknown): void {
    const found = this.find(seq)
    found?.flight.job.yielded?.(found.flight.taken.index + found.offset, value)
  }

  /** Spreads what the worker measured over the functions that it ran. */
  learn(count: number, micros: number): void {
    this.lastFinish = performance.now()
    let left = count
    for (let i = this.#head; i < this.#flights.length && left > 0; i++) {
      const flight = this.#flights[i]!
      const ran = Math.min(left, flight.left)
      flight.job.call.fn.cost.learn(ran, (micros * ran) / count)
      left -= ran
    }
  }

  /** It has said that it is there: from now on it may take so long to begin, and not since it was sent something. */
  started(): void {
    this.ready = true
    this.lastSend = this.#readySince = performance.now()
  }

  /** How long it has been there, in ms. */
  get lifetime(): number {
    return this.ready ? performance.now() - this.#readySince : 0
  }

  /** It was sent something, which began at `from`. */
  posted(from: number): void {
    this.lastSend = performance.now()
    this.lastSendTook = this.lastSend - from
  }

  /** It has settled something: it is not held up. */
  responded(): void {
    this.idled = false
    this.patience = firstPatience
  }

  /** It has said that it is there, and begins what it is given. */
  get responsive(): boolean {
    return this.ready && !this.idled
  }

  /** Items that it has not begun, what they cost at least, in microseconds, and whether it has begun as many as it has places. */
  spare(places: number = this.places): { readonly items: number; readonly micros: number; readonly begun: boolean } {
    let items = 0
    let micros = 0
    for (let i = this.#flights.length - 1; i >= this.#head; i--) {
      const flight = this.#flights[i]!
      if (flight.job.home !== undefined) continue
      const rest = flight.taken.count - flight.firstUnstarted(this.lane)
      if (rest === 0) break
      items += rest
      micros += Number.isNaN(flight.cost) ? Number.POSITIVE_INFINITY : rest * flight.cost
    }
    return { items, micros, begun: this.#pending - items >= places }
  }

  /**
   * Takes back what has not started, in order. Items whose arguments were moved can be sent only once, and some are
   * meant for this worker: while it has such, nothing is taken.
   */
  takeBack(): TakenBack[] {
    const flights = this.flights
    if (
      flights.length === 0 ||
      flights.some(({ job, taken }) => job.pinned === true || taken.items.transfer.length > 0)
    )
      return []
    return this.reclaim(this.lane.revoke())
  }

  /** Items numbered from `from` on, and before `to`, were not begun and never will be: they are given to others. */
  reclaim(from: number, to?: number): TakenBack[] {
    // Those that were asked to stop, and never will begin.
    for (const seq of to === undefined ? [] : this.stopping) {
      if (isFrom(seq, from) && !isFrom(seq, to!)) this.stopping.delete(seq)
    }
    const flights = this.flights
    const back: TakenBack[] = []
    const last = flights.at(-1)
    if (last === undefined || last.before(from) === last.taken.count) return back
    this.#clear()
    for (const flight of flights) {
      const { count } = flight.taken
      const begin = flight.before(from)
      const end = to === undefined ? count : Math.max(begin, flight.before(to))
      const kept = begin === end ? [flight] : flight.around(begin, end)
      for (const one of kept) if (one.left > 0) this.add(one)
      if (begin === end) continue
      this.sent -= end - begin
      for (const [first, last] of flight.unsettledRows(begin, end)) {
        back.push({
          id: flight.id + first,
          job: flight.job,
          returned: { ...part(flight.taken, first, last), attempt: flight.attempt },
        })
      }
    }
    this.idled = this.ready && this.#pending === 0
    if (this.idled) this.patience *= 2
    return back
  }

  /** Forgets everything that it was given, and returns it. */
  clear(): readonly Flight[] {
    const flights = this.flights
    this.#clear()
    return flights
  }

  #clear(): void {
    this.#flights = []
    this.#head = 0
    this.#pending = 0
    this.#micros = 0
    this.#unknown = 0
  }
}

/** Is the number that of an item, or of one behind it? They are 31 bits and wrap. */
function isFrom(seq: number, other: number): boolean {
  return ((seq - other) & 0x7fffffff) < 2 ** 30
}

/** Has a worker begun the item, and not settled it? */
export function isStarted(crews: readonly Crew[], job: Job, index: number): boolean {
  const found = locate(crews, job, index)
  return found !== undefined && found.crew.lane.started(found.seq)
}

/** The worker that has an item of a job, and the item's number there. */
export function locate(
  crews: readonly Crew[],
  job: Job,
  index: number,
): { readonly crew: Crew; readonly seq: number } | undefined {
  for (const crew of crews) {
    for (const flight of crew.flights) {
      const offset = index - flight.taken.index
      if (flight.job === job && offset >= 0 && offset < flight.taken.count) return { crew, seq: flight.seqAt(offset) }
    }
  }
  return undefined
}
