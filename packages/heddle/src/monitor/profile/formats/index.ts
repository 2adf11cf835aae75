/**
 * The files that a profile is saved in, and those that are read again. A file holds each format.
 */
import { OptionError } from "../../../core/errors/index.ts"
import { writeCpuProfile } from "./cpuprofile.ts"
import { writePage } from "./html.ts"
import { writeSpeedscope } from "./speedscope.ts"
import { writeTrace } from "./trace.ts"
import type { Saved } from "./saved.ts"

export { readCpuProfile } from "./cpuprofile.ts"
export { readSpeedscope } from "./speedscope.ts"
export { traceEvents, traceText } from "./trace.ts"
export type { Saved } from "./saved.ts"

const writers: readonly (readonly [end: string, write: (saved: Saved) => string])[] = [
  [".cpuprofile", writeCpuProfile],
  [".speedscope.json", writeSpeedscope],
  [".trace.json", writeTrace],
  [".html", writePage],
  [".txt", (saved) => saved.text()],
]

/** The endings of their names. */
export const formats: readonly string[] = writers.map(([end]) => end)

/** What writes a file of this name. Throws OptionError if nothing does. */
export function writerFor(file: string): (saved: Saved) => string {
  const found = writers.find(([end]) => file.endsWith(end))
  if (found !== undefined) return found[1]
  throw new OptionError("file", `a name that ends in ${formats.join(", ")}`, file)
}
