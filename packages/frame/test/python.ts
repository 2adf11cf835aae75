import { spawnSync } from "node:child_process"

/** The Python of the tests. */
export const python = process.env["PYTHON"] ?? "python3"

/** Why what needs pandas cannot run here; false where it can. */
export function lacksPandas(): string | false {
  const program = "import pandas; assert int(pandas.__version__.split('.')[0]) >= 3"
  const isThere = spawnSync(python, ["-c", program]).status === 0
  return isThere ? false : `not run: ${python} with pandas 3 (PYTHON names another)`
}
