import type { Readable } from "node:stream"
import { byteSources, csvSource, fileSource, jsonlSource, lineSource, rangeSource } from "./inputs/index.ts"
import type { InputSource } from "./inputs/index.ts"
import type { InputChoice } from "./input-choice.ts"

const ofBytes = { lines: lineSource, csv: csvSource, jsonl: jsonlSource }

/** The inputs that were chosen, not yet read. Files that are not there are a StartError. */
export async function openInputs(choice: InputChoice, stdin: Readable): Promise<InputSource> {
  if (choice.kind === "files") return await fileSource(choice.paths, choice.patterns)
  if (choice.kind === "range") return rangeSource(choice.range)
  return ofBytes[choice.kind](byteSources(choice.files, stdin))
}
