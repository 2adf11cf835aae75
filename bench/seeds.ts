import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "./contest.ts"
import { pythonWithPeers } from "./contestants/venv.ts"
import { short } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 5

const programs = [
  { what: "Pool.map, 1e6 roots", python: "pool_map", ours: "pool_map" },
  { what: "Pool.map, 100 chunks of 10,000 roots", python: "chunks", ours: "chunks" },
  { what: "Pool.map and apply_async, 20 factorials", python: "factorials", ours: "factorials" },
  { what: "ProcessPoolExecutor.map, 16 loops of 1e7 steps", python: "executor", ours: "executor" },
  { what: "the same, heddle on processes too", python: "executor", ours: "executor_processes" },
  { what: "joblib, 8 arrays of 1e6", python: "joblib_arrays", ours: "joblib_arrays" },
] as const

/** The articles' pool programs beside their Python originals, as a user starts them: interpreter, imports and pool included. */
export function seedsTable(): Promise<Table> {
  const python = pythonWithPeers()
  if (python === undefined) throw new Error("no python3.11 here")
  const file = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
  const contestants = programs.map(({ python: name, ours }) => [
    [python, file("seeds.py"), name] as const,
    [process.execPath, file("seeds.ts"), ours] as const,
  ])
  const times = contestants.map((sides) => sides.map((): number[] => []))
  for (let round = 0; round <= rounds; round++) {
    for (const [i, sides] of contestants.entries()) {
      const printed = sides.map(([command, ...args], side) => {
        const start = performance.now()
        const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" })
        if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`)
        if (round > 0) times[i]![side]!.push(performance.now() - start)
        return Number(stdout)
      })
      const [theirs, ours] = printed as [number, number]
      if (Math.abs(theirs - ours) > 1e-9 * Math.abs(theirs))
        throw new Error(`${programs[i]!.what}: ${theirs} and ${ours}`)
    }
  }
  const best = (i: number, side: number): number => summary(times[i]![side]!).best / 1000
  const lost = programs.filter((_, i) => best(i, 0) < best(i, 1))
  return Promise.resolve({
    title: "seeds: the articles' pool programs and their Python originals",
    method: `Whole programs on all cores, from spawn to exit. Interleaved, best of ${rounds}; both print the same result.`,
    header: ["", "Python, s", "heddle, s", "times as fast"],
    rows: programs.map(({ what }, i) => [what, short(best(i, 0)), short(best(i, 1)), short(best(i, 0) / best(i, 1))]),
    notes: lost.map(({ what }) => `lost: ${what}`),
  })
}
