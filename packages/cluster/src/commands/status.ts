import type { MachineNews } from "../lease/index.ts"
import { connectionOf, connectionOptions, labelsText, readArguments } from "./arguments.ts"
import { counted, plain, say } from "./say.ts"
import { asProgram, calledOf, refusalOf, survey } from "./survey.ts"
import type { Survey } from "./survey.ts"

/** `heddle cluster status`: the machines, and what they have. */
export async function status(args: readonly string[]): Promise<number> {
  const options = { ...connectionOptions, json: { type: "boolean" } } as const
  const { values, positionals } = readArguments("heddle cluster status", args, options)
  const found = await asProgram(connectionOf("submitter", values, positionals), survey)
  if (values.json === true) process.stdout.write(`${JSON.stringify(found.machines.map(described))}\n`)
  else for (const line of statusLines(found)) say(line)
  return 0
}

function described(news: MachineNews): unknown {
  const { name, node, agent, places, free, cpus, memory, labels, version, nodeVersion, platform } = news
  const refuses = refusalOf(news)
  const about = { name, node, agent, workers: places, taken: places - free, cpus, memory, labels }
  return { ...about, version, nodeVersion, platform, ...(refuses !== undefined && { refuses }) }
}

/** The table. */
export function statusLines({ machines, strangers }: Survey): string[] {
  const lines = machines.length === 0 ? [] : table(machines)
  if (machines.length === 0) lines.push("No machine has joined. `heddle worker --credentials FILE` has one join.")
  if (strangers > 0) lines.push("", strangersLine(strangers))
  return lines
}

export function strangersLine(strangers: number): string {
  return `${counted(strangers, "machine")} more: these credentials do not trust ${strangers === 1 ? "its key" : "their keys"}.`
}

const head = ["MACHINE", "WORKERS", "CPUS", "MEMORY", "HEDDLE", "NODE", "LABELS"]
/** Columns of figures. */
const right = new Set([1, 2, 3])

function table(machines: readonly MachineNews[]): string[] {
  const rows = machines.map((news) => [
    calledOf(news, machines),
    `${news.places - news.free}/${news.places}`,
    String(news.cpus),
    `${(news.memory / 2 ** 30).toFixed(1)}G`,
    plain(news.version),
    plain(news.nodeVersion),
    plain(labelsText(news.labels)) || "-",
  ])
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
  const text = (row: readonly string[]): string =>
    row
      .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd()
  return [
    text(head),
    ...rows.flatMap((row, i) => {
      const why = refusalOf(machines[i]!)
      return why === undefined ? [text(row)] : [text(row), `  refuses: ${why}`]
    }),
  ]
}
