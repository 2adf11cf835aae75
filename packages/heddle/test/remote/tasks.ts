import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { CancelledError, HeddleError, OptionError, TaskTimeoutError, WorkerDiedError, currentTask, range } from "heddle"
import { cancel, get, put, remote } from "heddle/remote"
import { gates, opened, read, release, tick } from "../contract/gates.ts"
import { failure, rejection } from "../contract/errors.ts"

class UserError extends Error {
  override name = "UserError"
  readonly extra: number
  constructor(extra: number) {
    super("the user's")
    this.extra = extra
  }
}

export function tasks(): void {
  describe("remote functions", () => {
    it("take what they capture along", async () => {
      const offset = 10
      const shift = remote((x: number) => x + offset)
      assert.deepEqual(await get(range(3).map((i) => shift.remote(i))), [10, 11, 12])
    })

    it("fail with what they throw: its class, its fields, the frames of both sides", async () => {
      const fails = remote((): never => {
        throw new UserError(3)
      })
      const error = await failure(get(fails.remote()))
      assert.ok(error instanceof UserError)
      assert.equal(error.extra, 3)
      assert.match(error.stack, /tasks\.ts/)
      assert.equal(await rejection(get(remote(() => Promise.reject(null)).remote())), null)
    })

    it("are not called directly, and say how", () => {
      const square = remote(function square(x: number) {
        return x * x
      })
      assert.throws(
        () => (square as unknown as () => void)(),
        (e) => e instanceof HeddleError && /square\.remote/.test(e.message),
      )
      assert.equal(square.fn(3), 9)
      assert.equal((square as unknown as Function).name, "square")
    })

    it("are called with other options without being changed", async () => {
      const tries = gates()
      const fails = remote((words: typeof tries) => {
        if (tick(words) < 3) throw new Error("again")
        return currentTask().attempt
      })
      assert.equal(await get(fails.options({ retries: 5 }).remote(tries)), 3)
      const alone = gates()
      await failure(get(fails.remote(alone)))
      assert.equal(read(alone), 1)
    })

    it("refuse options that they do not know, and name the right one", () => {
      assert.throws(() => remote((x: number) => x, { retrys: 1 } as never), /retries/)
      assert.throws(() => remote((x: number) => x).options({ max_retries: 1 } as never), /retries/)
      assert.throws(() => remote(3 as never), OptionError)
    })

    it("give as many references as they return values", async () => {
      const divide = remote((a: number, b: number) => [Math.floor(a / b), a % b]).options({ numReturns: 2 })
      const [quotient, rest] = divide.remote(17, 5)
      assert.deepEqual([await get(quotient!), await get(rest!)], [3, 2])
      const wrong = remote(() => [1])
        .options({ numReturns: 2 })
        .remote()
      for (const ref of wrong) assert.match((await failure(get(ref))).message, /numReturns/)
      const bad = remote((): number[] => {
        throw new RangeError("no")
      })
        .options({ numReturns: 3 })
        .remote()
      assert.equal(bad.length, 3)
      for (const ref of bad) assert.ok((await failure(get(ref))) instanceof RangeError)
    })

    it("end after their timeout", async () => {
      const spin = remote((): never => {
        for (;;);
      })
      assert.ok((await failure(get(spin.options({ timeout: 20, grace: 0 }).remote()))) instanceof TaskTimeoutError)
    })

    it("whose worker dies say so", async () => {
      assert.ok((await failure(get(remote(() => process.exit(3)).remote()))) instanceof WorkerDiedError)
    })

    it("call remote functions", async () => {
      const parent = remote(async (n: number) => {
        const child = remote((x: number) => x * 2)
        return await get(Array.from({ length: n }, (_, i) => child.remote(i)))
      })
      assert.deepEqual(await get(parent.remote(4)), [0, 2, 4, 6])
    })

    it("go to workers as values", async () => {
      const double = remote((x: number) => x * 2)
      assert.equal(await get(remote(async () => await get(double.remote(4))).remote()), 8)
    })
  })

  describe("cancel", () => {
    it("takes back what has not begun, and what needs it", async () => {
      const gate = gates()
      const blocks = remote(async (words: typeof gate) => await opened(words))
      const busy = range(2).map(() => blocks.remote(gate))
      const ran = gates()
      const waits = remote((words: typeof ran) => tick(words)).remote(ran)
      const needs = remote((x: number) => x).remote(waits)
      cancel(waits)
      assert.ok((await failure(get(waits))) instanceof CancelledError)
      assert.ok((await failure(get(needs))) instanceof CancelledError)
      release(gate)
      await get(busy)
      assert.equal(read(ran), 0)
    })

    it("asks a running task to stop", async () => {
      const [started, stopped] = [gates(), gates()]
      const listens = remote(async (begun: typeof started, over: typeof started) => {
        release(begun)
        await new Promise<void>((resolve) => currentTask().signal.addEventListener("abort", () => resolve()))
        release(over)
      })
      const ref = listens.options({ grace: 60_000 }).remote(started, stopped)
      await opened(started)
      cancel(ref)
      assert.ok((await failure(get(ref))) instanceof CancelledError)
      await opened(stopped)
    })

    it("with force ends one that does not listen", async () => {
      const started = gates()
      const spins = remote((begun: typeof started): never => {
        release(begun)
        for (;;);
      })
      const ref = spins.options({ grace: 60_000 }).remote(started)
      await opened(started)
      cancel(ref, { force: true })
      assert.ok((await failure(get(ref))) instanceof CancelledError)
      assert.equal(await get(remote(() => 1).remote()), 1)
    })

    it("leaves what is done as it is, and is never repeated", async () => {
      const ref = remote(() => 1).remote()
      await ref
      cancel(ref)
      cancel(put(1))
      assert.equal(await get(ref), 1)
      assert.throws(() => cancel(1 as never), OptionError)
      assert.throws(() => cancel(ref, { forced: true } as never), /force/)
    })

    it("of some of many: each has its value or is cancelled", async () => {
      const square = remote((x: number) => x * x)
      const refs = range(2000).map((i) => square.remote(i))
      for (let i = 0; i < refs.length; i += 20) cancel(refs[i]!)
      const all = await Promise.allSettled(refs)
      for (const [i, one] of all.entries()) {
        if (one.status === "fulfilled") assert.equal(one.value, i * i)
        else assert.ok(i % 20 === 0 && one.reason instanceof CancelledError)
      }
    })
  })
}
