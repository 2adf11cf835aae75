import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { HeddleError, OptionError, TimeoutError, range } from "heddle"
import { ActorPool, remote } from "heddle/remote"
import type { ActorHandle, ObjectRef } from "heddle/remote"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"
import { failure } from "../contract/errors.ts"

class Worker {
  double(x: number): number {
    if (x < 0) throw new RangeError("negative")
    return 2 * x
  }
  async hold(words: Gates, x: number): Promise<number> {
    tick(words, 1)
    await opened(words)
    return x
  }
}

type Handle = ActorHandle<Worker>
const worker = (): Handle => remote(Worker).remote()
const double = (actor: Handle, x: number): ObjectRef<number> => actor.double.remote(x)

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const one of results) list.push(one)
  return list
}

export function actorPool(): void {
  describe("ActorPool", () => {
    it("maps in order, and as results come", async () => {
      const pool = new ActorPool([worker(), worker()])
      assert.deepEqual(
        await all(pool.map(double, range(20))),
        range(20).map((x) => 2 * x),
      )
      const unordered = await all(pool.mapUnordered(double, range(20)))
      assert.deepEqual(
        unordered.toSorted((a, b) => a - b),
        range(20).map((x) => 2 * x),
      )
      assert.equal(pool.hasNext(), false)
    })

    it("gives each actor one call at a time", async () => {
      const gate = gates(2)
      const pool = new ActorPool([worker(), worker()])
      for (const x of range(4)) pool.submit((actor, value: number) => actor.hold.remote(gate, value), x)
      await reached(gate, 2, 1)
      assert.equal(read(gate, 1), 2)
      assert.deepEqual([pool.hasNext(), pool.hasFree(), pool.popIdle()], [true, false, undefined])
      assert.ok((await failure(pool.getNext({ timeout: 5 }))) instanceof TimeoutError)
      release(gate)
      const results = [await pool.getNext(), await pool.getNext(), await pool.getNext(), await pool.getNext()]
      assert.deepEqual(results, [0, 1, 2, 3])
      assert.ok((await failure(pool.getNext())) instanceof HeddleError)
    })

    it("gives what a call threw to who takes its result, and goes on", async () => {
      const pool = new ActorPool([worker()])
      for (const x of [1, -1, 2]) pool.submit(double, x)
      assert.equal(await pool.getNext(), 2)
      assert.ok((await failure(pool.getNext())) instanceof RangeError)
      assert.equal(await pool.getNext(), 4)
    })

    it("takes actors in and out", async () => {
      const [a, b] = [worker(), worker()]
      const pool = new ActorPool<Handle>([])
      pool.submit(double, 1)
      assert.equal(pool.hasFree(), false)
      pool.push(a)
      assert.equal(await pool.getNext(), 2)
      assert.throws(() => pool.push(a), OptionError)
      assert.throws(() => new ActorPool([a, a]), OptionError)
      assert.equal(pool.popIdle(), a)
      pool.push(b)
      assert.deepEqual(await all(pool.map(double, [3])), [6])
    })

    it("refuses to give in order what was taken as it came", async () => {
      const pool = new ActorPool([worker()])
      for (const x of range(3)) pool.submit(double, x)
      await pool.getNextUnordered()
      assert.match((await failure(pool.getNext())).message, /getNextUnordered/)
      await pool.getNextUnordered()
      await pool.getNextUnordered()
    })
  })
}
