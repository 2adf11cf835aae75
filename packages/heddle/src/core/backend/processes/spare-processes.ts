import { Spares } from "../spares.ts"
import { startChild } from "./child.ts"
import type { ChildSpec, Started } from "./child.ts"

/** Processes that have loaded what a worker needs, and wait for their first frame, which says what they are to be. */
export const spareProcesses: Spares<ChildSpec, Started> = new Spares({
  kindOf({ env, argv, execArgv, memoryLimit, resourceLimits, budget }: ChildSpec): string {
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
