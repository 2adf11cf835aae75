import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { once } from "node:events"
import { setImmediate as turn } from "node:timers/promises"
import { describe, it } from "node:test"
import { MessageChannel } from "node:worker_threads"
import type { MessagePort } from "node:worker_threads"
import { heap } from "../../src/core/heap/index.ts"
import { Pool } from "../../src/index.ts"
import { float64, jit, KernelCompileError, prange, random } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"
import { Arena } from "../../src/jit/run/arena.ts"
import { Conductor } from "../../src/jit/run/conductor.ts"
import { team } from "../../src/jit/run/index.ts"
import { cases } from "./cases.ts"
import { forksAll, gather } from "./gather.ts"

type Fn = (...args: unknown[]) => unknown

const sum = (a: Float64Array): number => {
  let s = 0
  for (const i of prange(a)) s += a[i]!
  return s
}

const fill = (a: Float64Array, n: number): void => {
  for (const i of prange(n)) a[i] = i
}

/** Until somebody says so. `rounds` is 1: what is written there could be the flag, for all that a compiler knows. */
const wait = (flag: Float64Array, rounds: number): void => {
  while (flag[0] === 0) flag[rounds]!++
}

for (const target of ["wasm", "native"] as const) {
  const skip = target === "native" && nativeProblem()

  describe(`calls that other threads run, ${target}`, { skip }, () => {
    forksAll()

    it("give what the others give, on any number of threads", async () => {
      for (const threads of [1, 2, 3, 7]) {
        await gather(threads)
        for (const { name, fn, args } of cases) {
          let kernel = jit(fn as Fn, { target })
          // The system's compiler has no sine with these last bits.
          if (target === "native" && isRefused(() => kernel(...args()))) kernel = jit(fn as Fn)
          const [given, same] = [args(), args()]
          const expected = kernel(...same)
          assert.deepEqual([await kernel.async(...given), given], [expected, same], `${name} on ${threads}`)
        }
      }
    })

    it("leave this thread free", async () => {
      const flag = float64(2)
      const running = jit(wait, { target }).async(flag, 1)
      await turn()
      flag[0] = 1
      assert.equal(await running, undefined)
    })

    it("reject with the error of a call, and the next one goes well", async () => {
      const kernel = jit(fill, { target })
      for (const threads of [1, 3]) {
        await gather(threads)
        for (const a of [new Float64Array(5000), float64(5000)]) {
          await assert.rejects(
            kernel.async(a, 5001),
            /^RangeError: a\[5000\] at async\.test\.ts:\d+:\d+ is outside: a has 5000 elements$/,
          )
          a.fill(0)
          await kernel.async(a, 5000)
          assert.equal(a[4999], 4999)
        }
      }
      await assert.rejects(kernel.async("a" as never, 1), /^OptionError: `args\[0\]`/)
    })

    it("see arrays that are no heap's as they were at the call, and write them when it is over", async () => {
      const a = Float64Array.of(1, 2, 3)
      const double = jit(
        (values: Float64Array) => {
          for (let i = 0; i < values.length; i++) values[i]! *= 2
        },
        { target },
      )
      const over = double.async(a)
      a[0] = 100
      assert.deepEqual([...a], [100, 2, 3])
      await over
      assert.deepEqual([...a], [2, 4, 6])
    })

    it("hold arrays that are disposed meanwhile, and give back all that they took", async () => {
      const flag = float64(2)
      const kernel = jit(
        (go: Float64Array, rounds: number, values: Float64Array) => {
          wait(go, rounds)
          let s = 0
          for (const i of prange(values)) s += values[i]!
          return s
        },
        { target },
      )
      // Threads that start hold a block each.
      await kernel.async(Float64Array.of(1, 0), 1, new Float64Array(2))
      const before = heap().usage.used
      const values = float64(10_000).fill(1)
      heap().canary = 0x7ff80000
      try {
        const running = kernel.async(flag, 1, values)
        values.dispose()
        float64(10_000).fill(2).dispose()
        flag[0] = 1
        assert.equal(await running, 10_000)
      } finally {
        heap().canary = 0
      }
      // The collector may have taken something besides.
      assert.ok(heap().usage.used <= before, `${heap().usage.used} of ${before}`)
    })
  })
}

/** Does a kernel that needs another's sine say so? */
function isRefused(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch (error) {
    if (error instanceof KernelCompileError) return true
    throw error
  }
}

