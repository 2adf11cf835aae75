// Long because: what begins, runs, waits and ends in a worker is one state, and each step of it looks at the others.
import { AsyncLocalStorage } from "node:async_hooks"
import { storeCode } from "../../closure/thaw/index.ts"
import { numberArray, prepare } from "../../wire/arrivals.ts"
import type { Encoded, EncodedError } from "../../wire/index.ts"
import { isThenable } from "../thenable.ts"
import { writeResult } from "../output.ts"
import { streamYields } from "../stream.ts"
import { provideTask, provideTraceparent, taskSettled } from "../../task/index.ts"
import type { RunMessage, ToWorker } from "../protocol.ts"
import { itemsBetween, nextItem } from "../threads/control.ts"
import type { Channel } from "./channel.ts"
import { sending } from "./load-sending.ts"
import { watching } from "./load-watching.ts"
import type { Watching } from "./watching.ts"
import { LoadedFunctions } from "./loaded-functions.ts"
import type { LoadedFunction } from "./loaded-functions.ts"
import { Packing } from "./packing.ts"
import { movedWith } from "./moved-with.ts"
import { Places } from "./places.ts"
import { RunningTask } from "./running-task.ts"
import type { Segment } from "./segment.ts"

/** Results wait this long at most, in ms, before the scheduler is woken for them. */
const reportEvery = 2
/** After this long without a turn of the event loop, in ms, the runner gives it one: timers and sockets go on. */
const yieldEvery = 8
/** A task with a shorter `timeout` gets this long, in ms, while its modules load. */
const loadTimeout = 5000
/** The clock costs as much as a tiny task, so it is read once in so many; in more of them while they are known to be tiny. */
const clockStride = 8
const longestStride = 32
/** Tasks that take less than this each, in ms, are tiny. */
const tiny = 0.001
/** From here on each has a span of its own, if somebody looks on, in ms. */
const worthSpan = 0.05

/**
 * Runs what a worker is sent, in order, at most `limit` at once (a task that awaits counts, unless it stands aside). Knows
 * nothing of threads or processes: the channel does.
 */
export class Runner {
  readonly #functions = new LoadedFunctions()
  readonly #channel: Channel
  readonly #places: Places
  readonly #lends: boolean
  readonly #queue: Segment[] = []
  /** Items that were asked to stop before they began, and why. */
  readonly #dropped = new Map<number, unknown>()
  /** Tasks whose function returned a promise, by their numbers. */
  readonly #waiting = new Map<number, RunningTask>()
  readonly #local: AsyncLocalStorage<RunningTask> | undefined
  #current: RunningTask | undefined
  /** The item that runs now, while nobody has asked for its task. */
  #plain: Segment | undefined
  #plainOffset = 0
  /** The list of its only argument. */
  readonly #only: unknown[] = [undefined]
  #pumping = false
  readonly #packing = new Packing()
  /** Items that are run between two looks at the clock, and when it was last looked at. */
  #stride = clockStride
  #clock = 0
  #finished = 0
  /** Tasks whose modules are being loaded. */
  #loading = 0
  #resting = true
  #watching: Watching | undefined
  #isTracing = false
  #mark = 0
  #lastTurn = 0
  /** An item was asked to stop, and what waits behind it may have been too: the message is there. */
  #mustTurn = false
  #idle: (() => void) | undefined

