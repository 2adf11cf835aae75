import type { ParsedColumn } from "./column.ts"
import { kinds } from "./column.ts"
import { parseDecimal, parsePlain } from "./decimal.ts"

/** What the loop needs to know of the files, as codes of characters. */
export interface Codes {
  readonly delimiter: number
  readonly quote: number
  /** What a line ends with: a line feed, or the carriage return before it. */
  readonly lineEnd: number
  readonly point: number
  /** How long texts are, in bytes, that mean that there is no value. */
  readonly nullLengths: readonly number[]
  /** May a number mean that there is no value? */
  readonly hasNumberNulls: boolean
}

/** What stopped the loop. Positions are not negative. */
export const notCertain = -1
export const cut = -2
const [lineFeed, minus] = [10, 45]

/** Understands a field that has not the common form. Returns where it ends, `notCertain` or `cut`. */
export type SlowField = (start: number, column: ParsedColumn, row: number) => number

/**
 * Parses lines from `at` on, up to `stop` or until there are `rows`; `end` is the end of whole lines, and the last of
 * the bytes is a quote, where a search for one stops. Returns where the next one begins, or `notCertain`,
 * and leaves the number of rows in `state`. A line that is cut is left.
 */
export type Loop = (
  bytes: Uint8Array,
  at: number,
  stop: number,
  end: number,
  rows: number,
  columns: readonly ParsedColumn[],
  state: { row: number },
  slow: SlowField,
) => number

const loops = new Map<string, Loop>()

/**
 * The loop for columns of these kinds. It is compiled from text: with the fields of a line written out one after the other,
 * each with its own variables, it takes half the time of a loop over columns that branches on their kind.
 */
export function compileLoop(columns: readonly ParsedColumn[], codes: Codes): Loop {
  const text = loopText(
    columns.map(({ kind }) => kind),
    codes,
  )
  let loop = loops.get(text)
  if (loop === undefined) {
    const stops = new Uint8Array(256)
    for (const code of [codes.delimiter, codes.quote, lineFeed, 13]) stops[code] = 1
    const powers = Float64Array.from({ length: 10 }, (_, i) => 10 ** i)
    // oxlint-disable-next-line typescript/no-implied-eval -- made here, of numbers alone
    loop = new Function("stops", "powers", "parseDecimal", "parsePlain", text)(
      stops,
      powers,
      parseDecimal,
      parsePlain,
    ) as Loop
    loops.set(text, loop)
  }
  return loop
}

function loopText(columns: readonly number[], codes: Codes): string {
  const { lineEnd } = codes
  const last = columns.length - 1
  return `return (bytes, at, stop, end, rows, columns, state, slow) => {
  let row = state.row, code = 0
  ${columns.map(declaration).join("\n  ")}
  while (at < stop && row < rows) {
    const line = at
    ${columns.map((kind, i) => (kind === kinds.text ? `const begin${i} = textEnd${i}` : "")).join(" ")}
    ${last > 0 ? `if (bytes[at] === ${lineEnd}) { ${endOfLine(lineEnd)} continue }` : ""}
    ${columns.map((kind, i) => field(kind, i, i === last ? lineEnd : codes.delimiter, columns, codes)).join("\n    at++\n    ")}
    ${endOfLine(lineEnd)}
    row++
  }
  state.row = row
  return at
}`
}

function declaration(kind: number, i: number): string {
  const names = `const column${i} = columns[${i}]`
  if (kind === kinds.int64) return `${names}, ints${i} = column${i}.ints`
  if (kind === kinds.int32)
    return `${names}, ints${i} = column${i}.ints, min${i} = column${i}.min, max${i} = column${i}.max`
  if (kind === kinds.double) return `${names}, floats${i} = column${i}.floats`
  if (kind === kinds.text) return `${names}, text${i} = column${i}.text; let textEnd${i} = column${i}.textEnd`
  return names
}

function endOfLine(lineEnd: number): string {
  return lineEnd === lineFeed ? "at++;" : `if (bytes[at + 1] !== ${lineFeed}) return ${notCertain}; at += 2;`
}

/** Leaves `at` where the field ends. */
function field(kind: number, i: number, ends: number, columns: readonly number[], codes: Codes): string {
  const undo = columns.map((other, j) => (other === kinds.text ? `column${j}.textEnd = begin${j};` : "")).join(" ")
  return `field${i}: {
      const start = at
      code = bytes[at]
      ${common(kind, i, ends, codes)}
      at = slow(start, column${i}, row)
      if (at === ${cut}) { ${undo} state.row = row; return line }
      if (at < 0 || bytes[at] !== ${ends}) return ${notCertain}
      ${kind === kinds.text ? `textEnd${i} = column${i}.textEnd` : ""}
    }`
}

