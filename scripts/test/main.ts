import { mkdirSync, rmSync } from "node:fs"
import { delimiter, join } from "node:path"
import { parseArgs } from "node:util"
import { doctest } from "../doctest/index.ts"
import { check } from "./check.ts"
import { checkFilters, testFiles } from "./files.ts"
import { packAndCheck } from "./package.ts"
import { root } from "./processes.ts"
import { runExamples } from "./programs.ts"
import { close, section } from "./report.ts"

const help = `npm test -- [options] [filter…]

  a filter is a room, a test file's name or a part of a path (wire, layers, src/core,
  examples, docs): then only what matches runs, without types and lint; "package"
  packs, checks and installs the package

  --fast     types, lint and test files only: no package checks, no slower suites
  --update   write what snapshot tests see over their snapshots
  --help     this text`

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { fast: { type: "boolean" }, update: { type: "boolean" }, help: { type: "boolean" } },
})
if (values.help) {
  console.log(help)
  process.exit(0)
}
process.env["PATH"] = join(root, "node_modules/.bin") + delimiter + process.env["PATH"]
delete process.env["NODE_OPTIONS"]
const options = { filters, update: values.update ?? false }
const all = filters.length === 0

if (all) {
  section("types and style")
  await check("types (tsc -b)", "tsc", ["-b"])
  await check("lint (oxlint)", "oxlint", [])
  await check("format (oxfmt)", "oxfmt", ["--check"])
}
await testFiles(
  "tests",
  ["scripts/**/*.test.ts", "packages/*/test/!(environments)/**/*.test.ts", "packages/*/test/*.test.ts"],
  options,
)
if (!values.fast) {
  const scratch = join(root, "node_modules/.cache/package")
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  const env = all || filters.includes("package") ? await packAndCheck(scratch) : {}
  // These start programs, package managers and other runtimes: one at a time, with time to install.
  const slow = { ...options, env, concurrency: 1, limit: 600_000 }
  await testFiles(
    "package and environments",
    ["test/**/*.test.ts", "packages/*/test/environments/**/*.test.ts", "examples/**/*.test.ts"],
    slow,
  )
  await runExamples(filters)
  await doctest(filters)
}
checkFilters(filters)
process.exitCode = close()
