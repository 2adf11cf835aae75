import assert from "node:assert/strict"
import {
  InitializerError,
  TaskTimeoutError,
  UnsendableError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
  currentTask,
  range,
  transfer,
} from "heddle"
import type { Pool } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { failure } from "./errors.ts"
import { gates, read, tick } from "./gates.ts"
import type { Failure } from "./errors.ts"
import type { Trait } from "./differences.ts"
import { Grain, Seed } from "./seed.ts"
import type { Harm, Place } from "./seed.ts"

/*
 * What goes wrong × where. A `Seed` is rebuilt by its own function on the side where it
 * arrives, so it can do harm at each step of its way. The error is defined, neighbours run on, the pool heals.
 */

type Expected = (error: Failure) => void

const throws: Expected = (error) => assert.equal(error.message, "harm")
const unsendable: Expected = (error) => assert.ok(error instanceof UnsendableError, error.stack)
const died: Expected = (error) => {
  assert.ok(error instanceof WorkerDiedError, error.stack)
  assert.equal(error.exitCode, 9)
  assert.equal(error.phase, "running")
}
const late: Expected = (error) => assert.ok(error instanceof TaskTimeoutError, error.stack)
const crashed: Expected = (error) => assert.equal(error.message, "crash")

/** The cells of the matrix. Where a step runs in the caller's thread, what ends a worker would end the caller: no cell. */
const matrix: readonly (readonly [Place, Harm, Expected, readonly Trait[]])[] = [
  ["argument encode", "throw", throws, []],
  ["argument encode", "unsendable", unsendable, []],
  ["argument decode", "throw", throws, []],
  ["argument decode", "exit", died, ["exiting"]],
  ["argument decode", "spin", late, ["spinning"]],
  ["run", "throw", throws, []],
  ["run", "exit", died, ["exiting"]],
  ["run", "crash", crashed, ["exiting"]],
  ["run", "spin", late, ["spinning"]],
  ["run", "unsendable", unsendable, []],
  ["result encode", "throw", throws, []],
  ["result encode", "exit", died, ["exiting"]],
  ["result encode", "spin", late, ["spinning"]],
  ["result encode", "unsendable", unsendable, []],
  ["result decode", "throw", throws, []],
]

async function harmed(pool: Pool, place: Place, harm: Harm, expected: Expected): Promise<void> {
  const grow = (seed: Seed): unknown => seed.grow(Grain)
  const neighbours = range(20).map((x) => pool.submit((y: number) => y, x))
  const limited = harm === "spin" ? pool.with({ timeout: 50, grace: 0 }) : pool
  const victim = failure(limited.submit(grow, new Seed(place, harm)))
  const more = range(20).map((x) => pool.submit((y: number) => y, x))
  expected(await victim)
  assert.deepEqual(await Promise.all([...neighbours, ...more]), [...range(20), ...range(20)])
  assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
}

