import assert from "node:assert/strict"
import { mkdir } from "node:fs/promises"
import path from "node:path"
import { suite, test } from "node:test"
import { cache, execute, installLine, installTools, installed, nodeOf } from "./tools.ts"

/** A program with a pool of processes, in the ways in which programs are run. */
const program = path.join(import.meta.dirname, "programs/processes.ts")
const hasTools = await installTools()
const tsx = ["--import", `file://${path.join(installed, "tsx/dist/loader.mjs")}`]

type Version = Parameters<typeof nodeOf>[0]

/** Builds it with esbuild, and gives the file. */
async function built(name: string, ...flags: readonly string[]): Promise<string> {
  const out = path.join(cache, "built/processes")
  await mkdir(out, { recursive: true })
  const file = path.join(out, name)
  const esbuild = path.join(installed, "esbuild/bin/esbuild")
  const { code, output } = await execute(esbuild, [program, "--platform=node", `--outfile=${file}`, ...flags])
  assert.equal(code, 0, output)
  return file
}

const commonJs = (): Promise<string> => built("program.cjs", "--format=cjs")
const bundle = (): Promise<string> =>
  built("program.mjs", "--bundle", "--format=esm", "--conditions=@heddle/source", "--external:acorn")

const ways: readonly (readonly [
  name: string,
  node: Version,
  flags: readonly string[],
  file: () => Promise<string> | string,
])[] = [
  ["Node 22, type stripping", "22", [], () => program],
  ["Node 24, type stripping", "24", [], () => program],
  ["Node 26, type stripping", "current", [], () => program],
  ["tsx, Node 22", "22", tsx, () => program],
  ["tsx, Node 26", "current", tsx, () => program],
  ["CommonJS, Node 22", "22", [], commonJs],
  ["CommonJS, Node 26", "current", [], commonJs],
  ["one-file bundle, Node 26", "current", [], bundle],
]

suite("worker processes start in every way in which programs are run", () => {
  for (const [name, node, flags, file] of ways) {
    const needsTools = name !== "Node 26, type stripping"
    test(name, { skip: needsTools && !hasTools ? `not run: ${installLine}` : false }, async () => {
      const { output } = await execute(nodeOf(node), ["-C", "@heddle/source", ...flags, await file()])
      assert.equal(output.trim(), "[[3,6,9],4,4]")
    })
  }
})
