import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { getNumThreads, jit, prange, setNumThreads } from "../../src/jit/index.ts"
import { Arena } from "../../src/jit/run/arena.ts"
import { team } from "../../src/jit/run/index.ts"
import { lead } from "../../src/jit/run/lead.ts"
import { Team } from "../../src/jit/run/team.ts"
import type { Part } from "../../src/jit/run/team.ts"
import { Word } from "../../src/jit/run/team-worker.ts"
import { cases } from "./cases.ts"
import { argsOf, functionOf } from "./random-function.ts"
import { RandomKernel } from "./random-kernel.ts"
import { forksAll, gather } from "./gather.ts"

const counts = [1, 2, 3, 7]

describe("on several threads", () => {
  forksAll()

  it("each kernel gives the same bits for any number of them", async () => {
    for (const threads of counts) {
      await gather(threads)
      const forks = team.forks
      for (const { name, fn, args } of cases) {
        const kernel = jit(fn as (...args: unknown[]) => unknown)
        const [given, same] = [args(), args()]
        const expected = kernel.reference(...same)
        assert.deepEqual([kernel(...given), given], [expected, same], `${name} on ${threads}`)
      }
      assert.equal(team.forks > forks, threads > 1)
    }
  })

  it("a sum over more leaves than threads too", async () => {
    const length = 100_003
    const values = Float64Array.from({ length }, (_, i) => Math.sin(i) * 10 ** (i % 17))
    const kernel = jit((a: Float64Array) => {
      let [sum, product, most] = [0.1, 1, -1]
      for (const i of prange(a)) {
        sum += a[i]!
        product *= 1 + a[i]! / 1e18
        most = Math.max(most, a[i]!)
      }
      return [sum, product, most]
    })
    const expected = kernel.reference(values)
    for (const threads of counts) {
      await gather(threads)
      for (let i = 0; i < 20; i++) assert.deepEqual(kernel(values), expected, `on ${threads}`)
    }
  })

  it("random kernels too", async () => {
    for (const threads of counts) {
      await gather(threads)
      for (let seed = 1; seed < 40; seed++) {
        const text = new RandomKernel(seed, "sums").text()
        const kernel = jit(functionOf(text))
        const [given, same] = [argsOf(seed), argsOf(seed)]
        assert.deepEqual(
          [kernel(...given), [...given[0]]],
          [kernel.reference(...same), [...same[0]]],
          `seed ${seed}:\n${text}`,
        )
      }
    }
  })

  it("an index that is outside is the same error, and the next call goes well", async () => {
    const put = jit((a: Float64Array, n: number) => {
      for (const i of prange(n)) a[i] = i
    })
    for (const threads of counts) {
      await gather(threads)
      for (let i = 0; i < 50; i++) {
        assert.throws(
          () => put(new Float64Array(5000), 5001),
          /^RangeError: a\[5000\] at threads\.test\.ts:\d+:\d+ is outside: a has 5000 elements$/,
        )
        const a = new Float64Array(100)
        put(a, 100)
        assert.equal(a[99], 99)
      }
    }
  })

  it("a number that is none is refused", () => {
    for (const count of [0, -1, 1.5, Number.NaN, 257])
      assert.throws(() => setNumThreads(count), { name: "OptionError" })
    assert.ok(getNumThreads() >= 1)
  })

  it("are woken as soon as the beginning says that the rest is worth it", (t) => {
    let clock = 0
    t.mock.method(performance, "now", () => clock)
    const words = new SharedArrayBuffer(256)
    const floats = new Float64Array(words)
    /** Of so many units, each of `cost` ms: how many were done before others were asked for. */
    const asked = (units: number, cost: number, pace = 0): number | undefined => {
      let [done, before] = [0, undefined as number | undefined]
      lead(
        { shared: new Int32Array(words), floats, word: Word, spin: 0 },
        { kernel: 0, part: 0, units, grain: 1, environment: 0, partials: 0, patience: 0.05, pace },
        () => {
          before ??= done
          return []
        },
        (first, last) => {
          assert.equal(first, done)
          done = last
          clock += (last - first) * cost
        },
      )
      assert.equal(done, units)
      return before
    }
    assert.equal(asked(40, 0.001), undefined)
    assert.equal(asked(1000, 0.001), 7)
    assert.equal(asked(10, 1), 1)
    // 0.1 ms in all: not at once.
    assert.equal(asked(100, 0.001), 63)
    // The last time has said it.
    assert.equal(asked(1000, 0.001, 0.001), 0)
    assert.equal(asked(40, 0.001, 0.001), undefined)
    assert.equal(asked(101, 0.0001, 0.001), 0)
  })

  it("know what a unit of the loop took the last time", (t) => {
    let clock = 0
    t.mock.method(performance, "now", () => clock)
    const run = (first: number, last: number): void => void (clock += (last - first) * 0.25)
    const kernel = { id: 0, module: {}, imports: [], grains: [1], isWide: false }
    const part: Part = { kernel, number: 0, grain: 1, run, pace: 0 }
    const own = new Team(new Arena())
    own.fork(part, { units: 10, environment: 0, partials: 0, scratch: 0 }, 2)
    assert.equal(part.pace, 0.25)
  })
})
