import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import type { Writable } from "node:stream"
import { fileURLToPath } from "node:url"
import { threadFile, workerExecArgv } from "../../core/backend/index.ts"
import { freeze } from "../../core/closure/index.ts"
import { ProcessError } from "../../core/errors/index.ts"
import { serialize } from "../shared/index.ts"
import type { ChildStart } from "./child-start.ts"

export { pack } from "../shared/index.ts"

/** How the child's program is run. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>> | undefined
  readonly cwd: string | undefined
  readonly execArgv: readonly string[] | undefined
}

/**
 * Starts a child. On fd 3 it reads what it is to run; fd 4 is its lifeline: nothing comes on it, and its end, however it
 * comes about, is ours.
 */
export function startChild(start: ChildStart, { env, cwd, execArgv }: Surroundings): ChildProcess {
  const file = fileURLToPath(threadFile("../../multiprocessing/process/child-entry"))
  const child = spawn(process.execPath, [...(execArgv ?? workerExecArgv()), file], {
    stdio: ["ignore", "inherit", "inherit", "pipe", "pipe"],
    env: { ...(env ?? process.env) },
    cwd,
    windowsHide: true,
  })
  let failed: unknown
  child.on("error", (error) => (failed = error))
  if (child.pid === undefined) throw new ProcessError("the process cannot be started", { cause: failed })
  const [, , , input, lifeline] = child.stdio as unknown as readonly (Writable & { unref?(): void })[]
  // A child that is gone says so by its end.
  input!.on("error", () => {})
  lifeline!.on("error", () => {})
  input!.end(serialize(start), () => input!.destroy())
  lifeline!.unref?.()
  return child
}

/** The target with what it captures, as it is now. @throws ClosureError, UnsendableError */
export function freezeTarget(target: Function): NonNullable<ChildStart["target"]> {
  const { data, codes } = freeze(target, { shared: false })
  return { data, codes }
}
