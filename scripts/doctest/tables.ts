import type { Snippet } from "./collect.ts"

/** A row of a table that says how something is written elsewhere, and how here. */
export interface Row {
  /** The document's line. */
  readonly line: number
  /** The texts of its cells. */
  readonly cells: readonly string[]
  /** The code in its second cell: the program that it shows. */
  readonly code: readonly string[]
}

/** A table whose columns are `Python`, `heddle` and what differs. */
export interface Table {
  readonly line: number
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[]
  readonly rows: readonly Row[]
  /** The fence "ts table" that came last before it under the same heading: imports, and what the rows share. */
  readonly setup: { readonly line: number; readonly code: string } | undefined
}

/** Tables that compare two languages, in the order of the text. */
export function tables(text: string): Table[] {
  const found: Table[] = []
  const lines = text.split("\n")
  let headings: string[] = []
  let setup: Table["setup"]
  for (let at = 0; at < lines.length; at++) {
    const heading = /^(#+) (.*)$/.exec(lines[at]!)
    const fence = /^```(.*)$/.exec(lines[at]!)
    if (heading) {
      headings = [...headings.slice(0, heading[1]!.length - 1), heading[2]!]
      setup = undefined
    } else if (fence) {
      const closing = lines.indexOf("```", at + 1)
      const end = closing === -1 ? lines.length : closing
      if (fence[1] === "ts table") setup = { line: at + 2, code: lines.slice(at + 1, end).join("\n") }
      at = end
    } else if (lines[at]!.startsWith("|")) {
      const length = lines.slice(at).findIndex((line) => !line.startsWith("|"))
      const end = length === -1 ? lines.length : at + length
      const rows = lines.slice(at + 2, end).map((line, i) => row(line, at + 3 + i))
      const [left, right] = cellsOf(lines[at]!)
      if (left === "Python" && right === "heddle") found.push({ line: at + 1, headings, rows, setup })
      at = end - 1
    }
  }
  return found
}

function row(text: string, line: number): Row {
  const cells = cellsOf(text)
  return { line, cells, code: codeIn(cells[1] ?? "") }
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"))
}

/** What stands in backquotes, one or two of them. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)/g)].map(([, , code]) => code!.trim())
}

/** A span stands for itself: it does not go on with what the one before it began. */
function statement(code: string): string {
  return /^[[(/`+-]/.test(code) ? `0; ${code}` : code
}

/** A table as a program: its setup, then each row in a block of its own. */
export function tableSnippet(file: string, { line, rows, setup }: Table): Snippet | undefined {
  const code = setup === undefined ? [] : setup.code.split("\n")
  const lines = code.map((_, i) => setup!.line + i)
  for (const row of rows.filter((row) => row.code.length > 0)) {
    const block = [`{ // ${file}:${row.line}`, ...row.code.map(statement), "}"]
    code.push(...block)
    lines.push(...block.map(() => row.line))
  }
  if (code.length === 0) return undefined
  return { name: `${file}:${line}`, file, line, lines, code: code.join("\n"), inSource: false }
}
