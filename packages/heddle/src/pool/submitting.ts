import { column } from "../core/backend/index.ts"
import type { Column, JobCall } from "../core/backend/index.ts"
import { AbortError, CancelledError, OptionError, QueueFullError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { FutureOwner } from "../core/future/index.ts"
import { transfer } from "../core/wire/index.ts"
import { BroadcastJob } from "./broadcast-job.ts"
import { atCallSite } from "./call-site.ts"
import type { TaskSettings } from "./options.ts"
import type { PoolCore } from "./pool-core.ts"
import { SubmitJob } from "./submit-job.ts"

/** A future that nothing runs for. */
const nobody: FutureOwner = { cancel: () => false, running: () => false }

/** Refuses what is no function, before anything starts. */
export function checkFunction(fn: unknown): asserts fn is Function {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
}

/** Refuses what is no list of arguments. */
export function checkArgs(args: unknown): asserts args is unknown[] {
  if (Array.isArray(args)) return
  throw new OptionError("args", "an array of arguments", args, {
    hint: "submit takes them one by one: submit(fn, 1, 2)",
  })
}

/** Why the pool takes no call now, if it does not. */
export function refusal(core: PoolCore, task: TaskSettings): unknown {
  if (task.signal?.aborted === true) return new AbortError(task.signal.reason)
  const closed = core.closedError()
  if (closed !== undefined) return closed
  if (core.settings.maxQueue === Number.POSITIVE_INFINITY || !core.full) return undefined
  return new QueueFullError(`the pool's queue is full: maxQueue is ${core.settings.maxQueue}`, {
    hint: "wait for the pool's `drain` event, or ask `pool.full` first",
  })
}

/** One call. `site` is where the user made it. */
export function submitCall(
  core: PoolCore,
  fn: Function,
  args: unknown[],
  task: TaskSettings,
  site: Error,
): Future<unknown> {
  const refused = refusal(core, task)
  if (refused !== undefined) return rejected(core, refused, site)
  let call: JobCall
  try {
    call = {
      fn: core.prepare(fn, task.allowCopyWrites),
      spread: true,
      mode: "call",
      timeout: task.timeout,
      grace: task.grace,
      credit: 0,
    }
  } catch (error) {
    return rejected(core, error, site)
  }
  const job = new SubmitJob(core.scheduler, call, task, () => new CancelledError())
  const source = Future.from<unknown>(job, core.unobserved)
  const { signal } = task
  const onAbort = signal === undefined ? undefined : (): void => job.stop(new AbortError(signal.reason))
  job.onSettled = (ok, value) => {
    if (ok) source.resolve(value)
    else source.reject(core.settings.backend.copies ? atCallSite(value, site) : value, site)
    if (onAbort !== undefined) signal!.removeEventListener("abort", onAbort)
    job.stopWaiting?.()
    core.callEnds()
  }
  core.callBegins()
  const { timings } = core
  if (timings !== undefined) {
    const start = performance.now()
    job.onTaken = () => timings.waited(performance.now() - start)
  }
  if (onAbort !== undefined) signal!.addEventListener("abort", onAbort, { once: true })
  supply(core, job, args, task)
  return source.future
}

function rejected(core: PoolCore, error: unknown, site: Error): Future<unknown> {
  const source = Future.from<unknown>(nobody, core.unobserved)
  source.reject(atCallSite(error, site), site)
  return source.future
}

/** Gives the job its arguments: now, or when those that are futures have a value. */
function supply(core: PoolCore, job: SubmitJob, args: unknown[], task: TaskSettings): void {
  const options = core.columnOptions(true)
  const refuse = (_: number, error: unknown): void => job.stop(error)
  for (const value of task.transfer) transfer(value)
  const futures = args.map((argument) => (argument instanceof Future ? (argument as Future<unknown>) : undefined))
  if (futures.every((future) => future === undefined)) return job.supply(column([args], options, refuse))
  // The other arguments are copied now, as if they were sent now.
  const now = column([args.map((argument, i) => (futures[i] === undefined ? argument : undefined))], options, refuse)
  if (job.over) return
  const rest = now.graphs === undefined && options.copies ? copyOf(now) : args
  const pending = { poolTerminated: (error: unknown) => job.stop(error) }
  core.begin(pending)
  job.stopWaiting = () => core.end(pending)
  Promise.all(futures.map((future) => Promise.resolve(future))).then(
    (values) => {
      core.end(pending)
      if (job.over) return
      const ready = rest.map((value, i) => (futures[i] === undefined ? value : values[i]))
      job.supply(column([ready], options, refuse))
    },
    (error: unknown) => {
      core.end(pending)
      job.stop(error)
    },
  )
}

/**
 * What plain arguments are now; what was moved out of them moves on. Functions and instances cannot be copied without
 * sending them: those are taken when they are sent.
 */
function copyOf({ data, transfer: moved }: Column): unknown[] {
  const copy = structuredClone({ args: data[0] as unknown[], moved }, { transfer: moved as ArrayBuffer[] })
  for (const value of copy.moved) transfer(value)
  return copy.args
}

/** One call in every worker. */
export async function broadcastCall(
  core: PoolCore,
  fn: Function,
  args: unknown[],
  task: TaskSettings,
  site: Error,
): Promise<unknown[]> {
  const refused = refusal(core, task)
  if (refused !== undefined) throw refused
  const pending = {}
  const { signal } = task
  let onAbort: (() => void) | undefined
  try {
    const call: JobCall = {
      fn: core.prepare(fn, task.allowCopyWrites),
      spread: true,
      mode: "call",
      timeout: task.timeout,
      grace: task.grace,
      credit: 0,
    }
    const items = column([args], core.columnOptions(true), (_, error) => {
      throw error
    })
    const job = new BroadcastJob(call, items, core.settings.workers, task)
    onAbort = () => core.scheduler.cancel(job, new AbortError(signal?.reason))
    signal?.addEventListener("abort", onAbort, { once: true })
    core.begin(pending)
    core.scheduler.broadcast(job)
    return await job.promise
  } catch (error) {
    throw core.settings.backend.copies ? atCallSite(error, site) : error
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort)
    core.end(pending)
  }
}
