import { existsSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { OptionError } from "../core/errors/index.ts"

/** A file that is written at the end: what would fail then is said before the work begins. */
export function outputFile(option: string, file: string): string {
  if (!existsSync(dirname(resolve(file)))) throw new OptionError(option, "in a folder that exists", file)
  return file
}
