import type { ErrorRecord } from "../describe-error.ts"
import { encodeValue } from "../encode-value.ts"
import type { Input } from "../inputs/index.ts"
import type { Outcome } from "../outcome.ts"

/**
 * The line of one result: `{"index":0,"input":…,"ok":true,"value":…,"ms":1.2,"attempt":1}`, or `"error"` in the place of
 * `"value"`, or `"file"` where the value is in a file. Without any of them the value is undefined.
 * @param rest as `lineRest` gives it
 */
export function resultLine(input: Input, ok: boolean, rest: string): string {
  return `{"index":${input.index},"input":${JSON.stringify(encodeValue(input.value))},"ok":${ok},${rest}}\n`
}

/** The result line from its value on, without braces: the part that does not depend on the input. */
export function lineRest({ result, ms, attempt }: Outcome, file?: string): string {
  const timing = `"ms":${Math.round(ms * 1000) / 1000},"attempt":${attempt}`
  if (!result.ok) return `"error":${JSON.stringify(result.error)},${timing}`
  if (file !== undefined) return `"file":${JSON.stringify(file)},${timing}`
  return result.json === undefined ? timing : `"value":${result.json},${timing}`
}

/** The line of `--raw`: a string as it is, nothing for undefined, JSON for the rest. A failure has none. */
export function rawLine(ok: boolean, rest: string): string {
  if (!ok) return ""
  const { value, file } = JSON.parse(`{${rest}}`) as { value?: unknown; file?: string }
  const shown = file ?? value
  if (shown === undefined) return "\n"
  return `${typeof shown === "string" ? shown : JSON.stringify(shown)}\n`
}

/** What went wrong with an input, in one line for people. */
export function failureLine(input: Input, error: ErrorRecord): string {
  const shown = JSON.stringify(encodeValue(input.value))
  return `input ${input.index} ${shown.length > 60 ? `${shown.slice(0, 57)}...` : shown}: ${error.name}: ${error.message.split("\n", 1)[0]}`
}
