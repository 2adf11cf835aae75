import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout } from "node:timers/promises"
import { float64, jit, prange, setNumThreads } from "heddle/jit"
import { summary } from "../contest.ts"
import { c, numba } from "../contestants/kernel-process.ts"
import type { KernelProcess } from "../contestants/kernel-process.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { threads } from "./values.ts"

const rounds = isSmall ? 1 : 5
const calls = isSmall ? 100 : 500
/** Those whose threads have gone to sleep before each call. */
const asleepCalls = calls / 10
/** They do after this long, in ms. */
const pause = 2

/** Where this thread sleeps, as those of the others do. */
const nobody = new Int32Array(new SharedArrayBuffer(4))

/** As much of the threads that kernels run on as is needed here: nothing of it is public. */
interface Team {
  patience: number
  readonly forks: number
}

/** One who has a loop with nothing in it run by all threads: what each call took, in µs. */
interface Forker {
  readonly name: string
  times(asleep: boolean): Promise<Float64Array>
}

/** What it costs to have other threads take part. */
export async function forkTable(): Promise<Table> {
  setNumThreads(threads)
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-bench-"))
  const result = path.join(folder, "result")
  const processes: KernelProcess[] = []
  const forkers = [await heddle()]
  const python = await numba(threads)
  if (python !== undefined) {
    processes.push(python)
    forkers.push({
      name: "Numba, parallel",
      times: (asleep) => ask(python, "fork", asleep ? "Numba, asleep" : "Numba"),
    })
  }
  const native = await c(threads, "kernels")
  if (native !== undefined) {
    processes.push(native)
    const times = (asleep: boolean): Promise<Float64Array> => {
      const name = asleep ? "fork asleep" : "fork"
      return ask(native, name, name)
    }
    forkers.push({ name: "C, OpenMP", times })
  }
  async function ask(process: KernelProcess, kernel: string, variant: string): Promise<Float64Array> {
    await process.make(kernel, kernel === variant || variant === "Numba" ? calls : asleepCalls)
    return new Float64Array((await process.result(variant, result)).buffer)
  }

  const awake = forkers.map((): number[] => [])
  const asleep = forkers.map((): number[] => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [i, forker] of forkers.entries()) {
      const [quick, slow] = [await forker.times(false), await forker.times(true)]
      if (round === 0) continue
      awake[i]!.push(summary([...quick]).median)
      asleep[i]!.push(summary([...slow]).median)
    }
  }
  for (const process of processes) process.close()
  rmSync(folder, { recursive: true })
  const best = (medians: readonly number[]): number => Math.min(...medians)
  return {
    title: "fork: a loop with nothing in it on all threads",
    method: `${threads} threads, 64 iterations that write a number. The median of ${calls} calls, one after the other, and of ${asleepCalls} with a pause of ${pause} ms before each. Interleaved, the best of ${rounds} medians, µs.`,
    header: ["", "one after the other", "after a pause"],
    rows: forkers.map(({ name }, i) => [name, short(best(awake[i]!)), short(best(asleep[i]!))]),
    notes: [
      verdict("fork and join, median", best(awake[0]!), "<=", 10, "µs"),
      "heddle wakes nobody for what is over within 50 µs: here it is told to",
      "OpenMP's threads look for work for longer than that, and take a processor meanwhile; heddle's sleep after 50 µs",
    ],
  }
}

async function heddle(): Promise<Forker> {
  const index = import.meta.resolve("heddle/jit")
  const { team } = (await import(new URL(`run/index${path.extname(index)}`, index).href)) as { team: Team }
  const out = float64(64)
  const fill = jit((out: Float64Array) => {
    for (const i of prange(out)) out[i] = i
  })
  return {
    name: "heddle",
    async times(asleep) {
      const { patience } = team
      team.patience = 0
      // Until the threads have started.
      for (const { forks } = team; team.forks === forks; await setTimeout(pause)) fill(out)
      const took = new Float64Array(asleep ? asleepCalls : calls)
      for (const i of took.keys()) {
        if (asleep) Atomics.wait(nobody, 0, 0, pause)
        const start = performance.now()
        fill(out)
        took[i] = 1000 * (performance.now() - start)
      }
      team.patience = patience
      return took
    },
  }
}
