import { parseArgs } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { integer, oneOf } from "../../core/options/index.ts"
import { ProfileReport } from "../../monitor/index.ts"
import type { SortKey } from "../../monitor/index.ts"
import { parseProblem } from "../parse-problem.ts"
import { outputFile } from "../output-file.ts"
import { StartError } from "../start-error.ts"

const config = {
  filter: { type: "string" },
  help: { type: "boolean", short: "h" },
  internals: { type: "boolean" },
  interval: { type: "string", short: "i" },
  out: { type: "string", short: "o", multiple: true },
  sort: { type: "string", short: "s" },
  top: { type: "string", short: "n" },
} as const

const names = Object.keys(config) as (keyof typeof config)[]

/** What `heddle profile` was asked to do, checked. */
export interface ProfileCommandOptions {
  readonly script: string
  readonly args: readonly string[]
  readonly out: readonly string[]
  readonly top: number
  readonly sort: SortKey
  readonly filter: string | undefined
  readonly internals: boolean
  /** Microseconds. */
  readonly interval: number
}

/**
 * Reads and checks the arguments of `heddle profile`; `"help"` if that is what was asked for.
 *
 * @throws OptionError for an option of a wrong name, type or range; StartError where no script is named
 */
export function parseOptions(args: readonly string[]): ProfileCommandOptions | "help" {
  const { own, script, rest } = split(args)
  const values = read(own)
  if (values.help === true) return "help"
  if (script === undefined) throw new StartError("name the script: heddle profile SCRIPT (see heddle profile --help)")
  const out = values.out ?? []
  const { formats } = ProfileReport
  for (const file of out) {
    if (!formats.some((end) => file.endsWith(end)))
      throw new OptionError("--out", `a name that ends in ${formats.join(", ")}`, file)
    outputFile("--out", file)
  }
  return {
    script,
    args: rest,
    out,
    top: count(values.top),
    sort: oneOf("--sort", values.sort ?? "cumulative", ["cumulative", "self", "name", "file"]),
    filter: values.filter,
    internals: values.internals === true,
    interval: interval(values.interval),
  }
}

function count(text: string = "20"): number {
  return integer("--top", /^\d+$/.test(text) ? Number(text) : text, { min: 0 })
}

function interval(text: string = "1"): number {
  const ms = Number(text)
  if (!(ms >= 0.05)) throw new OptionError("--interval", "milliseconds, at least 0.05", text)
  return Math.round(ms * 1000)
}

/** Our own options, wherever they stand before `--`; the script; and what is for it. */
function split(args: readonly string[]): { own: string[]; script: string | undefined; rest: string[] } {
  const own: string[] = []
  const rest: string[] = []
  let script: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === "--") {
      const others = args.slice(i + 1)
      return { own, script: script ?? others.shift(), rest: [...rest, ...others] }
    }
    const option = names.find((name) => isOption(arg, name))
    // The script's own help is asked for behind its name.
    const isOurs = option !== undefined && !(option === "help" && script !== undefined)
    if (isOurs || (script === undefined && arg.startsWith("-"))) {
      own.push(arg)
      const takesNext = option !== undefined && config[option].type === "string" && /^(?:--\w+|-\w)$/.test(arg)
      if (takesNext && i + 1 < args.length) own.push(args[++i]!)
    } else if (script === undefined) script = arg
    else rest.push(arg)
  }
  return { own, script, rest }
}

function isOption(arg: string, name: keyof typeof config): boolean {
  const option = config[name]
  const short = "short" in option ? option.short : undefined
  return arg === `--${name}` || arg.startsWith(`--${name}=`) || (short !== undefined && arg === `-${short}`)
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options: config }).values
  } catch (error) {
    const dashed = names.map((name) => `--${name}`)
    throw parseProblem(error as NodeJS.ErrnoException, "heddle profile", dashed)
  }
}
