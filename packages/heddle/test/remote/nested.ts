import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, WorkerDiedError, currentTask, range } from "heddle"
import { ActorNameError, ObjectRef, TaskError, cancel, get, getActor, kill, put, remote, wait } from "heddle/remote"
import type { ActorHandle } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

const square = remote((x: number) => x * x)

class Counter {
  count = 0
  increment(): number {
    return ++this.count
  }
}

class Registry {
  readonly refs: ObjectRef<unknown>[] = []
  add(refs: ObjectRef<unknown>[]): number {
    return this.refs.push(...refs)
  }
  read(): Promise<unknown[]> {
    return get(this.refs)
  }
}

/** Fibonacci's numbers as tasks of tasks. */
const fib = remote(async (n: number): Promise<number> => {
  if (n < 2) return n
  const [a, b] = await get([fib.remote(n - 1), fib.remote(n - 2)])
  return a + b
})

export function nested(): void {
  describe("inside of tasks", () => {
    it("tasks are called, and waited for, at any depth", async () => {
      assert.equal(await get(fib.remote(10)), 55)
    })

    it("waiting tasks give their places to what they wait for", async () => {
      // More of them than there are processors, at three levels.
      const inner = remote((x: number) => x + 1)
      const middle = remote(async (x: number) => (await get(range(3).map((i) => inner.remote(x + i)))).length)
      const outer = remote(async (x: number) => {
        const all = await get(range(4).map((i) => middle.remote(x + i)))
        return all.reduce((sum, n) => sum + n, 0)
      })
      assert.deepEqual(
        await get(range(8).map((x) => outer.remote(x))),
        range(8).map(() => 12),
      )
    })

    it("values are put, got and waited for", async () => {
      const uses = remote(async () => {
        const words = put(["a", "b"])
        const four = square.remote(2)
        const { ready } = await wait([words, four], { numReturns: 2, timeout: "60s" })
        return [await get(words), await four, ready.length, four.done(), four.state]
      })
      assert.deepEqual(await get(uses.remote()), [["a", "b"], 4, 2, true, "finished"])
    })

    it("a reference in a value stays one", async () => {
      const two = square.remote(Math.SQRT2)
      const reads = remote(async ({ ref }: { ref: ObjectRef<number> }) => {
        const isRef = ref instanceof ObjectRef
        return [isRef, ref.id, await ref]
      })
      assert.deepEqual(await get(reads.remote({ ref: two })), [true, two.id, Math.SQRT2 ** 2])
    })

    it("results have references in them, which are the same here", async () => {
      const gives = remote((old: ObjectRef<number>[]) => ({ old: old[0]!, made: square.remote(5), kept: put("x") }))
      const nine = square.remote(3)
      const { old, made, kept } = await get(gives.remote([nine]))
      assert.equal(old, nine)
      assert.deepEqual(await get([made, kept]), [25, "x"])
    })

    it("what a task made outlives it, and goes on to others", async () => {
      const makes = remote((n: number) => range(n).map((i) => square.remote(i)))
      const sums = remote(async (refs: ObjectRef<number>[]) => {
        let sum = 0
        for (const ref of refs) sum += await ref
        return sum
      })
      const refs = await get(makes.remote(5))
      assert.equal(await get(sums.remote(refs)), 30)
      // Not resolved by the program first.
      assert.equal(await get(sums.remote(makes.remote(5))), 30)
    })

    it("several values are several references", async () => {
      const halves = remote((x: number) => [x, x / 2]).options({ numReturns: 2 })
      const uses = remote(async () => {
        const [a, b] = halves.remote(8)
        return [await a, await b]
      })
      assert.deepEqual(await get(uses.remote()), [8, 4])
    })

    it("failures arrive with their class and both places", async () => {
      const fails = remote((): never => {
        throw new RangeError("too far")
      })
      const asks = remote(async () => await get(fails.remote()))
      const error = (await failure(get(asks.remote()))) as Error
      assert.ok(error instanceof RangeError && error instanceof TaskError)
      assert.equal(new RangeError("another") instanceof TaskError, false)
      const dies = remote(() => process.exit(3))
      const death = await failure(get(dies.remote()))
      assert.ok(death instanceof WorkerDiedError)
      assert.equal(death instanceof TaskError, false)
      assert.equal(error.message, "too far")
      assert.match(error.stack!, /nested\.ts/)
    })

    it("what cannot be sent fails where it is called", async () => {
      const asks = remote(async () => {
        try {
          void square.remote(Promise.resolve(1) as never)
          return "sent"
        } catch (error) {
          return (error as { code: string }).code
        }
      })
      assert.equal(await get(asks.remote()), "HEDDLE_UNSENDABLE")
    })

    it("a task that is cancelled takes what it called with it", async () => {
      const words = gates(3)
      const child = remote(async (at: Gates) => {
        tick(at, 1)
        await new Promise<void>((resolve) => currentTask().signal.addEventListener("abort", () => resolve()))
        tick(at, 2)
      })
      const parent = remote(async (at: Gates) => {
        await get(child.options({ grace: "60s" }).remote(at))
      })
      const ref = parent.options({ grace: "60s" }).remote(words)
      await reached(words, 1, 1)
      cancel(ref)
      assert.ok((await failure(ref)) instanceof CancelledError)
      await reached(words, 1, 2)
    })

    it("unless that is not wanted", async () => {
      const words = gates(3)
      const child = remote(async (at: Gates) => {
        tick(at, 1)
        await opened(at)
        return "done"
      })
      const parent = remote(async (at: Gates, registry: ActorHandle<Registry>) => {
        const ref = child.remote(at)
        await get(registry.add.remote([ref]))
        tick(at, 2)
        await get(ref)
      })
      const registry = remote(Registry).remote()
      const ref = parent.options({ grace: "60s" }).remote(words, registry)
      await reached(words, 1, 2)
      cancel(ref, { recursive: false })
      assert.ok((await failure(ref)) instanceof CancelledError)
      release(words)
      assert.deepEqual(await get(registry.read.remote()), ["done"])
    })
  })

  describe("handles of actors", () => {
    it("go to tasks, each of which calls in its order", async () => {
      const log = remote(
        class Log {
          readonly entries: [number, number][] = []
          note(who: number, i: number): void {
            this.entries.push([who, i])
          }
          read(): [number, number][] {
            return this.entries
          }
        },
      ).remote()
      const writes = remote(async (to: typeof log, who: number) => {
        await get(range(100).map((i) => to.note.remote(who, i)))
      })
      await get(range(4).map((who) => writes.remote(log, who)))
      const entries = await get(log.read.remote())
      assert.equal(entries.length, 400)
      for (const who of range(4)) {
        const own = entries.filter(([of]) => of === who).map(([, i]) => i)
        assert.deepEqual(own, [...range(100)])
      }
    })

    it("go to other actors, and back", async () => {
      const Teller = remote(
        class Teller {
          readonly counter: ActorHandle<Counter>
          constructor(counter: ActorHandle<Counter>) {
            this.counter = counter
          }
          async tell(): Promise<number> {
            return await get(this.counter.increment.remote())
          }
          handle(): { counter: ActorHandle<Counter> } {
            return { counter: this.counter }
          }
        },
      )
      const counter = remote(Counter).remote()
      const teller = Teller.remote(counter)
      assert.equal(await get(teller.tell.remote()), 1)
      assert.equal(await get(counter.increment.remote()), 2)
      const { counter: back } = await get(teller.handle.remote())
      assert.equal(back, counter)
    })

    it("of actors that tasks make live as long as somebody has them", async () => {
      const makes = remote(async () => {
        const counter = remote(Counter).remote()
        await get(counter.increment.remote())
        return { counter }
      })
      const { counter } = await get(makes.remote())
      assert.equal(await get(counter.increment.remote()), 2)
    })

    it("come back before the actor has been made known", async () => {
      const makes = remote(() => ({ counter: remote(Counter).remote() }))
      const all = await get(range(20).map(() => makes.remote()))
      assert.deepEqual(
        await get(all.map(({ counter }) => counter.increment.remote())),
        range(20).map(() => 1),
      )
    })

    it("are found by name", async () => {
      const counter = remote(Counter, { name: "nested counter" }).remote()
      await get(counter.increment.remote())
      const asks = remote(async () => {
        const found = getActor<Counter>("nested counter")
        const same = remote(Counter, { name: "nested counter", getIfExists: true }).remote()
        return [await get(found.increment.remote()), await get(same.increment.remote())]
      })
      assert.deepEqual(await get(asks.remote()), [2, 3])
      kill(counter)
      const misses = remote(async () => await get(getActor<Counter>("nobody has this name").increment.remote()))
      assert.ok((await failure(get(misses.remote()))) instanceof ActorNameError)
      const lacks = remote(async () => {
        const kept = remote(Counter, { name: "lacking", getIfExists: true }).remote()
        await get(kept.increment.remote())
        await get(getActor<{ decrement(): void }>("lacking").decrement.remote())
      })
      assert.match(String(await failure(get(lacks.remote()))), /TypeError: Counter has no method decrement/)
    })

    it("are not thenable", async () => {
      const asks = remote(async () => {
        const found = getActor<Counter>("whoever") as { then?: unknown }
        return await Promise.resolve(found.then === undefined)
      })
      assert.equal(await get(asks.remote()), true)
    })

    it("end actors from inside of tasks", async () => {
      const counter = remote(Counter).remote()
      const ends = remote(async ([actor]: [ActorHandle<Counter>]) => {
        kill(actor)
        return String(await get(actor.increment.remote()).catch((error: Error) => error.name))
      })
      assert.equal(await get(ends.remote([counter])), "ActorDiedError")
      assert.equal(((await failure(get(counter.increment.remote()))) as Error).name, "ActorDiedError")
    })
  })
}
