// Long because: it is one state, of which every method changes the queue and the crews.
import { PoolClosedError, TaskTimeoutError } from "../errors/index.ts"
import { compact } from "../backend/index.ts"
import type { LaneEnd } from "../backend/index.ts"
import { Crew, locate } from "./crew.ts"
import type { TakenBack } from "./crew.ts"
import { laneReports } from "./lane-reports.ts"
import { liveCrews } from "./live-crews.ts"
import { deathError, homeless, mayHelp } from "./death.ts"
import { hungriest, overloaded, pack, stuckAfter } from "./dispatching.ts"
import { Flight, part } from "./flight.ts"
import type { Load } from "./flight.ts"
import { abandonWaiting, enqueueAtHome, packOwn, putBack, takeOut } from "./homes.ts"
import type { Job } from "./job.ts"
import type { SchedulerOptions, SchedulerSink } from "./options.ts"
import type { Ledger } from "./ledger.ts"
import { Queue } from "./queue.ts"
import type { Returned } from "./queue.ts"
import { Telling } from "./telling.ts"

/** Workers that fail to start one after another before the scheduler gives up. */
const maxFailedStarts = 3
let lastTaskId = 0

/**
 * Gives items of jobs to workers: by priority, then in order; in batches that their cost decides; never twice unless
 * the user said so. Every item that was taken from a job settles exactly once, whatever becomes of the workers.
 */
export class Scheduler {
  readonly options: SchedulerOptions
  /** Workers that ended without being asked to. */
  restarts = 0
  readonly ledger: Ledger
  /** How often a job has entered the queue. */
  entries = 0
  /** Counts how often it has dispatched: what is submitted in one turn comes from one stretch of synchronous code. */
  turn = 0
  readonly #sink: SchedulerSink
  readonly #telling: Telling
  readonly #queue = new Queue()
  readonly #crews: Crew[] = []
  #kicked = false
  #failedStarts = 0
  #opened = 0
  #broken: (() => unknown) | undefined
  #shareTimer: NodeJS.Timeout | undefined
  #closing = false
  readonly #whenEnded: (() => void)[] = []

  constructor(options: SchedulerOptions, sink: SchedulerSink) {
    this.options = options
    this.ledger = options.ledger
    this.#sink = sink
    this.#telling = new Telling(options.name, options.backend.name)
    for (let i = 0; i < options.minWorkers; i++) this.open()
  }

