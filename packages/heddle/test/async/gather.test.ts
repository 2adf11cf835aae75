import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, Pool } from "heddle"
import { Event, createTask, gather } from "heddle/async"
import { failure, fails, forever, settle } from "./steps.ts"

describe("gather", () => {
  it("gives results in the order of its arguments, whatever they are", async () => {
    const gate = new Event()
    const [late, soon, given] = await gather(
      async () => (await gate.wait(), "late"),
      () => (gate.set(), 1),
      Promise.resolve(true),
    )
    assert.deepEqual([late, soon, given], ["late", 1, true])
    assert.deepEqual(await gather(), [])
    assert.deepEqual(await gather(createTask(() => 5)), [5])
  })

  it("gives the value of one given twice twice", async () => {
    const task = createTask(() => ({}))
    const [a, b] = await gather(task, task)
    assert.equal(a, b)
  })

  it("rejects with the first failure after the functions that it started have ended", async () => {
    const order: string[] = []
    const slow = async (): Promise<void> => {
      try {
        await forever()
      } finally {
        order.push("ended")
      }
    }
    const error = await failure(gather(slow, fails("first"), slow, fails("second")))
    assert.match(String(error), /first/)
    assert.deepEqual(order, ["ended", "ended"])
  })

  it("leaves promises and futures to their owners when something fails", async () => {
    const task = createTask(forever)
    await failure(gather(task, fails()))
    assert.equal(task.done(), false)
    task.cancel()
    await failure(task)
  })

  it("rejects when a part is cancelled, and is not cancelled by that", async () => {
    const part = createTask(forever)
    const all = gather(part, () => 1)
    part.cancel()
    await assert.rejects(all, CancelledError)
  })

  it("gives failures in their place with returnExceptions", async () => {
    const part = createTask(forever)
    part.cancel()
    const thrown = (): never => {
      throw "text"
    }
    const [ok, failed, cancelled, text] = await gather(() => 1, fails("told"), part, thrown, { returnExceptions: true })
    assert.equal(ok, 1)
    assert.ok((failed as unknown) instanceof RangeError)
    assert.ok(cancelled instanceof CancelledError)
    assert.equal(text.cause, "text")
  })

  it("cancels all of its parts with its caller, futures too", async () => {
    const given = createTask(forever)
    let ended = false
    const caller = createTask(() =>
      gather(given, async () => {
        try {
          await forever()
        } finally {
          ended = true
        }
      }),
    )
    await settle()
    caller.cancel()
    await assert.rejects(caller, CancelledError)
    assert.ok(ended && given.cancelled())
  })

  it("rejects when its caller is cancelled, also with returnExceptions", async () => {
    const caller = createTask(() => gather(forever, forever, { returnExceptions: true }))
    caller.cancel()
    await assert.rejects(caller, CancelledError)
  })

  it("is cancelled by a signal", async () => {
    const stop = new AbortController()
    const all = gather(forever, { signal: stop.signal })
    stop.abort("enough")
    assert.equal(((await failure(all)) as Error).cause, "enough")
  })

  it("that nobody awaits ends with its scope", async () => {
    let ended = false
    await createTask(() => {
      void gather(async () => {
        try {
          await forever()
        } finally {
          ended = true
        }
      }).catch(() => {})
    })
    assert.ok(ended)
  })

  it("may be nested", async () => {
    const inner = (): Promise<number[]> =>
      gather(
        async () => 1,
        async () => 2,
      )
    assert.deepEqual(await gather(inner, inner), [
      [1, 2],
      [1, 2],
    ])
  })

  it("takes futures of pools", async () => {
    await using pool = new Pool({ workers: 1 })
    assert.deepEqual(
      await gather(
        pool.submit((x: number) => x * 2, 4),
        () => 1,
      ),
      [8, 1],
    )
  })

  it("refuses options that there are not", async () => {
    const untyped = gather as (...rest: unknown[]) => Promise<unknown>
    assert.throws(() => untyped(() => 1, { return_exceptions: true }), /did you mean `returnExceptions`/)
  })
})
