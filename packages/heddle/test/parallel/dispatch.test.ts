import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, currentTask, delayed, parallel } from "heddle"
import { opened, reached, release, tick, turn } from "../contract/gates.ts"
import { words } from "./words.ts"

describe("calls are pulled as they are needed", () => {
  it("with one job, the loop alternates: a call is pulled when the one before has been made", async () => {
    const log: string[] = []
    const consume = delayed((x: number) => void log.push(`made ${x}`))
    const calls = function* (): Generator<ReturnType<typeof consume>> {
      for (let i = 0; i < 3; i++) {
        log.push(`pulled ${i}`)
        yield consume(i)
      }
    }
    await parallel({ nJobs: 1 })(calls())
    assert.deepEqual(log, ["pulled 0", "made 0", "pulled 1", "made 1", "pulled 2", "made 2"])
  })

  it("with one job and a batch size, a batch is pulled before its first call is made", async () => {
    const log: string[] = []
    const consume = delayed((x: number) => void log.push(`made ${x}`))
    const calls = function* (): Generator<ReturnType<typeof consume>> {
      for (let i = 0; i < 6; i++) {
        log.push(`pulled ${i}`)
        yield consume(i)
      }
    }
    await parallel({ nJobs: 1, batchSize: 4 })(calls())
    const first = ["pulled 0", "pulled 1", "pulled 2", "pulled 3", "made 0", "made 1", "made 2", "made 3"]
    assert.deepEqual(log, [...first, "pulled 4", "pulled 5", "made 4", "made 5"])
  })

  it("no more than preDispatch batches are under way", async () => {
    await using pool = new Pool({ workers: 2 })
    for (const [preDispatch, batchSize, most] of [
      [3, 1, 3],
      ["2 * nJobs", 2, 8],
      [1, 5, 5],
    ] as const) {
      const gate = words(2)
      let pulled = 0
      const wait = delayed((g: Int32Array) => {
        tick(g as Int32Array<SharedArrayBuffer>, 1)
        Atomics.wait(g, 0, 0)
      })
      const calls = function* (): Generator<ReturnType<typeof wait>> {
        for (; pulled < 40;) {
          pulled++
          yield wait(gate)
        }
      }
      const done = parallel({ pool, preDispatch, batchSize })(calls())
      // All that can begin has begun, and nothing else can happen until the gate opens.
      await reached(gate, Math.min(2, most / batchSize), 1)
      await turn()
      assert.ok(pulled <= most, `${pulled} of at most ${most}`)
      release(gate)
      await done
      assert.equal(pulled, 40)
    }
  })

  it("the fourth call is pulled only after one of the first three was done", async () => {
    const log: string[] = []
    const gate = words(1)
    const hold = delayed((g: Int32Array) => void Atomics.wait(g, 0, 0))
    const calls = function* (): Generator<ReturnType<typeof hold>> {
      for (let i = 0; i < 6; i++) {
        log.push(`pulled ${i}`)
        yield hold(gate)
      }
    }
    await using pool = new Pool({ workers: 2 })
    const results = parallel({ pool, batchSize: 1, preDispatch: 3, returnAs: "generatorUnordered" })(calls())
    const first = results.next().then(() => log.push("one is done"))
    while (log.length === 0) await turn()
    release(gate)
    await first
    await Array.fromAsync(results)
    assert.equal(log.filter((line) => line.startsWith("pulled")).length, 6)
    // Twice as many in a generator: results that nobody has read take a place, too.
    assert.ok(log.indexOf("pulled 0") < log.indexOf("one is done"))
  })

  it("an endless input is read no further than what is read of the results, twice", async () => {
    await using pool = new Pool({ workers: 2 })
    let pulled = 0
    const calls = function* (): Generator<ReturnType<typeof same>> {
      for (;;) yield same(pulled++)
    }
    const same = delayed((x: number) => x)
    const results = parallel({ pool, batchSize: 1, preDispatch: 4, returnAs: "generator" })(calls())
    for (let i = 0; i < 20; i++) assert.deepEqual(await results.next(), { done: false, value: i })
    assert.ok(pulled <= 20 + 8, `${pulled}`)
    await results.return()
  })

  it("the work of a generator begins at once, before anything is read", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(1)
    const results = parallel({ pool, returnAs: "generator" })([
      delayed((g: Int32Array<SharedArrayBuffer>) => tick(g))(gate),
    ])
    await reached(gate, 1)
    assert.deepEqual(await Array.fromAsync(results), [1])
  })

  it("unordered, the fastest come first", async () => {
    const gate = words(1)
    const call = delayed((g: Int32Array, i: number) => {
      if (i === 1) Atomics.wait(g, 0, 0)
      return i
    })
    await using pool = new Pool({ workers: 2 })
    const results = parallel({ pool, batchSize: 1, preDispatch: "all", returnAs: "generatorUnordered" })(
      Array.from({ length: 10 }, (_, i) => call(gate, i)),
    )
    const fast: number[] = []
    while (fast.length < 9) fast.push((await results.next()).value as number)
    release(gate)
    assert.deepEqual(
      fast.toSorted((a, b) => a - b),
      [0, 2, 3, 4, 5, 6, 7, 8, 9],
    )
    assert.deepEqual(await results.next(), { done: false, value: 1 })
    assert.deepEqual(await results.next(), { done: true, value: undefined })
  })

  it("large arguments are pulled a few at a time, however fast their calls are", async () => {
    await using pool = new Pool({ workers: 1 })
    const size = delayed((a: Uint8Array, g: Int32Array<SharedArrayBuffer>) => {
      tick(g, 1)
      Atomics.wait(g, 0, 0)
      return a.length
    })
    // With its gate open a call takes next to nothing, and that is known from here on.
    const open = words(2)
    release(open)
    await parallel({ pool })(Array.from({ length: 2000 }, () => size(new Uint8Array(1), open)))
    const gate = words(2)
    let pulled = 0
    const calls = function* (): Generator<ReturnType<typeof size>> {
      for (; pulled < 60;) {
        pulled++
        yield size(new Uint8Array(4 * 2 ** 20), gate)
      }
    }
    const sizes = parallel({ pool })(calls())
    await reached(gate, 1, 1)
    await turn()
    // 64 MB, and a batch.
    assert.ok(pulled <= 18, `${pulled} of 4 MB each`)
    release(gate)
    assert.equal((await sizes).length, 60)
  })

  it("graphs among the calls run beside each other, no more of them than preDispatch says", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(2)
    const one = delayed(() => 1)
    const meet = delayed(async (x: number, g: Int32Array<SharedArrayBuffer>, i: number) => {
      tick(g)
      await reached(g, 2)
      return x + i
    })
    let pulled = 0
    const calls = function* (): Generator<ReturnType<typeof meet>> {
      while (pulled < 9) yield meet(one(), gate, pulled++)
    }
    const results = parallel({ pool, preDispatch: 2 })(calls())
    await Promise.resolve()
    assert.equal(pulled, 2)
    assert.deepEqual(await results, [1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it("an asynchronous input may be slow: calls run as they come", async () => {
    const gate = words(2)
    const same = delayed((g: Int32Array<SharedArrayBuffer>, x: number) => {
      tick(g, 1)
      return x
    })
    const calls = async function* (): AsyncGenerator<ReturnType<typeof same>> {
      yield same(gate, 1)
      await reached(gate, 1, 1)
      yield same(gate, 2)
      await opened(gate)
      yield same(gate, 3)
    }
    await using pool = new Pool({ workers: 2 })
    const results = parallel({ pool, returnAs: "generator" })(calls())
    assert.equal((await results.next()).value, 1)
    assert.equal((await results.next()).value, 2)
    release(gate)
    assert.equal((await results.next()).value, 3)
    assert.equal((await results.next()).done, true)
  })

  it("retries are for each call", async () => {
    await using pool = new Pool({ workers: 2 })
    const flaky = delayed((x: number) => {
      const { attempt } = currentTask()
      if (attempt < 3) throw new Error("not yet")
      return x + attempt
    })
    assert.deepEqual(await parallel({ pool, retries: 2 })([flaky(1), flaky(2)]), [4, 5])
  })
})
