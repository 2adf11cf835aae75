import { closeSync, openSync } from "node:fs"
import { ParquetWriter } from "../../parquet/index.ts"
import type { Column } from "../../schema/index.ts"
import type { Dialect } from "../options.ts"
import { Blocks } from "./blocks.ts"
import type { Range } from "./blocks.ts"
import { ParsedColumn, kinds } from "./column.ts"
import { Parser } from "./parser.ts"

/** How all ranges are read. */
export interface Plan {
  readonly dialect: Dialect
  readonly columns: readonly (Column & { readonly needed: boolean })[]
  readonly nullValues: readonly string[]
  readonly decimal: string
}

export interface Task {
  readonly range: Range
  readonly plan: Plan
  /** Where the Parquet file of the range goes. */
  readonly target: string
}

/** What became of a range. */
export interface Parsed {
  /** Where its first line begins. */
  readonly begin: number
  /** Where the first line begins that is not its own. undefined: not all of it has a certain meaning. */
  readonly end: number | undefined
  /** There is a Parquet file if there are some. */
  readonly rows: number
}

/** They bound the memory of a worker. DuckDB's own groups are larger, but it reads these as fast. */
const groupRows = 40_960
const mostText = 8 << 20

/** Runs in a worker: parses a range and writes its columns. What it cannot read or write has no certain meaning. */
export function parseRange({ range, plan, target }: Task): Parsed {
  const output = new Output(target, plan)
  let file: number | undefined
  let begin = range.begin
  try {
    file = openSync(range.file, "r")
    const blocks = new Blocks(file, range, plan.dialect.newline)
    const started = blocks.start(plan.dialect)
    begin = blocks.offset
    const isParsed = started && parseBlocks(blocks, output, plan)
    return { begin, end: isParsed ? blocks.offset : undefined, rows: output.close() }
  } catch {
    return { begin, end: undefined, rows: 0 }
  } finally {
    output.abort()
    if (file !== undefined) closeSync(file)
  }
}

function parseBlocks(blocks: Blocks, output: Output, plan: Plan): boolean {
  const parser = new Parser(output.columns, plan.dialect, plan.nullValues, plan.decimal)
  while (!blocks.done) {
    if (blocks.at >= blocks.stop && !blocks.fill()) return false
    const next = parser.parse(blocks.bytes, blocks.at, blocks.stop, blocks.end, groupRows)
    if (next < 0) return false
    blocks.at = next
    const isFull = parser.row === groupRows
    if (isFull || output.textBytes > mostText || blocks.done) {
      output.write(parser.row)
      parser.row = 0
    }
    // A quote is still open where the block ends.
    if (!isFull && next < blocks.stop && !blocks.fill()) return false
  }
  return true
}

/** Those of the last range of this worker: new memory for each one would cost a sixth of the time. */
let last: { readonly types: string; readonly columns: readonly ParsedColumn[] } | undefined

function columnsFor(types: readonly (string | undefined)[]): readonly ParsedColumn[] {
  const key = types.join()
  if (last?.types !== key) last = { types: key, columns: types.map((type) => new ParsedColumn(type, groupRows)) }
  for (const column of last.columns) column.clear()
  return last.columns
}

/** The columns that are needed, and the file that they go to. */
class Output {
  /** All columns. */
  readonly columns: readonly ParsedColumn[]
  readonly #needed: readonly ParsedColumn[]
  readonly #types: readonly Column[]
  readonly #target: string
  #writer: ParquetWriter | undefined

  constructor(target: string, { columns }: Plan) {
    this.#target = target
    this.columns = columnsFor(columns.map(({ type, needed }) => (needed ? type : undefined)))
    this.#needed = this.columns.filter(({ kind }) => kind !== kinds.skip)
    this.#types = columns.filter(({ needed }) => needed)
  }

  get textBytes(): number {
    return this.#needed.reduce((most, { textEnd }) => Math.max(most, textEnd), 0)
  }

  write(rows: number): void {
    if (rows === 0) return
    this.#writer ??= new ParquetWriter(this.#target, this.#types)
    this.#writer.writeRowGroup(
      rows,
      this.#needed.map((column) => column.take(rows)),
    )
  }

  close(): number {
    this.#writer?.close()
    return this.#writer?.rows ?? 0
  }

  abort(): void {
    this.#writer?.abort()
  }
}
