import type { Table } from "../report.ts"
import { byTurns, cells, cellHeader, failures, race, withSides } from "./sides.ts"
import type { Result, SideName, Task } from "./sides.ts"

/** A table of one thing that all sides do. */
export function taskTable(
  task: Task,
  {
    names,
    rounds,
    title,
    method,
    notes,
  }: {
    readonly names: readonly SideName[]
    readonly rounds: number
    readonly title: string
    readonly method: string
    readonly notes: (results: readonly Result[]) => readonly string[]
  },
): Promise<Table> {
  return withSides(names, async (sides) => {
    const results = await race(sides, task, rounds)
    return {
      title,
      method: `${method} ${byTurns(sides, rounds)}`,
      header: ["", ...cellHeader],
      rows: sides.map(({ name }) => [name, ...cells(results, name)]),
      notes: [...notes(results), ...failures(results)],
    }
  })
}
