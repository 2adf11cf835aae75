import { hash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { StartError } from "../start-error.ts"
import type { FunctionIdentity } from "./journal/index.ts"

/** The function to call. */
export interface Target {
  /** The file as it was given. */
  readonly file: string
  readonly url: string
  readonly exportName: string
  readonly identity: FunctionIdentity
}

/**
 * Reads `./resize.ts` (its default export) or `./resize.ts#thumb`; `./a#b.ts` is a file if there is one. A file that is
 * not there is a StartError.
 */
export function readTarget(text: string): Target {
  const at = existsSync(text) ? -1 : text.lastIndexOf("#")
  const file = at === -1 ? text : text.slice(0, at)
  const exportName = at === -1 || at === text.length - 1 ? "default" : text.slice(at + 1)
  const identity = { name: `${file}#${exportName}`, export: exportName, sha256: hash("sha256", read(file)) }
  return { file, url: pathToFileURL(resolve(file)).href, exportName, identity }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new StartError(code === "ENOENT" ? `there is no file ${file}` : `cannot read ${file}: ${message}`)
  }
}
