import { spawnSync } from "node:child_process"
import { installLine, installTools, nodeOf } from "../packages/heddle/test/environments/tools.ts"

/** Runs this program again on each Node that is supported, one after the other. Gives the last exit status that is not 0. */
export async function onEveryNode(args: readonly string[]): Promise<number> {
  if (!(await installTools())) throw new Error(`Node 22 and 24 are not here: ${installLine}`)
  let code = 0
  for (const version of ["22", "24", "current"] as const) {
    // Node 22 says of every file that it strips its types.
    const flags = [...process.execArgv, "--disable-warning=ExperimentalWarning"]
    const { status } = spawnSync(nodeOf(version), [...flags, ...args], { stdio: "inherit" })
    if (status !== 0) code = status ?? 1
  }
  return code
}