describe("kernels that other threads run", () => {
  forksAll()

  it("have the helpers one at a time: a call here goes on alone meanwhile", async () => {
    await gather(3)
    const flag = float64(2)
    const kernel = jit((go: Float64Array, rounds: number, n: number) => {
      let s = 0
      for (const i of prange(n)) {
        wait(go, rounds)
        s += i
      }
      return s
    })
    const n = 100_000
    const running = kernel.async(flag, 1, n)
    const here = jit(sum)
    const a = float64(50_000).fill(1)
    for (let i = 0; i < 20; i++) {
      assert.equal(here(a), 50_000)
      await turn()
    }
    flag[0] = 1
    assert.equal(await running, (n * (n - 1)) / 2)
    const { forks } = team
    assert.equal(here(a), 50_000)
    assert.equal(team.forks, forks + 1)
  })

  it("go one after the other, in the order of the calls", async () => {
    const a = float64(1)
    const step = jit((values: Float64Array, factor: number, plus: number) => {
      values[0] = values[0]! * factor + plus
    })
    await Promise.all(Array.from({ length: 30 }, (_, i) => step.async(a, 3, i % 7)))
    let expected = 0
    for (let i = 0; i < 30; i++) expected = expected * 3 + (i % 7)
    assert.equal(a[0], expected)
  })

  it("draw the numbers that calls here draw", async () => {
    const draw = jit((a: Float64Array) => {
      for (const i of prange(a)) a[i] = Math.random()
    })
    const [here, there] = [new Float64Array(10_000), new Float64Array(10_000)]
    random.seed(5)
    draw(here)
    random.seed(5)
    await draw.async(there)
    assert.deepEqual(there, here)
  })

  it("get more memory for partial results where they need it", async () => {
    const a = float64(5e6)
    for (let i = 0; i < a.length; i++) a[i] = i % 1000
    const kernel = jit((values: Float64Array) => {
      let s = 0
      let t = 0
      for (const i of prange(values)) {
        s += values[i]!
        t += values[i]! / 3
      }
      return [s, t]
    })
    assert.deepEqual(await kernel.async(a), kernel(a))
  })

  it("keep the program open until they are over, and no longer", () => {
    const url = JSON.stringify(new URL("../../src/jit/index.ts", import.meta.url).href)
    const text = `import { jit, prange } from ${url}
      const kernel = jit((n) => { let s = 0; for (const i of prange(n)) s += i; return s })
      for (const n of [10, 1e6]) void kernel.async(n).then((sum) => console.log(sum))`
    const flags = ["-C", "@heddle/source", "--input-type=module", "-e", text]
    const options = { encoding: "utf8", timeout: 60_000, killSignal: "SIGKILL", cwd: import.meta.dirname } as const
    assert.equal(execFileSync(process.execPath, flags, options), "45\n499999500000\n")
  })

  it("fail if their thread ends, and the next one has another", async () => {
    const ends: MessagePort[] = []
    const conductor = new Conductor({
      patience: 0,
      crew: () => [],
      start() {
        const { port1, port2 } = new MessageChannel()
        ends.push(port2)
        return port1
      },
    })
    const kernel = { id: 1, module: {}, imports: [], grains: [], isWide: false }
    for (let round = 1; round <= 2; round++) {
      const arena = new Arena()
      const running = conductor.call({ kernel, args: [], threads: 1, arena })
      const [message] = (await once(ends.at(-1)!, "message")) as [{ readonly kernel?: unknown }]
      assert.ok(message.kernel !== undefined)
      ends.at(-1)!.close()
      await assert.rejects(running, /^WorkerDiedError: the thread that ran the kernel has ended/)
      arena.reset()
      assert.equal(ends.length, round)
    }
  })

  it("run in workers of a pool", async () => {
    await using pool = new Pool({ workers: 1 })
    const kernel = jit(sum)
    const a = float64(10_000).fill(2)
    assert.equal(await pool.submit(async (x: Float64Array) => await kernel.async(x), a), 20_000)
  })

  it("are refused, or run by JavaScript, as calls are", async () => {
    const odd = (a: Float64Array): number => a.map((x) => x * 2).length
    await assert.rejects(jit(odd).async(new Float64Array(3)), KernelCompileError)
    assert.equal(await jit(odd, { fallback: true }).async(new Float64Array(3)), 3)
  })
})
