import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { markdown } from "../report.ts"
import type { Table } from "../report.ts"
import { dispatchTables } from "./tables.ts"

const file = fileURLToPath(new URL("../README.md", import.meta.url))
const begin = "<!-- Between the two marks: written by `npm run bench -- dispatch --save`. -->\n"
const end = "<!-- End of what is written. -->"
const order = Object.keys(dispatchTables)

/** One Node version's tables, each with its heading, and the machine that they were measured on. */
interface Section {
  readonly node: number
  readonly on: string
  readonly tables: readonly string[]
}

/** Writes the table over the one with its title, among those of the Node that runs, in README.md. */
export function saveToPage(table: Table, on: string): void {
  const page = readFileSync(file, "utf8")
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)]
  if (from < begin.length || to < from) throw new Error("README.md has lost the marks that the tables stand between")
  const sections = written(page.slice(from, to), table, on)
  writeFileSync(file, page.slice(0, from) + sections + page.slice(to))
}

function written(old: string, table: Table, on: string): string {
  const node = Number.parseInt(process.versions.node)
  const sections = old.split(/^(?=## Dispatch on Node )/m).flatMap((text) => parsed(text) ?? [])
  const mine = sections.find((section) => section.node === node)?.tables ?? []
  const others = mine.filter((text) => !text.startsWith(`### ${table.title}\n`))
  const tables = [...others, markdown(table, 3)].toSorted((a, b) => place(a) - place(b))
  const all = [...sections.filter((section) => section.node !== node), { node, on, tables }]
  all.sort((a, b) => b.node - a.node)
  const parts = all.map(({ node, on, tables }) => [`## Dispatch on Node ${node}`, on, ...tables].map((it) => it.trim()))
  return `\n${[figures(all), ...parts.flat()].join("\n\n")}\n\n`
}

function parsed(text: string): Section | undefined {
  const [head = "", ...tables] = text.split(/^(?=### )/m)
  const found = /^## Dispatch on Node (\d+)\n\n(.*)/.exec(head)
  return found === null ? undefined : { node: Number(found[1]), on: found[2]!, tables }
}

function place(table: string): number {
  return order.indexOf(/^### (\w+)/.exec(table)![1]!)
}

/** Every figure that has a target, side by side. */
function figures(sections: readonly Section[]): string {
  const rows = new Map<string, { readonly target: string; readonly values: Map<number, string> }>()
  for (const { node, tables } of sections) {
    const verdicts = tables
      .join("\n")
      .matchAll(/^- (reached|MISSED): (.*?) ([-\d.,e+]+|NaN)((?: [^\s(]+)?) \(target (.*)\)$/gm)
    for (const [, verdict, what, value, unit, target] of verdicts) {
      const row = rows.get(what!) ?? { target: target!, values: new Map<number, string>() }
      row.values.set(node, verdict === "reached" ? `${value}${unit}` : `**${value}${unit}**`)
      rows.set(what!, row)
    }
  }
  const nodes = sections.map(({ node }) => node)
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [
    "## Dispatch: figures with a target\n\nBold: missed.\n",
    line(["", "target", ...nodes.map((node) => `Node ${node}`)]),
    line(["---", "---:", ...nodes.map(() => "---:")]),
    ...[...rows].map(([what, { target, values }]) =>
      line([what.replace(/:$/, ""), target, ...nodes.map((node) => values.get(node) ?? "")]),
    ),
  ].join("\n")
}
