import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  AlreadyRunningError,
  CancelledError,
  OptionError,
  PoolClosedError,
  UnsendableError,
  asCompleted,
  currentTask,
  range,
  wait,
} from "heddle"
import { dashboard } from "heddle/monitor"
import { Client, ObjectRef, get, remote } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, release, tick } from "../contract/gates.ts"

const square = (x: number): number => x * x
const fails = (x: number): number => {
  throw new RangeError(`no ${x}`)
}

/** All of them use the runtime that there is. */
export function clients(): void {
  describe("Client", () => {
    it("submits and maps, with references that stand for their values", async () => {
      const client = new Client()
      const offset = 10
      const one = client.submit((x: number) => x + offset, 1)
      assert.ok(one instanceof ObjectRef)
      assert.equal(await client.submit((a: number, b: number) => a * b, one, 2), 22)
      const squares = client.map(square, range(5))
      assert.deepEqual(await get(squares), [0, 1, 4, 9, 16])
      const joined = client.map((a: number, b: string) => b.repeat(a), [one, 1, 2], new Set(["a", "b"]))
      assert.deepEqual(await client.gather(joined), ["a".repeat(11), "b"])
      assert.equal(await get(remote(square).remote(one)), 121)
      await client.close()
    })

    it("gives futures as those of pools are", async () => {
      const client = new Client()
      const refs = client.map(square, [1, 2, 3])
      const seen = new Set<number>()
      for await (const future of asCompleted(refs)) seen.add(await future)
      assert.deepEqual(seen, new Set([1, 4, 9]))
      const { done, notDone } = await wait(refs)
      assert.deepEqual([done, notDone], [new Set(refs), new Set()])
      assert.equal(await refs[2]!.result("1m"), 9)
      assert.equal(refs[2]!.state, "finished")
    })

    it("gathers in the shape that it is given", async () => {
      const client = new Client()
      const [a, b] = client.map(square, [2, 3]) as [ObjectRef<number>, ObjectRef<number>]
      const date = new Date(0)
      const shape = await client.gather({ a, list: [b, [a], { b }], date, text: "x" })
      assert.deepEqual(shape, { a: 4, list: [9, [4], { b: 9 }], date, text: "x" })
      assert.equal(shape.date, date)
      assert.equal(await client.gather(a), 4)
      assert.deepEqual(await client.gather([]), [])
    })

    it("gathers the first failure, or leaves out what failed", async () => {
      const client = new Client()
      const [good, bad] = [client.submit(square, 2), client.submit(fails, 7)]
      assert.ok((await failure(client.gather([good, { bad }]))) instanceof RangeError)
      const list = await client.gather([good, bad, [bad, good], { good, bad }], { errors: "skip" })
      assert.deepEqual(list, [4, [4], { good: 4 }])
      assert.equal(await client.gather(bad, { errors: "skip" }), undefined)
      assert.ok((await failure(client.gather([], { errors: "ignore" as never }))) instanceof OptionError)
    })

    it("scatters a value, or each one of an array or an object", async () => {
      const client = new Client()
      const data = { big: new Float64Array([1, 2]), word: "w" }
      const { big, word } = client.scatter(data, { broadcast: true })
      data.big[0] = 9
      assert.equal(await client.submit((xs: Float64Array, text: string) => text + xs.length + xs[0], big, word), "w21")
      const refs = client.scatter([1, "a"])
      assert.deepEqual(await client.gather(refs), [1, "a"])
      const whole = client.scatter(new Map([[1, 2]]))
      assert.deepEqual(await whole, new Map([[1, 2]]))
      assert.equal(client.scatter([[1, 2]]).length, 1)
    })

    it("has options for its tasks, of which the client itself knows nothing", async () => {
      const client = new Client()
      const tries = gates()
      const third = (words: typeof tries): number => {
        if (tick(words) < 3) throw new Error("again")
        return currentTask().attempt
      }
      const twice = client.with({ retries: 2, name: "third" })
      assert.equal(await twice.with({ priority: 1 }).submit(third, tries), 3)
      assert.deepEqual(await client.gather(twice.map(square, [2])), [4])
      await failure(client.submit(fails, 1))
      assert.equal(read(tries), 3)
      assert.throws(() => client.with({ retry: 1 } as never), /retries/)
      assert.throws(() => client.with({ numReturns: 2 } as never), OptionError)
    })

    it("cancels what is in arrays and objects", async () => {
      const client = new Client()
      const gate = gates()
      const blocks = client.map(async (words: typeof gate) => await opened(words), [gate, gate])
      const ran = gates()
      const waits = client.map((words: typeof ran) => tick(words), [ran, ran])
      client.cancel([waits[0], { last: waits[1] }])
      for (const ref of waits) assert.ok((await failure(ref)) instanceof CancelledError)
      release(gate)
      await client.gather(blocks)
      assert.equal(read(ran), 0)
    })

    it("knows how many tasks run at once", async () => {
      const client = new Client()
      assert.deepEqual([await client.ncores(), await client.nthreads()], [{ local: 2 }, { local: 2 }])
    })

    it("takes nothing more when it is closed, and leaves a runtime alone that it did not start", async () => {
      const client = new Client()
      const other = new Client()
      await client.close()
      await client.close()
      assert.throws(() => client.submit(square, 1), PoolClosedError)
      assert.throws(() => client.with({ retries: 1 }).map(square, [1]), PoolClosedError)
      assert.ok((await failure(client.gather([]))) instanceof PoolClosedError)
      assert.equal(await other.submit(square, 3), 9)
    })

    it("is made inside of tasks, and does not travel", async () => {
      const client = new Client()
      const inside = remote(async (xs: number[]) => {
        const { Client } = await import("heddle/remote")
        await using own = new Client()
        return await own.gather(own.map(square, xs))
      })
      assert.deepEqual(await get(inside.remote([1, 2])), [1, 4])
      const error = await failure(client.submit(() => client.submit(square, 1)))
      assert.ok(error instanceof UnsendableError)
      assert.match(error.message, /new Client\(\)/)
    })

    it("has the address of a dashboard: the program's, else one that closes with the client", async () => {
      const client = new Client()
      const link = await client.dashboardLink
      assert.equal(await client.dashboardLink, link)
      assert.equal((await fetch(link)).status, 200)
      await client.close()
      await failure(fetch(link))
      assert.ok((await failure(client.dashboardLink)) instanceof PoolClosedError)
      await using own = await dashboard({ port: 0 })
      await using other = new Client()
      assert.equal(await other.dashboardLink, own.url)
    })

    it("refuses what it cannot do, and says what to do", async () => {
      const client = new Client()
      assert.throws(() => new Client({ numCpus: 1 }), AlreadyRunningError)
      assert.throws(() => new Client("tcp://there:8786" as never), /Client\.connect\("tcp:\/\/there:8786"\)/)
      assert.throws(() => client.submit(3 as never), OptionError)
      assert.throws(() => client.map(square, 3 as never), OptionError)
      assert.throws(() => (client as { map(fn: unknown): unknown }).map(square), OptionError)
      assert.throws(() => client.map(square, { retries: 1 } as never), /client\.with/)
      assert.ok((await failure(Client.connect("nats://there"))) instanceof AlreadyRunningError)
      assert.ok((await failure(Client.connect(3 as never))) instanceof OptionError)
    })
  })
}
