import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, WorkerDiedError, range } from "heddle"
import { ActorDiedError, cancel, get, kill, remote, wait } from "heddle/remote"
import type { ActorHandle, ObjectRef } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

class Mortal {
  count = 0
  next(): number {
    return ++this.count
  }
  exit(): never {
    process.exit(1)
  }
  /** Ends its worker when no call of it is under way. */
  exitLater(words: Gates): void {
    void opened(words).then(() => process.exit(1))
  }
}

class Caller {
  readonly to: ActorHandle<Mortal>
  constructor(to: ActorHandle<Mortal>) {
    this.to = to
  }
  async calls(times: number): Promise<number[]> {
    return await get(range(times).map(() => this.to.next.remote()))
  }
  exit(): never {
    process.exit(1)
  }
}

class Batcher {
  readonly #waiting: ((values: number[]) => void)[] = []
  readonly #values: number[] = []
  async add(value: number): Promise<number[]> {
    return await new Promise((resolve) => {
      this.#values.push(value)
      this.#waiting.push(resolve)
      if (this.#values.length === 3) for (const one of this.#waiting) one(this.#values)
    })
  }
}

const held = remote(async (words: Gates): Promise<number> => {
  await opened(words)
  return 1
})
const plusOne = remote((x: number) => x + 1)

/** What Ray's own tests hold that no test beside this one does: `README.md` has all of them. */
export function ray(): void {
  describe("as Ray has it", () => {
    it("calls of a dead actor are ready, and fail what takes them", async () => {
      const mortal = remote(Mortal, { dedicated: true }).remote()
      const refs = [mortal.next.remote(), mortal.exit.remote(), mortal.next.remote()]
      const { ready } = await wait(refs, { numReturns: 3 })
      assert.deepEqual(ready, refs)
      const error = await failure(plusOne.remote(refs[2]!))
      assert.ok(error instanceof ActorDiedError, error.stack)
      await Promise.allSettled(refs)
    })

    it("an actor that dies when nobody calls it starts again, and has what it asked for", async () => {
      const words = gates()
      const options = { dedicated: true, resources: { scanner: 1 } }
      const [first, once] = [gates(), remote(Mortal, { ...options, maxRestarts: 1 }).remote()]
      assert.equal(await get(once.next.remote()), 1)
      const scans = remote(() => "scanned", { resources: { scanner: 1 } }).remote()
      await get(once.exitLater.remote(first))
      release(first)
      // It is back when it counts from the beginning; a call that meets the dying worker is lost.
      for (let count = 2; count > 1;) count = await get(once.next.remote()).catch(() => 2)
      assert.equal(scans.done(), false)
      kill(once)
      assert.equal(await scans, "scanned")
      const never = remote(Mortal, { dedicated: true }).remote()
      await get(never.exitLater.remote(words))
      release(words)
      let error: unknown
      while (error === undefined)
        error = await get(never.next.remote()).then(
          () => undefined,
          (e: unknown) => e,
        )
      assert.ok(error instanceof ActorDiedError)
    })

    it("a module that does not load in workers fails each call, and hangs none", async () => {
      ;(globalThis as { remoteTests?: true }).remoteTests = true
      const { there } = await import("./here-only.ts")
      const task = remote(there)
      const actor = remote(
        class Uses {
          use(): number {
            return there()
          }
        },
      ).remote()
      for (let i = 0; i < 2; i++) {
        assert.match((await failure(task.remote())).message, /loads here only/)
        const error = await failure(actor.use.remote())
        assert.match(String((error.cause as Error | undefined) ?? error), /loads here only/)
      }
      assert.equal(await get(plusOne.remote(1)), 2)
    })

    it("a caller that starts again is served again, in its order", async () => {
      const mortal = remote(Mortal).remote()
      const caller = remote(Caller, { maxRestarts: 2, dedicated: true }).remote(mortal)
      assert.deepEqual(await get(caller.calls.remote(3)), [1, 2, 3])
      for (const round of [1, 2]) {
        await failure(caller.exit.remote())
        assert.deepEqual(
          await get(caller.calls.remote(3)),
          [1, 2, 3].map((n) => 3 * round + n),
        )
      }
      // A task that dies twice after its call has made three.
      const words = gates()
      const third = remote(async ({ to }: { to: ActorHandle<Mortal> }, deaths: Gates) => {
        const count = await get(to.next.remote())
        if (tick(deaths) < 3) process.exit(1)
        return count
      })
      assert.equal(await get(third.options({ retries: 2 }).remote({ to: mortal }, words)), 12)
    })

    it("cancel takes what depends on a task, and nothing before it", async () => {
      const words = gates()
      const first = held.remote(words)
      const second = plusOne.remote(first)
      const third = plusOne.remote(second)
      const others = range(3).map(() => plusOne.remote(second))
      cancel(third)
      assert.ok((await failure(third)) instanceof CancelledError)
      assert.deepEqual((await wait([first, second], { numReturns: 2, timeout: 0 })).ready, [])
      release(words)
      assert.deepEqual(await get([first, second]), [1, 2])
      assert.deepEqual(await get(others), [3, 3, 3])
      const again = gates()
      const head = held.remote(again)
      const chain = [plusOne.remote(head), plusOne.remote(head)]
      chain.push(plusOne.remote(chain[0]!))
      cancel(head)
      for (const ref of [head, ...chain]) assert.ok((await failure(ref)) instanceof CancelledError)
      release(again)
    })

    it("cancel of a task that waits gives its place back", async () => {
      const words = gates(2)
      const waits = remote(async ([ref]: [ObjectRef<number>], at: Gates) => {
        tick(at, 1)
        return await ref
      })
      const inner = held.options({ cpus: 0 }).remote(words)
      const parents = range(4).map(() => waits.remote([inner], words))
      await reached(words, 4, 1)
      for (const ref of parents) cancel(ref)
      for (const ref of parents) assert.ok((await failure(ref)) instanceof CancelledError)
      assert.deepEqual(await get(range(4).map((x) => plusOne.remote(x))), [1, 2, 3, 4])
      release(words)
      assert.equal(await inner, 1)
    })

    it("cancel takes a reference that another task has made", async () => {
      const words = gates()
      const makes = remote((at: Gates) => ({ inner: held.options({ grace: 0 }).remote(at) }))
      const { inner } = await get(makes.remote(words))
      cancel(inner)
      assert.ok((await failure(inner)) instanceof CancelledError)
      release(words)
    })

    it("an actor whose constructor's argument fails never lives, and says why", async () => {
      const ran = gates()
      const dies = remote((): number => process.exit(1))
      const Takes = remote(
        class Takes {
          readonly x: number
          constructor(words: Gates, x: number) {
            tick(words)
            this.x = x
          }
          get(): number {
            return this.x
          }
        },
      )
      const error = await failure(Takes.remote(ran, dies.remote()).get.remote())
      assert.ok(error instanceof ActorDiedError && error.cause instanceof WorkerDiedError, error.stack)
      assert.match(error.message, /constructor/)
      assert.equal(read(ran), 0)
    })

    it("async calls meet inside of their actor, and thousands may wait", async () => {
      const batcher = remote(Batcher).remote()
      assert.deepEqual(
        await get(range(3).map((x) => batcher.add.remote(x))),
        range(3).map(() => [0, 1, 2]),
      )
      const words = gates()
      const Waits = remote(
        class Waits {
          async wait(at: Gates): Promise<number> {
            return await opened(at).then(() => 1)
          }
          async open(at: Gates): Promise<void> {
            await Promise.resolve(release(at))
          }
        },
        { maxConcurrency: 4001 },
      )
      const all = Waits.remote()
      // Files are watched, which is dear.
      const refs = range(words instanceof Int32Array ? 4000 : 100).map(() => all.wait.remote(words))
      await get(all.open.remote(words))
      assert.equal((await get(refs)).length, refs.length)
    })
  })
}
