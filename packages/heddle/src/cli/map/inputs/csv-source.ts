import type { Input, InputSource } from "./input.ts"
import { CsvParser } from "./csv-parser.ts"
import type { CsvRecord } from "./csv-parser.ts"
import type { ByteSource } from "./byte-source.ts"
import { decoded } from "./lines.ts"

/**
 * One input a row: an object with the header's names as keys and strings as values. A row whose number of fields is not
 * the header's, or whose quotes are not closed, fails by itself. Each file has its own header.
 */
export function csvSource(sources: readonly ByteSource[]): InputSource {
  return {
    total: undefined,
    identity: (input) => JSON.stringify(input.value),
    async *[Symbol.asyncIterator](): AsyncGenerator<Input, void, undefined> {
      let index = 0
      for (const source of sources) {
        let header: readonly string[] | undefined
        for await (const record of records(source)) {
          if (header === undefined) header = record.fields
          else yield rowInput(index++, record, header, source.name)
        }
      }
    },
  }
}

async function* records(source: ByteSource): AsyncGenerator<CsvRecord, void, undefined> {
  const parser = new CsvParser()
  for await (const text of decoded(source.open())) yield* parser.push(text)
  yield* parser.end()
}

function rowInput(index: number, record: CsvRecord, header: readonly string[], file: string): Input {
  const { fields, line, torn } = record
  const where = `${file}, line ${line}`
  if (torn) return { index, value: fields, problem: new SyntaxError(`a quoted field is never closed (${where})`) }
  if (fields.length !== header.length) {
    const problem = new SyntaxError(
      `the row has ${fields.length} ${fields.length === 1 ? "field" : "fields"}, the header has ${header.length} (${where})`,
    )
    return { index, value: fields, problem }
  }
  return { index, value: Object.fromEntries(header.map((name, i) => [name, fields[i]])) }
}
