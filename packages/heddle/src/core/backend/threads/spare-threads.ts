import { Worker } from "node:worker_threads"
import type { ToSupervisor } from "./supervisor-protocol.ts"
import { threadFile } from "./thread-file.ts"

export type Open = Extract<ToSupervisor, { t: "open" }>

/** A spare that nobody has asked for in this long, in ms, is ended. */
const keep = 10_000

/** A thread that has loaded what a worker needs, and waits for the message that says what it is to be. */
interface Spare {
  readonly kind: string
  readonly worker: Worker
  readonly timer: NodeJS.Timeout
}

let spare: Spare | undefined
/** The kind of the worker that died last, until its successor is there. */
let lost: string | undefined

/** A thread for a worker: the spare, if there is one of that kind. Throws what Node throws where none may be started. */
export function takeThread(open: Open): Worker {
  if (spare === undefined || spare.kind !== kindOf(open)) return start(open)
  const { worker, timer } = spare
  spare = undefined
  clearTimeout(timer)
  worker.removeAllListeners()
  return worker
}

/** A worker died that nobody had told to: it seldom stays alone. */
export function workerLost(open: Open): void {
  lost = kindOf(open)
}

/** A worker is there, and needs the processors no more to start: the next one that dies is to have its successor at once. */
export function workerReady(open: Open): void {
  if (lost === undefined || spare !== undefined || lost !== kindOf(open)) return
  const kind = lost
  lost = undefined
  const worker = start(open)
  const timer = setTimeout(() => drop(worker), keep)
  timer.unref()
  spare = { kind, worker, timer }
  worker.once("error", () => drop(worker))
  worker.once("exit", () => drop(worker))
}

function drop(worker: Worker): void {
  if (spare?.worker !== worker) return
  clearTimeout(spare.timer)
  spare = undefined
  void worker.terminate()
}

/** What a thread is given when it is made; undefined for one that is like no other. */
function kindOf({ memoryLimit, options }: Open): string | undefined {
  const { env, argv, execArgv, workerData, resourceLimits } = options
  return workerData === undefined ? JSON.stringify([memoryLimit, env, argv, execArgv, resourceLimits]) : undefined
}

function start({ memoryLimit, options: { name, env, argv, execArgv, workerData, resourceLimits } }: Open): Worker {
  return new Worker(threadFile("worker/thread-entry"), {
    name,
    env: env as NodeJS.ProcessEnv,
    argv: argv ?? [],
    execArgv,
    workerData,
    resourceLimits: { ...headroom(memoryLimit), ...resourceLimits },
  })
}

/** V8's own limit is a net far below: reaching it can abort the whole program, so one large array must not. */
function headroom(limit: number | undefined): { maxOldGenerationSizeMb?: number } {
  if (limit === undefined) return {}
  return { maxOldGenerationSizeMb: Math.ceil(Math.max(4 * limit, limit + 2 ** 32) / 2 ** 20) }
}
