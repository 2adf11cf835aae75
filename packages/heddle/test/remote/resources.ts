import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { OptionError, range } from "heddle"
import { UnschedulableError, cancel, get, kill, remote } from "heddle/remote"
import { failure } from "../contract/errors.ts"
import { gates, opened, read, reached, release, tick } from "../contract/gates.ts"
import type { Gates } from "../contract/gates.ts"

/** Says how many others are at it, until the gate opens. */
const holds = async (words: Gates): Promise<number> => {
  tick(words, 1)
  await opened(words)
  return read(words, 1)
}
const plain = remote((x: number) => x)

class Holder {
  get(): string {
    return "here"
  }
  async nested(): Promise<number> {
    return await get(plain.remote(7))
  }
}

/** The suite's runtime has 2 processors, 2 of `slot` and 1 of `scanner`. */
export function resources(): void {
  describe("resources", () => {
    it("as many run at once as there are", async () => {
      const words = gates(2)
      const two = remote(holds, { cpus: 0, resources: { slot: 1 } })
      const refs = range(4).map(() => two.remote(words))
      await reached(words, 2, 1)
      // A task that needs nothing of it is not held up.
      assert.equal(await get(plain.remote(1)), 1)
      assert.equal(read(words, 1), 2)
      release(words)
      assert.equal((await get(refs)).length, 4)
    })

    it("processors may be shared, and taken together", async () => {
      const words = gates(2)
      const halves = range(4).map(() => remote(holds, { cpus: 0.5 }).remote(words))
      await reached(words, 4, 1)
      const both = remote(() => "alone", { cpus: 2 }).remote()
      const later = plain.remote(2)
      assert.equal(both.state, "pending")
      release(words)
      assert.deepEqual(await get([both, later]), ["alone", 2])
      await get(halves)
    })

    it("a request for all waits for those that run, and is not overtaken for ever", async () => {
      const words = gates(2)
      const first = remote(holds).remote(words)
      await reached(words, 1, 1)
      const both = remote(() => "alone", { cpus: 2 }).remote()
      const after = range(5).map((i) => plain.remote(i))
      release(words)
      assert.equal(await both, "alone")
      assert.deepEqual(await get(after), [...range(5)])
      await first
    })

    it("what waits for its turn can be cancelled", async () => {
      const words = gates(2)
      const scans = remote(holds, { resources: { scanner: 1 } })
      const first = scans.remote(words)
      await reached(words, 1, 1)
      const second = scans.remote(words)
      const third = remote(() => "third", { resources: { scanner: 1 } }).remote()
      cancel(second)
      assert.equal((await failure(second)).name, "CancelledError")
      release(words)
      assert.equal(await third, "third")
      await first
    })

    it("what waits for others leaves its processors to them", async () => {
      const both = remote(async (x: number) => await get(plain.remote(x)), { cpus: 2 })
      assert.deepEqual(await get(range(4).map((x) => both.remote(x))), [...range(4)])
      const deep = remote(async (x: number): Promise<number> => await get(both.remote(x)), { cpus: 2 })
      assert.equal(await get(deep.remote(5)), 5)
    })

    it("actors keep theirs while they live", async () => {
      const words = gates(2)
      const Scanner = remote(Holder, { resources: { scanner: 1 } })
      const first = Scanner.remote()
      assert.equal(await get(first.get.remote()), "here")
      const second = Scanner.remote()
      const waits = second.get.remote()
      const task = remote(holds, { resources: { scanner: 1 } }).remote(words)
      assert.equal(await get(first.get.remote()), "here")
      assert.equal(waits.done(), false)
      kill(first)
      assert.equal(await waits, "here")
      kill(second)
      release(words)
      await task
    })

    it("actors of whole processors leave them to what they wait for", async () => {
      const all = range(2).map(() => remote(Holder, { cpus: 1 }).remote())
      assert.deepEqual(await get(all.map((one) => one.nested.remote())), [7, 7])
      const waits = plain.remote(3)
      for (const one of all) kill(one)
      assert.equal(await waits, 3)
    })

    it("what can never be says so at once", async () => {
      const error = await failure(remote(() => 1, { cpus: 3, name: "greedy" }).remote())
      assert.ok(error instanceof UnschedulableError)
      assert.match(error.message, /greedy asks for 3 of cpus, and there are 2/)
      assert.match(
        (await failure(remote(() => 1, { resources: { gpu: 1 } }).remote())).message,
        /1 of gpu.*there are 0/,
      )
      assert.throws(() => remote(Holder, { resources: { slot: 3 } }).remote(), UnschedulableError)
      const inside = remote(async () => await get(remote(() => 1, { cpus: 3 }).remote()))
      assert.ok((await failure(inside.remote())) instanceof UnschedulableError)
      const made = remote(
        async () =>
          await get(
            remote(Holder, { resources: { slot: 3 } })
              .remote()
              .get.remote(),
          ),
      )
      assert.ok((await failure(made.remote())) instanceof UnschedulableError)
    })

    it("wrong requests are refused where they are made", () => {
      assert.throws(() => remote(() => 1, { cpus: -1 }), OptionError)
      assert.throws(() => remote(() => 1, { resources: { CPU: 1 } }), /cpus, numCpus/)
      assert.throws(() => remote(() => 1, { resources: { slot: "1" as never } }), OptionError)
      assert.throws(() => remote(() => 1, { num_cpus: 1 } as never), /cpus/)
    })

    it("come back when a worker dies, and from what fails", async () => {
      const dies = remote(() => process.exit(1), { resources: { scanner: 1 } })
      const fails = remote(
        () => {
          throw new Error("no")
        },
        { resources: { scanner: 1 } },
      )
      for (const fn of [dies, fails, dies]) await failure(fn.remote())
      assert.equal(await get(remote(() => "free", { resources: { scanner: 1 } }).remote()), "free")
    })
  })
}
