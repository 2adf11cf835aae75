import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createRequire } from "node:module"
import test from "node:test"

// @heddle/frame as a user gets it: both packed packages in an empty project, run by plain Node.

const tarballs = [process.env["HEDDLE_TARBALL"], process.env["FRAME_TARBALL"]]
const repository = join(import.meta.dirname, "../..")

const program = `import { writeFileSync } from "node:fs"
import { col, fromColumns, readCsv } from "@heddle/frame"
const rows = 700_000
const lines = ["key,v,name"]
for (let i = 0; i < rows; i++) lines.push(\`\${i % 3},\${i}.5,number \${i % 100}\`)
writeFileSync("large_dataset_0.csv", lines.join("\\n") + "\\n")
const means = await readCsv("large_dataset_*.csv").groupby("key").mean().compute()
console.log(JSON.stringify(means))
const scale = 3
const points = fromColumns({ x: new Float64Array([1, 2, 3]) })
const scaled = await points.mapPartitions(({ x }) => ({ y: x.map((a) => a * scale) })).agg({ total: col("y").sum() }).compute()
console.log(scaled[0].total)
`
const typed = `import { fromRows, readCsv } from "@heddle/frame"
const frame = readCsv("large_dataset_0.csv", { columns: { key: "BIGINT", v: "DOUBLE" } })
const [first] = await frame.groupby("key").agg({ v: ["mean"] }).compute()
const mean: number | null | undefined = first?.v_mean
console.log(mean, fromRows([{ a: 1 }]).columns.length)
`

test("the packed packages work in an empty project", { skip: whyNot() }, async (t) => {
  const project = mkdtempSync(join(tmpdir(), "heddle-frame-tarball-"))
  t.after(() => rmSync(project, { recursive: true, force: true }))
  function run(command: string, ...args: string[]): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: project, encoding: "utf8" })
    assert.equal(status, 0, `${[command, ...args].join(" ")}:\n${error?.message ?? ""}${stdout}${stderr}`)
    return stdout.trim()
  }
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }))
  writeFileSync(join(project, "program.js"), program)
  writeFileSync(join(project, "program.ts"), typed)
  const compilerOptions = {
    module: "nodenext",
    target: "esnext",
    types: ["node"],
    typeRoots: [join(repository, "node_modules/@types")],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    // Those of DuckDB's package and Arrow's are not ours to mend.
    skipLibCheck: true,
    noEmit: true,
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["program.ts"] }))
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...(tarballs as string[]))

  await t.test("a program reads CSV files by the workers, and sends them functions", () => {
    const [means, total] = run(process.execPath, "program.js").split("\n")
    const want = [0, 1, 2].map((key) => {
      const count = Math.ceil((700_000 - key) / 3)
      return { key, v: key + 0.5 + (3 * (count - 1)) / 2 }
    })
    assert.deepEqual(JSON.parse(means!), want)
    assert.equal(total, "18")
  })
  await t.test("its types compile under what tsc --init writes, and a TypeScript program runs", () => {
    const require = createRequire(import.meta.url)
    run(process.execPath, join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), "-p", ".")
    assert.match(run(process.execPath, "program.ts"), /^\d/)
  })
})

function whyNot(): string | false {
  return tarballs.includes(undefined) ? "not run: npm test -- package" : false
}
