/**
 * `heddle cache`: what a folder of results holds, and what of it is to go. options.ts says what was asked for, a file holds
 * each subcommand. No function of the user's is loaded, and no value is read.
 *
 * ```sh
 * heddle cache ls ./cache --sort size
 * heddle cache rm ./cache --older 30d
 * ```
 */
import { statSync } from "node:fs"
import { CacheFolder } from "../../memory/index.ts"
import { command } from "../command.ts"
import type { Command } from "../command.ts"
import { StartError } from "../start-error.ts"
import { cacheHelp } from "./help.ts"
import { list } from "./list.ts"
import { parseOptions } from "./options.ts"
import type { CacheOptions } from "./options.ts"
import { Out } from "./out.ts"
import { remove } from "./remove.ts"
import { stats } from "./stats.ts"
import { verify } from "./verify.ts"

export const cacheCommand: Command = command(cacheHelp, parseOptions, async (options) => {
  const out = new Out()
  try {
    return await act(openFolder(options.folder), options, out)
  } catch (error) {
    // What the file system says of a folder that may not be read, or written to.
    if (error instanceof Error && "syscall" in error) throw new StartError(error.message, { cause: error })
    throw error
  } finally {
    await out.end()
  }
})

function act(folder: CacheFolder, options: CacheOptions, out: Out): Promise<number> {
  switch (options.what) {
    case "ls":
      return list(folder, options, out)
    case "stats":
      return stats(folder, options, out)
    case "rm":
      return remove(folder, options, out)
    default:
      return verify(folder, options, out)
  }
}

function openFolder(path: string): CacheFolder {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new StartError(`there is no folder ${path}`)
  if (!stats.isDirectory()) throw new StartError(`${path} is not a folder`)
  return new CacheFolder(path)
}
