import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { after, before, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Pool } from "heddle"
import { delayed, parallel, parallelConfig } from "heddle/parallel"
import { Client, get, init, remote, shutdown } from "heddle/remote"
import { cluster, CredentialsError } from "@heddle/cluster"
import { notRun, startBroker } from "./broker.ts"
import type { TestBroker } from "./broker.ts"
import { startMachine } from "./machines.ts"
import type { TestMachine } from "./machines.ts"

const run = promisify(execFile)

describe("programs on a cluster", { skip: await notRun() }, () => {
  let broker: TestBroker
  let machines: TestMachine[]
  before(async () => {
    broker = await startBroker()
    machines = [await startMachine(broker.agent, 8, "first"), await startMachine(broker.agent, 8, "second")]
  })
  after(async () => {
    for (const machine of machines) await machine[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  it("a pool spreads its workers over the machines", async () => {
    await using joined = await cluster(undefined, { credentials: broker.submitter })
    // The second may not have been heard yet.
    while (joined.machines.length < 2) await joined.changed()
    assert.deepEqual(joined.machines.map(({ name }) => name).toSorted(), ["first", "second"])
    assert.equal(joined.defaultWorkers(), 16)
    await using pool = new Pool({ backend: joined, workers: 4 })
    const parents = await pool.broadcast(() => process.ppid)
    assert.deepEqual(
      Object.values(Object.groupBy(parents, (pid) => pid)).map((some) => some!.length),
      [2, 2],
    )
    assert.ok(!parents.includes(process.pid))
  })

  it("joblib's calls run there", async () => {
    await using joined = await cluster(undefined, { credentials: broker.submitter })
    const square = delayed((x: number) => x * x)
    const squares = await parallelConfig({ backend: joined, nJobs: 2 }, () =>
      parallel()([1, 2, 3].map((x) => square(x))),
    )
    assert.deepEqual(squares, [1, 4, 9])
  })

  it("init({ cluster }) puts remote tasks and actors there, until shutdown", async () => {
    await init({ cluster: broker.url, credentials: broker.submitter, numCpus: 2 })
    const whose = remote(() => process.ppid)
    assert.notEqual(await get(whose.remote()), process.pid)
    await shutdown()
    assert.equal(await get(whose.remote()), process.ppid, "without it, tasks are threads of this program")
    await shutdown()
  })

  it("Client.connect is Dask's client of a cluster, and leaves it when it is closed", async () => {
    const client = await Client.connect(broker.url, { credentials: broker.submitter })
    const squares = client.map((x: number) => x * x, [1, 2, 3])
    const total = client.submit((a: number, b: number) => a + b, squares[1]!, squares[2]!)
    assert.deepEqual(await client.gather({ squares, total }), { squares: [1, 4, 9], total: 13 })
    await client.close()
  })

  it("a program with an address alone finds its credentials, and ends when it has closed", async () => {
    const text = `
      import { Client } from "heddle/remote"
      const client = await Client.connect(${JSON.stringify(broker.url)})
      console.log(await client.gather(client.map((x) => x + 1, [1, 2])))
      await client.close()`
    const args = ["-C", "@heddle/source", "--input-type=module", "-e", text]
    const cwd = fileURLToPath(new URL(".", import.meta.url))
    const env = { ...process.env, HEDDLE_CLUSTER_CREDENTIALS: broker.submitter }
    assert.equal((await run(process.execPath, args, { cwd, env })).stdout, "[ 2, 3 ]\n")
  })

  it("credentials that nobody named are asked for", async () => {
    await assert.rejects(cluster(broker.url), (error: CredentialsError) => {
      assert.ok(error instanceof CredentialsError)
      assert.match(error.message, /HEDDLE_CLUSTER_CREDENTIALS/)
      return true
    })
  })
})
