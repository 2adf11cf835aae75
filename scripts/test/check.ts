import { join } from "node:path"
import { root, run } from "./processes.ts"
import { fail, line, pass } from "./report.ts"
import { tail } from "./files.ts"

/** Runs a tool of the repository as one check, which passes when its exit status is 0. */
export async function check(name: string, tool: string, args: readonly string[], cwd: string = root): Promise<boolean> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" }
  const { code, output, ms, hung } = await run(join(root, "node_modules/.bin", tool), args, {
    cwd,
    env,
    limit: 300_000,
  })
  const ok = code === 0 && hung === undefined
  line(ok, name, ms)
  if (ok) pass()
  else fail(name, tail(output, 200))
  return ok
}
