/**
 * `heddle dashboard`: a program runs with the dashboard from its start. options.ts says what was asked for, run.ts starts
 * the program's process; preload.ts and begin.ts run in it; report-server.ts shows its report when it has ended.
 *
 * ```sh
 * heddle dashboard ./program.ts --open
 * ```
 */
import { command } from "../command.ts"
import type { Command } from "../command.ts"
import { dashboardHelp } from "./help.ts"
import { parseOptions } from "./options.ts"
import { run } from "./run.ts"

export const dashboardCommand: Command = command(dashboardHelp, parseOptions, run)