const sign = `const negative = code === ${minus}
      if (negative) code = bytes[++at]
      const first = at
      let value = 0`
const digits =
  "for (let digit = code ^ 48; digit < 10; digit = code ^ 48) { value = (Math.imul(value, 10) + digit) | 0; code = bytes[++at] }"

/** Most bytes are greater than all that end a field, and need not be looked up. */
function toEnd({ delimiter, quote }: Codes): string {
  return `while (code > ${Math.max(delimiter, quote, 13)} || stops[code] === 0) code = bytes[++at]`
}

/** A field of the common form; after anything else comes what is behind it. */
function common(kind: number, i: number, ends: number, codes: Codes): string {
  const done = `break field${i}`
  const isNumber = kind === kinds.int64 || kind === kinds.int32 || kind === kinds.double
  if (isNumber && codes.hasNumberNulls) return ""
  const nothing = onlyEmpty(codes) ? `if (length === 0 && code === ${ends}) { column${i}.setNull(row); ${done} }` : ""
  switch (kind) {
    case kinds.skip:
      return `if (code !== ${codes.quote}) { ${toEnd(codes)}; if (code === ${ends}) ${done} }
      else {
        do while (bytes[++at] !== ${codes.quote}); while (bytes[++at] === ${codes.quote})
        if (at < end && bytes[at] === ${ends}) ${done}
      }`
    case kinds.int64:
      // Nine digits are an int32, fifteen an integer that a double has.
      return `${sign}
      ${digits}
      if (code === ${ends} && at - first - 1 >>> 0 < 15) {
        if (at - first <= 9) {
          if (negative) value = -value | 0
          ints${i}[2 * row] = value
          ints${i}[2 * row + 1] = value >> 31
        } else {
          let long = 0
          for (let k = first; k < at; k++) long = long * 10 + (bytes[k] ^ 48)
          column${i}.putInt64(row, negative ? -long : long)
        }
        ${done}
      }`
    case kinds.int32:
      return `${sign}
      ${digits}
      if (code === ${ends} && at - first - 1 >>> 0 < 9) {
        if (negative) value = -value | 0
        if (value >= min${i} && value <= max${i}) { ints${i}[row] = value; ${done} }
      }`
    case kinds.double:
      return `${sign}
      let fraction = 0, count = 0
      ${digits}
      count = at - first
      if (code === ${codes.point}) {
        code = bytes[++at]
        const decimals = at
        ${digits}
        fraction = at - decimals
        count += fraction
      }
      if (count > 0) {
        let number = 0
        if (count <= 9 && code === ${ends}) number = value / powers[fraction]
        else if (code === ${ends} && fraction > 0) number = parsePlain(bytes, first, at, fraction)
        else { ${toEnd(codes)}; number = code === ${ends} ? parseDecimal(bytes, first, at, ${codes.point}) : NaN }
        if (number === number) { floats${i}[row] = negative ? -number : number; ${done} }
      }`
    case kinds.text:
      return `let to = textEnd${i} + 4
      if (code !== ${codes.quote})
        while (code > ${Math.max(codes.delimiter, codes.quote, 13)} || stops[code] === 0) { text${i}[to++] = code; code = bytes[++at] }
      else
        for (;;) {
          code = bytes[++at]
          if (code === ${codes.quote} && (code = bytes[++at]) !== ${codes.quote}) break
          text${i}[to++] = code
        }
      if (code === ${ends} && at < end) {
        const length = to - textEnd${i} - 4
        if (${notNull(codes)}) {
          text${i}[textEnd${i}] = length
          text${i}[textEnd${i} + 1] = length >> 8
          text${i}[textEnd${i} + 2] = length >> 16
          text${i}[textEnd${i} + 3] = length >> 24
          column${i}.textEnd = textEnd${i} = to
          ${done}
        }
        ${nothing}
      }`
    default:
      return `if (code !== ${codes.quote}) {
        ${toEnd(codes)}
        const length = at - start
        ${nothing}
        if (code === ${ends} && ${notNull(codes)}) {
          if (column${i}.put(row, bytes, start, at, ${codes.point})) ${done}
          return ${notCertain}
        }
      }`
  }
}

function onlyEmpty({ nullLengths }: Codes): boolean {
  return nullLengths.length === 1 && nullLengths[0] === 0
}

/** Is a field of this length a value? Otherwise its text must be compared. */
function notNull({ nullLengths }: Codes): string {
  return nullLengths.map((length) => `length !== ${length}`).join(" && ") || "true"
}
