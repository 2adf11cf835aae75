/**
 * `heddle top` and `heddle dump`: what a running program's threads do now. They ask the attendants of its processes
 * (core/backend/attendant), which answer while everything else is busy.
 *
 * ```sh
 * heddle top            # the programs that run
 * heddle top 4711       # a table of one, live
 * heddle dump 4711      # the stack of each of its threads
 * ```
 */
import type { Command } from "../command.ts"
import { dumpOf } from "./dump.ts"
import { topHelp } from "./help.ts"
import { live, once } from "./live.ts"
import { parseOptions } from "./options.ts"
import type { TopCommandOptions } from "./options.ts"
import { lookAt, noProgram, programs } from "./programs.ts"
import { listOf } from "./table.ts"

export const topCommand: Command = { help: topHelp, run: (args) => run(args, "top") }
export const dumpCommand: Command = { help: topHelp, run: (args) => run(args, "dump") }

async function run(args: readonly string[], command: "top" | "dump"): Promise<number> {
  const options = parseOptions(args, command)
  if (options === "help") print(topHelp.trimEnd())
  else if (options.pid === undefined) print(await list(options.json))
  else await show(options.pid, options)
  return 0
}

async function list(json: boolean): Promise<string> {
  const all = await programs()
  return json ? JSON.stringify(all) : listOf(all)
}

async function show(pid: number, { dump, all, json, once: isOnce, interval }: TopCommandOptions): Promise<void> {
  const color = process.stdout.isTTY
  if (!dump && !json) {
    if (isOnce) print(await once(pid, color))
    else await live(pid, interval)
    return
  }
  const looks = await lookAt(pid)
  if (looks === undefined) throw noProgram(pid)
  print(json ? JSON.stringify(looks) : dumpOf(looks, all, color))
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
