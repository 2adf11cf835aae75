import type { WorkerSpec } from "../backend.ts"
import { Spares } from "../spares.ts"
import { startChild } from "./child.ts"
import type { Started } from "./child.ts"

/** Processes that have loaded what a worker needs, and wait for their first frame, which says what they are to be. */
export const spareProcesses: Spares<WorkerSpec, Started> = new Spares({
  /** What is fixed when a process starts. */
  kindOf({ env, argv, execArgv, memoryLimit, resourceLimits, budget }: WorkerSpec): string {
    return JSON.stringify([env ?? process.env, argv, execArgv, memoryLimit, resourceLimits, budget, process.cwd()])
  },
  start(spec, gone) {
    const started = startChild(spec)
    const { child } = started
    child.once("exit", gone)
    child.once("error", gone)
    child.unref()
    for (const pipe of child.stdio) (pipe as { unref?(): void } | null)?.unref?.()
    return started
  },
  end({ child, claims }: Started) {
    child.kill("SIGKILL")
    claims.close()
  },
})
