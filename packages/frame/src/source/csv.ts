import { OptionError } from "heddle"
import { boolean, knownKeys } from "heddle/extend"
import { sniffCsv, toReadCsv } from "../csv/index.ts"
import type { CsvOptions } from "../csv/index.ts"
import { filesOf } from "../files/index.ts"
import type { Source } from "../plan/index.ts"
import { filesText, labelOf } from "./files.ts"
import type { Pattern } from "./files.ts"
void OptionError
void boolean
void knownKeys
export type ReadCsvOptions = CsvOptions

export function csvSource(pattern: Pattern, options: ReadCsvOptions = {}): Source {
  const files = filesOf(pattern, "readCsv")
  const facts = sniffCsv(files, options)
  const from = facts === undefined ? `read_csv(${filesText(pattern)})` : toReadCsv(filesText(pattern), facts, options)
  const source = { label: labelOf("readCsv", pattern), columns: facts?.columns, from }
  if (facts === undefined) return source
  const settings = toReadCsv("", facts, options).slice("read_csv(".length, -1)
  return { ...source, files: async () => ({ reader: "read_csv", paths: files, settings, casts: [] }) }
}
