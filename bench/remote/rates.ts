import { scoreOf } from "../contest.ts"
import type { Score } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { byTurns, race, rateOf, threads, withSides } from "./sides.ts"
import type { Side } from "./sides.ts"

const rounds = 3

/** What is done so many times, all at once or one after the other, and how many times Ray's rate is expected. */
interface Kind {
  readonly name: string
  readonly command: string
  readonly count: number
  readonly atLeast: number
}

/** Calls of a function that gives back its argument. */
export function tasksTable(): Promise<Table> {
  return ratesTable("tasks", "tasks: calls of a remote function that gives back its argument", [
    { name: "5,000 at once", command: "tasks", count: 5000, atLeast: 50 },
    { name: "20,000 at once", command: "tasks", count: 20_000, atLeast: 50 },
    { name: "one at a time", command: "task_trips", count: 1000, atLeast: 20 },
  ])
}

/** Calls of an actor that counts them. */
export function callsTable(): Promise<Table> {
  return ratesTable("calls", "calls: calls of one actor that counts them", [
    { name: "5,000 at once", command: "calls", count: 5000, atLeast: 50 },
    { name: "20,000 at once", command: "calls", count: 20_000, atLeast: 50 },
    { name: "one at a time", command: "call_trips", count: 1000, atLeast: 20 },
  ])
}

function ratesTable(what: string, title: string, kinds: readonly Kind[]): Promise<Table> {
  return withSides(async (sides, ray) => {
    const scores: Score[][] = []
    for (const { command, count } of kinds) scores.push(await race(sides, command, count, rounds))
    const rate = (kind: number, name: string): number => rateOf(scoreOf(scores[kind]!, name))
    const toRay = (kind: number, name: string): number => rate(kind, name) / rate(kind, ray.name)
    return {
      title,
      method: `2 processors for everybody; ${short(kinds.at(-1)!.count)} one at a time. ${byTurns(rounds)}`,
      header: ["", ...kinds.flatMap(({ name }) => [`${name}, a second`, "to Ray's"])],
      rows: sides.map(({ name }: Side) => [
        name,
        ...kinds.keys().flatMap((kind) => [short(rate(kind, name)), short(toRay(kind, name))]),
      ]),
      notes: kinds.map(({ name, atLeast }, kind) =>
        verdict(`${what} ${name}, to Ray's rate:`, toRay(kind, threads), ">=", atLeast),
      ),
    }
  })
}
