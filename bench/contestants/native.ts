import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The kernels in C, compiled for this machine with more flags; undefined where there is no gcc. */
export function kernelsInC(name: string, ...flags: readonly string[]): string | undefined {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/bench-c", import.meta.url))
  mkdirSync(folder, { recursive: true })
  const [source, program] = [fileURLToPath(new URL("kernels.c", import.meta.url)), `${folder}/${name}`]
  if (existsSync(program) && statSync(program).mtimeMs > statSync(source).mtimeMs) return program
  const args = ["-O3", "-march=native", "-fopenmp", ...flags, source, "-o", program, "-lm"]
  const { status, stderr } = spawnSync("gcc", args, { encoding: "utf8" })
  if (status === 0) return program
  console.error(`no rows in C: ${stderr ?? "there is no gcc"}`)
  return undefined
}
