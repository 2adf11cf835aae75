import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { Future, OptionError, Pool, ThreadPoolExecutor, WorkerDiedError, defaultPool, range, submit } from "heddle"
import { failure } from "../contract/errors.ts"
import { gates, opened, reached, release, tick } from "../contract/gates.ts"
import { worker } from "../contract/gates.ts"

/** What a program may define and send, and how pools stand beside each other. */
describe("pools", () => {
  const pool = new Pool({ workers: 2 })
  after(() => Promise.all([pool.close(), defaultPool().close()]))

  const makeFunc = (seed: number): ((x: number) => number) => {
    const func = (x: number): number => (x <= 0 ? seed : func(x - 1) + 1)
    return func
  }

  it("a function takes along what it calls, as it is at the call", async () => {
    let inner = (x: number): number => -x
    const outer = (x: number): number => inner(x)
    assert.equal(await pool.submit(outer, 1), -1)
    inner = (x) => x
    assert.equal(await pool.submit(outer, 1), 1)
  })

  it("recursive functions of one factory keep their own variables", async () => {
    assert.deepEqual(await Promise.all([pool.submit(makeFunc(0), 5), pool.submit(makeFunc(1), 5)]), [5, 6])
  })

  it("the default pool is one and the same", async () => {
    assert.equal(defaultPool(), defaultPool())
    assert.equal(await submit(() => 1), 1)
  })

  it("the default pool in a task of the default pool does not hang", async () => {
    const outer = async (i: number): Promise<number[]> => {
      const { map } = await import("heddle")
      return await map((x: number) => x ** 2, [i, i + 1])
    }
    assert.deepEqual(await Promise.all([submit(outer, 1), submit(outer, 2)]), [
      [1, 4],
      [4, 9],
    ])
  })

  it("futures and errors of every executor and pool are of one class", async () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1 })
    const futures = [executor, pool].map((each) => each.submit(() => process.exit(3)))
    for (const future of futures) {
      assert.ok(future instanceof Future)
      assert.ok((await failure(future)) instanceof WorkerDiedError)
    }
    await executor.shutdown()
  })

  it("an error in a nested pool comes out and prints nothing", async () => {
    const outer = async (): Promise<number[]> => {
      const { Pool } = await import("heddle")
      await using inner = new Pool({ workers: 1 })
      return await inner.map(
        (x: number) => {
          if (x === 1) throw new RangeError("of the inner task")
          return x
        },
        [0, 1, 2],
      )
    }
    const own = new Pool({ workers: 1, stdout: "capture" })
    const printed: string[] = []
    own.on("output", ({ text }) => printed.push(text))
    const error = await failure(own.submit(outer))
    await own.close()
    assert.ok(error instanceof RangeError)
    assert.equal(error.message, "of the inner task")
    assert.deepEqual(printed, [])
  })

  it("a backend is named, and an unknown name refused with those that there are", async () => {
    const named = new Pool({ workers: 1, backend: "threads" })
    assert.equal(await named.submit(() => 42), 42)
    await named.close()
    for (const backend of ["fork", "bad", "", 1] as never[]) {
      assert.throws(
        () => new Pool({ backend }),
        (error: unknown) =>
          error instanceof OptionError && /`backend` must be .*"threads".*"processes"/.test(error.message),
      )
    }
  })

  it("pools of many sizes, one after another, finish what they were given", async () => {
    const all: Promise<void>[] = []
    for (const workers of [4, 2, 1, 3]) {
      const own = new Pool({ workers })
      const mapped = own.map((x: number) => x, range(6))
      all.push(own.close().then(async () => assert.deepEqual(await mapped, [...range(6)])))
    }
    await Promise.all(all)
  })

  it("a death while another pool is made is its task's alone", async () => {
    const [gate, began] = [gates(), gates()]
    const dies = failure(
      pool.submit(
        async (...[there, go]: [typeof began, typeof gate]) => {
          tick(there)
          await opened(go)
          process.exit(5)
        },
        began,
        gate,
      ),
    )
    await reached(began, 1)
    const other = new Pool({ workers: 1 })
    const result = other.submit(() => 42)
    release(gate)
    assert.ok((await dies) instanceof WorkerDiedError)
    assert.equal(await result, 42)
    await other.close()
  })

  it("pools whose idle workers leave at once work, whatever their size", async () => {
    for (const workers of [2, 8, 2]) {
      const own = new Pool({ workers, idleTimeout: 1 })
      const ended = new Promise<void>((resolve) => own.on("worker", ({ change }) => change === "ended" && resolve()))
      const first = await own.submit(worker)
      await ended
      assert.notEqual(await own.submit(worker), first)
      await own.close()
    }
  })
})

