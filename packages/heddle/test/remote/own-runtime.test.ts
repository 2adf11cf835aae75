import assert from "node:assert/strict"
import { test } from "node:test"
import { Client, isInitialized, shutdown } from "heddle/remote"

test("a client starts the runtime that it needs, as it is told, and ends it", async () => {
  {
    await using client = new Client({ numCpus: 1, backend: "processes" })
    assert.deepEqual(await client.ncores(), { local: 1 })
    assert.notEqual(await client.submit(() => process.pid), process.pid)
    const second = new Client()
    await second.close()
    assert.equal(await client.submit((x: number) => x + 1, 1), 2)
  }
  assert.equal(isInitialized(), false)
  const first = new Client({ numCpus: 1 })
  const other = new Client()
  await other.shutdown()
  assert.equal(isInitialized(), false)
  // Another runtime since then is not the first one's to end.
  const last = new Client({ numCpus: 1 })
  await first.close()
  assert.equal(isInitialized(), true)
  await last.close()
  await shutdown()
})
