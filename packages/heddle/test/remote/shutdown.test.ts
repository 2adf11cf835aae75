import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { Pool, PoolClosedError } from "heddle"
import { ActorDiedError, get, init, isInitialized, put, remote, shutdown } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { fileGates } from "../contract/file-gates.ts"
import { opened, reached, tick, wordGates } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

class Waits {
  async wait(words: Gates): Promise<void> {
    tick(words, 1)
    await opened(words)
  }
  one(): number {
    return 1
  }
}

const counts = remote(async function* (words: Gates) {
  tick(words, 1)
  await opened(words)
  yield 1
})

for (const backend of ["threads", "processes"] as const) {
  const gates = backend === "threads" ? wordGates : fileGates

  describe(`shutdown (${backend})`, () => {
    let alive: NodeJS.Timeout
    before(() => void (alive = setInterval(() => {}, 60_000)))
    after(() => clearInterval(alive))

    it("settles what runs, and what waits for resources", async () => {
      init({ numCpus: 1, backend, resources: { slot: 1 } })
      const words = gates(2)
      const Slotted = remote(Waits, { resources: { slot: 1 } })
      const [has, lacks] = [Slotted.remote(), Slotted.remote()]
      const runs = has.wait.remote(words)
      await reached(words, 1, 1)
      const calls = [failure(runs), failure(lacks.one.remote())]
      const task = remote(() => 1, { resources: { slot: 1 } }).remote()
      const halves = remote(() => 1, { cpus: 0.5, resources: { slot: 1 } }).remote()
      const tasks = [failure(task), failure(halves)]
      await shutdown()
      for (const error of await Promise.all(calls)) {
        assert.ok(error instanceof ActorDiedError && error.cause instanceof PoolClosedError, error.stack)
        assert.match(error.message, /its runtime has ended/)
      }
      for (const error of await Promise.all(tasks)) assert.ok(error instanceof PoolClosedError)
    })

    it("starts nothing again by what a worker had asked for", async () => {
      init({ numCpus: 1, backend })
      const words = gates(2)
      const reads = remote(async (at: Gates) => {
        for await (const _ of counts.remote(at));
      })
      const fails = failure(reads.remote(words))
      await reached(words, 1, 1)
      await shutdown()
      assert.equal((await fails).name, "PoolClosedError")
      for (let i = 0; i < 10; i++) await turn()
      assert.equal(isInitialized(), false)
    })

    it("leaves references that cannot be sent, and nothing starts again for them", async () => {
      init({ numCpus: 1, backend })
      const [ref, actor] = [put(1), remote(Waits).remote()]
      await shutdown()
      await using pool = new Pool({ workers: 1, backend })
      for (const thing of [ref, actor]) {
        assert.match((await failure(pool.submit((x: unknown) => x, { thing }))).message, /was shut down/)
      }
      assert.equal(isInitialized(), false)
    })

    it("does so with calls that run again when they throw", async () => {
      init({ numCpus: 1, backend })
      const words = gates(2)
      const options = { maxTaskRetries: -1, methods: { wait: { retryExceptions: true } } }
      const fails = failure(remote(Waits, options).remote().wait.remote(words))
      await reached(words, 1, 1)
      await shutdown()
      assert.ok((await fails) instanceof ActorDiedError)
      init({ numCpus: 1, backend })
      assert.equal(await get(remote(Waits).remote().one.remote()), 1)
      await shutdown()
    })
  })
}
