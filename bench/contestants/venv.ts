import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

/** The Python packages that we are measured against. Ray is large, and has an environment of its own; so has dask-array, which stands for dask.array. */
const environments = {
  "bench-python": { joblib: "1.6.0", numpy: "2.4.6", dask: "2026.8.0", numba: "0.68.1" },
  "bench-array": { numpy: "2.4.6", dask: "2026.8.0", "dask-array": "0.7.1" },
  "bench-frame": {
    dask: "2026.8.0",
    polars: "2.1.0",
    duckdb: "2.0.0",
    pandas: "3.1.1",
    pyarrow: "26.0.1",
  },
  "bench-cluster": { dask: "2026.8.0", distributed: "2026.8.0" },
  "bench-ray": { numpy: "2.4.6", ray: "2.60.0" },
}

/** A Python with the peers' packages, in an environment of the benchmarks' own; undefined where it cannot be made. */
export function pythonWithPeers(): string | undefined {
  return pythonOf("bench-python")
}

/** A Python with Ray; undefined where it cannot be made. */
export function pythonWithRay(): string | undefined {
  return pythonOf("bench-ray")
}

/** A Python with Dask and dask-array; undefined where it cannot be made. */
export function pythonWithArrays(): string | undefined {
  return pythonOf("bench-array")
}

/** A Python with Dask's frames, Polars and DuckDB; undefined where it cannot be made. */
export function pythonWithFrames(): string | undefined {
  return pythonOf("bench-frame")
}

/** A Python with Dask's distributed scheduler; undefined where it cannot be made. */
export function pythonWithDistributed(): string | undefined {
  return pythonOf("bench-cluster")
}

function pythonOf(environment: keyof typeof environments): string | undefined {
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/${environment}`, import.meta.url))
  const python = path.join(folder, "bin/python")
  if (!existsSync(python) && spawnSync("python3.11", ["-m", "venv", folder]).status !== 0) return undefined
  const packages = environments[environment]
  const found = `import importlib.util as u, sys; sys.exit(None in map(u.find_spec, sys.argv[1:]))`
  const modules = Object.keys(packages).map((name) => name.replaceAll("-", "_"))
  if (spawnSync(python, ["-c", found, ...modules]).status === 0) return python
  const pinned = Object.entries(packages).map(([name, version]) => `${name}==${version}`)
  const { status, stderr } = spawnSync(python, ["-m", "pip", "install", "--quiet", ...pinned], { encoding: "utf8" })
  if (status === 0) return python
  console.error(`the Python peers could not be installed: ${stderr.trim().split("\n").at(-1)}`)
  return undefined
}
