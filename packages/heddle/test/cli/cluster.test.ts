import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { loadCommands } from "../../src/cli/cluster/load.ts"
import { heddle } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-cluster-test-"))
after(() => rmSync(folder, { recursive: true }))

/** A folder where @heddle/cluster is installed as this package.json says. */
function installed(name: string, exports: Record<string, string>): string {
  const own = join(folder, name)
  const module = join(own, "node_modules/@heddle/cluster")
  mkdirSync(module, { recursive: true })
  writeFileSync(join(module, "package.json"), JSON.stringify({ name: "@heddle/cluster", type: "module", exports }))
  writeFileSync(join(module, "commands.js"), `export const worker = async () => ${JSON.stringify(name)}`)
  return own
}

test("where @heddle/cluster is not installed, the commands say what installs it", async () => {
  await assert.rejects(loadCommands([folder]), {
    code: "HEDDLE_COULD_NOT_START",
    message: "@heddle/cluster is not installed\n  hint: npm install @heddle/cluster",
  })
})

test("an @heddle/cluster without commands is too old", async () => {
  await assert.rejects(loadCommands([installed("old", { ".": "./index.js" })]), {
    message: /has no commands\n {2}hint: npm install @heddle\/cluster@latest/,
  })
})

test("that of the working folder is taken before that beside heddle", async () => {
  const [here, beside] = ["here", "beside"].map((name) => installed(name, { "./commands": "./commands.js" }))
  assert.equal(await (await loadCommands([here!, beside!])).worker([]), "here")
  assert.equal(await (await loadCommands([folder, beside!])).worker([]), "beside")
})

for (const name of ["worker", "cluster"]) {
  test(`heddle ${name} --help needs nothing else`, async () => {
    const { code, stdout } = await heddle(folder, [name, "--help"])
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`^heddle ${name} - `))
    assert.equal((await heddle(folder, ["help", name])).stdout, stdout)
  })
}