  /** `lends`: large arrays in results are for others too, and go in shared memory. */
  constructor(channel: Channel, limit: number, mostAside: number, lends: boolean) {
    this.#channel = channel
    this.#lends = lends
    this.#places = new Places(limit, mostAside, (count) => {
      channel.post({ t: "aside", count })
      this.#pump()
    })
    this.#local = this.#places.single ? undefined : new AsyncLocalStorage()
    provideTask(() => (this.#local === undefined ? this.#now() : this.#local.getStore()))
  }

  /** The task that runs, of `limit` 1. Most are never asked for: then none is made. */
  #now(): RunningTask | undefined {
    const plain = this.#plain
    if (this.#current === undefined && plain !== undefined) this.#current = this.#task(plain, this.#plainOffset, 0)
    return this.#current
  }

  #task({ run, seq }: Segment, offset: number, timeout: number): RunningTask {
    const { id, attempt, grace, index, out, traceparent } = run
    const task = new RunningTask(nextItem(seq, offset), id + offset, attempt, timeout, grace, this.#channel)
    task.aside = this.#places.leave
    task.traceparent = traceparent
    if (out !== undefined) task.place = { view: out, index: index + offset }
    return task
  }

  /** What runs here now. */
  get running(): readonly RunningTask[] {
    const waiting = [...this.#waiting.values()]
    const now = this.#now()
    if (now !== undefined && !waiting.includes(now)) waiting.push(now)
    return waiting
  }

  /** The event loop has turned. */
  turned(): void {
    this.#lastTurn = performance.now()
  }

  /** The worker had nothing to do until a message was there that took so many microseconds to come. */
  arrived(micros: number): void {
    this.#packing.arrived(micros)
  }

  handle(message: Exclude<ToWorker, { t: "close" | "mail" }>): void {
    switch (message.t) {
      case "run": {
        if (message.watch !== undefined) this.#watch(message.watch)
        if (message.drop !== undefined) this.#functions.drop(message.drop)
        if (message.codes !== undefined) for (const code of message.codes) storeCode(code)
        if (message.fns !== undefined) for (const fn of message.fns) this.#functions.add(fn)
        let seq = message.seq
        for (const run of message.runs) {
          if (run.traceparent !== undefined) this.#traces()
          const graphs = run.graphs === undefined ? undefined : new Set(run.graphs)
          const data = run.data instanceof Float64Array ? numberArray(run.data, 0, run.count) : run.data
          this.#queue.push({ run, seq, data, graphs, fn: this.#functions.get(run.fn), at: 0 })
          seq = nextItem(seq, run.count)
        }
        this.#pump()
        break
      }
      case "abort":
        this.#abort(message.seq, sending().decodeError(message.reason))
        break
      case "credit": {
        const task = this.#waiting.get(message.seq)
        if (task === undefined) break
        task.credit += message.count
        task.wake?.()
        break
      }
    }
  }

  /** What tasks submit carries on the trace that they are part of. */
  #traces(): void {
    if (this.#isTracing) return
    this.#isTracing = true
    provideTraceparent(() => (this.#local === undefined ? this.#now() : this.#local.getStore())?.traceparent)
  }

  /** It was asked to stop before it began. */
  #drop(seq: number, reason: unknown): void {
    this.#channel.post({ t: "error", seq, error: this.#encodeError(reason) })
    this.#channel.ended(seq)
    this.#finished++
  }

  /** Somebody listens to these kinds of events from now on. */
  #watch(bits: number): void {
    this.#watching?.end()
    this.#watching = watching(bits, this.#channel)
    if (this.#watching?.spans !== undefined) this.#stride = 1
  }

  #abort(seq: number, reason: unknown): void {
    const task = this.#waiting.get(seq)
    if (task === undefined) {
      if (this.#isQueued(seq)) this.#dropped.set(seq, reason)
      // It ended just before, and its place may be another's by now.
      else this.#channel.ended(seq)
      return
    }
    task.abort(reason)
    if (this.#local === undefined) return
    // Its neighbours must not suffer if it does not listen: its place is free at once, its result is dropped.
    this.#ended(task)
    this.#waiting.delete(seq)
    this.#pump()
  }

  #isQueued(seq: number): boolean {
    return this.#queue.some((segment) => {
      const offset = itemsBetween(segment.seq, seq)
      return offset >= segment.at && offset < segment.run.count
    })
  }

  /** Resolves when nothing runs or waits here, and all of it has been told. */
  async settled(): Promise<void> {
    while (this.#queue.length > 0 || this.#waiting.size > 0) {
      await new Promise<void>((resolve) => (this.#idle = resolve))
    }
    this.#watching?.spans?.flush()
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    const channel = this.#channel
    if (this.#resting) {
      this.#resting = false
      this.#mark = performance.now()
      channel.busy(true)
    }
    let count = 0
    while (this.#waiting.size < this.#places.count && this.#loading === 0) {
      const segment = this.#queue[0]
      if (segment === undefined) break
      if (this.#mustTurn) return this.#turn()
      const { run } = segment
      const fn = this.#plainFunction(segment)
      let ran = 0
      if (fn !== undefined) ran = this.#runPlain(segment, fn)
      else {
        const offset = segment.at++
        if (segment.at === run.count) this.#queue.shift()
        const seq = nextItem(segment.seq, offset)
        // Also of what was taken back: its number will be another's.
        const reason = this.#dropped.get(seq)
        const isDropped = this.#dropped.delete(seq)
        if (!channel.claim(seq)) continue
        if (isDropped) this.#drop(seq, reason)
        else this.#begin(segment, seq, offset)
      }
      if (ran > 0 || ++count % clockStride === 0 || run.timeout > 0) {
        const now = performance.now()
        this.#stride = this.#strideAfter(ran, now - this.#clock)
        this.#clock = now
        if (now - this.#mark > reportEvery) this.#report(now)
        if (now - this.#lastTurn > yieldEvery && this.#queue.length > 0) return this.#turn()
      }
    }
    this.#report(performance.now())
    this.#pumping = false
    if (this.#waiting.size === 0 && this.#queue.length === 0) {
      this.#current = undefined
      this.#resting = true
      channel.busy(false)
      this.#watching?.spans?.rest(performance.now())
      this.#idle?.()
    }
  }

  /** Goes on when the event loop has turned. */
  #turn(): void {
    this.#pumping = false
    const goOn = (): void => {
      const again = this.#mustTurn
      this.#mustTurn = false
      // What came while an item ran is read in the turn after this one.
      if (again) return void setImmediate(goOn)
      this.#lastTurn = performance.now()
      this.#pump()
    }
    setImmediate(goOn)
  }

  /** How many items are to run between two looks at the clock, when so many took so long. */
  #strideAfter(ran: number, ms: number): number {
    if (ms < ran * tiny) return Math.min(2 * this.#stride, longestStride)
    return this.#watching?.spans !== undefined && ms > ran * worthSpan ? 1 : clockStride
  }

  /** The function, if the items of the run need nothing but to be called with what was sent. */
  #plainFunction({ run, graphs, at, fn }: Segment): Function | undefined {
    if (this.#dropped.size > 0) return undefined
    if (at === 0 || this.#local !== undefined || run.timeout > 0 || run.stream || graphs !== undefined) return undefined
    const loaded = fn()
    return loaded.loading === undefined ? loaded.fn : undefined
  }

  /** Runs items of a run back to back, until it is time to look at the clock or one of them awaits. Tells how many. */
  #runPlain(segment: Segment, fn: Function): number {
    const { count, spread, index, out } = segment.run
    const { data } = segment
    const channel = this.#channel
    const only = this.#only
    const last = Math.min(count, segment.at + this.#stride)
    const from = segment.at
    const spans = this.#watching?.spans
    const began = spans === undefined ? 0 : performance.now()
    let ended = 0
    let failed = 0
    this.#plain = segment
    let at = from
    while (at < last) {
      const offset = at++
      segment.at = at
      const seq = nextItem(segment.seq, offset)
      if (!channel.claim(seq)) continue
      this.#plainOffset = offset
      let result: unknown
      try {
        only[0] = data[offset]
        // Never as `fn(item)`: V8 would compile the task into this loop, with what it knows of numbers here, and slower by far.
        result = Reflect.apply(fn, undefined, spread ? (only[0] as unknown[]) : only)
        if (out !== undefined && !isThenable(result)) {
          result = writeResult(out, index + offset, result)
        }
      } catch (error) {
        ended++
        failed++
        this.#fail(this.#now()!, error)
        continue
      }
      if (typeof result === "number" && this.#current === undefined && channel.number(seq, result, count - offset)) {
        this.#finished++
      } else if (this.#settle(this.#now()!, result, began)) break
      ended++
    }
    only[0] = this.#plain = undefined
    if (ended > 0) spans?.ran(segment.run.id + from, ended, began, performance.now(), failed)
    if (segment.at === count) this.#queue.shift()
    return at - from
  }

  #report(now: number): void {
    this.#packing.report(this.#channel, this.#finished, now - this.#mark)
    this.#finished = 0
    this.#mark = now
  }

  /** A task that was claimed. It runs from here on, also while the modules of its function load. */
  #begin(segment: Segment, seq: number, offset: number): void {
    const { run } = segment
    const make = (timeout: number): RunningTask => {
      const task = this.#task(segment, offset, timeout)
      if (timeout > 0) this.#channel.deadline(seq, timeout, run.grace)
      if (this.#watching?.spans !== undefined) task.began = performance.now()
      return (this.#current = task)
    }
    const loading = run.timeout > 0 ? Math.max(run.timeout, loadTimeout) : 0
    const first = make(segment.at === 1 ? loading : run.timeout)
    const loaded = segment.fn()
    if (loaded.loading === undefined) {
      const task = first.due === 0 || segment.at > 1 ? first : make(run.timeout)
      this.#startLoaded(task, segment, offset, loaded)
      return
    }
    this.#waiting.set(seq, first)
    this.#loading++
    void loaded.loading.then(() => {
      this.#loading--
      if (!this.#waiting.delete(seq)) return this.#pump()
      // What modules take to load says nothing of what a call takes.
      this.#mark = performance.now()
      if (first.aborted) this.#fail(first, first.signal.reason)
      else this.#startLoaded(make(run.timeout), segment, offset, loaded)
      this.#pump()
    })
  }

  #startLoaded(task: RunningTask, segment: Segment, offset: number, { fn, error }: LoadedFunction): void {
    if (fn === undefined) this.#fail(task, error)
    else this.#start(task, segment, offset, fn)
  }

  /** Calls the function. What is not finished on return stands in `#waiting`. */
  #start(task: RunningTask, segment: Segment, offset: number, fn: Function): void {
    let result: unknown
    try {
      const item = segment.data[offset]
      if (segment.graphs?.has(offset) === true) {
        const call = (): unknown => this.#call(task, segment.run, fn, this.#packing.unpack(item))
        const loading = prepare(item)
        result = loading === undefined ? call() : this.#after(loading, call)
      } else {
        result = this.#call(task, segment.run, fn, item)
      }
    } catch (error) {
      this.#fail(task, error)
      return
    }
    this.#settle(task, result)
  }

  /** What was sent behind it begins behind it, also if it has nothing to load. */
  async #after(loading: Promise<unknown>, call: () => unknown): Promise<unknown> {
    this.#loading++
    await loading.finally(() => this.#loading--)
    const result = call()
    // Of one that is done the result is stored before anything else begins.
    if (isThenable(result)) queueMicrotask(() => this.#pump())
    return result
  }

  /** Takes what the function returned. True: a promise; the task is waited for. */
  #settle(task: RunningTask, result: unknown, began: number = task.began): boolean {
    if (!isThenable(result)) {
      this.#succeed(task, result)
      return false
    }
    task.began = began
    this.#waiting.set(task.seq, task)
    result.then(
      (value) => this.#resume(task, () => this.#succeed(task, value)),
      (error: unknown) => this.#resume(task, () => this.#fail(task, error)),
    )
    return true
  }

  #call(task: RunningTask, run: RunMessage, fn: Function, item: unknown): unknown {
    const call = (): unknown => {
      const result = Reflect.apply(fn, undefined, run.spread ? (item as unknown[]) : [item])
      return run.stream ? this.#stream(task, result, run.credit) : result
    }
    // What a generator does between two yields is part of its task.
    return this.#local === undefined ? call() : this.#local.run(task, call)
  }

  #stream(task: RunningTask, result: unknown, credit: number): unknown {
    task.credit = credit
    return streamYields(task, result, (value) => {
      const encoded = this.#encode(value, "yield")
      const { data, graph } = encoded
      this.#channel.post({ t: "yield", seq: task.seq, data, graph }, movedWith(encoded))
      task.noisy = true
    })
  }

  #resume(task: RunningTask, finish: () => void): void {
    if (!this.#waiting.delete(task.seq)) return
    finish()
    this.#pump()
  }

  #succeed(task: RunningTask, result: unknown): void {
    if (task.began > 0) task.ended = performance.now()
    taskSettled(task)
    let value = result
    if (task.place !== undefined) {
      try {
        value = writeResult(task.place.view, task.place.index, result)
      } catch (error) {
        return this.#fail(task, error)
      }
    }
    const channel = this.#channel
    if (task.noisy || !this.#packing.store(channel, task.seq, value)) {
      try {
        this.#packing.measured(() => this.#send(task.seq, value))
      } catch (error) {
        channel.post({ t: "error", seq: task.seq, error: this.#encodeError(error) })
      }
    }
    this.#ended(task)
  }

  #send(seq: number, value: unknown): void {
    const encoded = this.#encode(value, "result")
    this.#channel.post({ t: "value", seq, data: encoded.data, graph: encoded.graph }, movedWith(encoded))
  }

  #encode(value: unknown, label: string): Encoded {
    const options = { role: "result", label, shared: this.#channel.shares, functions: false } as const
    return this.#lends ? sending().encodeShared(value, options) : sending().encode(value, options)
  }

  #fail(task: RunningTask, error: unknown): void {
    if (task.began > 0) task.ended = performance.now()
    task.hasFailed = true
    taskSettled(task)
    this.#channel.post({ t: "error", seq: task.seq, error: this.#encodeError(error) })
    this.#ended(task)
  }

  #ended(task: RunningTask): void {
    taskSettled(task)
    this.#finished++
    if (task.began > 0)
      this.#watching?.spans?.ran(task.id, 1, task.began, task.ended || performance.now(), task.hasFailed ? 1 : 0)
    if (this.#current === task) this.#current = undefined
    if (this.#channel.aborted(task.seq)) this.#mustTurn = true
    this.#channel.ended(task.seq)
    if (task.due === 0) return
    let next: RunningTask | undefined
    for (const other of this.#waiting.values()) {
      if (other !== task && other.due > 0 && (next === undefined || other.due < next.due)) next = other
    }
    if (next === undefined) this.#channel.deadline(-1, 0, 0)
    else this.#channel.deadline(next.seq, Math.max(1, Math.round(next.due - performance.now())), next.grace)
  }

  #encodeError(error: unknown): EncodedError {
    return sending().encodeError(error, { shared: this.#channel.shares })
  }

  /** Fails what runs here because of an error that no task caught. False: nothing runs. */
  failRunning(error: unknown): boolean {
    const running = this.running
    for (const task of running) this.#channel.post({ t: "error", seq: task.seq, error: this.#encodeError(error) })
    return running.length > 0
  }
}
