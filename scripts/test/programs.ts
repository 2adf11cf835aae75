import { globSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { matches, tail } from "./files.ts"
import { root, run } from "./processes.ts"
import { fail, line, pass, section } from "./report.ts"

/**
 * Runs a program in an empty folder. It passes when it ends in time with status 0 and leaves no process behind. `translate`
 * is given what it printed before that is told.
 */
export async function runProgram(
  name: string,
  file: string,
  limit: number,
  translate: (output: string) => string = (output) => output,
): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), "heddle-program-"))
  const args = ["-C", "@heddle/source", "--inspect-port=0", file]
  const { code, signal, output, ms, hung, left } = await run(process.execPath, args, { limit, cwd })
  rmSync(cwd, { recursive: true, force: true })
  const ok = code === 0 && hung === undefined && left.length === 0
  line(ok, name, ms)
  if (ok) pass()
  else
    fail(
      name,
      [`exit: ${code ?? signal}`, hung, ...left.map((text) => `left: ${text}`), tail(translate(output))]
        .join("\n")
        .trim(),
    )
}

/** Runs every example as a program, one at a time: they may use all cores. */
export async function runExamples(filters: readonly string[]): Promise<void> {
  const files = globSync("examples/*.ts", { cwd: root, exclude: ["**/*.test.ts"] }).filter((file) =>
    matches(file, filters),
  )
  if (files.length > 0) section("examples")
  for (const file of files.toSorted()) await runProgram(file, join(root, file), 180_000)
}
