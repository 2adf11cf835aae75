import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { markdown } from "./report.ts"
import type { Table } from "./report.ts"

const begin = /^<!-- Between the two marks: written by .* -->\n/m
const end = "<!-- End of what is written. -->"

/** A page that has a group of tables between two marks, for each Node version that they were measured on. */
interface Page {
  /** Its path from here. */
  readonly file: string
  /** What is measured, in its headings. */
  readonly name: string
  /** The first words of the tables' titles, in the order in which they are read. */
  readonly order: readonly string[]
}

/** One Node version's tables, each with its heading, and the machine that they were measured on. */
interface Section {
  readonly node: number
  readonly on: string
  readonly tables: readonly string[]
}

/** Writes a table over the one with its title, among those of the Node that runs. */
export function saverTo(page: Page): (table: Table, on: string) => void {
  const file = fileURLToPath(new URL(page.file, import.meta.url))
  return (table, on) => {
    const text = readFileSync(file, "utf8")
    const mark = begin.exec(text)
    const [from, to] = [(mark?.index ?? 0) + (mark?.[0].length ?? 0), text.indexOf(end)]
    if (mark === null || to < from) throw new Error(`${page.file} has lost the marks that the tables stand between`)
    writeFileSync(file, text.slice(0, from) + written(text.slice(from, to), table, on, page) + text.slice(to))
  }
}

function written(old: string, table: Table, on: string, { name, order }: Page): string {
  const node = Number.parseInt(process.versions.node)
  const sections = old.split(/^(?=## .* on Node )/m).flatMap((text) => parsed(text) ?? [])
  const mine = sections.find((section) => section.node === node)?.tables ?? []
  const others = mine.filter((text) => firstWord(text) !== firstWord(markdown(table, 3)))
  const place = (text: string): number => order.indexOf(firstWord(text))
  const tables = [...others, markdown(table, 3)].toSorted((a, b) => place(a) - place(b))
  const all = [...sections.filter((section) => section.node !== node), { node, on, tables }]
  all.sort((a, b) => b.node - a.node)
  const parts = all.map(({ node, on, tables }) => [`## ${name} on Node ${node}`, on, ...tables].map((it) => it.trim()))
  return `\n${[figures(all, name), ...parts.flat()].join("\n\n")}\n\n`
}

function parsed(text: string): Section | undefined {
  const [head = "", ...tables] = text.split(/^(?=### )/m)
  const found = /^## .* on Node (\d+)\n\n(.*)/.exec(head)
  return found === null ? undefined : { node: Number(found[1]), on: found[2]!, tables }
}

function firstWord(table: string): string {
  return /^### (\w+)/.exec(table)![1]!
}

/** Every figure that has a target, side by side. */
function figures(sections: readonly Section[], name: string): string {
  const rows = new Map<string, { readonly target: string; readonly values: Map<number, string> }>()
  for (const { node, tables } of sections) {
    const verdicts = tables
      .join("\n")
      .matchAll(/^- (reached|MISSED|not yet): (.*?):?(?: ([-\d.,e+]+|NaN)((?: [^\s(]+)?))? \(target (.*)\)$/gm)
    for (const [, verdict, what, value, unit = "", target] of verdicts) {
      const row = rows.get(what!) ?? { target: target!, values: new Map<number, string>() }
      const shown = value === undefined ? "not yet" : `${value}${unit}`
      row.values.set(node, verdict === "reached" ? shown : `**${shown}**`)
      rows.set(what!, row)
    }
  }
  const nodes = sections.map(({ node }) => node)
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [
    `## ${name}: figures with a target\n\nBold: missed.\n`,
    line(["", "target", ...nodes.map((node) => `Node ${node}`)]),
    line(["---", "---:", ...nodes.map(() => "---:")]),
    ...[...rows].map(([what, { target, values }]) =>
      line([what, target, ...nodes.map((node) => values.get(node) ?? "")]),
    ),
  ].join("\n")
}