describe("a pool", () => {
  const pool = new Pool({ workers: 3 })
  after(() => pool.close())
  const square = (x: number): number => x * x

  /** Throws before item `when`. */
  function* throwing(total: number, when: number): Generator<number, void, undefined> {
    for (let i = 0; i < total; i++) {
      if (i === when) throw new RangeError("somebody said when")
      yield i
    }
  }

  it("an input that throws fails a map with its error, as often as it is tried", async () => {
    for (const when of [0, 0, 3, 7, 19]) {
      for (const chunkSize of [1, 2, 4]) {
        const error = await failure(pool.map(square, throwing(20, when), { chunkSize }))
        assert.ok(error instanceof RangeError)
        assert.equal(error.message, "somebody said when")
      }
    }
    const always = { [Symbol.iterator]: () => ({ next: (): never => assert.fail("at once") }), length: 1 }
    assert.match((await failure(pool.map(square, always as Iterable<number>))).message, /at once/)
    assert.deepEqual(await pool.map(square, range(3)), [0, 1, 4])
  })

  it("an input that throws ends imapUnordered with its error after distinct results", async () => {
    for (const [when, chunkSize] of [
      [0, 1],
      [3, 1],
      [7, 2],
    ] as const) {
      const seen: number[] = []
      const error = await failure(
        (async () => {
          for await (const y of pool.imapUnordered(square, throwing(20, when), { chunkSize })) seen.push(y)
        })(),
      )
      assert.equal(error.message, "somebody said when")
      assert.equal(new Set(seen).size, seen.length)
      assert.ok(seen.every((y) => Math.sqrt(y) < when))
    }
  })

  it("the error of an input shows no worker", async () => {
    const error = await failure(pool.map(square, throwing(1, 0)))
    assert.match(error.stack, /at throwing .*pools\.test\.ts/)
    assert.equal(error.cause, undefined)
    const remote = await failure(
      pool.submit(function inWorker() {
        throw new RangeError("of the task")
      }),
    )
    assert.match(remote.stack, /at inWorker [^]*called from/)
  })

  it("a hundred tasks by three workers of ten each: all results, new workers", async () => {
    const own = new Pool({ workers: 3, maxTasksPerWorker: 10 })
    const first = new Set(await own.broadcast(worker))
    const futures = [...range(100)].map((x) => own.submit(square, x))
    assert.deepEqual(
      await Promise.all(futures),
      [...range(100)].map((x) => x * x),
    )
    for (const id of await own.broadcast(worker)) assert.ok(!first.has(id))
    await own.close()
  })

  it("a maxTasksPerWorker that is no positive integer is refused", () => {
    for (const maxTasksPerWorker of [0, -1, 0.5, "12"] as number[]) {
      assert.throws(
        () => new Pool({ maxTasksPerWorker }),
        (error: unknown) => error instanceof OptionError && error.option === "maxTasksPerWorker",
      )
    }
  })

  it("mapAsync gives the list, or the error, to callbacks on its future", async () => {
    const told: unknown[] = []
    const list = pool.mapAsync(Number, ["1"])
    list.addDoneCallback((future) => told.push(future.successful()))
    assert.deepEqual(await list.get(), [1])
    const failing = pool.mapAsync((text: string) => BigInt(text), ["a"])
    failing.addDoneCallback((future) => told.push(future.successful()))
    assert.ok((await failing.exception()) instanceof SyntaxError)
    assert.deepEqual(told, [true, false])
  })

  it("a pool that is made with an initializer that is no function is refused", () => {
    assert.throws(() => new Pool({ initializer: 1 as never }), /`initializer` must be a function/)
  })
})
