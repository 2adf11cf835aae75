/**
 * `heddle map`: a function of a module is called for each input, on every core. options.ts says what was asked for,
 * inputs/ reads, caller.ts calls, results.ts writes; run.ts holds them together. README.md has the formats.
 *
 * ```sh
 * heddle map ./resize.ts photos/*.jpg --results thumbs
 * ```
 */
import { command } from "../command.ts"
import type { Command } from "../command.ts"
import { dryRun } from "./dry-run.ts"
import { mapHelp } from "./help.ts"
import { openInputs } from "./open-inputs.ts"
import { parseOptions } from "./options.ts"
import { MapRun } from "./run.ts"
import { readTarget } from "./target.ts"

export const mapCommand: Command = command(mapHelp, parseOptions, async (options) => {
  const target = readTarget(options.target)
  const source = await openInputs(options.inputs, process.stdin)
  return options.dryRun ? await dryRun(options, target, source) : await new MapRun(options, target, source).run()
})
