import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, relative } from "node:path"
import test from "node:test"

/*
 * What must not compile, and what the user then reads. A file of test/types/ is checked as a user would write it; a
 * comment above a line says which error that line has, and words that its message holds:
 *
 *   // error TS2345: Argument of type 'string' is not assignable
 *   pool.submit((x: number) => x, "1")
 *
 * Any other error fails.
 */
interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly code: string
  readonly message: string
}

/** Tests that the files of a folder have the errors that they say, and no others. */
export function testTypes(folder: string): void {
  const files = globSync("**/*.ts", { cwd: folder }).toSorted()
  const diagnostics = files.length > 0 ? compile(folder) : []
  for (const file of files) {
    test(`types: ${file}`, () => {
      const found = diagnostics.filter((diagnostic) => diagnostic.file === file)
      const expected = expectations(folder, file)
      const missing = expected.filter((one) => !found.some((other) => agrees(one, other)))
      const surprising = found.filter((one) => !expected.some((other) => agrees(other, one)))
      const say = (title: string, list: Diagnostic[]): string[] => {
        return list.map(({ line, code, message }) => `${title}: ${file}:${line} ${code}: ${message}`)
      }
      assert.deepEqual([...say("missing", missing), ...say("not expected", surprising)], [])
    })
  }
  test("every diagnostic belongs to a file of the folder", () => {
    const others = diagnostics.filter(({ file }) => !files.includes(file))
    assert.deepEqual(others, [])
  })
}

/** Runs tsc once over the folder. */
function compile(folder: string): Diagnostic[] {
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc")
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  })
  const found: Diagnostic[] = []
  // An indented line continues the message above it.
  for (const text of stdout.replace(/\n(?=\s+\S)/g, " ").split("\n")) {
    const match = /^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/.exec(text)
    if (match) {
      const file = relative(folder, join(folder, match[1]!))
      found.push({ file, line: Number(match[2]), code: match[3]!, message: words(match[4]!) })
    } else if (text.startsWith("error ")) {
      throw new Error(text)
    }
  }
  return found
}

/** The expectations of a file: each stands above its line. Its text may go on in the comments that follow. */
function expectations(folder: string, file: string): Diagnostic[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n")
  return lines.flatMap((text, index) => {
    const match = /^\s*\/\/ error (TS\d+): (.*)$/.exec(text)
    if (!match) return []
    let [line, message, ended] = [index + 1, match[2]!, false]
    for (; /^\s*\/\//.test(lines[line] ?? ""); line++) {
      ended ||= /^\s*\/\/ error /.test(lines[line]!)
      if (!ended) message += lines[line]!.replace(/^\s*\/\//, "")
    }
    return [{ file, line: line + 1, code: match[1]!, message: words(message) }]
  })
}

function words(text: string): string {
  return text.replace(/\s+/g, " ").trim()
}

function agrees(expected: Diagnostic, found: Diagnostic): boolean {
  return expected.line === found.line && expected.code === found.code && found.message.includes(expected.message)
}
