import { readFileSync, readdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** Where all test files are. */
export const tests: string = fileURLToPath(new URL("..", import.meta.url))

const known = new Map<string, ReadonlySet<string> | string>()

/** The titles in a test file, or why it has none. Nothing is run: titles are read as they stand in the source. */
export function titlesOf(file: string): ReadonlySet<string> | string {
  let found = known.get(file)
  if (found === undefined) known.set(file, (found = look(file)))
  return found
}

function look(file: string): ReadonlySet<string> | string {
  let text: string
  try {
    text = readFileSync(join(tests, file), "utf8")
  } catch {
    return "there is no such file"
  }
  if (!isRun(file)) return "no test file imports it"
  return new Set(literals(text))
}

/** Is it a test file, or are its cases imported by one in its folder? */
function isRun(file: string, seen: readonly string[] = []): boolean {
  if (file.endsWith(".test.ts")) return true
  if (seen.includes(file)) return false
  const folder = dirname(file)
  return readdirSync(join(tests, folder), { withFileTypes: true }).some((entry) => {
    const other = join(folder, entry.name)
    if (!entry.isFile() || other === file || !entry.name.endsWith(".ts")) return false
    const imports = readFileSync(join(tests, other), "utf8").includes(`"./${basename(file)}"`)
    return imports && isRun(other, [...seen, file])
  })
}

/** Every text in quotes outside comments, with its escapes resolved; a template as it is written. */
function* literals(text: string): Generator<string> {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g
  for (const match of text.matchAll(token)) {
    const literal = match[1] ?? match[2] ?? match[3]
    if (literal !== undefined) yield literal.replace(/\\(.)/g, "$1")
  }
}
