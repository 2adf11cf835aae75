import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, OptionError, currentTask, range } from "heddle"
import { ActorDiedError, ObjectRef, ObjectRefGenerator, get, kill, put, remote } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

const count = remote(function* (to: number) {
  for (let i = 0; i < to; i++) yield i
})

async function all<T>(generator: ObjectRefGenerator<T>): Promise<T[]> {
  const values: T[] = []
  for await (const ref of generator) values.push(await ref)
  return values
}

const ticks = async function* (words: Gates, to: number): AsyncGenerator<number> {
  try {
    for (let i = 0; i < to; i++) {
      tick(words, 1)
      yield i
    }
    await opened(words)
  } finally {
    tick(words, 2)
  }
}

class Streams {
  calls = 0;
  *count(to: number): Generator<number> {
    for (let i = 0; i < to; i++) yield i
  }
  async *twice(refs: { numbers: ObjectRefGenerator<number> | ObjectRef<number>[] }): AsyncGenerator<number> {
    for await (const ref of refs.numbers) yield 2 * (await ref)
  }
  called(): number {
    return ++this.calls
  }
  *dies(): Generator<number> {
    yield 1
    process.exit(3)
  }
}

class Ordered {
  readonly log: string[] = [];
  *stream(words: Gates): Generator<number> {
    this.log.push("begin")
    yield 1
    while (read(words) === 0);
    yield 2
    this.log.push("end")
  }
  note(word: string): string[] {
    this.log.push(word)
    return this.log
  }
}

export function generators(): void {
  describe("generators", () => {
    it("give a reference to each value, in order", async () => {
      const generator = count.remote(5)
      assert.ok(generator instanceof ObjectRefGenerator)
      const first = await generator.next()
      assert.ok(first.value instanceof ObjectRef)
      assert.equal(await first.value, 0)
      assert.deepEqual(await all(generator), [1, 2, 3, 4])
      assert.equal(generator.isFinished(), true)
      assert.equal(await generator.completed(), undefined)
      assert.deepEqual(await generator.next(), { done: true, value: undefined })
    })

    it("are read while they run", async () => {
      const words = gates(3)
      const generator = remote(ticks).remote(words, 2)
      const refs = [await generator.next(), await generator.next()]
      assert.deepEqual(await get(refs.map(({ value }) => value!)), [0, 1])
      assert.equal(generator.completed().done(), false)
      release(words)
      assert.equal((await generator.next()).done, true)
    })

    it("run no further ahead than they may", async () => {
      const words = gates(3)
      const generator = remote(ticks).options({ backpressure: 2 }).remote(words, 100)
      await reached(words, 2, 1)
      // Whoever ran behind it runs on: it waits.
      await get(count.remote(1).completed())
      assert.equal(read(words, 1), 2)
      await generator.next()
      await reached(words, 3, 1)
      await generator.return()
      await reached(words, 1, 2)
      assert.ok((await failure(generator.completed())) instanceof CancelledError)
      assert.throws(() => count.options({ backpressure: 0 }), OptionError)
    })

    it("keep what came before a failure, and fail once", async () => {
      const fails = remote(function* () {
        yield 1
        throw new RangeError("no more")
      })
      const generator = fails.remote()
      assert.equal(await (await generator.next()).value, 1)
      const { value } = await generator.next()
      assert.ok((await failure(value!)) instanceof RangeError)
      assert.equal((await generator.next()).done, true)
      assert.ok((await failure(generator.completed())) instanceof RangeError)
    })

    it("go on where they were when they are tried again", async () => {
      const words = gates(1)
      const fails = remote(function* (at: Gates) {
        for (let i = 0; i < 4; i++) {
          if (i === 2 && tick(at) === 1) throw new Error("once")
          yield [i, currentTask().attempt]
        }
      })
      assert.deepEqual(await all(fails.options({ retries: 1 }).remote(words)), [
        [0, 1],
        [1, 1],
        [2, 2],
        [3, 2],
      ])
    })

    it("end when nobody reads on", async () => {
      const words = gates(3)
      for await (const ref of remote(ticks).options({ backpressure: 1 }).remote(words, 5)) {
        await ref
        break
      }
      await reached(words, 1, 2)
    })

    it("are also functions that return one, if they are said to stream", async () => {
      const returns = remote((to: number) => range(to)).options({ numReturns: "streaming" })
      const generator = returns.remote(3) as unknown as ObjectRefGenerator<number>
      assert.deepEqual(await all(generator), [0, 1, 2])
      assert.throws(() => count.options({ numReturns: "dynamic" as never }), OptionError)
    })

    it("fail as a whole when they cannot begin", async () => {
      const generator = count.remote(new WeakMap() as never)
      const { value } = await generator.next()
      assert.equal((await failure(value!)).code, "HEDDLE_UNSENDABLE")
      assert.equal((await generator.next()).done, true)
    })

    it("are methods of actors, sync and async, and keep their place in the order of calls", async () => {
      const streams = remote(Streams).remote()
      const numbers = await all(streams.count.remote(3))
      assert.deepEqual(numbers, [0, 1, 2])
      const refs = numbers.map((n) => put(n))
      assert.deepEqual(await all(streams.twice.remote({ numbers: refs })), [0, 2, 4])
      const words = gates(1)
      const ordered = remote(Ordered).remote()
      const before = ordered.note.remote("before")
      const stream = ordered.stream.remote(words)
      const after = ordered.note.remote("after")
      assert.equal(await (await stream.next()).value, 1)
      release(words)
      assert.deepEqual(await after, ["before", "begin", "end", "after"])
      assert.deepEqual(await before, ["before"])
      assert.deepEqual(await all(stream), [2])
    })

    it("of actors fail with them", async () => {
      const streams = remote(Streams).remote()
      const generator = streams.dies.remote()
      assert.equal(await (await generator.next()).value, 1)
      const { value } = await generator.next()
      assert.ok((await failure(value!)) instanceof ActorDiedError)
      assert.equal((await generator.next()).done, true)
      const killed = remote(Streams).remote()
      await get(killed.called.remote())
      kill(killed)
      const late = killed.count.remote(3)
      assert.ok((await failure((await late.next()).value!)) instanceof ActorDiedError)
    })

    it("are read inside of tasks, through chains of actors", async () => {
      const Doubler = remote(
        class Doubler {
          async *double(source: { ask: ReturnType<typeof countOf> }, to: number): AsyncGenerator<number> {
            for await (const ref of source.ask.count.remote(to)) yield 2 * (await ref)
          }
        },
      )
      const source = countOf()
      const doubler = Doubler.remote()
      assert.deepEqual(await all(doubler.double.remote({ ask: source }, 5)), [0, 2, 4, 6, 8])
      const sums = remote(async (to: number) => {
        let sum = 0
        for await (const ref of count.remote(to)) sum += await ref
        const made = count.remote(2)
        await made.next()
        await made.return()
        return [sum, made.isFinished()]
      })
      assert.deepEqual(await get(sums.remote(4)), [6, true])
    })

    it("run no further ahead of a reader in a task either", async () => {
      const words = gates(3)
      const reads = remote(async (at: Gates) => {
        const generator = remote(ticks).options({ backpressure: 1 }).remote(at, 100)
        await generator.next()
        await reached(at, 2, 1)
        await generator.return()
        await reached(at, 1, 2)
        return read(at, 1)
      })
      assert.equal(await get(reads.remote(words)), 2)
    })
  })
}

function countOf() {
  return remote(Streams).remote()
}
