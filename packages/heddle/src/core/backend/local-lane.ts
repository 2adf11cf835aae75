import { AsyncLocalStorage } from "node:async_hooks"
import { addCode } from "../closure/index.ts"
import { decode, decodeError, encode, encodeError, prepare } from "../wire/index.ts"
import type { Lane, LaneSink, Run, WorkerSpec } from "./backend.ts"
import { hasLists } from "./column.ts"
import { itemAt } from "./number.ts"
import type { PreparedFunction } from "./functions.ts"
import { isHeard } from "../events/index.ts"
import { isThenable } from "./thenable.ts"
import { streamYields } from "./stream.ts"
import { provideTask, provideTraceparent, taskSettled } from "../task/index.ts"
import type { TaskContext } from "../task/index.ts"
import { loadFunction } from "./worker/loaded-functions.ts"
import { Spans } from "./worker/spans.ts"
import { Places } from "./worker/places.ts"
import type { LoadedFunction } from "./worker/loaded-functions.ts"

const local = new AsyncLocalStorage<LocalTask>()
let provided = false

let isTracing = false

/** What tasks submit carries on the trace that they are part of. */
function traces(): void {
  if (isTracing) return
  isTracing = true
  provideTraceparent(() => local.getStore()?.traceparent)
}

/** Turns of the event loop are given after this long, in ms. */
const yieldEvery = 8

class LocalTask implements TaskContext {
  readonly seq: number
  readonly id: number
  readonly attempt: number
  readonly traceparent: string | undefined
  credit: number
  wake: (() => void) | undefined
  timer: NodeJS.Timeout | undefined
  readonly #sink: LaneSink
  aside: (() => () => void) | undefined
  readonly #controller = new AbortController()

  constructor(seq: number, run: Run, offset: number, sink: LaneSink) {
    this.seq = seq
    this.id = run.id + offset
    this.attempt = run.attempt
    this.credit = run.call.credit
    this.traceparent = run.call.traceparent
    this.#sink = sink
  }
  get signal(): AbortSignal {
    return this.#controller.signal
  }
  get aborted(): boolean {
    return this.#controller.signal.aborted
  }
  progress(fraction: number, note?: string): void {
    this.#sink.progress(this.seq, fraction, note)
  }
  abort(reason: unknown): void {
    this.#controller.abort(reason)
    this.wake?.()
  }
}

/**
 * A worker that is this thread itself: `limit` tasks at once, one after another where they do not await. A task that
 * blocks cannot be stopped; a timeout or an abort settles it at its next await.
 */
export class LocalLane implements Lane {
  readonly threadId = 0
  readonly #sink: LaneSink
  readonly #spec: WorkerSpec
  readonly #places: Places
  readonly #queue: { readonly run: Run; readonly seq: number; at: number }[] = []
  readonly #spans = new Spans((rows) => this.#sink.spans(rows))
  readonly #running = new Map<number, LocalTask>()
  readonly #loaded = new WeakMap<PreparedFunction, LoadedFunction>()
  #next = 0
  #claimed = 0
  #scheduled = false
  #starting = true
  #holding: NodeJS.Timeout | undefined
  #state: "open" | "closing" | "ended" = "open"

