import { column, resendable } from "../core/backend/index.ts"
import type { Column, JobCall } from "../core/backend/index.ts"
import { AbortError, OptionError, QueueFullError } from "../core/errors/index.ts"
import { Future, nobody } from "../core/future/index.ts"
import type { FutureKind } from "../core/future/index.ts"
import { currentTraceparent } from "../core/task/index.ts"
import { isPrimitive, transfer } from "../core/wire/index.ts"
import { onceAborted } from "./abort-signals.ts"
import { BroadcastJob } from "./broadcast-job.ts"
import { atCallSite } from "./call-site.ts"
import type { TaskSettings } from "./options.ts"
import type { PoolCore } from "./pool-core.ts"
import { SubmitGroup } from "./submit-group.ts"
import type { SubmitSettings } from "./submit-group.ts"
import { SubmittedCall } from "./submitted-call.ts"

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

/** Decides when a call that has its arguments enters the queue: it calls `enter` then, once. */
export type Admission = (call: SubmittedCall, enter: () => void) => void

/** One call. `site` is where the user made it. */
export function submitCall(
  core: PoolCore,
  fn: Function,
  args: unknown[],
  task: TaskSettings,
  site: Error,
  kind?: FutureKind,
  admit?: Admission,
): Future<unknown> {
  const refused = refusal(core, task)
  if (refused !== undefined) return rejected(core, refused, site, kind)
  let call: JobCall
  try {
    call = core.callOf(fn, task)
  } catch (error) {
    return rejected(core, error, site, kind)
  }
  const submitted = new SubmittedCall(core, task, site, kind)
  core.callBegins()
  supply(core, submitted, call, args, task, admit)
  return submitted.future
}

/** One call of a generator, whose yields go to the `stream` of the call that it gives, `credit` of them ahead. */
export function submitStream(
  core: PoolCore,
  fn: Function,
  args: unknown[],
  task: TaskSettings,
  credit: number,
  site: Error,
  kind?: FutureKind,
  admit?: Admission,
): SubmittedCall {
  const submitted = new SubmittedCall(core, task, site, kind)
  core.callBegins()
  try {
    const refused = refusal(core, task)
    if (refused !== undefined) throw refused
    supply(core, submitted, { ...core.callOf(fn, task), mode: "stream", credit }, args, task, admit)
  } catch (error) {
    submitted.stop(error)
  }
  return submitted
}

function rejected(core: PoolCore, error: unknown, site: Error, kind: FutureKind | undefined): Future<unknown> {
  const future = Future.pending(nobody, core.unobserved, kind)
  Future.settle(future, false, atCallSite(error, site), site)
  return future
}

/** Gives the call its arguments, and the call to the queue. */
function supply(
  core: PoolCore,
  submitted: SubmittedCall,
  call: JobCall,
  args: unknown[],
  task: TaskSettings,
  admit: Admission | undefined,
): void {
  for (const value of task.transfer) transfer(value)
  if (args.every(isPrimitive)) return enter(core, submitted, call, args, task, admit)
  const options = core.columnOptions(true, call.fn)
  const refuse = (error: unknown): void => submitted.stop(error)
  const send = (list: unknown[]): void => {
    const sent = column([list], options, (_, error) => refuse(error))
    if (submitted.over) return
    submitted.column = task.retries > 0 ? resendable(sent) : sent
    enter(core, submitted, call, undefined, task, admit)
  }
  whenKnown(core, submitted, args, send, refuse)
}

function enter(
  core: PoolCore,
  submitted: SubmittedCall,
  call: JobCall,
  args: unknown[] | undefined,
  task: TaskSettings,
  admit: Admission | undefined,
): void {
  if (admit === undefined) enqueue(core, submitted, call, args, task)
  else admit(submitted, () => enqueue(core, submitted, call, args, task))
}

/**
 * Gives the arguments to `send`: now, or when those that are futures have a value. The others are taken now, as if they
 * were sent now. `refuse` is told why there will be none. A call that is over by then gets none.
 */
export function whenKnown(
  core: PoolCore,
  submitted: SubmittedCall,
  args: unknown[],
  send: (args: unknown[]) => void,
  refuse: (error: unknown) => void,
): void {
  if (!args.some(isFuture)) return send(args)
  const known = args.map((argument) => (isFuture(argument) ? undefined : argument))
  const options = core.columnOptions(true)
  let refused: { readonly error: unknown } | undefined
  const now = column([known], options, (_, error) => (refused = { error }))
  if (refused !== undefined) return refuse(refused.error)
  const rest = now.graphs === undefined && options.copies ? copyOf(now) : args
  const pending = { poolTerminated: (error: unknown) => submitted.stop(error) }
  core.begin(pending)
  submitted.stopWaiting = () => core.end(pending)
  Promise.all(args.map((argument) => (isFuture(argument) ? Future.passOn(argument) : Promise.resolve()))).then(
    (values) => {
      core.end(pending)
      if (!submitted.over) send(rest.map((value, i) => (isFuture(args[i]) ? values[i] : value)))
    },
    (error: unknown) => {
      core.end(pending)
      if (!submitted.over) refuse(error)
    },
  )
}

function isFuture(value: unknown): value is Future<unknown> {
  return value instanceof Future
}

/** Behind calls of the same function that were just submitted, or by itself. */
function enqueue(
  core: PoolCore,
  submitted: SubmittedCall,
  call: JobCall,
  args: unknown[] | undefined,
  settings: SubmitSettings,
): void {
  const { scheduler, lastGroup } = core
  submitted.args = args
  if (lastGroup?.entry === scheduler.entries && lastGroup.group.takes(call, settings)) {
    lastGroup.group.add(submitted, scheduler.turn)
    return scheduler.kick()
  }
  const group = new SubmitGroup(call, settings, scheduler.ledger)
  group.add(submitted, scheduler.turn)
  scheduler.enqueue(group)
  core.lastGroup = { group, entry: scheduler.entries }
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
  let forgetSignal: (() => void) | undefined
  try {
    const call: JobCall = {
      fn: core.prepare(fn, task.allowCopyWrites),
      spread: true,
      mode: "call",
      timeout: task.timeout,
      grace: task.grace,
      credit: 0,
      traceparent: currentTraceparent(),
    }
    const items = column([args], core.columnOptions(true, call.fn), (_, error) => {
      throw error
    })
    const job = new BroadcastJob(call, items, core.settings.workers, task)
    if (signal !== undefined) {
      forgetSignal = onceAborted(signal, () => core.scheduler.cancel(job, new AbortError(signal.reason)))
    }
    core.begin(pending)
    core.scheduler.broadcast(job)
    return await job.promise
  } catch (error) {
    throw core.settings.backend.copies ? atCallSite(error, site) : error
  } finally {
    forgetSignal?.()
    core.end(pending)
  }
}
