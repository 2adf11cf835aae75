import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createRequire } from "node:module"
import test from "node:test"

// What a user gets: the packed package in an empty project, run by plain Node. `npm test -- package` packs and runs this.

const tarball = process.env["HEDDLE_TARBALL"]
const repository = join(import.meta.dirname, "../..")

const program = `import { Pool } from "heddle"
await using pool = new Pool({ workers: 2 })
const factor = 3
const products = await pool.map((x) => x * factor, [1, 2, 3])
console.log(JSON.stringify(products))
`
const typed = program.replace("factor = 3", "factor: number = 3").replace("(x)", "(x: number): number")

/** What `tsc --init` writes. */
const compilerOptions = {
  module: "nodenext",
  target: "esnext",
  types: ["node"],
  typeRoots: [join(repository, "node_modules/@types")],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
}

test("the packed package works in an empty project", { skip: whyNot() }, async (t) => {
  const project = mkdtempSync(join(tmpdir(), "heddle-tarball-"))
  t.after(() => rmSync(project, { recursive: true, force: true }))
  function run(command: string, ...args: string[]): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: project, encoding: "utf8" })
    assert.equal(status, 0, `${[command, ...args].join(" ")}:\n${error?.message ?? ""}${stdout}${stderr}`)
    return stdout.trim()
  }
  write("package.json", JSON.stringify({ name: "user", private: true, type: "module" }))
  write("program.js", program)
  write("program.ts", typed)
  write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["program.ts"] }))
  function write(name: string, text: string): void {
    writeFileSync(join(project, name), text)
  }
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", tarball!)

  await t.test("a JavaScript program runs", () => {
    assert.equal(run(process.execPath, "program.js"), "[3,6,9]")
  })
  await t.test("a TypeScript program runs", () => {
    assert.equal(run(process.execPath, "program.ts"), "[3,6,9]")
  })
  await t.test("every part of it finds its files", () => {
    write("every-part.ts", readFileSync(join(import.meta.dirname, "every-part.ts"), "utf8"))
    assert.equal(run(process.execPath, "every-part.ts"), "all parts work")
  })
  await t.test("its types compile under what tsc --init writes", () => {
    const require = createRequire(import.meta.url)
    run(process.execPath, join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), "-p", ".")
  })
  await t.test("npx heddle --help says how it is used", () => {
    assert.match(run("npx", "--no-install", "heddle", "--help"), /^  map +call a function/m)
  })
})

function whyNot(): string | false {
  if (!existsSync(join(repository, "packages/heddle/src/index.ts")))
    return "packages/heddle/src/index.ts does not exist yet"
  if (!existsSync(join(repository, "packages/heddle/src/cli/bin.ts")))
    return "packages/heddle/src/cli/bin.ts does not exist yet"
  return tarball === undefined ? "not run: npm test -- package" : false
}