  constructor(spec: WorkerSpec, sink: LaneSink) {
    this.#spec = spec
    this.#sink = sink
    this.#places = new Places(spec.tasksPerWorker, spec.aside, (count) => {
      sink.aside(count)
      this.#schedule()
    })
    if (!provided) provideTask(() => local.getStore())
    provided = true
    void this.#initialize()
  }

  async #initialize(): Promise<void> {
    // Whoever opened the lane must have it before it hears of it.
    await Promise.resolve()
    try {
      if (this.#spec.initializer !== undefined) await this.#callWhole(this.#spec.initializer)
    } catch (error) {
      this.#end("initializer", error)
      return
    }
    if (this.#state === "ended") return
    this.#starting = false
    this.#sink.ready()
    this.#schedule()
  }

  async #callWhole(run: Run): Promise<void> {
    const loaded = this.#load(run)
    await loaded.loading
    if (loaded.fn === undefined) throw loaded.error
    await loaded.fn(...((await this.#item(run, 0)) as unknown[]))
  }

  post(runs: readonly Run[]): number {
    const first = this.#next
    for (const run of runs) {
      if (run.call.traceparent !== undefined) traces()
      this.#queue.push({ run, seq: this.#next, at: 0 })
      this.#next += run.count
    }
    this.#schedule()
    return first
  }

  started(seq: number): boolean {
    return seq < this.#claimed
  }

  revoke(): number {
    const from = this.#claimed
    this.#queue.length = 0
    this.#claimed = this.#next
    return from
  }

  abort(seq: number, reason: unknown): void {
    const task = this.#running.get(seq)
    if (task === undefined) return
    task.abort(reason)
    this.#finish(task)
  }

  credit(seq: number, count: number): void {
    const task = this.#running.get(seq)
    if (task === undefined) return
    task.credit += count
    task.wake?.()
  }

  /** What runs here needs no mail to speak with the program. */
  mail(): void {}

  close(): void {
    this.#state = "closing"
    this.#schedule()
  }

  kill(): void {
    this.#queue.length = 0
    for (const task of this.#running.values()) task.abort(undefined)
    this.#end("killed")
  }

  hold(pending: boolean): void {
    // A promise alone does not keep a program alive; a pending task must.
    if (pending) this.#holding ??= setInterval(() => {}, 2 ** 30)
    else {
      clearInterval(this.#holding)
      this.#holding = undefined
    }
  }

  #end(reason: "closed" | "killed" | "initializer", error?: unknown): void {
    if (this.#state === "ended") return
    this.#state = "ended"
    this.#spans.flush()
    this.hold(false)
    queueMicrotask(() => this.#sink.ended({ reason, exitCode: 0, signal: null, error }))
  }

  #schedule(): void {
    if (this.#scheduled || this.#starting || this.#state === "ended") return
    this.#scheduled = true
    queueMicrotask(() => this.#pump())
  }

  #pump(): void {
    this.#scheduled = false
    const started = performance.now()
    while (this.#running.size < this.#places.count) {
      const head = this.#queue[0]
      if (head === undefined) break
      const loaded = this.#load(head.run)
      if (loaded.loading !== undefined) {
        void loaded.loading.then(() => this.#schedule())
        return
      }
      const offset = head.at++
      if (head.at === head.run.count) this.#queue.shift()
      this.#claimed = head.seq + offset + 1
      this.#start(head.run, head.seq + offset, offset, loaded)
      if (performance.now() - started > yieldEvery) {
        this.#scheduled = true
        setImmediate(() => this.#pump())
        return
      }
    }
    if (this.#state === "closing" && this.#running.size === 0 && this.#queue.length === 0) void this.#finalize()
  }

  async #finalize(): Promise<void> {
    try {
      if (this.#spec.finalizer !== undefined) await this.#callWhole(this.#spec.finalizer)
    } catch (error) {
      this.#sink.stray(error)
    }
    this.#end("closed")
  }

  #load(run: Run): LoadedFunction {
    const { fn } = run.call
    if (fn.frozen === undefined) return { fn: fn.fn!, loading: undefined, error: undefined }
    let loaded = this.#loaded.get(fn)
    if (loaded === undefined) {
      for (const code of fn.frozen.codes) addCode(code)
      this.#loaded.set(fn, (loaded = loadFunction(structuredClone(fn.frozen.data))))
    }
    return loaded
  }

  /** One item as the function gets it. */
  #item(run: Run, offset: number): unknown {
    const item = itemAt(run.items.data, offset)
    if (run.call.fn.frozen === undefined) return item
    for (const code of run.items.codes) addCode(code)
    const copy = structuredClone(item, { transfer: run.items.transfer as ArrayBuffer[] })
    if (run.items.graphs?.includes(offset) !== true) return copy
    const loading = prepare(copy)
    return loading === undefined ? decode(copy) : loading.then(() => decode(copy))
  }

  #start(run: Run, seq: number, offset: number, loaded: LoadedFunction): void {
    const task = new LocalTask(seq, run, offset, this.#sink)
    task.aside = this.#places.leave
    this.#running.set(seq, task)
    const began = performance.now()
    if (run.call.timeout > 0) {
      task.timer = setTimeout(() => {
        this.#sink.timedOut(seq)
        this.abort(seq, undefined)
      }, run.call.timeout)
    }
    const done = (ok: boolean, value: unknown): void => {
      if (!this.#running.has(seq)) return
      taskSettled(task)
      this.#sink.timing(1, (performance.now() - began) * 1000, 0, 0)
      if (isHeard("task")) this.#spans.ran(task.id, 1, began, performance.now(), ok ? 0 : 1)
      const [good, sent] = this.#send(run, ok, value)
      // Nothing else ran meanwhile, so a timer that is due has had no chance to say so.
      if (run.call.timeout > 0 && performance.now() - began > run.call.timeout) this.#sink.timedOut(seq)
      else this.#sink.settled(seq, good, sent)
      this.#finish(task)
    }
    let result: unknown
    try {
      if (loaded.fn === undefined) throw loaded.error
      const { fn } = loaded
      const item = this.#item(run, offset)
      result = local.run(task, () =>
        item instanceof Promise
          ? item.then((value) => this.#call(run, fn, value, task))
          : this.#call(run, fn, item, task),
      )
    } catch (error) {
      done(false, error)
      return
    }
    if (isThenable(result)) {
      result.then(
        (value) => done(true, value),
        (error: unknown) => done(false, error),
      )
    } else done(true, result)
  }

  #call(run: Run, fn: Function, item: unknown, task: LocalTask): unknown {
    const result: unknown = Reflect.apply(fn, undefined, hasLists(run) ? (item as unknown[]) : [item])
    if (run.call.mode !== "stream") return result
    return streamYields(task, result, (value) => {
      const [ok, sent] = this.#send(run, true, value)
      if (!ok) throw sent
      this.#sink.yielded(task.seq, sent)
    })
  }

  /** A result or an error as it would arrive from a worker; as it is where nothing is copied. */
  #send(run: Run, ok: boolean, value: unknown): readonly [boolean, unknown] {
    if (run.call.fn.frozen === undefined) return [ok, value]
    try {
      if (!ok) return [false, decodeError(structuredClone(encodeError(value)))]
      const { data, graph, transfer } = encode(value, {
        role: "result",
        label: "result",
        shared: true,
        functions: false,
      })
      const copy: unknown = structuredClone(data, { transfer: transfer as ArrayBuffer[] })
      return [true, graph ? decode(copy) : copy]
    } catch (error) {
      return [false, error]
    }
  }

  #finish(task: LocalTask): void {
    if (!this.#running.delete(task.seq)) return
    taskSettled(task)
    clearTimeout(task.timer)
    this.#schedule()
  }
}
