import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus, release, totalmem } from "node:os"
import { fileURLToPath } from "node:url"

/** What one table prints. */
export interface Table {
  readonly title: string
  /** What was measured, how often, and how. */
  readonly method: string
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Ratios with their targets, and where we lose. */
  readonly notes: readonly string[]
}

/** Says of a figure whether it reaches its target. */
export function verdict(what: string, value: number, rule: "<=" | ">=", target: number, unit: string = ""): string {
  const reached = rule === "<=" ? value <= target : value >= target
  const space = unit === "" ? "" : " "
  return `${reached ? "reached" : "MISSED"}: ${what} ${short(value)}${space}${unit} (target ${rule} ${target}${space}${unit})`
}

export function short(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en")
  return value.toPrecision(3)
}

export function markdown({ title, method, header, rows, notes }: Table, level: number = 2): string {
  const widths = header.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`
  const rule = `| ${widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`
  const list = notes.map((note) => `- ${note}`).join("\n")
  return `${"#".repeat(level)} ${title}\n\n${method}\n\n${[line(header), rule, ...rows.map(line)].join("\n")}\n\n${list}\n`
}

/** The machine and its versions. */
export function machine(): string {
  const { length } = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return `${length} x ${cpus()[0]!.model.trim()}, ${memory}, Linux ${release()}, Node ${process.versions.node}, V8 ${process.versions.v8}`
}

const file = fileURLToPath(new URL("results.md", import.meta.url))

/** Writes the table over the one with its title in results.md. */
export function save(table: Table, on: string): void {
  const head =
    "# Measured\n\n`npm run bench -- all --save` writes this file. Ratios are comparable, absolute times hardly.\n"
  const old = existsSync(file) ? readFileSync(file, "utf8").split(/^(?=## )/m) : [head]
  const section = `${markdown(table)}\n${on}\n\n`
  const others = old.filter((part) => !part.startsWith(`## ${table.title}\n`))
  const [first = head, ...rest] = others
  writeFileSync(
    file,
    [first.trimEnd(), ...[...rest, section].toSorted().map((part) => part.trim())].join("\n\n") + "\n",
  )
}
