import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Pool, delayed, parallel } from "heddle"
import type { Delayed } from "heddle"
import { contest, scoreOf } from "./contest.ts"
import type { Contestant } from "./contest.ts"
import { pythonWithPeers } from "./contestants/venv.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const calls = 100_000
const nodes = 10_000
const rounds = 7

const same = (x: number): number => x
const lazySame = delayed(same)
const lazyAdd = delayed((a: number, b: number) => a + b)

function tree(leaves: number): Delayed<number> {
  let level = Array.from({ length: leaves }, (_, i) => lazySame(i))
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
      const [a, b] = [level[2 * i]!, level[2 * i + 1]]
      return b === undefined ? a : lazyAdd(a, b)
    })
  }
  return level[0]!
}

function* tiny(): Generator<Delayed<number>> {
  for (let i = 0; i < calls; i++) yield delayed(same)(i)
}

/** A Python that runs what it is told, so that joblib and Dask take their turns like the others. */
async function pythonPeers(python: string): Promise<{
  readonly versions: Record<string, string>
  readonly run: (what: "joblib" | "dask", size: number) => Promise<void>
  readonly close: () => void
}> {
  const file = fileURLToPath(new URL("programs/parallel.py", import.meta.url))
  const child = spawn(python, [file], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error("the Python peers ended")
    return value
  }
  const versions = JSON.parse(await answer()) as Record<string, string>
  return {
    versions,
    async run(what, size) {
      child.stdin.write(`${what} ${size}\n`)
      await answer()
    },
    close: () => child.stdin.end(),
  }
}

/** A hundred thousand calls that do nothing, and a graph of ten thousand: what a call costs. */
export async function parallelTable(): Promise<Table> {
  const python = pythonWithPeers()
  if (python === undefined) throw new Error("no python3.11 here")
  const peers = await pythonPeers(python)
  const pool = new Pool({ workers: 2 })
  const ours = "heddle, parallel(delayed)"
  const graph = "heddle, delayed graph"
  const joblib = `joblib ${peers.versions["joblib"]}, loky`
  const dask = `Dask ${peers.versions["dask"]}, delayed on threads`
  const contestants: Contestant[] = [
    { name: ours, calls, run: () => parallel({ pool })(tiny()) },
    { name: joblib, calls, run: () => peers.run("joblib", calls) },
    {
      name: "heddle, the same as a generator",
      calls,
      run: () => Array.fromAsync(parallel({ pool, returnAs: "generator" })(tiny())),
    },
    {
      name: "heddle, pool.map",
      calls,
      run: () =>
        pool.map(
          same,
          Array.from({ length: calls }, (_, i) => i),
        ),
    },
    { name: graph, calls: nodes, run: () => tree(nodes / 2).compute({ pool }), close: () => pool.close() },
    { name: dask, calls: nodes, run: () => peers.run("dask", nodes), close: peers.close },
  ]
  const scores = await contest(contestants, rounds)
  const rate = ({ calls: made, best }: { readonly calls: number; readonly best: number }): number =>
    (1000 * made) / best
  const ratio = (mine: string, theirs: string): number => rate(scoreOf(scores, mine)) / rate(scoreOf(scores, theirs))
  return {
    title: "parallel: a hundred thousand tiny calls, and a graph of ten thousand",
    method: `2 workers, automatic batches, pools warm. Interleaved, best of ${rounds}.`,
    header: ["", "calls", "ms", "calls/s"],
    rows: scores.map((score) => [score.name, short(score.calls), short(score.best), short(rate(score))]),
    notes: [
      verdict("parallel(delayed), to joblib's calls a second:", ratio(ours, joblib), ">=", 3),
      verdict("graph of 10,000 calls, to Dask's calls a second:", ratio(graph, dask), ">=", 5),
    ],
  }
}
