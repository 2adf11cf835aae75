/**
 * `heddle bench`: how a function of a module is best run for its inputs. options.ts says what was asked for, load.ts loads; `tune` sweeps,
 * `compare` measures the loop against the best of what it found, report.ts says it.
 *
 * ```sh
 * heddle bench ./work.ts --range 1000000
 * ```
 */
import { Console } from "node:console"
import { PassThrough } from "node:stream"
import { HeddleError, isOwnFile } from "../../core/errors/index.ts"
import { progressLine } from "../../core/progress-line/index.ts"
import { tune } from "../../monitor/index.ts"
import { command } from "../command.ts"
import type { Command } from "../command.ts"
import { openInputs } from "../map/open-inputs.ts"
import { readTarget } from "../map/target.ts"
import { StartError } from "../start-error.ts"
import { benchHelp } from "./help.ts"
import { loadTarget, readInputs } from "./load.ts"
import { parseOptions } from "./options.ts"
import type { BenchOptions } from "./options.ts"
import { exportTo, report } from "./report.ts"

export const benchCommand: Command = command(benchHelp, parseOptions, async (options) => {
  const target = readTarget(options.target)
  const source = await openInputs(options.inputs, process.stdin)
  // What the function prints would be measured with it, and stand among the results
  globalThis.console = new Console(new PassThrough().resume())
  const fn = await loadTarget(target)
  const inputs = await readInputs(source)
  try {
    process.stdout.write(await measure(target.identity.name, fn, inputs, options))
    return 0
  } catch (error) {
    if (error instanceof StartError) throw error
    process.stderr.write(`heddle bench: ${textOf(error)}\n`)
    return 1
  }
})

async function measure(
  name: string,
  fn: (input: unknown) => unknown,
  inputs: readonly unknown[],
  options: BenchOptions,
): Promise<string> {
  const { budget, workers, runs, warmup, check, files } = options
  const tuning = await underLine("sweep", () => tune(fn, inputs, { budget, workers, equal: check, print: false }))
  const comparison =
    tuning.table.length === 1
      ? undefined
      : await underLine("measure", () => tuning.compare({ runs, warmup, print: false }))
  for (const file of files) await exportTo(file, tuning, comparison)
  return report(name, inputs.length, tuning, comparison)
}

/** Of what the function threw, with its own frames. */
function textOf(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return String(error)
  if (error instanceof HeddleError) return error.message
  const lines = error.stack.split("\n")
  return lines.filter((line) => !/^\s+at /.test(line) || !isOwnFile(line)).join("\n")
}

/** With the time that it has taken, where there is a terminal. */
async function underLine<T>(name: string, run: () => Promise<T>): Promise<T> {
  const line = process.stderr.isTTY
    ? progressLine(name, () => ({ done: 0, total: undefined, isShare: true }))
    : undefined
  try {
    return await run()
  } finally {
    line?.end(false)
  }
}
