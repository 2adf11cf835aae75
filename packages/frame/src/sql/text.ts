import { identifier } from "./quote.ts"

/** A part of SQL: text as it is, or a column's name. */
export type Piece = string | { readonly column: string }

/** SQL whose columns are known. */
export type Text = readonly Piece[]

export function column(name: string): Piece {
  return { column: name }
}

export function render(text: Text): string {
  return text.map((piece) => (typeof piece === "string" ? piece : identifier(piece.column))).join("")
}

/** The names of the columns in it. */
export function columnsOf(text: Text): string[] {
  return text.flatMap((piece) => (typeof piece === "string" ? [] : [piece.column]))
}

/** Texts with something between them. */
export function join(texts: readonly Text[], between: string): Text {
  return texts.flatMap((text, i) => (i === 0 ? text : [between, ...text]))
}

/** What newlines may stand in: texts, names, comments. */
const closed =
  /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|\n/g

/** Each line two blanks further right; what is in quotes stays as it is. */
export function indent(sql: string): string {
  return `  ${sql.replace(closed, (piece) => (piece === "\n" ? "\n  " : piece))}`
}
