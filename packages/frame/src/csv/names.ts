/** Names of columns from the fields of a header: trimmed, `column0` where there is none, and each once, as DuckDB does it. */
export function columnNames(header: readonly string[]): string[] {
  // DuckDB tells names apart without regard to case.
  const counts = new Map<string, number>()
  return header.map((field, i) => {
    let name = field.trim() === "" ? `column${i}` : field.trim()
    for (let count = counts.get(name.toLowerCase()); count !== undefined; count = counts.get(name.toLowerCase())) {
      counts.set(name.toLowerCase(), count + 1)
      name = `${name}_${count + 1}`
    }
    counts.set(name.toLowerCase(), 0)
    return name
  })
}

/** Names where there is no header: `column0`, `column1` …, with as many digits as the last one needs. */
export function numberedNames(count: number): string[] {
  const digits = String(count - 1).length
  return Array.from({ length: count }, (_, i) => `column${String(i).padStart(digits, "0")}`)
}
