import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

/** What CPython's multiprocessing or concurrent.futures needs, in ms, or undefined where there is no python3. It times itself, without the start of its pool. */
export function python(
  what: "map" | "cpu" | "submit" | "trip",
  ...args: readonly number[]
): { name: string; best: number } | undefined {
  const script = what === "map" || what === "cpu" ? "pool.py" : "executor.py"
  const file = fileURLToPath(new URL(script, import.meta.url))
  for (const command of ["python3.11", "python3"]) {
    const { status, stdout } = spawnSync(command, [file, what, ...args.map(String)], { encoding: "utf8" })
    if (status === 0) return JSON.parse(stdout) as { name: string; best: number }
  }
  return undefined
}
