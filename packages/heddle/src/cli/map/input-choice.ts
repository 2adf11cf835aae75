import { OptionError } from "../../core/errors/index.ts"
import { StartError } from "../start-error.ts"
import type { OptionTexts } from "./arguments.ts"
import { parseRange } from "./inputs/index.ts"
import type { NumberRange } from "./inputs/index.ts"

/** Which inputs a run is to have. */
export type InputChoice =
  | { readonly kind: "files"; readonly paths: readonly string[]; readonly patterns: readonly string[] }
  | { readonly kind: "lines" | "csv" | "jsonl"; readonly files: readonly string[] }
  | { readonly kind: "range"; readonly range: NumberRange }

/** What of a command line says it. */
export interface InputWords {
  readonly values: Pick<OptionTexts, "csv" | "jsonl" | "glob" | "range">
  readonly positionals: readonly string[]
}

/** Where the function is, and which inputs it gets: the first word is the function, unless `--csv` or `--jsonl` took it for their file. */
export function chooseInputs(
  { values, positionals }: InputWords,
  command: string,
): { readonly target: string; readonly inputs: InputChoice } {
  const chosen = (["csv", "jsonl", "glob", "range"] as const).filter((name) => values[name] !== undefined)
  if (chosen.length > 1)
    throw new OptionError(`--${chosen[1]}`, `without --${chosen[0]}: inputs come from one kind of place`, true)
  const [kind] = chosen
  const named = kind === "csv" || kind === "jsonl" ? (values[kind] ?? []).filter((file) => file !== "") : []
  const words = positionals.length === 0 && named.length === 1 ? named.splice(0) : positionals
  const [target, ...rest] = words
  if (target === undefined) throw new StartError(`name the file of a function (see ${command} --help)`)
  if (kind === "csv" || kind === "jsonl") return { target, inputs: { kind, files: [...named, ...rest] } }
  if (kind === "range") {
    if (rest.length > 0) throw new OptionError("--range", "without files: inputs come from one kind of place", rest[0])
    return { target, inputs: { kind, range: parseRange(values.range!) } }
  }
  const lines = kind === undefined && rest.every((word) => word === "-")
  return {
    target,
    inputs: lines ? { kind: "lines", files: rest } : { kind: "files", paths: rest, patterns: values.glob ?? [] },
  }
}
