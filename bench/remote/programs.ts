import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { summary } from "../contest.ts"

/** What a program of bench/programs prints as JSON. */
export function runJson(name: string, ...args: readonly (string | number)[]): unknown {
  const file = fileURLToPath(new URL(`../programs/${name}`, import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, file, ...args.map(String)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  })
  if (status !== 0) throw new Error(`${name} ended with ${status}`)
  return JSON.parse(stdout) as unknown
}

export function medianOf<T>(runs: readonly T[], of: (run: T) => number): number {
  return summary(runs.map(of)).median
}
