import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { WorkerDiedError, currentTask, range } from "heddle"
import { runningTask } from "../../src/core/task/index.ts"
import { poolSettings } from "../../src/pool/options.ts"
import { PoolCore } from "../../src/pool/pool-core.ts"
import { submitCall } from "../../src/pool/submitting.ts"
import type { Future } from "../../src/core/future/index.ts"
import { failure } from "../contract/errors.ts"
import { fileGates } from "../contract/file-gates.ts"

for (const backend of ["threads", "processes", "async", "inline"] as const) {
  describe(`tasks of a worker that stand aside, ${backend}`, () => {
    const cores: PoolCore[] = []
    const open = (aside = 100, workers = 1): PoolCore => {
      const options = { backend, workers, grace: 1 }
      const core = new PoolCore({ ...poolSettings(options), aside }, options)
      cores.push(core)
      return core
    }
    const submit = <A extends unknown[], R>(core: PoolCore, fn: (...args: A) => R, ...args: A): Future<Awaited<R>> =>
      submitCall(core, fn, args, core.settings.task, new Error("site")) as Future<Awaited<R>>
    after(async () => await Promise.all(cores.map((core) => core.terminate())))

    it("give their place to what they wait for", async () => {
      const core = open()
      const gate = fileGates(1)
      const waits = async (words: typeof gate): Promise<number> => {
        const back = runningTask()!.aside!()
        await words.reached(0, 3)
        back()
        back()
        return currentTask().id
      }
      const first = [submit(core, waits, gate), submit(core, waits, gate), submit(core, waits, gate)]
      const opens = (words: typeof gate): number => words.add(0, 1)
      await Promise.all(range(3).map(() => submit(core, opens, gate)))
      const ids = await Promise.all(first)
      // Each knows itself after its wait.
      assert.equal(new Set(ids).size, 3)
    })

    it("are no more than may be", async () => {
      const core = open(1)
      const gate = fileGates(2)
      const waits = async (words: typeof gate): Promise<void> => {
        words.add(1, 1)
        const back = runningTask()!.aside!()
        await words.reached(0, 1)
        back()
      }
      const all = range(4).map(() => submit(core, waits, gate))
      await gate.reached(1, 2)
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(gate.get(1), 2)
      gate.set(0, 1)
      await Promise.all(all)
      assert.equal(gate.get(1), 4)
    })

    it("do not let others run beside what came back", async () => {
      const core = open()
      const gate = fileGates(3)
      const waits = async (words: typeof gate): Promise<number> => {
        const back = runningTask()!.aside!()
        await words.reached(0, 1)
        back()
        words.set(1, 1)
        await words.reached(2, 1)
        return words.get(1)
      }
      const first = submit(core, waits, gate)
      await submit(core, (words: typeof gate) => words.set(0, 1), gate)
      await gate.reached(1, 1)
      const later = submit(core, (words: typeof gate) => words.set(1, 7), gate)
      gate.set(2, 1)
      assert.equal(await first, 1)
      await later
    })
  })
}

describe("a worker with tasks that stand aside", () => {
  it("ends with all of them, and goes on without one that was stopped", async () => {
    const options = { workers: 1 }
    const core = new PoolCore({ ...poolSettings(options), aside: 100 }, options)
    const gate = fileGates(2)
    const waits = async (words: typeof gate): Promise<string> => {
      runningTask()!.aside!()
      words.add(1, 1)
      await words.reached(0, 1)
      return "still here"
    }
    const controller = new AbortController()
    const settings = { ...core.settings.task, signal: controller.signal }
    const stopped = submitCall(core, waits, [gate], settings, new Error("site"))
    const waiting = submitCall(core, waits, [gate], core.settings.task, new Error("site"))
    await gate.reached(1, 2)
    controller.abort()
    await failure(stopped)
    gate.set(0, 1)
    assert.equal(await waiting, "still here")
    const dies = submitCall(core, waits, [fileGates(2)], core.settings.task, new Error("site"))
    const exits = submitCall(core, () => process.exit(3), [], core.settings.task, new Error("site"))
    assert.ok((await failure(exits)) instanceof WorkerDiedError)
    assert.ok((await failure(dies)) instanceof WorkerDiedError)
    await core.terminate()
  })
})
