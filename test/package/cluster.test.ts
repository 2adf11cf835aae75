import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import test from "node:test"
import { promisify } from "node:util"
import { notRun, startBroker } from "../../packages/cluster/test/broker.ts"

// @heddle/cluster as a user gets it: both packed packages in an empty project, run by plain Node, beside a broker.

const tarballs = [process.env["HEDDLE_TARBALL"], process.env["CLUSTER_TARBALL"]]
const run = promisify(execFile)

const program = `import { Pool } from "heddle"
import { Client } from "heddle/remote"
import { cluster, startAgent } from "@heddle/cluster"
const [credentials, agent] = process.argv.slice(2)
const machine = await startAgent(undefined, { credentials: agent, workers: 2 })
const joined = await cluster(undefined, { credentials })
const pool = new Pool({ backend: joined })
const factor = 3
console.log(JSON.stringify(await pool.map((x) => x * factor, [1, 2, 3])))
await pool.close()
await joined.close()
const client = await Client.connect(process.argv[4], { credentials })
console.log(await client.submit((a, b) => a + b, 1, 2))
await client.close()
await machine.close()
`

test("the packed packages work in an empty project", { skip: await whyNot() }, async (t) => {
  const project = mkdtempSync(join(tmpdir(), "heddle-cluster-tarball-"))
  t.after(() => rmSync(project, { recursive: true, force: true }))
  await using broker = await startBroker()
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }))
  writeFileSync(join(project, "program.js"), program)
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", ...(tarballs as string[])]
  await run("npm", install, { cwd: project })
  const args = ["program.js", broker.submitter, broker.agent, broker.url]
  const { stdout } = await run(process.execPath, args, { cwd: project })
  assert.equal(stdout, "[3,6,9]\n3\n")
})

async function whyNot(): Promise<string | false> {
  return tarballs.includes(undefined) ? "not run: npm test -- package" : await notRun()
}