export const failures: Group = [
  ...matrix.map(([place, harm, expected, needs]) => {
    return has(
      `${harm} at ${place}: a defined error, the neighbours run on, the pool heals`,
      needs,
      async ({ pool }) => {
        await harmed(pool, place, harm, expected)
      },
    )
  }),

  has("unsendable among the items of a map, in the argument and in the result", async ({ pool }) => {
    const work = (x: unknown): unknown => (x === 3 ? () => x : x)
    const items = [1, 2, Promise.resolve(), 3, 4]
    const outcomes = await pool.map(work, items, { onError: "settle" })
    const kinds = outcomes.map((one) => (one.status === "fulfilled" ? one.value : (one.reason as UnsendableError).role))
    assert.deepEqual(kinds, [1, 2, "argument", "result", 4])
  }),

  has("a yield that cannot be sent, or rebuilt, ends its stream with the error", async ({ pool }) => {
    const streams = [
      function* (): Generator {
        yield () => 1
      },
      function* (): Generator {
        yield new Seed("result decode", "throw").grow(Grain)
      },
    ]
    for (const stream of streams) {
      const error = await failure(Array.fromAsync(pool.imap(stream as (x: number) => Generator, [1])))
      assert.ok(error instanceof UnsendableError || error.message === "harm", error.stack)
    }
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an initializer that throws rejects every task with InitializerError, and its cause", async ({ open }) => {
    const pool = open({
      initializer: (why: string) => {
        throw new RangeError(why)
      },
      initargs: ["no table"],
    })
    const first = await Promise.all(range(5).map(async (x) => await failure(pool.submit((y: number) => y, x))))
    const later = await failure(pool.submit(() => 1))
    const mapped = await failure(pool.map((x: number) => x, [1, 2, 3]))
    for (const error of [...first, later, mapped]) {
      assert.ok(error instanceof InitializerError, error.stack)
      assert.ok(error.cause instanceof RangeError)
      assert.equal(error.cause.message, "no table")
    }
    assert.equal(new Set(first).size, 5)
    assert.ok(pool.stats().restarts <= 4, `${pool.stats().restarts} workers were started`)
  }),

  has("an initializer that rejects does the same", async ({ open }) => {
    const pool = open({
      initializer: async () => {
        await Promise.reject(new Error("later"))
      },
    })
    const error = await failure(pool.submit(() => 1))
    assert.ok(error instanceof InitializerError)
    await assert.rejects(
      pool.broadcast(() => 1),
      InitializerError,
    )
  }),

  has("an initializer that exits is bounded too", ["exiting"], async ({ open }) => {
    const pool = open({ initializer: () => process.exit(4) })
    const error = await failure(pool.submit(() => 1))
    assert.ok(error instanceof WorkerDiedError || error instanceof InitializerError, error.stack)
    assert.ok(pool.stats().restarts <= 12, `${pool.stats().restarts} workers were started`)
  }),

  has("a task that uses too much memory rejects, and the pool goes on", ["memory"], async ({ open }) => {
    const pool = open({ memoryLimit: "96M" })
    const neighbour = pool.submit(() => "fine")
    const hoard = (): never => {
      const kept: object[] = []
      for (let i = 0; ; i++) kept.push({ i })
    }
    const error = await failure(pool.submit(hoard))
    assert.ok(error instanceof WorkerOutOfMemoryError, error.stack)
    assert.equal(error.limitMb, 96)
    assert.ok(error.usedMb >= error.limitMb, `${error.usedMb} MB`)
    assert.equal(await neighbour, "fine")
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("an initializer runs before the first task of each worker", async ({ open }) => {
    const pool = open({
      initializer: (value: number) => {
        ;(globalThis as { heddleTestTable?: number }).heddleTestTable = value
      },
      initargs: [41],
    })
    const read = (x: number): number => (globalThis as { heddleTestTable?: number }).heddleTestTable! + x
    assert.deepEqual(await pool.map(read, [1, 2, 3, 4]), [42, 43, 44, 45])
  }),

  has("a finalizer runs when the pool closes", async ({ open }) => {
    const words = gates()
    const pool = open({ workers: 1, finalizer: () => tick(words) })
    await pool.submit(() => 1)
    await pool.close()
    assert.equal(read(words), 1)
  }),

  has("what was moved to a task is there again when the task is retried", async ({ pool }) => {
    const second = (bytes: Uint8Array): number => {
      if (currentTask().attempt === 1) throw new Error("not yet")
      return bytes[0]! + bytes.length
    }
    const bytes = new Uint8Array(1000).fill(7)
    assert.equal(await pool.with({ retries: 1, transfer: [bytes] }).submit(second, bytes), 1007)
    assert.deepEqual(
      await pool.map(
        second,
        range(3).map(() => transfer(new Uint8Array(1000).fill(1))),
        { retries: 1 },
      ),
      [1001, 1001, 1001],
    )
  }),

  has("a moved port is not tried again: its task fails with its own error", ["sharing"], async ({ pool }) => {
    const { port1, port2 } = new MessageChannel()
    const fails = (port: MessagePort): never => {
      port.close()
      throw new RangeError("no more messages")
    }
    const error = await failure(pool.with({ retries: 3 }).submit(fails, transfer(port1)))
    assert.equal(error.message, "no more messages")
    port2.close()
  }),
]
