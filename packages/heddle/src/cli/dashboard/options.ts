import { OptionError } from "../../core/errors/index.ts"
import { integer, nearest } from "../../core/options/index.ts"
import { outputFile } from "../output-file.ts"
import { StartError } from "../start-error.ts"

/** What `heddle dashboard` was asked to do, checked. */
export interface DashboardRunOptions {
  readonly script: string
  /** The program's own. */
  readonly args: readonly string[]
  readonly port: number | undefined
  readonly open: boolean
  readonly exit: boolean
  readonly save: string | undefined
}

const names = ["--port", "--open", "--exit", "--save", "--help"]

/**
 * Reads and checks the arguments of `heddle dashboard`; `"help"` if that is what was asked for. Its own options are its own
 * behind the script's name too, other words there are the program's.
 *
 * @throws OptionError for an option of a wrong name, type or range; StartError where no script is named
 */
export function parseOptions(args: readonly string[]): DashboardRunOptions | "help" {
  const [own, behind] = split(args)
  const words: string[] = []
  let [port, save]: [number | undefined, string | undefined] = [undefined, undefined]
  const flags = new Set<string>()
  for (let i = 0; i < own.length; i++) {
    const word = own[i]!
    const [name = "", given] = word.split(/=(.*)/s)
    const value = (): string => {
      const text = given ?? own[++i]
      if (text === undefined) throw new OptionError(name, "followed by a value", undefined)
      return text
    }
    if (words.length === 0 && (word === "-h" || word === "--help")) return "help"
    if (name === "--port") port = portOf(value())
    else if (name === "--save") save = outputFile("--save", value())
    else if (word === "--open" || word === "--exit") flags.add(word)
    else if (words.length === 0 && word.startsWith("-")) throw unknown(name)
    else words.push(word)
  }
  const [script, ...rest] = words.length > 0 ? [...words, ...behind] : behind
  if (script === undefined)
    throw new StartError("name the program: heddle dashboard SCRIPT (see heddle dashboard --help)")
  return { script, args: rest, port, open: flags.has("--open"), exit: flags.has("--exit"), save }
}

function split(args: readonly string[]): readonly [readonly string[], readonly string[]] {
  const end = args.indexOf("--")
  return end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)]
}

function portOf(text: string): number {
  return integer("--port", /^\d+$/.test(text) ? Number(text) : text, { min: 0, max: 65_535 })
}

function unknown(name: string): OptionError {
  const meant = nearest(name, names)
  const hint = meant === undefined ? "`heddle dashboard --help` lists the options" : `did you mean \`${meant}\`?`
  return new OptionError(name, "an option of `heddle dashboard`", name, { hint })
}
