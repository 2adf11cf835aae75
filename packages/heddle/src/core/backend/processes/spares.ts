import { startChild } from "./child.ts"
import type { Started } from "./child.ts"
import type { WorkerSpec } from "../backend.ts"

/** A spare that nobody has asked for in this long, in ms, is ended. */
const keep = 10_000

/** A process that has loaded what a worker needs, and waits for its first frame, which says what it is to be. */
interface Spare {
  readonly key: string
  readonly started: Started
  readonly timer: NodeJS.Timeout
}

let spare: Spare | undefined
/** The kind of the worker that died last, until it has a successor. */
let lost: string | undefined

/** A process for a worker: the spare, if there is one of that kind. Throws what Node throws where none may be started. */
export function takeChild(spec: WorkerSpec): Started {
  if (spare?.key !== keyOf(spec)) return startChild(spec)
  const { started, timer } = spare
  clearTimeout(timer)
  spare = undefined
  return started
}

/** A worker died that nobody had told to: it seldom stays alone. */
export function workerLost(spec: WorkerSpec): void {
  lost = keyOf(spec)
}

/** A worker is there, and needs the processors no more to start: the next one that dies is to have its successor at once. */
export function workerReady(spec: WorkerSpec): void {
  if (lost === undefined || spare !== undefined || lost !== keyOf(spec)) return
  lost = undefined
  try {
    const started = startChild(spec)
    const timer = setTimeout(() => drop(started), keep)
    timer.unref()
    spare = { key: keyOf(spec), started, timer }
    started.child.once("exit", () => drop(started))
    started.child.once("error", () => drop(started))
    started.child.unref()
    for (const pipe of started.child.stdio) (pipe as { unref?(): void } | null)?.unref?.()
  } catch {
    // Whoever needs a worker is told why there is none.
  }
}

function drop(started: Started): void {
  if (spare?.started !== started) return
  clearTimeout(spare.timer)
  spare = undefined
  started.child.kill("SIGKILL")
  started.claims.close()
}

/** What is fixed when a process starts. */
function keyOf({ env, argv, execArgv, memoryLimit, resourceLimits, budget }: WorkerSpec): string {
  return JSON.stringify([env ?? process.env, argv, execArgv, memoryLimit, resourceLimits, budget, process.cwd()])
}
