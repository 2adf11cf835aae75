import { parseArgs } from "node:util"
import { OptionError } from "../../core/errors/index.ts"
import { parseProblem } from "../parse-problem.ts"
import { addressOf } from "./checks/index.ts"

/** What `heddle doctor` was asked to do, checked. */
export interface DoctorOptions {
  readonly json: boolean
  /** The NATS server to look for. */
  readonly nats: string | undefined
}

const usualServer = "nats://127.0.0.1:4222"

/** Reads and checks the arguments of `heddle doctor`; `"help"` if that is what was asked for. @throws OptionError */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): DoctorOptions | "help" {
  const { values, positionals } = read(args)
  if (values.help === true) return "help"
  if (positionals.length > 0)
    throw new OptionError("heddle doctor", "without arguments that are no options", positionals[0])
  const url = values.nats ?? env["NATS_URL"]
  const nats = url === undefined ? undefined : url === "" ? env["NATS_URL"] || usualServer : url
  if (nats !== undefined) addressOf(nats)
  return { json: values.json === true, nats }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: joined(args),
      options: { help: { type: "boolean", short: "h" }, json: { type: "boolean" }, nats: { type: "string" } },
      allowPositionals: true,
    })
  } catch (error) {
    throw parseProblem(error as NodeJS.ErrnoException, "heddle doctor", ["--help", "--json", "--nats"])
  }
}

/** `--nats` takes the word that follows unless that is an option. */
function joined(args: readonly string[]): string[] {
  const result: string[] = []
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]]
    if (arg !== "--nats") result.push(arg)
    else if (next === undefined || next.startsWith("-")) result.push("--nats=")
    else {
      result.push(`--nats=${next}`)
      i++
    }
  }
  return result
}
