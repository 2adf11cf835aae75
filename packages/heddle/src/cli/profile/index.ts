/**
 * `heddle profile`: a script is run as Node runs it, and where the time of all its threads went is told at its end.
 * run.ts starts it, preload.ts is what its process loads first.
 *
 * ```sh
 * heddle profile -o run.html ./report.ts
 * ```
 */
import type { Command } from "../command.ts"
import { profileHelp } from "./help.ts"
import { parseOptions } from "./options.ts"
import { runProfiled } from "./run.ts"

export const profileCommand: Command = {
  help: profileHelp,
  async run(args) {
    const options = parseOptions(args)
    if (options !== "help") return runProfiled(options)
    process.stdout.write(profileHelp)
    return 0
  },
}
