import { parseArgs } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { bytes, duration, integer, nearest, oneOf } from "../../core/options/index.ts"
import type { Limits } from "../../memory/index.ts"
import { isNegativeValue } from "../negative-value.ts"
import { parseProblem } from "../parse-problem.ts"
import { StartError } from "../start-error.ts"

const config = {
  all: { type: "boolean" },
  bytes: { type: "string" },
  "dry-run": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  items: { type: "string" },
  json: { type: "boolean" },
  name: { type: "string" },
  older: { type: "string" },
  rm: { type: "boolean" },
  sort: { type: "string" },
} as const

type Name = keyof typeof config

/** Which options each of the subcommands takes. */
const taken = {
  ls: ["help", "json", "name", "sort"],
  stats: ["help", "json", "name"],
  rm: ["all", "bytes", "dry-run", "help", "items", "name", "older"],
  verify: ["help", "name", "rm"],
} as const satisfies Readonly<Record<string, readonly Name[]>>

const subcommands = Object.keys(taken) as (keyof typeof taken)[]

/** What entries are put in order by. */
export type SortKey = "name" | "size" | "age" | "took"

/** What `heddle cache` was asked to do, checked. */
export type CacheOptions = {
  readonly folder: string
  /** Of functions of this name only. */
  readonly name: string | undefined
} & (
  | { readonly what: "ls"; readonly sort: SortKey; readonly json: boolean }
  | { readonly what: "stats"; readonly json: boolean }
  | { readonly what: "rm"; readonly limits: Limits; readonly dryRun: boolean }
  | { readonly what: "verify"; readonly remove: boolean }
)

/**
 * Reads and checks the arguments of `heddle cache`; `"help"` if that is what was asked for.
 *
 * @throws OptionError for an option of a wrong name, type or range; StartError where no subcommand or no folder is named
 */
export function parseOptions(args: readonly string[]): CacheOptions | "help" {
  const what = subcommands.find((name) => name === args[0])
  const { values, positionals } = read(args, what)
  if (values.help === true) return "help"
  const [first, folder, ...rest] = positionals
  if (what === undefined) throw noSubcommand(first)
  if (folder === undefined) throw new StartError(`name the folder: heddle cache ${what} DIR`)
  if (rest.length > 0) throw new StartError(`one folder at a time, not also ${rest.join(" ")}`)
  const { name } = values
  if (name === "") throw new OptionError("--name", "the name of a function", name)
  switch (what) {
    case "ls": {
      const sort = values.sort === undefined ? "name" : oneOf("--sort", values.sort, ["size", "age", "took"])
      return { what, folder, name, sort, json: values.json === true }
    }
    case "stats":
      return { what, folder, name, json: values.json === true }
    case "rm":
      return { what, folder, name, limits: limitsOf(values), dryRun: values["dry-run"] === true }
    default:
      return { what, folder, name, remove: values.rm === true }
  }
}

type Values = ReturnType<typeof read>["values"]

function read(args: readonly string[], what: keyof typeof taken | undefined) {
  const names: readonly Name[] = what === undefined ? ["help"] : taken[what]
  const options = Object.fromEntries(names.map((name) => [name, config[name]])) as typeof config
  const command = what === undefined ? "heddle cache" : `heddle cache ${what}`
  try {
    return parseArgs({ args: joined(args), options, allowPositionals: true })
  } catch (error) {
    // What is no subcommand is the first thing to say.
    const [first] = args
    if (what === undefined && first?.startsWith("-") === false) throw noSubcommand(first)
    throw parseProblem(
      error as NodeJS.ErrnoException,
      command,
      names.map((name) => `--${name}`),
    )
  }
}

/** `--items -1` is `--items=-1`: what is wrong with the value is said then, and not that there is none. */
function joined(args: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]]
    if (arg === "--") return [...result, ...args.slice(i)]
    result.push(isNegativeValue(arg, next) ? `${arg}=${args[++i]}` : arg)
  }
  return result
}

function noSubcommand(word: string | undefined): StartError {
  if (word === undefined) return new StartError("say what to do: ls, stats, rm or verify (see heddle cache --help)")
  const meant = nearest(word, subcommands)
  return new StartError(`there is no ${word}: say ls, stats, rm or verify`, {
    ...(meant !== undefined && { hint: `did you mean \`heddle cache ${meant}\`?` }),
  })
}

/** What may stay. */
function limitsOf({ all, bytes: size, items, name, older }: Values): Limits {
  const limits: Limits = {
    ...(older !== undefined && { ageLimit: duration("--older", older, { bare: 1000 }) }),
    ...(size !== undefined && { bytesLimit: bytes("--bytes", size, { min: 0 }) }),
    ...(items !== undefined && { itemsLimit: integer("--items", numeral(items), { min: 0 }) }),
  }
  const isLimited = Object.keys(limits).length > 0
  if (all === true && (isLimited || name !== undefined))
    throw new OptionError("--all", "alone: it removes whatever there is", true)
  if (isLimited) return limits
  if (all === true || name !== undefined) return { itemsLimit: 0 }
  throw new StartError("say what to remove: --older, --bytes, --items, --name, or --all")
}

/** The number that the text says, or the text: the check that follows shows it. */
function numeral(text: string): number | string {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text
}
