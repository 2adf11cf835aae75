import assert from "node:assert/strict"
import { mkdir, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { before, suite, test } from "node:test"
import { cache, execute, installLine, installTools, installed, nodeOf } from "./tools.ts"

const { HEDDLE_TARBALL: tarball } = process.env
const hasTools = await installTools()
const skip =
  tarball === undefined ? "not run: npm test packs the package" : hasTools ? false : `not run: ${installLine}`

const folder = path.join(cache, "built/shipped")
const kernel = `const sum = jit((a) => { let s = 0; for (const i of prange(a)) s += a[i]; return s })
const data = Float64Array.of(1, 2, 4)`

suite("the package as it is shipped, bundled with a program", { skip }, () => {
  before(async () => {
    await rm(folder, { recursive: true, force: true })
    const home = path.join(folder, "node_modules/heddle")
    await mkdir(home, { recursive: true })
    const { code, output } = await execute("tar", ["-xzf", tarball!, "-C", home, "--strip-components=1"])
    assert.equal(code, 0, output)
  })

  async function run(name: string, text: string, ...flags: readonly string[]): Promise<string> {
    const [entry, file] = [`${name}.mjs`, `${name}.out${flags.includes("--format=cjs") ? ".cjs" : ".mjs"}`]
    await writeFile(path.join(folder, entry), text)
    const all = [entry, "--bundle", "--platform=node", "--log-level=error", ...flags, `--outfile=${file}`]
    const built = await execute(path.join(installed, "esbuild/bin/esbuild"), all, { cwd: folder })
    assert.equal(built.code, 0, built.output)
    const { output } = await execute(nodeOf("current"), [file], { cwd: folder })
    return output.trim()
  }

  for (const flags of [["--format=cjs"], ["--format=cjs", "--minify"], ["--format=esm", "--minify"]]) {
    test(`kernels and pools, ${flags.join(" ")}`, async () => {
      const text = `import { Pool } from "heddle"
import { jit, prange } from "heddle/jit"
import { Manager } from "heddle/multiprocessing"
${kernel}
const k = 2
const pool = new Pool({ workers: 1 })
pool.map((x) => x * k, [1, 2]).then((list) => {
  console.log(sum(data), JSON.stringify(list), typeof Manager)
  return pool.close()
})`
      assert.equal(await run(`pool${flags.length}${flags[0]!.slice(-3)}`, text, ...flags), "7 [2,4] function")
    })
  }

  test("what cannot be sent because heddle is in the bundle says so", async () => {
    const text = `import { Pool } from "heddle"
import { jit, prange } from "heddle/jit"
${kernel}
const pool = new Pool({ workers: 1 })
pool.submit(() => sum(data)).catch((error) => console.log(String(error), error.hint)).finally(() => pool.close())`
    assert.match(
      await run("captured", text, "--format=esm"),
      /UnsendableError.*keep the package out \(esbuild: --external:heddle\)/s,
    )
  })
})
