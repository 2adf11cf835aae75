import assert from "node:assert/strict"
import { UnsendableError, WorkerDiedError, range } from "heddle"
import { failure } from "../contract/errors.ts"
import { gates, opened, reached, release, tick } from "../contract/gates.ts"
import { held } from "./endings.ts"
import type { Case } from "./executors.ts"

/** Workers that die, and what cannot be sent. */
export const deaths: readonly Case[] = [
  [
    "a worker that dies during a shutdown does not hang it",
    async ({ open }) => {
      const executor = open()
      const [began, gate] = [gates(), gates()]
      const future = executor.submit(
        async (...args: Parameters<typeof held>) => process.exit(await held(...args)),
        began,
        gate,
        3,
      )
      await reached(began, 1)
      const shutdown = executor.shutdown()
      const told = failure(future)
      release(gate)
      const error = await told
      assert.ok(error instanceof WorkerDiedError)
      assert.equal(error.exitCode, 3)
      await shutdown
    },
  ],
  [
    "a hundred arguments that cannot be sent fail, a hundred others pass",
    async ({ executor }) => {
      const done = (x: unknown): string => typeof x
      const failing = [...range(100)].map(() => executor.submit(done, new WeakMap()))
      const passing = [...range(100)].map(() => executor.submit(done, {}))
      for (const future of failing) assert.ok((await failure(future)) instanceof UnsendableError)
      assert.deepEqual(
        await Promise.all(passing),
        [...range(100)].map(() => "object"),
      )
    },
  ],
  [
    "a callback may submit what dies, and the pool goes on",
    async ({ executor }) => {
      const gate = gates()
      const first = executor.submit(async () => await opened(gate).then(() => 42))
      const told = new Promise<Error>((resolve) => {
        first.addDoneCallback(() => resolve(failure(executor.submit(() => process.exit(7)))))
      })
      release(gate)
      assert.equal(await first, 42)
      assert.ok((await told) instanceof WorkerDiedError)
      assert.equal(await executor.submit(() => 42), 42)
    },
  ],
  [
    "an executor with other options is another one; the busy one can be killed",
    async ({ executor, open }) => {
      const busy = open({ maxWorkers: 1 })
      const [began, gate] = [gates(), gates()]
      const told = failure(busy.submit(held, began, gate, 0))
      await reached(began, 1)
      await busy.killWorkers()
      assert.match((await told).message, /terminated|closed|ended/)
      assert.equal(await executor.submit(() => 42), 42)
    },
  ],
  [
    "executors with different environments do not disturb each other",
    async ({ open }) => {
      const values = [...range(3)].map(String)
      const read = (): string | undefined => process.env["HEDDLE_UPSTREAM"]
      const seen = values.map(async (value) => {
        const executor = open({ maxWorkers: 1, env: { ...process.env, HEDDLE_UPSTREAM: value } })
        return await executor.submit(read)
      })
      assert.deepEqual(await Promise.all(seen), values)
    },
  ],
  [
    "an initializer belongs to its executor",
    async ({ executor, open }) => {
      const set = (value: unknown): void => void Object.assign(globalThis, { heddleUpstream: value })
      const get = (): unknown => (globalThis as { heddleUpstream?: unknown }).heddleUpstream
      const [done, number] = ["done", 42].map((value) => open({ maxWorkers: 1, initializer: set, initargs: [value] }))
      assert.deepEqual([await done!.submit(get), await number!.submit(get)], ["done", 42])
      assert.equal(await executor.submit(get), undefined)
    },
  ],
  [
    "more workers than cores all run at once",
    async ({ open }) => {
      const workers = 4
      const executor = open({ maxWorkers: workers })
      const began = gates()
      const all = [...range(workers)].map(() =>
        executor.submit(async () => {
          tick(began)
          await reached(began, 4)
          return true
        }),
      )
      assert.deepEqual(await Promise.all(all), [true, true, true, true])
    },
  ],
  [
    "a task may run a program that reads its input",
    async ({ executor }) => {
      const code = await executor.submit(async (node: string) => {
        const { spawn } = await import("node:child_process")
        const child = spawn(
          node,
          ["-e", "process.exitCode = process.stdin.fd === 0 ? 5 : 6; process.stdin.destroy()"],
          {
            stdio: ["inherit", "ignore", "ignore"],
          },
        )
        return await new Promise((resolve) => child.on("exit", resolve))
      }, process.execPath)
      assert.equal(code, 5)
    },
  ],
  [
    "native threads that are busy here do not freeze those of a worker",
    async ({ executor }) => {
      const { pbkdf2 } = await import("node:crypto")
      const derive = async (): Promise<string> =>
        await new Promise((resolve, reject) => {
          pbkdf2("secret", "salt", 1000, 8, "sha256", (error, key) =>
            error ? reject(error) : resolve(key.toString("hex")),
          )
        })
      const here = [...range(8)].map(derive)
      const there = [...range(8)].map(() => executor.submit(derive))
      assert.equal(new Set(await Promise.all([...here, ...there])).size, 1)
    },
  ],
  [
    "a renamed program runs its tasks, and nothing warns",
    async ({ open }) => {
      const { title } = process
      const warnings: Error[] = []
      const listen = (warning: Error): void => void warnings.push(warning)
      process.on("warning", listen)
      process.title = "renamed"
      try {
        assert.deepEqual(await open().map((x: number) => x * x, [0, 1, 2]), [0, 1, 4])
      } finally {
        process.title = title
        process.off("warning", listen)
      }
      assert.deepEqual(warnings, [])
    },
  ],
]
