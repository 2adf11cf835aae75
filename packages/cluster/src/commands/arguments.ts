import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import type { ParseArgsOptionsConfig } from "node:util"
import { OptionError } from "heddle"
import { integer } from "heddle/extend"
import { localCredentials } from "../identity/index.ts"
import type { Role } from "../identity/index.ts"
import { CommandError, nearestHint } from "./command-error.ts"

/** What is said of the broker, by all commands that connect to one. */
export const connectionOptions = {
  ca: { type: "string" },
  credentials: { type: "string" },
  insecure: { type: "boolean" },
} as const

export interface Connection {
  /** Undefined: that of the credentials. */
  readonly url: string | undefined
  /** A file. */
  readonly credentials: string
  readonly insecure: boolean
  /** A file. */
  readonly ca: string | undefined
}

/** Reads the arguments of a command. Throws an `OptionError` that says what would be right. */
export function readArguments<T extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>> {
  try {
    return parseArgs({ args: joined(args), options, allowPositionals: true })
  } catch (error) {
    throw problem(error as NodeJS.ErrnoException, command, Object.keys(options))
  }
}

/** `--workers -1` is `--workers=-1`: what is wrong with the value is said then, and not that there is none. */
function joined(args: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]]
    const isValue = /^--[a-z][^=]*$/.test(arg) && /^-\d/.test(next ?? "")
    result.push(isValue ? `${arg}=${args[++i]}` : arg)
  }
  return result
}

function problem(error: NodeJS.ErrnoException, command: string, names: readonly string[]): Error {
  const [, name = ""] = /'(?:-\w, )?(--?[^\s'=]*)/.exec(error.message) ?? []
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const known = names.map((one) => `--${one}`)
    return new OptionError(name, `an option of \`${command}\``, name, {
      hint: nearestHint(name, known) ?? `it has ${known.join(", ")}`,
    })
  }
  if (error.code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const lacks = /argument missing|ambiguous/.test(error.message)
    return new OptionError(name, lacks ? "followed by a value" : "without a value", lacks ? undefined : error.message)
  }
  return error
}

/** Who is to be connected to: the arguments, what the environment says, or what `heddle cluster up` made in this folder. */
export function connectionOf(
  role: Role,
  values: { readonly ca?: string; readonly credentials?: string; readonly insecure?: boolean },
  [given, ...rest]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Connection {
  if (rest.length > 0) throw new CommandError(`one broker at a time, not also ${rest.join(" ")}`)
  const url = given ?? (env["HEDDLE_CLUSTER_URL"] || undefined)
  const credentials = values.credentials ?? (env["HEDDLE_CLUSTER_CREDENTIALS"] || localCredentials(role))
  if (credentials === undefined || credentials === "") {
    throw new CommandError(
      "no credentials are named: --credentials FILE, or HEDDLE_CLUSTER_CREDENTIALS",
      "`heddle cluster up` writes some for trying out, `heddle cluster keys` for a broker that is to stay",
    )
  }
  return { url, credentials, insecure: values.insecure === true, ca: values.ca }
}

/** What these are for `cluster`, `startAgent` and `connectBroker`. */
export function connectOptions({ insecure, ca }: Connection): {
  readonly insecure: boolean
  readonly tls?: { readonly ca: string }
} {
  return { insecure, ...(ca !== undefined && { tls: { ca: readText("--ca", ca) } }) }
}

export function readText(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    throw new CommandError(`${option}: ${(cause as Error).message}`, undefined, { cause })
  }
}

/** A count that an option says. */
export function count(option: string, text: string | undefined, least = 1): number | undefined {
  if (text === undefined) return undefined
  return integer(option, /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text, { min: least })
}

/** A TCP port that an option says. */
export function port(option: string, text: string | undefined): number | undefined {
  const value = count(option, text)
  if (value !== undefined && value > 65_535) throw new OptionError(option, "at most 65535", value)
  return value
}

/** `gpu=yes,zone=a`. */
export function labelsOf(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined || text === "") return {}
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const at = pair.indexOf("=")
      if (at <= 0) throw new OptionError("--labels", "of the form name=value,name=value", text)
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}

/** Labels as `labelsOf` reads them. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",")
}
