import { spawnSync } from "node:child_process"

/** The Python of the tests. */
export const python = process.env["PYTHON"] ?? "python3"

/** Why what needs a module of Python cannot run here; false where it can. */
export function lacks(module: string, major: number): string | false {
  const program = `import ${module}; assert int(${module}.__version__.split(".")[0]) >= ${major}`
  const isThere = spawnSync(python, ["-c", program]).status === 0
  return isThere ? false : `not run: ${python} with ${module} ${major} (PYTHON names another)`
}
