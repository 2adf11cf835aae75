import { extname } from "node:path"
import { parseArgs } from "node:util"
import { cpuCount } from "../../core/backend/index.ts"
import { OptionError } from "../../core/errors/index.ts"
import { duration, integer, workerCount } from "../../core/options/index.ts"
import { joined } from "../map/arguments.ts"
import { chooseInputs } from "../map/input-choice.ts"
import type { InputChoice } from "../map/input-choice.ts"
import { outputFile } from "../output-file.ts"
import { parseProblem } from "../parse-problem.ts"

const config = {
  budget: { type: "string" },
  check: { type: "boolean" },
  csv: { type: "string", multiple: true },
  export: { type: "string", multiple: true },
  glob: { type: "string", multiple: true },
  help: { type: "boolean", short: "h" },
  jobs: { type: "string", short: "j" },
  jsonl: { type: "string", multiple: true },
  range: { type: "string" },
  runs: { type: "string" },
  warmup: { type: "string" },
} as const

const names = Object.keys(config).map((name) => `--${name}`)
const forms = [".json", ".csv", ".md", ".svg"]

/** What `heddle bench` was asked to do, checked. */
export interface BenchOptions {
  readonly target: string
  readonly inputs: InputChoice
  readonly workers: number
  /** In ms. */
  readonly budget: number
  readonly runs: number | undefined
  readonly warmup: number | undefined
  readonly check: boolean
  readonly files: readonly string[]
}

/**
 * Reads and checks the arguments of `heddle bench`; `"help"` if that is what was asked for.
 *
 * @throws OptionError for an option of a wrong name, type or range; StartError where no function is named
 */
export function parseOptions(args: readonly string[]): BenchOptions | "help" {
  const parsed = read(args)
  const { values } = parsed
  if (values.help === true) return "help"
  return {
    ...chooseInputs(parsed, "heddle bench"),
    workers: workerCount("--jobs", values.jobs ?? "-1", cpuCount()),
    budget: duration("--budget", values.budget ?? "5", { bare: 1000, min: 1 }),
    runs: count("--runs", values.runs, 1),
    warmup: count("--warmup", values.warmup, 0),
    check: values.check !== false,
    files: (values.export ?? []).map(exportFile),
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: joined(args), options: config, allowPositionals: true, allowNegative: true })
  } catch (error) {
    throw parseProblem(error as NodeJS.ErrnoException, "heddle bench", names)
  }
}

function count(name: string, text: string | undefined, min: number): number | undefined {
  return text === undefined ? undefined : integer(name, /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text, { min })
}

function exportFile(file: string): string {
  if (forms.includes(extname(file).toLowerCase())) return outputFile("--export", file)
  throw new OptionError("--export", `a file that ends in ${forms.join(", ")}`, file)
}
