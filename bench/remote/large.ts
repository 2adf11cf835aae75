import { scoreOf } from "../contest.ts"
import type { Score } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { byTurns, race, threads, withSides } from "./sides.ts"

const megabytes = 100
const rounds = 5

/** The ways from where an array was made to who reads two of its numbers; those with a target first. */
const ways: readonly { readonly name: string; readonly command: string; readonly hasTarget: boolean }[] = [
  { name: "a task's result, read by a task", command: "task_to_task", hasTarget: true },
  { name: "a task's result, read by an actor", command: "task_to_actor", hasTarget: true },
  { name: "put, read by a task", command: "put_to_task", hasTarget: true },
  { name: "put, read by an actor", command: "put_to_actor", hasTarget: true },
  { name: "a task's result, the second time", command: "task_to_task_again", hasTarget: false },
  { name: "put, the second time", command: "put_to_task_again", hasTarget: false },
  { name: "one task makes it, one reads it: both", command: "make_and_read", hasTarget: false },
  { name: "put itself", command: "put_large", hasTarget: false },
]

/** A large array by reference: what it takes until a worker that did not make it has read it. */
export function largeTable(): Promise<Table> {
  return withSides(async (sides, ray) => {
    const scores: Score[][] = []
    for (const { command } of ways) scores.push(await race(sides, command, (megabytes * 1e6) / 8, rounds))
    const best = (way: number, name: string): number => scoreOf(scores[way]!, name).best
    const toRay = (way: number): number => best(way, threads) / best(way, ray.name)
    return {
      title: "large: an array of 100 MB by reference",
      method: `A Float64Array of ${megabytes} MB that is there, as an argument of a call that gives back the sum of its first and last number: the whole call, ms. 2 processors. A new array each time. ${byTurns(rounds)}`,
      header: ["", ...sides.map(({ name }) => name), "threads' time to Ray's"],
      rows: ways.map((way, i) => [way.name, ...sides.map(({ name }) => short(best(i, name))), short(toRay(i))]),
      notes: [
        ...ways.flatMap(({ name, hasTarget }, i) =>
          hasTarget ? [verdict(`100 MB, ${name}, to Ray's time:`, toRay(i), "<=", 1)] : [],
        ),
        "an actor lives in a worker that runs no tasks; a task may run where the one ran that made its argument",
        "Ray's arrays are read only where they arrive; heddle's may be written to: a task that does gets a copy of its own",
      ],
    }
  })
}
