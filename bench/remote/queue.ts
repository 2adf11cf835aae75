import type { Queue } from "../programs/remote-queue.ts"
import { short } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { medianOf, runJson } from "./programs.ts"
import { millionTasks } from "./ray-published.ts"

const size = isSmall ? 10_000 : 1_000_000
const rounds = isSmall ? 1 : 3

/** A million tasks that wait: what each weighs, and how long until all are done. */
export function queueTable(): Promise<Table> {
  const runs = Array.from({ length: rounds }, () => runJson("remote-queue.ts", size) as Queue)
  const seconds = medianOf(runs, ({ done }) => done) / 1000
  return Promise.resolve({
    title: "queue: a million tasks at once",
    method: `${short(size)} calls of a remote function that gives back its argument, in one turn, with their references kept, and what each of them weighs before the first result arrives; then until all are done. 2 processors. Median of ${rounds} programs.`,
    header: ["", "heap, bytes a task", "resident, bytes a task", "until queued, s", "until done, s"],
    rows: [
      [
        "heddle, threads",
        short(medianOf(runs, ({ heapBytes }) => heapBytes)),
        short(medianOf(runs, ({ residentBytes }) => residentBytes)),
        short(medianOf(runs, ({ queued }) => queued) / 1000),
        short(seconds),
      ],
      ["Ray, published, another machine", "", "", "", String(millionTasks)],
    ],
    notes: [
      `Ray has published ${millionTasks} s for a million queued tasks on one node (its release tests, a machine with 64 virtual processors): ${short(millionTasks / seconds)} times heddle's time on the 2 here. It was not run here.`,
    ],
  })
}
