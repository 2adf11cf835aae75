import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AlreadyRunningError, OptionError, Pool, TaskTimeoutError, WorkerDiedError, delayed, parallel } from "heddle"
import { failedCall } from "heddle/parallel"
import { reached, release, tick } from "../contract/gates.ts"
import { words } from "./words.ts"

class FinickyError extends Error {
  readonly a: number
  constructor(a: number, b: string) {
    super(`${a} ${b}`)
    this.a = a
  }
}

function division(x: number, y: number): number {
  if (y === 0) throw new RangeError("division by zero")
  return x / y
}

describe("when a call fails", () => {
  for (const nJobs of [1, 2]) {
    it(`with ${nJobs} jobs: the error is the one that was thrown, with its frames, and names the call`, async () => {
      const run = parallel({ nJobs })(
        [
          [0, 1],
          [1, 0],
        ].map(([x, y]) => delayed(division)(x!, y!)),
      )
      const error: unknown = await run.catch((error: unknown) => error)
      assert.ok(error instanceof RangeError)
      assert.equal(error.message, "division by zero")
      assert.match(error.stack!, /at division \(.*errors\.test\.ts/)
      assert.match(error.stack!, /--- in division\(1, 0\), call 1 ---/)
      assert.deepEqual(failedCall(error), { name: "division", args: [1, 0], index: 1 })
    })

    it(`with ${nJobs} jobs: a class with a constructor of its own arrives, and so does what is no error`, async () => {
      const raise = delayed((kind: string) => {
        if (kind === "finicky") throw new FinickyError(1, "b")
        throw kind
      })
      await assert.rejects(parallel({ nJobs })([raise("finicky")]), (e) => e instanceof FinickyError && e.a === 1)
      await assert.rejects(parallel({ nJobs })([raise("text")]), (thrown) => thrown === "text")
    })
  }

  it("the rest is stopped: a hundred that wait for ever do not keep it", async () => {
    await using pool = new Pool({ workers: 2 })
    const gate = words(1)
    const wait = delayed((g: Int32Array | string) => void Atomics.wait(g as Int32Array, 0, 0))
    const calls = [wait("no array"), ...Array.from({ length: 100 }, () => wait(gate))]
    await assert.rejects(parallel({ pool, preDispatch: "all", grace: 0 })(calls), TypeError)
    release(gate)
  })

  it("the same parallel works again, and its pool too", async () => {
    await using p = parallel({ nJobs: 2 })
    for (let round = 0; round < 2; round++) {
      await assert.rejects(p([delayed(division)(1, 0)]), RangeError)
      assert.deepEqual(await p([delayed(division)(6, 3), delayed(division)(9, 3)]), [2, 3])
    }
  })

  it("a generator rejects at the next read, and is over then", async () => {
    for (const returnAs of ["generator", "generatorUnordered"] as const) {
      const results = parallel({ nJobs: 2, returnAs })([delayed(division)(1, 0)])
      await assert.rejects(results.next(), RangeError)
      assert.deepEqual(await results.next(), { done: true, value: undefined })
    }
  })

  it("an argument that cannot be sent is told with its call", async () => {
    const error: unknown = await parallel({ nJobs: 2 })([delayed((x: unknown) => x)(new Pool({ workers: 1 }))]).catch(
      (error: unknown) => error,
    )
    assert.equal((error as { code?: string }).code, "HEDDLE_UNSENDABLE")
    assert.equal(failedCall(error)?.index, 0)
  })

  it("a worker that dies fails its call alone, and what is there afterwards works", async () => {
    const exit = delayed((x: number) => (x === 2 ? process.exit(3) : x))
    const error: unknown = await parallel({ nJobs: 2 })([1, 2, 3].map((x) => exit(x))).catch((error: unknown) => error)
    assert.ok(error instanceof WorkerDiedError)
    assert.equal(error.exitCode, 3)
    assert.deepEqual(failedCall(error)?.args, [2])
    assert.deepEqual(await parallel({ nJobs: 2 })([1, 3].map((x) => exit(x))), [1, 3])
  })

  it("an initializer that fails rejects, and the next call has a new pool", async () => {
    const broken = {
      nJobs: 2,
      initializer: () => {
        throw new Error("no table")
      },
    }
    const same = delayed((x: number) => x)
    await assert.rejects(parallel(broken)([same(1)]), { code: "HEDDLE_INITIALIZER" })
    await assert.rejects(parallel(broken)([same(1)]), { code: "HEDDLE_INITIALIZER" })
    assert.deepEqual(await parallel({ nJobs: 2 })([same(1)]), [1])
  })
})

describe("when the input fails", () => {
  const calls = function* (at: number): Generator<ReturnType<typeof half>> {
    for (let i = 0; i < 20; i++) {
      if (i === at) throw new SyntaxError("the input broke")
      yield half(i)
    }
  }
  const half = delayed((x: number) => x / 2)
  for (const nJobs of [1, 2]) {
    for (const at of [0, 5, 19]) {
      it(`at call ${at} of 20, with ${nJobs} jobs, the caller gets that error`, async () => {
        await using p = parallel({ nJobs })
        await assert.rejects(p(calls(at)), { name: "SyntaxError", message: "the input broke" })
        assert.deepEqual(await p([half(4)]), [2])
        const later = (async function* () {
          yield* calls(at)
        })()
        await assert.rejects(p(later), { name: "SyntaxError" })
        await assert.rejects(Array.fromAsync(parallel({ nJobs, returnAs: "generatorUnordered" })(calls(at))), {
          name: "SyntaxError",
        })
      })
    }
  }

  it("its cleanup runs when the calls are stopped", async () => {
    let closed = 0
    const endless = function* (): Generator<ReturnType<typeof half>> {
      try {
        for (;;) yield half(1)
      } finally {
        closed++
      }
    }
    const fails = delayed((): number => {
      throw new Error("one fails")
    })
    const both = function* (): Generator<ReturnType<typeof half>> {
      yield fails()
      yield* endless()
    }
    await assert.rejects(parallel({ nJobs: 2 })(both()), /one fails/)
    const results = parallel({ nJobs: 2, returnAs: "generator" })(endless())
    for await (const _ of results) break
    assert.ok(closed >= 1)
  })

  it("what is no delayed call is refused with its place", async () => {
    for (const nJobs of [1, 2]) {
      await assert.rejects(parallel({ nJobs })([half(1), 5 as never]), (error) => {
        return error instanceof OptionError && /calls\[1\].*a delayed call, got 5/.test(error.message)
      })
      await assert.rejects(parallel({ nJobs })([half as never]), /delayed\(fn\)\(x\), not delayed\(fn\)/)
      assert.throws(() => parallel({ nJobs })(5 as never), OptionError)
      assert.throws(() => parallel({ nJobs })(half(1) as never), /in brackets it is a list of one/)
    }
  })
})

describe("limits", () => {
  const spin = delayed((): number => {
    for (;;);
  })

  it("a timeout ends a call that spins, in all ways of returning", async () => {
    await assert.rejects(parallel({ nJobs: 2, timeout: 20, grace: 0 })([spin(), spin()]), TaskTimeoutError)
    for (const returnAs of ["generator", "generatorUnordered"] as const) {
      const results = parallel({ nJobs: 2, timeout: "20ms", grace: 0, returnAs })([spin(), spin()])
      await assert.rejects(Array.fromAsync(results), TaskTimeoutError)
    }
  })

  it("a timeout that nobody reaches changes nothing", async () => {
    const same = delayed((x: number) => x)
    assert.deepEqual(await parallel({ nJobs: 2, timeout: "30s" })([same(1), same(2)]), [1, 2])
  })

  it("with one job a timeout cannot be kept, which is said", async () => {
    const warned = new Promise((resolve) => process.once("warning", resolve))
    assert.deepEqual(await parallel({ nJobs: 1, timeout: 1 })([delayed((x: number) => x)(1)]), [1])
    assert.match(String(await warned), /`timeout` cannot end them/)
  })

  it("an abort stops calls that run and those that wait", async () => {
    for (const returnAs of ["array", "generator"] as const) {
      const gate = words(2)
      const wait = delayed((g: Int32Array<SharedArrayBuffer>) => {
        tick(g, 1)
        Atomics.wait(g, 0, 0)
      })
      const controller = new AbortController()
      const run = parallel({ nJobs: 2, signal: controller.signal, returnAs, grace: 0 })([
        wait(gate),
        wait(gate),
        wait(gate),
      ])
      const over = assert.rejects(run instanceof Promise ? run : Array.fromAsync(run), { name: "AbortError" })
      await reached(gate, 2, 1)
      controller.abort()
      await over
      release(gate)
    }
  })

  it("a signal that was aborted runs nothing", async () => {
    for (const nJobs of [1, 2]) {
      const run = parallel({ nJobs, signal: AbortSignal.abort() })([delayed((x: number) => x)(1)])
      await assert.rejects(run, { name: "AbortError" })
    }
  })
})

describe("one run at a time", () => {
  for (const nJobs of [1, 2]) {
    it(`with ${nJobs} jobs a second call is an error at once, and the first goes on`, async () => {
      const same = delayed((x: number) => x)
      for (const managed of [false, true]) {
        const p = parallel({ nJobs, returnAs: "generator" })
        if (managed) assert.ok(p[Symbol.asyncDispose])
        const first = p([same(1), same(2)])
        assert.throws(() => p([same(3)]), AlreadyRunningError)
        assert.deepEqual(await Array.fromAsync(first), [1, 2])
        assert.deepEqual(await Array.fromAsync(p([same(3)])), [3])
        const left = p([same(4), same(5)])
        await left.next()
        await left.return()
        assert.deepEqual(await Array.fromAsync(p([same(6)])), [6])
        await p.close()
      }
    })
  }

  it("two parallels run beside each other", async () => {
    const same = delayed((x: number) => x)
    const one = parallel({ nJobs: 2, returnAs: "generator" })([1, 2, 3].map((x) => same(x)))
    const two = parallel({ nJobs: 2, returnAs: "generatorUnordered" })([4, 5].map((x) => same(x)))
    assert.deepEqual(await Array.fromAsync(one), [1, 2, 3])
    assert.deepEqual(
      (await Array.fromAsync(two)).toSorted((a, b) => a - b),
      [4, 5],
    )
  })
})
