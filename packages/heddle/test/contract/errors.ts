import assert from "node:assert/strict"
import { Pool, UnsendableError, WorkerDiedError, range } from "heddle"
import type { Group } from "./contract.ts"
import { has } from "./case.ts"
import { RottenError } from "./fruit.ts"
import { gates, opened, read, readAll, release, tick } from "./gates.ts"

/** What a promise rejects with. Fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([promise])
  if (outcome.status === "rejected") return outcome.reason as unknown
  return assert.fail(`it should have rejected, and resolved with ${String(outcome.value)}`)
}

export type Failure = Error & { readonly stack: string } & Record<string, unknown>

/** The same, for what must be an error. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  const error = await rejection(promise)
  assert.ok(error instanceof Error, `an error, not ${String(error)}`)
  return error as Failure
}

/** How failures arrive. */
export const errors: Group = [
  has("a throw and an async rejection both reject with the message and the worker's stack", async ({ pool }) => {
    const explode = (): never => {
      throw new TypeError("boom")
    }
    const explodeLater = async (): Promise<never> => {
      await Promise.resolve()
      throw new TypeError("boom later")
    }
    for (const [fn, message] of [
      [explode, "boom"],
      [explodeLater, "boom later"],
    ] as const) {
      const error = await failure(pool.submit(fn))
      assert.ok(error instanceof TypeError)
      assert.equal(error.message, message)
      assert.match(error.stack, new RegExp(`at (async )?${fn.name} \\(.*contract/errors\\.ts:\\d+:\\d+\\)`))
    }
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("the stack shows the line of the throw, then the caller's frames", ["workers"], async ({ pool }) => {
    const site = async (): Promise<unknown> => {
      return await pool.submit(() => {
        throw new Error("here")
      })
    }
    const { stack } = await failure(site())
    const lines = stack.split("\n")
    const own = lines.findIndex((line) => line.includes("contract/errors.ts"))
    const divider = lines.findIndex((line) => line.includes("called from"))
    const caller = lines.findIndex((line) => /at site \(.*contract\/errors\.ts/.test(line))
    assert.ok(own > 0 && own < divider && divider < caller, stack)
    assert.ok(!stack.includes("heddle/src/"), stack)
    const numbers = [lines[own]!, lines[caller]!].map((line) => Number(/:(\d+):\d+\)?$/.exec(line)![1]))
    assert.equal(numbers[0], numbers[1]! + 1, stack)
  }),

  has("what is thrown and is no error arrives as it is", async ({ pool }) => {
    const thrown = [null, undefined, "text", "", 0, false, 12n, { code: 3 }, [1, 2], Symbol.for("shared")]
    const toss = (value: unknown): never => {
      throw value
    }
    const tossIndex = (i: number): never => {
      throw [null, undefined, "text", "", 0, false, 12n, { code: 3 }, [1, 2], Symbol.for("shared")][i]
    }
    for (const [i, value] of thrown.entries()) {
      if (typeof value !== "symbol") assert.deepEqual(await rejection(pool.submit(toss, value)), value)
      assert.deepEqual(await rejection(pool.submit(tossIndex, i)), value)
      assert.deepEqual(await rejection(pool.submit(async (at: number) => tossIndex(at), i)), value)
    }
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an error keeps its class, code, own properties, cause and errors", async ({ pool }) => {
    const error = await failure(
      pool.submit(() => {
        const causes = [new RangeError("first"), "second"]
        throw new RottenError("worms", 3, { cause: new AggregateError(causes, "several") })
      }),
    )
    assert.ok(error instanceof RottenError)
    assert.deepEqual([error.name, error.message, error.code, error.apples], ["RottenError", "worms", "E_ROTTEN", 3])
    const { cause } = error as { cause?: unknown }
    assert.ok(cause instanceof AggregateError)
    assert.equal(cause.message, "several")
    assert.ok(cause.errors[0] instanceof RangeError)
    assert.equal(cause.errors[1], "second")
  }),

  has("a system error keeps its code and path", async ({ pool }) => {
    const error = await failure(pool.submit(async () => (await import("node:fs")).readFileSync("/no/such/file")))
    assert.deepEqual([error["code"], error["path"], error["syscall"]], ["ENOENT", "/no/such/file", "open"])
  }),

  has("a DOMException stays one", async ({ pool }) => {
    const error = await rejection(
      pool.submit(() => {
        throw new DOMException("stop it", "AbortError")
      }),
    )
    assert.ok(error instanceof DOMException)
    assert.deepEqual([error.name, error.message], ["AbortError", "stop it"])
  }),

  has("a part of an error that cannot be sent becomes text, the rest arrives", async ({ pool }) => {
    const error = await failure(
      pool.submit(() => {
        const broken = Object.assign(new Error("still told"), { kept: 1, call: () => 2, later: Promise.resolve() })
        Object.defineProperty(broken, "trap", {
          enumerable: true,
          get() {
            throw new Error("no")
          },
        })
        throw Object.assign(broken, { toJSON: () => ({}) })
      }),
    )
    assert.equal(error.message, "still told")
    assert.equal(error["kept"], 1)
  }),

  has("an argument that cannot be sent rejects that call only, and names the path", async ({ pool }) => {
    const use = (value: unknown): unknown => value
    const results = await Promise.allSettled([
      pool.submit(use, 1),
      pool.submit(use, { deep: [{ later: Promise.resolve() }] }),
      pool.submit(use, 2),
    ])
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    )
    const { reason } = results[1] as PromiseRejectedResult
    assert.ok(reason instanceof UnsendableError)
    assert.equal(reason.path, "args[0].deep[0].later")
    assert.equal(reason.role, "argument")
  }),

  has("a result that cannot be sent rejects that task only, and says which value", async ({ pool }) => {
    const bad = [() => ({ list: [() => 1] }), () => Promise.withResolvers(), () => new WeakMap()]
    for (const fn of bad) {
      const error = await failure(pool.submit(fn as () => unknown))
      assert.ok(error instanceof UnsendableError, String(error))
      assert.equal(error.role, "result")
      assert.match(error.path, /^result/)
    }
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("twenty results in a row that cannot be sent are twenty errors", async ({ pool }) => {
    const outcomes = await pool.map((x: number) => [() => x], range(20), { onError: "settle" })
    assert.ok(outcomes.every((one) => one.status === "rejected" && one.reason instanceof UnsendableError))
    assert.equal(new Set(outcomes.map((one) => (one as PromiseRejectedResult).reason as unknown)).size, 20)
  }),

  has("an item that cannot be sent fails alone", async ({ pool }) => {
    const items: unknown[] = [1, 2, Promise.resolve(3), 4, new WeakRef({}), 6]
    const outcomes = await pool.map((x: unknown) => x, items, { onError: "settle", chunkSize: 6 })
    assert.deepEqual(
      outcomes.map((one) => (one.status === "fulfilled" ? one.value : (one.reason as Error).name)),
      [1, 2, "UnsendableError", 4, "UnsendableError", 6],
    )
  }),

  has("map rejects with the first failure and does not begin the rest", async ({ open }) => {
    const pool = open({ workers: 1 })
    const ran = gates()
    const fail = (i: number): number => {
      tick(ran)
      if (i === 3) throw new RangeError("third")
      return i
    }
    const error = await failure(pool.map(fail, range(1000), { chunkSize: 1 }))
    assert.ok(error instanceof RangeError)
    const after = read(ran)
    await pool.submit(() => 1)
    assert.ok(after < 1000 && read(ran) < 1000, `${read(ran)} ran`)
  }),

  has("onError: settle tells how each went", async ({ pool }) => {
    const odd = (x: number): number => {
      if (x % 2 === 0) throw new Error(`even ${x}`)
      return x
    }
    const outcomes = await pool.map(odd, [1, 2, 3], { onError: "settle" })
    assert.deepEqual(outcomes[0], { status: "fulfilled", value: 1 })
    assert.equal((outcomes[1] as PromiseRejectedResult).reason.message, "even 2")
    assert.deepEqual(outcomes[2], { status: "fulfilled", value: 3 })
  }),

  has("onError: finish runs everything, then rejects with the first failure", async ({ pool }) => {
    const ran = gates()
    const fail = (i: number): void => {
      tick(ran)
      if (i % 7 === 3) throw new Error(`item ${i}`)
    }
    const error = await failure(pool.map(fail, range(50), { onError: "finish" }))
    assert.match(error.message, /^item \d+$/)
    assert.equal(read(ran), 50)
  }),

  has("a failed attempt is tried again as often as retries says, and only then", async ({ pool }) => {
    const tries = gates(2)
    const third = (): number => {
      if (tick(tries) < 3) throw new Error(`try ${read(tries)}`)
      return read(tries)
    }
    assert.equal(await pool.with({ retries: 2 }).submit(third), 3)
    const never = (): never => {
      tick(tries, 1)
      throw new Error("never")
    }
    await failure(pool.with({ retries: 2 }).submit(never))
    assert.equal(read(tries, 1), 3)
    await failure(pool.submit(never))
    assert.equal(read(tries, 1), 4)
  }),

  has("an uncaught exception in a timer fails the task that runs", ["exiting"], async ({ open }) => {
    const pool = open()
    const error = await failure(
      pool.submit(
        () =>
          new Promise(() => {
            setImmediate(() => {
              throw new RottenError("in a timer", 1)
            })
          }),
      ),
    )
    assert.ok(error instanceof RottenError, error.stack)
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an unhandled rejection fails the task that runs", ["exiting"], async ({ open }) => {
    const pool = open()
    const error = await failure(
      pool.submit(() => {
        void Promise.reject(new RottenError("nobody looks", 2))
        return new Promise(() => {})
      }),
    )
    assert.equal(error.message, "nobody looks")
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("an uncaught exception after the result leaves the result, and is an event", ["exiting"], async ({ open }) => {
    const pool = open({ workers: 1 })
    const stray = new Promise<unknown>((resolve) => pool.on("error", ({ error }) => resolve(error)))
    const gate = gates()
    const result = await pool.submit(() => {
      void opened(gate).then(() => {
        setImmediate(() => {
          throw new RottenError("late", 4)
        })
      })
      return "stands"
    })
    release(gate)
    assert.equal(result, "stands")
    assert.equal(((await stray) as Error).message, "late")
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("process.exit in a task rejects with its exit code; the pool goes on", ["exiting"], async ({ open }) => {
    const pool = open()
    for (const code of [0, 3, 99]) {
      const error = await failure(pool.submit((exit: number) => process.exit(exit), code))
      assert.ok(error instanceof WorkerDiedError)
      assert.deepEqual([error.exitCode, error.phase], [code, "running"])
      assert.match(error.message, new RegExp(`exit code ${code}`))
    }
    assert.deepEqual(await pool.map((x: number) => x, range(20)), [...range(20)])
    assert.ok(pool.stats().restarts >= 3)
  }),

  has("process.exit loses no other task, and none runs twice", ["exiting"], async ({ open }) => {
    const pool = open()
    const runs = gates(40)
    const work = (i: number): number => {
      tick(runs, i)
      if (i % 8 === 5) process.exit(7)
      return i
    }
    const outcomes = await pool.map(work, range(40), { onError: "settle", chunkSize: 10 })
    for (const [i, one] of outcomes.entries()) {
      if (i % 8 === 5) assert.ok(one.status === "rejected" && one.reason instanceof WorkerDiedError)
      else assert.deepEqual(one, { status: "fulfilled", value: i })
    }
    assert.deepEqual(readAll(runs), Array(40).fill(1))
  }),

  has("a worker that dies with large arguments waiting loses none of them", ["exiting"], async ({ open }) => {
    const pool = open()
    const sizes = await Promise.allSettled(
      range(12).map(async (i) => {
        const work = (bytes: Uint8Array, at: number): number => (at % 4 === 1 ? process.exit(6) : bytes.length)
        return await pool.submit(work, new Uint8Array(4e6 + i), i)
      }),
    )
    for (const [i, one] of sizes.entries()) {
      if (i % 4 === 1) assert.ok(one.status === "rejected" && one.reason instanceof WorkerDiedError)
      else assert.deepEqual(one, { status: "fulfilled", value: 4e6 + i })
    }
  }),

  has("each task of a dead worker gets an error of its own", ["exiting"], async ({ open }) => {
    const pool = open({ workers: 1, tasksPerWorker: 3 })
    const count = gates()
    const die = async (i: number): Promise<void> => {
      tick(count)
      if (i === 2) process.exit(1)
      await new Promise(() => {})
    }
    const reasons = await Promise.all([0, 1, 2].map(async (i) => await failure(pool.submit(die, i))))
    assert.ok(reasons.every((reason) => reason instanceof WorkerDiedError))
    assert.equal(new Set(reasons).size, 3)
  }),

  has("process.exit after the result does not lose the next task", ["exiting"], async ({ open }) => {
    const pool = open({ workers: 1 })
    for (let i = 0; i < 5; i++) {
      assert.equal(
        await pool.submit((x: number) => {
          setImmediate(() => process.exit(0))
          return x
        }, i),
        i,
      )
    }
    assert.equal(await pool.with({ retries: 3 }).submit(() => "still here"), "still here")
  }),

  has("a task that died is tried again only if retries says so", ["exiting"], async ({ open }) => {
    const pool = open()
    const tries = gates()
    const second = (): string => {
      if (tick(tries) < 2) process.exit(1)
      return "second"
    }
    assert.equal(await pool.with({ retries: 1 }).submit(second), "second")
    assert.equal(read(tries), 2)
  }),

  has("a module that throws while it loads rejects every task that needs it", async ({ pool }) => {
    const file = new URL("broken-module.ts", import.meta.url)
    for (let i = 0; i < 3; i++) {
      const error = await failure(pool.run(file))
      assert.equal(error.message, "this module does not load")
    }
    assert.equal(await pool.submit(() => 1), 1)
  }),

  has("a missing file or export rejects with what is missing", async ({ pool }) => {
    const missing = await failure(pool.run(new URL("no-such-file.ts", import.meta.url)))
    assert.equal(missing["code"], "ERR_MODULE_NOT_FOUND")
    const unnamed = await failure(pool.run(new URL("fruit.ts", import.meta.url), 1, { name: "cherry" }))
    assert.match(unnamed.message, /cherry.*RottenError/)
  }),

  has("a task may use its worker's own port without disturbing the pool", ["workers"], async ({ pool }) => {
    const meddle = async (): Promise<number> => {
      const { parentPort } = await import("node:worker_threads")
      parentPort?.on("message", () => {})
      parentPort?.postMessage({ strange: true })
      parentPort?.postMessage(1)
      return 5
    }
    assert.equal(await pool.submit(meddle), 5)
    assert.deepEqual(await pool.map((x: number) => x, range(10)), [...range(10)])
  }),

  has("a pool cannot be captured or sent, and the error says what to do", async ({ pool }) => {
    const error = await failure(pool.submit(() => pool.name))
    assert.match(error.message, /Pool/)
    assert.match((await failure(pool.submit((p: unknown) => p, pool))).message, /Pool/)
    assert.ok(pool instanceof Pool)
  }),
]
