import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { ownMail } from "../../src/core/task/index.ts"
import type { Crew } from "../../src/core/scheduler/index.ts"
import { poolSettings } from "../../src/pool/options.ts"
import { PoolCore } from "../../src/pool/pool-core.ts"
import { submitCall } from "../../src/pool/submitting.ts"

for (const backend of ["threads", "processes"] as const) {
  describe(`mail between workers and the program, ${backend}`, () => {
    it("goes both ways while a task waits for it, in order", async () => {
      const options = { backend, workers: 1 }
      const said: unknown[] = []
      const mail = {
        name: "test",
        mail(crew: Crew, data: unknown) {
          said.push(data)
          crew.lane.mail([data, "back"])
        },
        left: () => said.push("left"),
      }
      const core = new PoolCore({ ...poolSettings(options), mail }, options)
      const asks = async (): Promise<unknown[]> => {
        const post = ownMail()!
        const heard: unknown[] = []
        await new Promise<void>((resolve) => {
          post.listen((data) => {
            heard.push(data)
            if (heard.length === 2) resolve()
          })
          post.post(new Map([[1, "one"]]))
          post.post("two")
        })
        return heard
      }
      const heard = await submitCall(core, asks, [], core.settings.task, new Error("site"))
      const sent = [new Map([[1, "one"]]), "two"]
      assert.deepEqual(said, sent)
      assert.deepEqual(
        heard,
        sent.map((data) => [data, "back"]),
      )
      await core.terminate()
      assert.equal(said.at(-1), "left")
    })

    it("is not there unless the pool reads it", async () => {
      const options = { backend, workers: 1 }
      const core = new PoolCore(poolSettings(options), options)
      const has = (): boolean => ownMail() !== undefined
      assert.equal(await submitCall(core, has, [], core.settings.task, new Error("site")), false)
      await core.terminate()
    })
  })
}
