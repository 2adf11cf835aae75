import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, HeddleError, OptionError, range } from "heddle"
import {
  ActorDiedError,
  ActorNameError,
  PendingCallsLimitError,
  cancel,
  get,
  getActor,
  kill,
  put,
  remote,
} from "heddle/remote"
import { gates, opened, reached, read, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import { failure } from "../contract/errors.ts"

class Counter {
  count: number
  constructor(count = 0) {
    this.count = count
  }
  increment(by = 1): number {
    return (this.count += by)
  }
  where(): number {
    return process.pid
  }
  boom(): never {
    throw new RangeError("boom")
  }
}

class Base {
  readonly log: string[] = []
  note(word: string): number {
    return this.log.push(word)
  }
}
class Derived extends Base {
  read(): string[] {
    return this.log
  }
}

class Waiter {
  running = 0
  most = 0
  async wait(words: Gates): Promise<number> {
    this.most = Math.max(this.most, ++this.running)
    tick(words, 1)
    await opened(words)
    this.running--
    return this.most
  }
}

class Strict {
  constructor() {
    throw new TypeError("not today")
  }
  hello(): string {
    return "hello"
  }
}

export function actors(): void {
  describe("actors", () => {
    it("keep their state, and run calls in the order in which they were made", async () => {
      const counter = remote(Counter).remote()
      assert.deepEqual(await get(range(100).map(() => counter.increment.remote())), [...range(1, 101)])
      const other = remote(Counter).remote(5)
      assert.equal(await get(other.increment.remote(put(2))), 7)
      assert.equal(await get(counter.increment.remote()), 101)
    })

    it("keep that order when a call waits for an argument", async () => {
      const counter = remote(Counter).remote()
      const gate = gates()
      const late = remote(async (words: Gates) => (await opened(words), 10)).remote(gate)
      const calls = [counter.increment.remote(late), counter.increment.remote(), counter.increment.remote(put(100))]
      release(gate)
      assert.deepEqual(await get(calls), [10, 11, 111])
    })

    it("have the methods of the classes that theirs extends, and no others", async () => {
      const actor = remote(Derived).remote()
      await get([actor.note.remote("a"), actor.note.remote("b")])
      assert.deepEqual(await get(actor.read.remote()), ["a", "b"])
      assert.deepEqual(Object.keys(actor).toSorted(), ["note", "read"])
      assert.equal("then" in actor, false)
      assert.equal(await Promise.resolve(actor), actor)
    })

    it("live on after a method throws, and give what it threw", async () => {
      const counter = remote(Counter).remote()
      const error = await failure(get(counter.boom.remote()))
      assert.ok(error instanceof RangeError)
      assert.match(error.stack, /actors\.ts/)
      assert.equal(await get(counter.increment.remote()), 1)
    })

    it("skip a call whose argument failed", async () => {
      const counter = remote(Counter).remote()
      const bad = remote((): number => {
        throw new TypeError("bad")
      }).remote()
      const refs = [counter.increment.remote(bad), counter.increment.remote()]
      assert.ok((await failure(get(refs[0]!))) instanceof TypeError)
      assert.equal(await get(refs[1]!), 1)
    })

    it("take arguments as they are at the call", async () => {
      class Holder {
        sum(list: number[]): number {
          return list.reduce((a, b) => a + b, 0)
        }
      }
      const holder = remote(Holder).remote()
      const list = [1, 2]
      const ref = holder.sum.remote(list)
      list.push(3)
      assert.equal(await get(ref), 3)
    })

    it("whose constructor throws fail each call with that as the cause", async () => {
      const actor = remote(Strict).remote()
      const error = await failure(get(actor.hello.remote()))
      assert.ok(error instanceof ActorDiedError && error.cause instanceof TypeError)
      assert.match(error.message, /constructor/)
      assert.ok((await failure(get(actor.hello.remote()))) instanceof ActorDiedError)
    })

    it("of a class with async methods are at many calls at once, or at as many as they may", async () => {
      for (const most of [undefined, 2, 1]) {
        const gate = gates(2)
        const waiter = remote(Waiter)
          .options(most === undefined ? {} : { maxConcurrency: most })
          .remote()
        const calls = range(5).map(() => waiter.wait.remote(gate))
        await reached(gate, most ?? 5, 1)
        release(gate)
        assert.equal(Math.max(...(await get(calls))), most ?? 5)
      }
    })

    it("that wait do not keep others of their worker", async () => {
      const gate = gates(2)
      const waiters = range(8).map(() => remote(Waiter).remote())
      const calls = waiters.map((waiter) => waiter.wait.remote(gate))
      await reached(gate, 8, 1)
      const counters = range(4).map(() => remote(Counter).remote())
      assert.deepEqual(await get(counters.map((counter) => counter.increment.remote())), [1, 1, 1, 1])
      release(gate)
      await get(calls)
    })

    it("refuse more calls than may wait", async () => {
      const gate = gates(2)
      const waiter = remote(Waiter).options({ maxPendingCalls: 2 }).remote()
      const calls = [waiter.wait.remote(gate), waiter.wait.remote(gate)]
      await reached(gate, 2, 1)
      assert.ok((await failure(get(waiter.wait.remote(gate)))) instanceof PendingCallsLimitError)
      release(gate)
      await get(calls)
    })

    it("are found by their names, once", async () => {
      const Named = remote(Counter).options({ name: "the counter" })
      const counter = Named.remote()
      await get(counter.increment.remote())
      assert.equal(await get(getActor<Counter>("the counter").increment.remote()), 2)
      assert.throws(() => Named.remote(), ActorNameError)
      const same = Named.options({ name: "the counter", getIfExists: true })
      for (let i = 0; i < 50; i++) assert.equal(same.remote(), counter)
      kill(counter)
      assert.throws(() => getActor("the counter"), ActorNameError)
      assert.equal(await get(same.remote().increment.remote()), 1)
      assert.throws(() => remote(Counter, { getIfExists: true }), /name/)
      kill(getActor("the counter"))
    })

    it("refuse options that they do not know, calls without remote, and what is no actor", () => {
      assert.throws(() => remote(Counter, { max_restarts: 1 } as never), /maxRestarts/)
      assert.throws(() => remote(Counter, { maxConcurrency: 0 }), OptionError)
      assert.throws(() => remote(Counter, { grace: "soon" }).remote(), OptionError)
      assert.throws(() => remote(Counter).remote().increment.options({ maxTaskRetries: 1.5 }), OptionError)
      assert.ok(remote(Counter, { grace: "1s" }).remote())
      assert.throws(
        () => (remote(Counter) as unknown as () => void)(),
        (e) => e instanceof HeddleError && /Counter\.remote/.test(e.message),
      )
      assert.throws(() => kill({}), OptionError)
    })
  })

  describe("kill", () => {
    it("fails what runs and what comes, and leaves the others of the worker alone", async () => {
      const gate = gates(2)
      const counters = range(4).map(() => remote(Counter).remote())
      await get(counters.map((counter) => counter.increment.remote()))
      const waiter = remote(Waiter).remote()
      const call = waiter.wait.remote(gate)
      await reached(gate, 1, 1)
      kill(waiter)
      assert.ok((await failure(get(call))) instanceof ActorDiedError)
      assert.ok((await failure(get(waiter.wait.remote(gate)))) instanceof ActorDiedError)
      release(gate)
      assert.deepEqual(await get(counters.map((counter) => counter.increment.remote())), [2, 2, 2, 2])
    })

    it("fails also a call that was made in the same turn, and every one of very many", async () => {
      const gate = gates(2)
      const waiter = remote(Waiter).options({ maxConcurrency: Infinity }).remote()
      const calls = range(33_000).map(() => waiter.wait.remote(gate))
      await reached(gate, 1, 1)
      calls.push(waiter.wait.remote(gate))
      kill(waiter)
      const all = await Promise.allSettled(calls)
      assert.ok(all.every((one) => one.status === "rejected" && one.reason instanceof ActorDiedError))
    })

    it("fails the calls before and behind one that yields", async () => {
      class Yields extends Waiter {
        *count(): Generator<number> {
          yield 1
        }
      }
      const gate = gates(2)
      const actor = remote(Yields).remote()
      const calls = [actor.wait.remote(gate)]
      for await (const ref of actor.count.remote()) assert.equal(await ref, 1)
      calls.push(actor.wait.remote(gate))
      await reached(gate, 2, 1)
      kill(actor)
      for (const call of calls) assert.ok((await failure(get(call))) instanceof ActorDiedError)
    })

    it("ends the worker of an actor that has its own", async () => {
      const counter = remote(Counter).options({ dedicated: true }).remote()
      assert.equal(await get(counter.increment.remote()), 1)
      kill(counter)
      assert.ok((await failure(get(counter.increment.remote()))) instanceof ActorDiedError)
    })
  })

  describe("cancel of a call", () => {
    it("takes it back while it waits, and not with force", async () => {
      const [gate, ran] = [gates(2), gates()]
      const waiter = remote(Waiter).options({ maxConcurrency: 1 }).remote()
      const first = waiter.wait.remote(gate)
      const needs = remote(async (words: Gates) => await opened(words)).remote(gate)
      class Takes {
        one(words: Gates, by: unknown): number {
          return by === 1 ? tick(words) : 0
        }
      }
      const takes = remote(Takes).remote()
      const second = takes.one.remote(ran, needs)
      const third = takes.one.remote(ran, 1)
      assert.throws(() => cancel(second, { force: true }), /kill/)
      cancel(second)
      assert.ok((await failure(get(second))) instanceof CancelledError)
      release(gate)
      await get([first, needs])
      assert.equal(await get(third), 1)
      assert.equal(read(ran), 1)
    })
  })
}
