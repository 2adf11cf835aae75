import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HeddleError, OptionError, WorkerDiedError, currentTask, range } from "heddle"
import {
  ActorDiedError,
  ActorNameError,
  ActorUnavailableError,
  checkpoint,
  exitActor,
  get,
  getActor,
  kill,
  remote,
} from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

class Guest {
  async leave(words?: Gates): Promise<void> {
    if (words !== undefined) await opened(words)
    exitActor()
  }
  here(): string {
    return "here"
  }
}

class Ledger {
  entries: number[] = []
  restarts = 0
  add(entry: number): number {
    this.entries.push(entry)
    checkpoint(this.entries)
    return this.entries.length
  }
  read(): [number[], number] {
    return [this.entries, this.restarts]
  }
  crash(): never {
    process.exit(1)
  }
  async onRestart(entries: number[] = [], times = 0): Promise<void> {
    await Promise.resolve()
    this.entries = entries
    this.restarts = times
  }
}

class Refuses {
  crash(): never {
    process.exit(1)
  }
  onRestart(): never {
    throw new RangeError("not again")
  }
}

class Grouped {
  async hold(words: Gates): Promise<string> {
    tick(words, 1)
    await opened(words)
    return "held"
  }
  async io(words: Gates): Promise<number> {
    return tick(words, 2)
  }
}

class Flaky {
  calls = 0
  fails(until: number): number {
    if (++this.calls < until) throw new RangeError(`call ${this.calls}`)
    return this.calls
  }
  dies(words: Gates, times: number): number {
    if (tick(words) <= times) process.exit(1)
    return read(words)
  }
}

