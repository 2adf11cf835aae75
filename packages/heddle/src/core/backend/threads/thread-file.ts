import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { HeddleError } from "../../errors/index.ts"

/** Empty in a bundle whose output is CommonJS. */
const here: string | undefined = import.meta.url

/**
 * The URL of a thread's program, a path from `backend/` without its ending: `.ts` in a checkout, `.js` in the package.
 * In a program that was bundled into one file it is not beside us; then the installed package has it.
 */
export function threadFile(name: string): URL {
  if (here !== undefined && here !== "") {
    const beside = new URL(`../${name}${here.endsWith(".ts") ? ".ts" : ".js"}`, here)
    if (existsSync(beside)) return beside
  }
  const installed = findInstalled()
  if (installed === undefined) {
    throw new HeddleError("heddle was bundled, and the program of its worker threads is not to be found", {
      hint: "keep the package out of the bundle (esbuild: --external:heddle), or install it where the bundle runs",
    })
  }
  return pathToFileURL(path.join(installed, "dist/core/backend", `${name}.js`))
}

function findInstalled(): string | undefined {
  const bases = [
    process.argv[1],
    here === undefined || here === "" ? undefined : fileURLToPath(here),
    path.resolve("index.js"),
  ]
  for (const base of bases) {
    if (base === undefined) continue
    try {
      return path.dirname(createRequire(path.resolve(base)).resolve("heddle/package.json"))
    } catch {
      // Not installed for this file.
    }
  }
  return undefined
}
