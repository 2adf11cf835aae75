import { Worker } from "node:worker_threads"
import { Spares } from "../spares.ts"
import type { ToSupervisor } from "./supervisor-protocol.ts"
import { threadFile } from "./thread-file.ts"

export type Open = Extract<ToSupervisor, { t: "open" }>

/** Threads that have loaded what a worker needs, and wait for the message that says what they are to be. */
export const spareThreads: Spares<Open, Worker> = new Spares({
  /** What a thread is given when it is made. */
  kindOf({ memoryLimit, options }: Open): string | undefined {
    const { env, argv, execArgv, workerData, resourceLimits } = options
    return workerData === undefined ? JSON.stringify([memoryLimit, env, argv, execArgv, resourceLimits]) : undefined
  },
  start(open, gone) {
    const worker = startThread(open)
    worker.once("error", gone)
    worker.once("exit", gone)
    return worker
  },
  end(worker: Worker) {
    void worker.terminate()
  },
})

/** Throws what Node throws where it may not. */
export function startThread({ memoryLimit, options }: Open): Worker {
  const { name, env, argv, execArgv, workerData, resourceLimits } = options
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
