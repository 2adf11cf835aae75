/**
 * Runs every case of sending a function in every way in which programs are run: `node packages/heddle/test/environments/run.ts [name]`.
 * Installs the tools that it needs below node_modules/.cache; where it cannot, it says what was not run.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { build } from "./build.ts"
import { environments } from "./environments.ts"
import type { Environment } from "./environments.ts"
import { execute, installed, installLine, installTools, nodeOf, root } from "./tools.ts"

interface Report {
  readonly summary: string
  readonly unexpected: readonly string[]
}

const worker = path.join(root, "packages/heddle/test/closure/worker.ts")
const replacements: Readonly<Record<string, readonly string[]>> = {
  REGISTER: ["--import", path.join(root, "packages/heddle/src/register.ts")],
  TSX: ["--import", `file://${path.join(installed, "tsx/dist/loader.mjs")}`],
}

const only = process.argv[2]
const hasTools = await installTools()
let failed = 0
let passed = 0
let skipped = 0
for (const environment of environments) {
  if (only !== undefined && !environment.name.includes(only)) continue
  const needsTools =
    environment.node !== "current" || environment.build !== "source" || environment.flags?.includes("TSX") === true
  if (needsTools && !hasTools) {
    skipped++
    console.log(`not run  ${environment.name}: ${installLine}`)
    continue
  }
  const { summary, unexpected } = await tryOut(environment)
  if (unexpected.length === 0) passed++
  else failed++
  console.log(`${unexpected.length === 0 ? "ok     " : "not ok "}  ${environment.name}: ${summary}`)
  for (const line of unexpected) console.log(`         ${line}`)
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

async function tryOut(environment: Environment): Promise<Report> {
  const scratch = await mkdtemp(path.join(tmpdir(), "heddle-environment-"))
  try {
    const program = await build(environment.build)
    const flags = (environment.flags ?? []).flatMap((flag) => replacements[flag] ?? [flag])
    const start =
      environment.build === "vitest"
        ? [path.join(installed, "vitest/vitest.mjs"), "run", "--config", program]
        : [program]
    const variables = Object.entries({ ...environment.env, HEDDLE_TEST_WORKER: worker }).map(([name, value]) => [
      name,
      value === "COVERAGE" ? scratch : value,
    ])
    const { output } = await execute(nodeOf(environment.node), ["-C", "@heddle/source", ...flags, ...start], {
      env: Object.fromEntries(variables) as NodeJS.ProcessEnv,
    })
    return judge(environment, output)
  } catch (error) {
    return { summary: "could not be built", unexpected: [String(error)] }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Compares what failed with what is known to differ, both ways. */
function judge({ differs = {} }: Environment, output: string): Report {
  const summary = /^\d+ of \d+ passed$/m.exec(output)?.[0]
  if (summary === undefined) return { summary: "did not finish", unexpected: output.trim().split("\n").slice(0, 20) }
  const failures = Array.from(
    output.matchAll(/^not ok: ([^\n]*?): (?=gave|threw)([^\n]*(?:\n(?!not ok|\d+ of)[^\n]*){0,6})/gm),
    ([, name, what]) => ({ name: name!, what: what! }),
  )
  const unexpected = failures.filter(({ name }) => !(name in differs)).map(({ name, what }) => `${name}: ${what}`)
  for (const name of Object.keys(differs))
    if (!failures.some((failure) => failure.name === name)) unexpected.push(`${name}: does not differ here any more`)
  return { summary, unexpected }
}