export function actorLives(): void {
  describe("actors", () => {
    it("end themselves, and what waits for them fails", async () => {
      const words = gates()
      const guest = remote(Guest, { maxRestarts: 5, maxConcurrency: 1 }).remote()
      const leaves = guest.leave.remote(words)
      const waits = guest.here.remote()
      release(words)
      for (const ref of [leaves, waits, guest.here.remote()]) {
        const error = await failure(ref)
        assert.ok(error instanceof ActorDiedError, error.stack)
        assert.match(error.message, /ended by itself/)
      }
      assert.throws(() => exitActor(), HeddleError)
      const task = remote(() => exitActor())
      assert.match((await failure(task.remote())).message, /methods of actors/)
    })

    it("go on from their last checkpoint when they restart", async () => {
      const ledger = remote(Ledger, { maxRestarts: 2 }).remote()
      for (const round of [1, 2]) {
        await get(range(3).map((i) => ledger.add.remote(10 * round + i)))
        assert.ok((await failure(ledger.crash.remote())) instanceof ActorUnavailableError)
      }
      const later = ledger.add.remote(99)
      assert.equal(await later, 7)
      assert.deepEqual(await get(ledger.read.remote()), [[10, 11, 12, 20, 21, 22, 99], 2])
      assert.throws(() => checkpoint(1), HeddleError)
    })

    it("without a checkpoint begin with nothing", async () => {
      const ledger = remote(Ledger, { maxRestarts: 1 }).remote()
      await failure(ledger.crash.remote())
      assert.deepEqual(await get(ledger.read.remote()), [[], 1])
    })

    it("die of an onRestart that throws", async () => {
      const refuses = remote(Refuses, { maxRestarts: 5 }).remote()
      const first = failure(refuses.crash.remote())
      const error = await failure(refuses.crash.remote())
      await first
      assert.ok(error instanceof ActorDiedError && error.cause instanceof RangeError, error.stack)
    })

    it("let groups of calls go on beside each other, each with its limit", async () => {
      const words = gates(3)
      const grouped = remote(Grouped, {
        maxConcurrency: 1,
        concurrencyGroups: { io: 2, slow: 1 },
        methods: { io: { concurrencyGroup: "io" } },
      }).remote()
      const held = range(2).map(() => grouped.hold.remote(words))
      const slow = range(2).map(() => grouped.hold.options({ concurrencyGroup: "slow" }).remote(words))
      await reached(words, 2, 1)
      assert.equal(await get(grouped.io.remote(words)), 1)
      assert.equal(await get(grouped.io.remote(words)), 2)
      assert.equal(read(words, 1), 2)
      release(words)
      assert.deepEqual(
        await get([...held, ...slow]),
        range(4).map(() => "held"),
      )
      assert.ok((await failure(grouped.io.options({ concurrencyGroup: "no" }).remote(words))) instanceof OptionError)
      assert.throws(() => remote(Grouped, { methods: { io: { concurrencyGroup: "io" } } }), OptionError)
      assert.throws(() => remote(Grouped, { methods: { nothing: {} } }), OptionError)
    })

    it("know the call that they are at, also if it had to wait", async () => {
      const Knows = remote(
        class Knows {
          async id(words: Gates): Promise<number[]> {
            const { id } = currentTask()
            await opened(words)
            return [id, currentTask().id]
          }
        },
        { maxConcurrency: 1 },
      )
      const knows = Knows.remote()
      const words = gates()
      const refs = range(3).map(() => knows.id.remote(words))
      release(words)
      const ids = await get(refs)
      assert.equal(new Set(ids.flat()).size, 3)
      for (const [before, after] of ids) assert.equal(before, after)
    })

    it("live on when a call of theirs passes on that another's worker died", async () => {
      const Asks = remote(
        class Asks {
          calls = 0
          async ask(): Promise<number> {
            this.calls++
            return await get(remote(() => process.exit(4) as number).remote())
          }
          count(): number {
            return this.calls
          }
        },
      )
      const asks = Asks.remote()
      assert.ok((await failure(asks.ask.remote())) instanceof WorkerDiedError)
      assert.equal(await get(asks.count.remote()), 1)
    })

    it("whose onRestart failed are at no other call", async () => {
      const words = gates()
      const Late = remote(
        class Late {
          die(): never {
            process.exit(1)
          }
          mark(at: Gates): number {
            return tick(at)
          }
          onRestart(): never {
            throw new RangeError("no")
          }
        },
        { maxRestarts: 1, maxTaskRetries: 1 },
      )
      const late = Late.remote()
      const refs = [late.die.remote(), late.mark.remote(words)]
      for (const ref of refs) assert.ok((await failure(ref)) instanceof ActorDiedError)
      assert.equal(read(words), 0)
    })

    it("try again what threw, if they are told to", async () => {
      const flaky = remote(Flaky, { maxTaskRetries: 5, methods: { fails: { retryExceptions: true } } }).remote()
      assert.equal(await get(flaky.fails.remote(6)), 6)
      const other = remote(Flaky).remote()
      const options = { maxTaskRetries: 5, retryExceptions: true }
      assert.equal((await failure(other.fails.options(options).remote(9))).message, "call 6")
      const once = remote(Flaky).remote()
      const error = await failure(once.fails.options({ maxTaskRetries: 5 }).remote(9))
      assert.equal(error.message, "call 1")
      const words = gates()
      const dying = remote(Flaky, { maxRestarts: 2, maxTaskRetries: 5 }).remote()
      assert.equal(await get(dying.dies.remote(words, 2)), 3)
    })

    it("that are detached are found by name when nobody has a handle", async () => {
      const makes = remote(async () => {
        const ledger = remote(Ledger, { name: "detached ledger", lifetime: "detached" }).remote()
        return await get(ledger.add.remote(1))
      })
      assert.equal(await get(makes.remote()), 1)
      const ledger = getActor<Ledger>("detached ledger")
      assert.equal(await get(ledger.add.remote(2)), 2)
      kill(ledger)
      assert.throws(() => remote(Ledger, { lifetime: "detached" }), ActorNameError)
      assert.throws(() => remote(Ledger, { lifetime: "forever" as never }), OptionError)
    })
  })
}
