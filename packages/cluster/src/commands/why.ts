import type { MachineNews } from "../lease/index.ts"
import { connectionOf, connectionOptions, labelsOf, labelsText, readArguments } from "./arguments.ts"
import { counted, say } from "./say.ts"
import { strangersLine } from "./status.ts"
import { asProgram, calledOf, refusalOf, survey } from "./survey.ts"
import type { Survey } from "./survey.ts"

/** `heddle cluster why`: why a worker of a program waits for a machine. The exit status is 1 if one would wait now. */
export async function why(args: readonly string[]): Promise<number> {
  const options = { ...connectionOptions, labels: { type: "string" } } as const
  const { values, positionals } = readArguments("heddle cluster why", args, options)
  const labels = labelsOf(values.labels)
  const { lines, waits } = reasons(await asProgram(connectionOf("submitter", values, positionals), survey), labels)
  for (const line of lines) say(line)
  return waits ? 1 : 0
}

/** What a program can know of it. */
export function reasons(
  { machines, strangers }: Survey,
  labels: Readonly<Record<string, string>>,
): { readonly lines: readonly string[]; readonly waits: boolean } {
  const others = strangers > 0 ? [strangersLine(strangers)] : []
  if (machines.length === 0) {
    const more = "A worker waits: no machine has joined. `heddle worker --credentials FILE` has one join."
    return { lines: [more, ...others], waits: true }
  }
  const lines: string[] = []
  let room = 0
  for (const news of machines) {
    const obstacle = obstacleOf(news, labels)
    if (obstacle === undefined) room += news.room
    const places = counted(Math.max(0, news.free), "free place")
    lines.push(
      `  ${calledOf(news, machines)}: ${obstacle ?? `has room for ${counted(news.room, "worker")}, and ${places}`}`,
    )
  }
  const first = room > 0 ? "No worker needs to wait: a machine takes it." : "A worker waits: no machine takes one now."
  return { lines: [first, ...lines, ...(room > 0 ? [] : hints(machines, labels)), ...others], waits: room === 0 }
}

function obstacleOf(news: MachineNews, labels: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.entries(labels).filter(([name, value]) => news.labels[name] !== value)
  if (missing.length > 0) {
    const has = labelsText(news.labels) || "no labels"
    return `is not labelled ${labelsText(Object.fromEntries(missing))}: it has ${has}`
  }
  const refusal = refusalOf(news)
  if (refusal !== undefined) return `refuses: ${refusal}`
  return news.room > 0 ? undefined : `takes no more than the ${news.places - news.free} that it has`
}

function hints(machines: readonly MachineNews[], labels: Readonly<Record<string, string>>): string[] {
  const able = machines.filter(({ labels: own }) =>
    Object.entries(labels).every(([name, value]) => own[name] === value),
  )
  if (able.length === 0) return [`Start one with \`heddle worker --labels ${labelsText(labels)}\`.`]
  if (able.every((news) => refusalOf(news) !== undefined && !news.leaving))
    return ["Install the same version of heddle on the machines and here."]
  return ["Ask for fewer workers, or start more machines with `heddle worker`."]
}
