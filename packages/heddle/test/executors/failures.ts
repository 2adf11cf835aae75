import assert from "node:assert/strict"
import { it } from "node:test"
import { HeddleError, UnsendableError, WorkerDiedError, range } from "heddle"
import { gates, opened, reached, release, tick } from "../contract/gates.ts"
import type { AnyExecutor, Make } from "./suite.ts"

/** How a task may go wrong, where, and what its future then rejects with. */
const matrix: Readonly<Record<string, (executor: AnyExecutor) => [Promise<unknown>, (error: unknown) => boolean]>> = {
  "an argument cannot be sent": (executor) => [
    executor.submit((x: unknown) => x, new Promise(() => {})),
    (error) => error instanceof UnsendableError && error.role === "argument",
  ],
  "a captured variable cannot be sent": (executor) => {
    const captured = new WeakMap()
    return [executor.submit(() => captured), (error) => error instanceof HeddleError]
  },
  "the module of its function does not load there": (executor) => [
    executor.submit(async () => await import("../contract/broken-module.ts")),
    (error) => /does not load/.test(String(error)),
  ],
  "it throws": (executor) => [
    executor.submit(() => {
      throw new RangeError("thrown")
    }),
    (error) => error instanceof RangeError && /failures\.ts/.test(error.stack!),
  ],
  "it exits": (executor) => [
    executor.submit(() => process.exit(99)),
    (error) => error instanceof WorkerDiedError && error.exitCode === 99 && error.message.includes("99"),
  ],
  "it exits while it awaits": (executor) => [
    executor.submit(async () => {
      setImmediate(() => process.exit(7))
      await new Promise(() => {})
    }),
    (error) => error instanceof WorkerDiedError && error.exitCode === 7,
  ],
  "its result cannot be sent": (executor) => [
    executor.submit(() => [new WeakMap()]),
    (error) => error instanceof UnsendableError && error.role === "result",
  ],
  "its result throws while it is sent": (executor) => [
    executor.submit(() =>
      Object.defineProperty({}, "x", {
        enumerable: true,
        get: () => {
          throw new RangeError("it cannot be read")
        },
      }),
    ),
    (error) => error instanceof UnsendableError && error.path === "result.x",
  ],
  "it exits while its result is sent": (executor) => [
    executor.submit(() => Object.defineProperty({}, "x", { enumerable: true, get: () => process.exit(5) })),
    (error) => error instanceof WorkerDiedError && error.exitCode === 5,
  ],
}

export function failures(make: Make): void {
  it("has an error of its own for each way in which a task goes wrong, and is whole afterwards", async () => {
    await using executor = make({ maxWorkers: 1 })
    for (const [way, attempt] of Object.entries(matrix)) {
      const [future, expected] = attempt(executor)
      const [outcome] = await Promise.allSettled([future])
      assert.ok(outcome.status === "rejected" && expected(outcome.reason), `${way}: ${JSON.stringify(outcome)}`)
      assert.equal(await executor.submit((x: number) => x + 1, 1), 2, way)
    }
  })

  it("is not broken by a worker that dies: only the task that it ran fails, what waits is run", async () => {
    await using executor = make({ maxWorkers: 1 })
    const dying = executor.submit(() => process.exit(3))
    const waiting = [...range(5)].map((n) => executor.submit((x: number) => x, n))
    await assert.rejects(dying, WorkerDiedError)
    assert.deepEqual(await Promise.all(waiting), [...range(5)])
    assert.equal(await executor.submit(() => "later"), "later")
  })

  it("gives each future whose worker died an error of its own", async () => {
    await using executor = make({ maxWorkers: 2 })
    const [gate, inside] = [gates(), gates()]
    const die = async (count: typeof inside, go: typeof gate): Promise<never> => {
      tick(count)
      await opened(go)
      process.exit(99)
    }
    const futures = [executor.submit(die, inside, gate), executor.submit(die, inside, gate)]
    await reached(inside, 2)
    release(gate)
    const [first, second] = await Promise.all(futures.map((future) => future.exception()))
    assert.ok(first instanceof WorkerDiedError && second instanceof WorkerDiedError)
    assert.notEqual(first, second)
    assert.match(first.message, /exit code 99/)
  })

  it("loses nothing when a worker dies while large arguments wait for it", async () => {
    await using executor = make({ maxWorkers: 1 })
    const large = new Uint8Array(20_000_000).fill(1)
    const dying = executor.submit(() => process.exit(1))
    const waiting = [...range(3)].map(() => executor.submit((bytes: Uint8Array) => bytes.length, large))
    await assert.rejects(dying, WorkerDiedError)
    assert.deepEqual(await Promise.all(waiting), [20_000_000, 20_000_000, 20_000_000])
  })

  it("keeps the class, the message and the code of an error, with the worker's lines in its stack", async () => {
    await using executor = make({ maxWorkers: 1 })
    const error = await executor
      .submit(function failing() {
        throw Object.assign(new TypeError("told"), { code: "E_TOLD" })
      })
      .exception()
    assert.ok(error instanceof TypeError)
    assert.deepEqual([error.message, (error as { code?: string }).code], ["told", "E_TOLD"])
    assert.match(error.stack!, /at failing .*failures\.ts/)
  })

  it("takes a burst of tiny tasks", async () => {
    await using executor = make({ maxWorkers: 2 })
    const futures = [...range(20_000)].map((n) => executor.submit((x: number) => x, n))
    const sum = (await Promise.all(futures)).reduce((a, b) => a + b)
    assert.equal(sum, (19_999 * 20_000) / 2)
  })
}
