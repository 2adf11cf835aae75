import { statSync } from "node:fs"
import { glob } from "node:fs/promises"
import { StartError } from "../../start-error.ts"
import { existingFile } from "./byte-source.ts"
import type { Input, InputSource } from "./input.ts"

/**
 * One input a file: its path as it was given. A path that is not there and reads as a pattern is one. The files of a
 * pattern come in the order of their names. A path that is not there, and a pattern that no file matches, is a StartError.
 */
export async function fileSource(paths: readonly string[], patterns: readonly string[]): Promise<InputSource> {
  const files: string[] = []
  for (const path of paths) {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) files.push(path)
    else if (/[*?[\]{}]/.test(path)) files.push(...(await filesOf(path)))
    else throw new StartError(`there is no file ${path}`)
  }
  for (const pattern of patterns) files.push(...(await filesOf(pattern)))
  return {
    total: files.length,
    identity: (input) => fileIdentity(String(input.value)),
    async *[Symbol.asyncIterator](): AsyncGenerator<Input, void, undefined> {
      for (const [index, value] of files.entries()) yield { index, value }
    },
  }
}

async function filesOf(pattern: string): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(pattern)) if (existingFile(path)) found.push(path)
  if (found.length === 0) throw new StartError(`no file matches ${pattern}`)
  return found.toSorted()
}

/** A file that was written since counts as another input. */
function fileIdentity(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stat === undefined ? path : `${path}\0${stat.size}\0${stat.mtimeNs}`
}
