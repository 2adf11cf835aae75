import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { pythonWithPeers } from "../contestants/venv.ts"
import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { threads } from "./values.ts"

const rounds = isSmall ? 1 : 11
/** It compiles for seconds. */
const numbaRounds = isSmall ? 1 : 3

/** What a program of its own has measured, in ms. */
interface First {
  readonly first: number
  readonly again: number
  readonly signature: number
  readonly further: readonly number[]
  /** What `new WebAssembly.Module` was given, and took. */
  readonly modules: readonly { readonly bytes: number; readonly ms: number }[]
}

const file = (name: string): string => fileURLToPath(new URL(`../programs/${name}`, import.meta.url))

/** What it takes until a kernel has run once: compiling, and the start of the threads. */
export function firstTable(): Promise<Table> {
  const python = pythonWithPeers()
  const heddle = (count: number): First =>
    run(process.execPath, [...process.execArgv, file("first-kernel.mjs"), String(count)], {})
  const parallel: First[] = []
  const alone: First[] = []
  const numba: First[] = []
  for (let round = 0; round < rounds; round++) {
    parallel.push(heddle(threads))
    alone.push(heddle(1))
    if (python !== undefined && round < numbaRounds) {
      numba.push(run(python, [file("first_kernel.py")], { NUMBA_NUM_THREADS: String(threads) }))
    }
  }
  const row = (name: string, runs: readonly First[]): string[] => [
    name,
    short(median(runs, ({ first }) => first)),
    short(median(runs, ({ again }) => again)),
    short(median(runs, ({ signature }) => signature)),
    short(median(runs, slowest)),
  ]
  const both = [...parallel, ...alone]
  const { modules } = parallel[0]!
  const compile = median(both, ({ modules }) => modules[0]!.ms)
  return Promise.resolve({
    title: "first: the first calls of kernels",
    method: `Fresh programs, without their imports: the sum of the squares of 1,000,000 float64, again, then of float32; then three other kernels. Median of ${rounds} programs each, of Numba ${numbaRounds}, in turn; ms.`,
    header: ["", "first kernel", "again", "another signature", "another kernel, the slowest of 3"],
    rows: [
      row(`heddle, ${threads} threads`, parallel),
      row("heddle, one thread", alone),
      ...(numba.length === 0 ? [] : [row(`Numba, ${threads} threads`, numba)]),
    ],
    notes: [
      verdict(`the first call with ${threads} threads`, median(parallel, firstOf), "<=", 60, "ms"),
      verdict("the first call with one thread", median(alone, firstOf), "<=", 35, "ms"),
      verdict(
        "the first call of another signature",
        median(both, ({ signature }) => signature),
        "<=",
        5,
        "ms",
      ),
      verdict("the first call of another kernel", median(both, slowest), "<=", 5, "ms"),
      `module sizes in bytes: ${modules.map(({ bytes }) => bytes).join(", ")}`,
      `of the first call, new WebAssembly.Module takes ${short(compile)} ms`,
    ],
  })
}

const firstOf = ({ first }: First): number => first
const slowest = ({ further }: First): number => Math.max(...further)

function median(runs: readonly First[], of: (run: First) => number): number {
  return summary(runs.map(of)).median
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): First {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as First
}
