import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, range } from "heddle"
import { ActorDiedError, ActorUnavailableError, cancel, get, kill, remote } from "heddle/remote"
import type { ObjectRef } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

class Holder {
  async hold(words: Gates): Promise<string> {
    tick(words, 1)
    await opened(words)
    return "held"
  }
  async *stream(words: Gates): AsyncGenerator<number> {
    yield 1
    tick(words, 1)
    await opened(words)
  }
  mark(words: Gates): number {
    return tick(words, 2)
  }
  one(): number {
    return 1
  }
}

class Flaky extends Holder {
  calls = 0
  async tries(words: Gates, x = 0): Promise<number> {
    tick(words, 1)
    await opened(words)
    if (x < 0) throw new RangeError("negative")
    return ++this.calls
  }
}

class Log {
  readonly log: number[] = []
  add(x: number): number[] {
    this.log.push(x)
    return this.log
  }
}

const echo = remote((x: number) => x)

/** What random programs (`fuzz.test.ts`) and their making have found. */
export function found(): void {
  describe("kill", () => {
    it("fails generators that run too, and what was called before and after them", async () => {
      const words = gates(3)
      const actor = remote(Holder).remote()
      const before = actor.hold.remote(words)
      const stream = actor.stream.remote(words)
      const after = actor.hold.remote(words)
      await reached(words, 3, 1)
      kill(actor)
      for (const ref of [before, stream.completed(), after]) assert.ok((await failure(ref)) instanceof ActorDiedError)
      release(words)
    })
  })

  describe("kill without noRestart", () => {
    it("is one restart, whatever is called before the worker has ended", async () => {
      const words = gates(3)
      const actor = remote(Holder, { maxRestarts: 1, dedicated: true }).remote()
      const held = actor.hold.remote(words)
      await reached(words, 1, 1)
      kill(actor, { noRestart: false })
      const refs = [actor.one.remote(), actor.one.remote()]
      assert.ok((await failure(held)) instanceof ActorUnavailableError)
      assert.deepEqual(await get(refs), [1, 1])
      kill(actor)
    })

    it("keeps the order of calls that had not begun", async () => {
      const actor = remote(Log, { maxRestarts: 1, dedicated: true }).remote()
      const refs = [actor.add.remote(0), actor.add.remote(1)]
      await Promise.resolve()
      await Promise.resolve()
      kill(actor, { noRestart: false })
      refs.push(actor.add.remote(2), actor.add.remote(3))
      assert.deepEqual((await get(refs)).at(-1), [0, 1, 2, 3])
      kill(actor)
    })
  })

  describe("kill in the turn of a call", () => {
    it("lets it never begin, be it a generator or not", async () => {
      const words = gates(3)
      const actor = remote(Holder).remote()
      await get(actor.one.remote())
      const other = actor.mark.remote(words)
      const stream = actor.stream.remote(words)
      kill(actor)
      for (const ref of [other, stream.completed()]) assert.ok((await failure(ref)) instanceof ActorDiedError)
      // What comes to that worker later finds that nothing was done before it.
      await get(range(2).map(() => remote(Holder).remote().one.remote()))
      assert.deepEqual([read(words, 1), read(words, 2)], [0, 0])
    })
  })

  describe("generators that are tried again", () => {
    it("run no further ahead than they may either", async () => {
      const words = gates(3)
      const counts = remote(async function* (at: Gates) {
        const isFirst = tick(at) === 1
        for (let i = 0; i < 9; i++) {
          if (isFirst && i === 1) throw new RangeError("once")
          tick(at, isFirst ? 1 : 2)
          yield i
        }
      })
      const stream = counts.options({ retries: 1, backpressure: 2 }).remote(words)
      // One has come, and nobody reads it: it fails, and begins again. Whoever ran behind it runs on: it waits.
      await reached(words, 2, 2)
      for (let i = 0; i < 4; i++) await get(echo.remote(i))
      assert.equal(read(words, 2), 2)
      const values: number[] = []
      for await (const ref of stream) values.push(await ref)
      assert.deepEqual(values, [...range(9)])
    })
  })

  describe("actors that ask for resources", () => {
    it("do so when their arguments are there, which may need the same", async () => {
      const slots = { resources: { slot: 2 } }
      const three = remote(async () => await get(remote(() => 3, slots).remote()))
      const Takes = remote(
        class Takes {
          readonly x: number
          constructor(x: number) {
            this.x = x
          }
          get(): number {
            return this.x
          }
        },
        slots,
      )
      const takes = Takes.remote(three.remote())
      assert.equal(await get(takes.get.remote()), 3)
      kill(takes)
    })
  })

  describe("tasks in tasks", () => {
    it("may give no value at all", async () => {
      const words = gates(1)
      const inner = remote((at: Gates) => [void tick(at)].slice(1)).options({ numReturns: 0 })
      const outer = remote(async (at: Gates) => {
        const refs = inner.remote(at)
        await reached(at, 1)
        return refs.length
      })
      assert.equal(await get(outer.remote(words)), 0)
    })
  })

  describe("cancel of a call that its worker has not begun", () => {
    it("leaves the others in their order", async () => {
      const actor = remote(Log, { dedicated: true }).remote()
      const refs: ObjectRef<number[]>[] = []
      // The worker starts meanwhile, and is sent one after the other.
      for (const x of range(6)) {
        refs.push(actor.add.remote(x))
        await Promise.resolve()
        await Promise.resolve()
      }
      cancel(refs[4]!)
      assert.ok((await failure(refs[4]!)) instanceof CancelledError)
      assert.deepEqual(await refs[5], [0, 1, 2, 3, 5])
    })
  })

  describe("calls that run again when they throw", () => {
    const Retried = remote(Flaky, { maxTaskRetries: 3, methods: { tries: { retryExceptions: true } } })

    it("do not when they are cancelled", async () => {
      const words = gates(3)
      const ref = Retried.remote().tries.remote(words)
      await reached(words, 1, 1)
      cancel(ref)
      assert.ok((await failure(ref)) instanceof CancelledError)
      assert.equal(read(words, 1), 1)
      release(words)
    })

    it("do not when an argument fails", async () => {
      const words = gates(3)
      const bad = remote((): number => {
        throw new TypeError("bad")
      })
      const actor = Retried.remote()
      const refs = [actor.tries.remote(words, bad.remote()), actor.tries.remote(words)]
      assert.ok((await failure(refs[0]!)) instanceof TypeError)
      release(words)
      assert.equal(await refs[1], 1)
    })
  })

  describe("calls that wait in their worker for another", () => {
    it("begin one after the other, however many they are", async () => {
      const words = gates(3)
      const actor = remote(Holder, { maxConcurrency: 1 }).remote()
      const held = actor.hold.remote(words)
      await reached(words, 1, 1)
      const all = range(10_000).map(() => actor.one.remote())
      release(words)
      assert.equal(await held, "held")
      assert.equal((await get(all)).length, 10_000)
    })

    it("never begin once they are cancelled", async () => {
      const words = gates(3)
      const actor = remote(Holder, { maxConcurrency: 1, concurrencyGroups: { other: 1 } }).remote()
      const held = actor.hold.remote(words)
      await reached(words, 1, 1)
      const [first, second] = [actor.mark.remote(words), actor.mark.remote(words)]
      // What came later has been done there: they have arrived.
      await get(actor.one.options({ concurrencyGroup: "other" }).remote())
      cancel(first)
      assert.ok((await failure(first)) instanceof CancelledError)
      release(words)
      assert.deepEqual(await get([held, second]), ["held", 1])
      assert.equal(read(words, 2), 1)
    })
  })
}
