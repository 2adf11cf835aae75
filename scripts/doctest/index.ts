/**
 * Runs what the documentation shows: every ```ts fence of the README, the docs, the rooms' READMEs and the doc comments
 * is a program, which is type-checked and then run in a process of its own. In a fence:
 *
 * ```ts skip it only shows the notation
 * await pool.map((x) => x * 2, [1, 2]) // => [2, 4]
 * const [first] = [1, 2] // => [1]
 * pool.submit(1) // throws HEDDLE_OPTION
 * ```
 *
 * In a table with the columns `Python`, `heddle` and what differs, the code in the second column of each row is run, a
 * line a span, in a block of its own; the fence "ts table" before the table holds what its rows share.
 *
 * `// => value` must be deeply equal, prototypes included; `// throws` names an error's code or name. A fence may be
 * marked "ts skip" with a reason, or "ts error TS2345" if it must not compile. Fences of doc comments may leave out
 * imports of heddle's own names, and use `pool`, a Pool of two workers.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { eachAtOnce, matches } from "../test/files.ts"
import { root } from "../test/processes.ts"
import { runProgram } from "../test/programs.ts"
import { fail, pass, section, skip } from "../test/report.ts"
import { collect } from "./collect.ts"
import { inDocument } from "./positions.ts"
import type { Snippet } from "./collect.ts"
import { toProgram } from "./program.ts"
import { typeErrors } from "./type-errors.ts"

/** Inside the package, so that programs import `heddle` as their readers do. */
export const folder: string = join(root, "packages/heddle/.doctest")

const limit = 60_000

/** A snippet and the file that was made of it. */
export interface Written extends Snippet {
  readonly program: string
}

/** Checks and runs every snippet whose file matches. */
export async function doctest(filters: readonly string[]): Promise<void> {
  const snippets = collect().filter(({ file }) => filters.includes("docs") || matches(file, filters))
  if (snippets.length === 0) return
  section("what the documentation shows")
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })

  const written: Written[] = []
  for (const [index, snippet] of snippets.entries()) {
    if (snippet.skip !== undefined) {
      skip(snippet.name, snippet.skip)
      continue
    }
    const program = `${snippet.file.replace(/[^\w.]+/g, "-")}-${index}.ts`
    try {
      writeFileSync(join(folder, program), toProgram(snippet, folder))
      written.push({ ...snippet, program })
    } catch (error) {
      fail(snippet.name, error instanceof Error ? error.message : String(error))
    }
  }
  if (written.length === 0) return
  const errors = await typeErrors(written, folder)
  await eachAtOnce(written, availableParallelism(), async (snippet) => {
    const wrong = errors.get(snippet.program)
    if (wrong !== undefined) fail(snippet.name, wrong)
    else if (snippet.error !== undefined) pass()
    else {
      const translate = (output: string): string => inDocument(output, snippet.program, snippet)
      await runProgram(snippet.name, join(folder, snippet.program), limit, translate)
    }
  })
}
