import { inspect } from "node:util"

/** An error as it stands in a result line. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: ErrorRecord
}

/** What was thrown, as data. `stack` ends where heddle's own frames begin. What is no Error is shown as `util.inspect` does. */
export function describeError(thrown: unknown, depth: number = 0): ErrorRecord {
  if (!(thrown instanceof Error))
    return { name: "NonError", message: typeof thrown === "string" ? thrown : inspect(thrown) }
  const { name, message, stack, cause } = thrown
  const code: unknown = "code" in thrown ? thrown.code : undefined
  return {
    name,
    message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(typeof stack === "string" ? { stack: ownFrames(stack) } : {}),
    ...(cause === undefined || depth >= 4 ? {} : { cause: describeError(cause, depth + 1) }),
  }
}

function ownFrames(stack: string): string {
  const lines = stack.split("\n")
  const end = lines.findIndex((line) => line.includes("/call-module.") && /^\s+at /.test(line))
  return (end === -1 ? lines : lines.slice(0, end)).join("\n")
}
