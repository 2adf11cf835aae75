import { parseArgs } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { duration } from "../../core/options/index.ts"
import { parseProblem } from "../parse-problem.ts"
import { StartError } from "../start-error.ts"

const config = {
  all: { type: "boolean" },
  dump: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  interval: { type: "string" },
  json: { type: "boolean" },
  once: { type: "boolean" },
} as const

/** What `heddle top` or `heddle dump` was asked to do, checked. */
export interface TopCommandOptions {
  readonly pid: number | undefined
  readonly dump: boolean
  readonly all: boolean
  readonly json: boolean
  readonly once: boolean
  /** Milliseconds. */
  readonly interval: number
}

/**
 * Reads and checks the arguments; `"help"` if that is what was asked for.
 *
 * @throws OptionError for an option of a wrong name, type or range; StartError where `dump` has no PID
 */
export function parseOptions(args: readonly string[], command: "top" | "dump"): TopCommandOptions | "help" {
  const { values, positionals } = read(args, command)
  if (values.help === true) return "help"
  const [text, ...rest] = positionals
  if (rest.length > 0) throw new StartError(`one program at a time, not also ${rest.join(" ")}`)
  if (text !== undefined && !/^\d+$/.test(text)) throw new OptionError("PID", "the number of a process", text)
  const dump = command === "dump" || values.dump === true
  if (dump && text === undefined) throw new StartError("say of which program: heddle dump PID (heddle top lists them)")
  return {
    pid: text === undefined ? undefined : Number(text),
    dump,
    all: values.all === true,
    json: values.json === true,
    once: values.once === true,
    interval: duration("--interval", values.interval ?? 1000, { min: 50, bare: 1000 }),
  }
}

function read(args: readonly string[], command: string) {
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true })
  } catch (error) {
    const names = Object.keys(config).map((name) => `--${name}`)
    throw parseProblem(error as NodeJS.ErrnoException, `heddle ${command}`, names)
  }
}
