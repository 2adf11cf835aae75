import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

/** The Python packages that we are measured against. */
const packages = { joblib: "1.6.0", numpy: "2.4.6", dask: "2026.8.0", numba: "0.68.1" }

/** A Python with the peers' packages, in an environment of the benchmarks' own; undefined where it cannot be made. */
export function pythonWithPeers(): string | undefined {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/bench-python", import.meta.url))
  const python = path.join(folder, "bin/python")
  if (!existsSync(python) && spawnSync("python3.11", ["-m", "venv", folder]).status !== 0) return undefined
  const names = Object.keys(packages)
  const found = `import importlib.util as u, sys; sys.exit(None in map(u.find_spec, sys.argv[1:]))`
  if (spawnSync(python, ["-c", found, ...names]).status === 0) return python
  const pinned = Object.entries(packages).map(([name, version]) => `${name}==${version}`)
  const { status, stderr } = spawnSync(python, ["-m", "pip", "install", "--quiet", ...pinned], { encoding: "utf8" })
  if (status === 0) return python
  console.error(`the Python peers could not be installed: ${stderr.trim().split("\n").at(-1)}`)
  return undefined
}
