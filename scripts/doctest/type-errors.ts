import { writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { root, run } from "../test/processes.ts"
import type { Written } from "./index.ts"
import { documentLine } from "./positions.ts"

/** What `tsc` says about the programs: a text for each that does not compile as it should. */
export async function typeErrors(written: readonly Written[], folder: string): Promise<Map<string, string>> {
  const config = {
    extends: relative(folder, join(root, "tsconfig.check.json")),
    compilerOptions: { noUnusedLocals: false },
    include: ["*.ts"],
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
  const tsc = join(root, "node_modules/.bin/tsc")
  const { output } = await run(tsc, ["-p", folder, "--pretty", "false"], { cwd: folder, limit: 300_000 })

  const said = new Map<string, { code: string; text: string }[]>()
  if (/^error TS/m.test(output)) throw new Error(`the snippets could not be checked: ${output}`)
  for (const text of output.replace(/\n(?=\s+\S)/g, " ").split("\n")) {
    const match = /^([^(]+)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(text)
    const snippet = written.find(({ program }) => program === match?.[1])
    if (!match || !snippet) continue
    const at = `${snippet.file}:${documentLine(snippet, Number(match[2]))}: ${match[3]}: ${match[4]}`
    said.set(snippet.program, [...(said.get(snippet.program) ?? []), { code: match[3]!, text: at }])
  }
  const wrong = new Map<string, string>()
  for (const { program, error } of written) {
    const found = said.get(program) ?? []
    const others = found.filter(({ code }) => code !== error)
    if (others.length > 0) wrong.set(program, others.map(({ text }) => text).join("\n"))
    else if (error !== undefined && found.length === 0) wrong.set(program, `it compiles, but ${error} was expected`)
  }
  return wrong
}
