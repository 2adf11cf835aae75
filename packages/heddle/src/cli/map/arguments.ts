import { parseArgs } from "node:util"
import { isNegativeValue } from "../negative-value.ts"
import { parseProblem } from "../parse-problem.ts"

const config = {
  chunk: { type: "string" },
  backend: { type: "string" },
  csv: { type: "string", multiple: true },
  "dry-run": { type: "boolean" },
  glob: { type: "string", multiple: true },
  halt: { type: "string" },
  help: { type: "boolean", short: "h" },
  joblog: { type: "string" },
  jobs: { type: "string", short: "j" },
  jsonl: { type: "string", multiple: true },
  "keep-order": { type: "boolean", short: "k" },
  memory: { type: "string" },
  progress: { type: "boolean" },
  range: { type: "string" },
  raw: { type: "boolean" },
  replay: { type: "boolean" },
  results: { type: "string" },
  resume: { type: "string" },
  retries: { type: "string" },
  timeout: { type: "string" },
} as const

const names = Object.keys(config).map((name) => `--${name}`)

type Config = typeof config

/** The value of each option that is given: a text, texts, or whether it is on. */
export type OptionTexts = {
  readonly [Name in keyof Config]?:
    | (Config[Name] extends { readonly multiple: true }
        ? string[]
        : Config[Name]["type"] extends "boolean"
          ? boolean
          : string)
    | undefined
}

/** The options as they stand on the command line: texts and switches, by name. */
export interface Arguments {
  readonly values: OptionTexts
  readonly positionals: readonly string[]
}

/**
 * Splits the command line. `--csv` and `--jsonl` take the word that follows as their file unless it is an option; a value may start with `-` where a number
 * follows (`-j -1`).
 * @throws OptionError for an option that is not known, and one that lacks its value
 */
export function readArguments(args: readonly string[]): Arguments {
  try {
    return parse(joined(args))
  } catch (error) {
    throw parseProblem(error as NodeJS.ErrnoException, "heddle map", names)
  }
}

function parse(args: string[]): Arguments {
  return parseArgs({ args, options: config, allowPositionals: true, allowNegative: true })
}

/** The words, with those values joined to their options. */
export function joined(args: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const next = args[i + 1]
    if (arg === "--") return [...result, ...args.slice(i)]
    if (arg === "--csv" || arg === "--jsonl") {
      const named = next !== undefined && (next === "-" || !next.startsWith("-"))
      result.push(`${arg}=${named ? next : ""}`)
      if (named) i++
    } else if (isNegativeValue(arg, next)) {
      result.push(arg.startsWith("--") ? `${arg}=${next}` : `${arg}${next}`)
      i++
    } else {
      result.push(arg)
    }
  }
  return result
}
