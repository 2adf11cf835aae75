/** Rows below their heads: the first column to the left, the others, which are numbers, to the right. */
export function columns(heads: readonly string[], rows: readonly (readonly string[])[], gap: string = "   "): string[] {
  const lines = [heads, ...rows]
  const widths = heads.map((_, at) => Math.max(...lines.map((cells) => cells[at]!.length)))
  return lines.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join(gap)
      .trimEnd(),
  )
}

/** Rows of RFC 4180, with their heads. */
export function csv(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
  return [heads, ...rows].map((cells) => `${cells.map(cell).join(",")}\n`).join("")
}

/** A table of Markdown. */
export function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |\n`
  return line(heads) + line(heads.map((_, at) => (at === 0 ? "---" : "---:"))) + rows.map(line).join("")
}