  /** Starts a first worker, so that it is there, or nearly, when the first task comes. */
  warm(): void {
    if (this.#crews.length === 0) this.open()
  }

  get crews(): readonly Crew[] {
    return this.#crews
  }

  /** Items given to workers and not settled. */
  get running(): number {
    return this.#crews.reduce((sum, crew) => sum + crew.pending, 0)
  }

  /** Items that wait, as far as their jobs know. */
  get queued(): number {
    return this.#queue.items
  }

  /** Puts a job in the queue, or says that it has items again. */
  enqueue(job: Job): void {
    this.entries++
    if (this.#broken !== undefined) return job.abandon(this.#broken)
    if (job.home === undefined) this.#queue.push({ job, returned: undefined })
    else if (!enqueueAtHome(this.#crews, job)) return job.abandon(homeless)
    if (job.priority > 0) for (const crew of this.#crews) this.#takeBack(crew)
    this.kick()
  }

  /** Dispatches after the current synchronous code, so that what is submitted together is sent together. */
  kick(): void {
    if (this.#kicked) return
    this.#kicked = true
    queueMicrotask(() => {
      this.#kicked = false
      this.turn++
      this.ledger.dispatched(() => this.#dispatch())
    })
  }

  #dispatch(): void {
    for (const crew of this.#crews) {
      const load = crew.own.length === 0 ? [] : packOwn(crew)
      if (load.length > 0) this.#send(crew, load)
    }
    while (this.#queue.peek() !== undefined) {
      const crew = this.#receiver()
      if (crew === undefined) return
      const load = pack(this.#queue, crew, this.options)
      if (load.length > 0) this.#send(crew, load)
    }
    this.#share()
  }

  /** Who gets the next items: an idle worker, a new one, or one that will soon be done. */
  #receiver(): Crew | undefined {
    const { best, idle, live } = hungriest(this.#crews)
    return !idle && live < this.options.maxWorkers && !this.#closing ? this.open() : best
  }

  #send(crew: Crew, load: readonly Load[]): void {
    if (crew.pending === 0) {
      clearTimeout(crew.idleTimer)
      crew.lane.hold(true)
    }
    let id = lastTaskId + 1
    const ids = load.map(({ taken }) => (id += taken.count) - taken.count)
    lastTaskId = id - 1
    const runs = load.map(({ job, taken, attempt }, i) => {
      return { call: job.call, items: taken.items, count: taken.count, index: taken.index, attempt, id: ids[i]! }
    })
    const from = performance.now()
    let seq = crew.lane.post(runs)
    crew.posted(from)
    for (const [i, one] of load.entries()) {
      crew.add(new Flight(one, seq, ids[i]!))
      this.#telling.sent(crew, one, ids[i]!)
      seq = (seq + one.taken.count) & 0x7fffffff
      crew.sent += one.taken.count
    }
    if (crew.sent >= this.options.maxTasksPerWorker) this.#retire(crew)
  }

  /** Takes from the worker that has most left to start, for workers that have nothing. */
  #share(): void {
    const idle = this.#crews.some((crew) => crew.idle && !crew.retiring)
    if (!idle && this.#crews.length >= this.options.maxWorkers) return
    const { victim, later } = overloaded(this.#crews)
    if (victim !== undefined) this.#takeBack(victim)
    else if (later) {
      this.#shareTimer ??= setTimeout(() => {
        this.#shareTimer = undefined
        this.#dispatch()
      }, stuckAfter)
    }
  }

  #takeBack(crew: Crew): void {
    const back = crew.takeBack()
    if (back.length > 0) this.#putBack(crew, back)
  }

  #putBack(crew: Crew, back: readonly TakenBack[]): void {
    this.#telling.returned(crew, back)
    putBack(this.#queue, back)
    if (crew.idle) this.#idle(crew)
    this.kick()
  }

  /** Starts one more worker, be there work for it or not. */
  open(): Crew {
    let index = 0
    while (this.#crews.some((crew) => crew.index === index)) index++
    const crew = new Crew(`${this.options.name} ${++this.#opened}`, index, this.options.spec)
    crew.lane = this.options.backend.open(
      { ...this.options.spec, name: crew.name, index },
      {
        ...laneReports(crew, this.ledger, this.#sink, this.#telling),
        ready: () => {
          crew.started()
          this.#sink.worker(crew, "started")
          this.#telling.worker(crew, "started")
          this.kick()
        },
        settled: (seq, ok, value) => this.#settled(crew, seq, ok, value),
        settledNumbers: (seq, floats, at, count) => this.#settledNumbers(crew, seq, floats, at, count),
        yielded: (seq, value) => crew.yielded(seq, value),
        returned: (from, to) => this.#putBack(crew, crew.reclaim(from, to)),
        aside: (count) => {
          crew.aside = count
          this.kick()
        },
        timedOut: (seq) => {
          const found = crew.find(seq)
          if (found === undefined || found.flight.settled(found.offset)) return
          this.#stop(crew, seq, new TaskTimeoutError(found.flight.job.call.timeout))
        },
        ended: (end) => this.#crewEnded(crew, end),
      },
    )
    crew.lane.hold(false)
    this.#crews.push(crew)
    liveCrews.set(crew, this.options)
    return crew
  }

  #settled(crew: Crew, seq: number, ok: boolean, value: unknown): void {
    crew.responded()
    this.#failedStarts = 0
    const stopped = crew.stopping.delete(seq)
    const found = crew.find(seq)
    if (found !== undefined && crew.settle(found.flight, found.offset))
      this.#finish(crew, found.flight, found.offset, ok, value)
    else if (stopped && crew.idle) this.#idle(crew)
    this.kick()
  }

  /** Results of many tiny tasks: those of one flight together where that may be, else one by one. */
  #settledNumbers(crew: Crew, first: number, floats: Float64Array, at: number, count: number): void {
    for (let done = 0; done < count;) {
      const seq = (first + done) & 0x7fffffff
      const settled = crew.settleRow(seq, floats, at + done, count - done, this.#sink)
      if (settled === 0) this.#settled(crew, seq, true, compact(floats[at + done]!))
      done += settled || 1
    }
    this.#failedStarts = 0
    if (crew.idle) this.#idle(crew)
    this.kick()
  }

  /** One item that its worker is done with: it settles its job, or is tried again. */
  #finish(crew: Crew, flight: Flight, offset: number, ok: boolean, value: unknown): void {
    crew.completed++
    const { job, attempt, taken } = flight
    const again = !ok && attempt <= job.retries && taken.items.transfer.length === 0 && mayHelp(value)
    this.#sink.task(flight.id + offset, attempt, ok, value, again)
    if (!ok) this.#telling.failed(crew, flight, offset, value, again)
    if (again) {
      job.retried?.(taken.index + offset)
      const once = { job, returned: { ...part(taken, offset, offset + 1), attempt: attempt + 1 } }
      ;(job.home === undefined ? this.#queue : crew.own).push(once)
    } else job.settle(taken.index + offset, ok, value, crew)
    if (crew.idle) this.#idle(crew)
  }

  /** Settles a running item now, and makes its worker give it up. */
  #stop(crew: Crew, seq: number, error: unknown, grace?: number): void {
    this.#takeBack(crew)
    const found = crew.find(seq)
    if (found === undefined || !crew.settle(found.flight, found.offset)) return
    if (crew.alone && this.options.backend.contains) crew.stopping.add(seq)
    crew.lane.abort(seq, error, grace ?? found.flight.job.grace)
    this.#finish(crew, found.flight, found.offset, false, error)
    this.kick()
  }

  /**
   * Ends items of a job that were taken from it: those that wait leave the queue, those that run are asked to stop and
   * then made to. Each settles with `error`. Without `index`: all of the job's.
   */
  cancel(job: Job, error: unknown, index?: number, grace: number = job.grace): void {
    const meant = (at: number): boolean => index === undefined || at === index
    for (const crew of [...this.#crews]) {
      if (!crew.flights.some((flight) => flight.job === job)) continue
      this.#takeBack(crew)
      // What waits there is told before the one that runs ends.
      for (const flight of crew.flights.toReversed()) {
        if (flight.job !== job) continue
        for (const offset of [...flight.unsettled()].toReversed()) {
          if (meant(flight.taken.index + offset)) this.#stop(crew, flight.seqAt(offset), error, grace)
        }
      }
    }
    this.#settleReturned(job, error, index)
    this.kick()
  }

  /** Takes items of a job back from workers that have not begun them; they settle with `error`. Without `index`: all. */
  cancelUnstarted(job: Job, error: unknown, index?: number): void {
    for (const crew of this.#crews) if (crew.flights.some((flight) => flight.job === job)) this.#takeBack(crew)
    this.#settleReturned(job, error, index)
  }

  #settleReturned(job: Job, error: unknown, index?: number): void {
    for (const returned of takeOut(this.#queue, this.#crews, job, index)) {
      for (let i = 0; i < returned.count; i++) job.settle(returned.index + i, false, error)
    }
  }

  /** Lets a stream yield more. */
  credit(job: Job, index: number, count: number): void {
    const found = locate(this.#crews, job, index)
    found?.crew.lane.credit(found.seq, count)
  }

  #crewEnded(crew: Crew, end: LaneEnd): void {
    const at = this.#crews.indexOf(crew)
    if (at >= 0) this.#crews.splice(at, 1)
    liveCrews.delete(crew)
    clearTimeout(crew.idleTimer)
    this.ledger.ended += crew.lifetime
    crew.stopping.clear()
    if (end.reason !== "closed") this.restarts++
    this.#sink.worker(crew, "ended", end)
    this.#telling.worker(crew, "ended", end)
    // Also one that was ready, and was gone before it began with anything.
    // That one was lost says nothing of whether another can be started.
    const failed = !["closed", "killed", "lost"].includes(end.reason) && crew.completed === 0 && !crew.spare(1).begun
    this.#salvage(crew, end)
    abandonWaiting(crew.own.splice(0), () => deathError(end, "queued"))
    if (end.reason === "initializer") this.#break(() => deathError(end, "starting"))
    if (failed && ++this.#failedStarts >= maxFailedStarts) this.#break(() => deathError(end, "starting"))
    if (this.#closing && this.#crews.length === 0) for (const resolve of this.#whenEnded.splice(0)) resolve()
    while (!this.#closing && this.#broken === undefined && this.#crews.length < this.options.minWorkers) this.open()
    this.kick()
  }

  /** What had started fails, or is tried again if the user allowed it; what had not goes back to the queue. */
  #salvage(crew: Crew, end: LaneEnd): void {
    const back: { readonly job: Job; readonly returned: Returned }[] = []
    const over: { readonly flight: Flight; readonly offset: number; readonly from: number }[] = []
    for (const flight of crew.clear()) {
      const { job, taken, attempt } = flight
      const from = flight.firstUnstarted(crew.lane)
      const moved = job.home !== undefined || taken.items.transfer.length > 0
      for (const offset of flight.unsettled()) if (offset < from || moved) over.push({ flight, offset, from })
      if (from < taken.count && !moved) back.push({ job, returned: { ...part(taken, from, taken.count), attempt } })
    }
    putBack(this.#queue, back)
    // Last: whoever hears of it may cancel what went back.
    for (const { flight, offset, from } of over) {
      const error = deathError(end, offset < from ? "running" : "queued")
      if (flight.job.home === undefined) this.#finish(crew, flight, offset, false, error)
      else flight.job.settle(flight.taken.index + offset, false, error)
    }
  }

  /** No worker can be had: whatever waits, and whatever comes, fails with this. */
  #break(error: () => unknown): void {
    this.#broken ??= error
    this.#abandon(error)
  }

  #abandon(error: () => unknown): void {
    abandonWaiting([...this.#queue.drain(), ...this.#crews.flatMap(({ own }) => own.splice(0))], error)
  }

  #idle(crew: Crew): void {
    if (crew.retiring) crew.lane.close()
    else crew.lane.hold(false)
    if (crew.retiring || this.options.idleTimeout === Number.POSITIVE_INFINITY) return
    clearTimeout(crew.idleTimer)
    crew.idleTimer = setTimeout(() => {
      if (crew.idle && crew.kept === 0 && this.#crews.length > this.options.minWorkers) this.#retire(crew)
    }, this.options.idleTimeout)
    crew.idleTimer.unref()
  }

  #retire(crew: Crew): void {
    if (crew.retiring) return
    crew.retiring = true
    if (crew.idle) crew.lane.close()
  }

  /** Opens all workers and gives each of them one item of the job. */
  broadcast(job: Job): void {
    if (this.#broken !== undefined) return job.abandon(this.#broken)
    while (this.#crews.filter((crew) => !crew.retiring).length < this.options.maxWorkers) this.open()
    for (const crew of this.#crews.filter((one) => !one.retiring)) {
      const taken = job.take(1)
      if (taken === undefined) return
      this.#send(crew, [{ job, taken, attempt: 1 }])
    }
  }

  /** Ends the workers when they are done with what they have. */
  close(): Promise<void> {
    this.#closing = true
    clearTimeout(this.#shareTimer)
    for (const crew of [...this.#crews]) {
      crew.lane.hold(true)
      this.#retire(crew)
    }
    return this.#allEnded()
  }

  /** Ends the workers now. What was queued or running fails with `error`. */
  terminate(error: () => unknown = () => new PoolClosedError("the pool was terminated")): Promise<void> {
    this.#closing = true
    clearTimeout(this.#shareTimer)
    this.#break(error)
    for (const crew of [...this.#crews]) {
      crew.lane.hold(true)
      crew.lane.kill()
      for (const flight of crew.clear()) {
        for (const offset of flight.unsettled()) flight.job.settle(flight.taken.index + offset, false, error())
      }
    }
    // Whoever heard of it may have cancelled others, which puts their neighbours back.
    while (this.#queue.peek() !== undefined) this.#abandon(error)
    return this.#allEnded()
  }

  #allEnded(): Promise<void> {
    return this.#crews.length === 0 ? Promise.resolve() : new Promise((resolve) => this.#whenEnded.push(resolve))
  }
}
