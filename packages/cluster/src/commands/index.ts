/**
 * What the `heddle` command does for clusters: `heddle worker`, and `heddle cluster` with its subcommands. Their help texts are in heddle,
 * which loads this when one is run.
 *
 * ```sh
 * heddle cluster up
 * heddle cluster status --credentials .heddle-cluster/submitter.json
 * ```
 */
import { CommandError, nearestHint } from "./command-error.ts"
import { drain } from "./drain.ts"
import { keys } from "./keys.ts"
import { status } from "./status.ts"
import { up } from "./up.ts"
import { why } from "./why.ts"

export { worker } from "./worker.ts"

const subcommands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  up,
  keys,
  status,
  why,
  drain,
}

/** Runs `heddle cluster` with the arguments that follow; gives the exit status. Throws a `HeddleError` for what is wrong before anything starts. */
export async function cluster(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args
  const names = Object.keys(subcommands)
  const subcommand = names.includes(name) ? subcommands[name] : undefined
  if (subcommand !== undefined) return await subcommand(rest)
  if (name === "" || name.startsWith("-"))
    throw new CommandError(`say what to do: ${names.join(", ")}`, "`heddle cluster --help` says what each does")
  throw new CommandError(`there is no ${name}: say ${names.join(", ")}`, nearestHint(name, names))
}
