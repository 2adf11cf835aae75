/** Runs a program in one of the ways in which programs are run. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { build, cases } from "./build.ts"
import type { Program } from "./build.ts"
import type { Environment } from "./environments.ts"
import { execute, installed, nodeOf, root } from "./tools.ts"

/** How the cases went, and what went otherwise than is known. */
export interface Report {
  readonly summary: string
  readonly unexpected: readonly string[]
}

const worker = path.join(root, "packages/heddle/test/closure/worker.ts")
const replacements: Readonly<Record<string, readonly string[]>> = {
  REGISTER: ["--import", path.join(root, "packages/heddle/src/register.ts")],
  TSX: ["--import", `file://${path.join(installed, "tsx/dist/loader.mjs")}`],
}

/** Builds and runs a program, e.g. that of all cases, in one environment. */
export async function tryOut(environment: Environment, program: Program = cases): Promise<Report> {
  const scratch = await mkdtemp(path.join(tmpdir(), "heddle-environment-"))
  try {
    const file = await build(environment.build, program)
    const flags = (environment.flags ?? []).flatMap((flag) => replacements[flag] ?? [flag])
    const start =
      environment.build === "vitest" ? [path.join(installed, "vitest/vitest.mjs"), "run", "--config", file] : [file]
    const own = { HEDDLE_TEST_WORKER: worker, HEDDLE_SCRATCH: scratch }
    const variables = Object.entries({ ...environment.env, ...own }).map(([name, value]) => [
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
