import { after, describe, it } from "node:test"
import type { ExecutorOptions, ProcessPoolExecutor, ThreadPoolExecutor } from "heddle"
import { deaths } from "./deaths.ts"
import { endings } from "./endings.ts"
import { mapping } from "./mapping.ts"
import { references } from "./references.ts"
import { waiting } from "./waiting.ts"

type Executor = ThreadPoolExecutor | ProcessPoolExecutor

/** What a case has at hand. */
export interface Bench {
  /** Two workers, which every case leaves usable. */
  readonly executor: Executor
  /** An executor of the case's own, which is killed when the case is over. */
  open(options?: ExecutorOptions): Executor
}

export type Case = readonly [title: string, run: (bench: Bench) => Promise<void> | void]

/** Holds one kind of executor to what Python's own tests hold theirs to. */
export function executors(make: (options: ExecutorOptions) => Executor): void {
  const executor = make({ maxWorkers: 2 })
  after(() => executor.shutdown())
  for (const [room, cases] of Object.entries({ mapping, waiting, endings, deaths, references })) {
    describe(room, () => {
      for (const [title, run] of cases) {
        it(title, async () => {
          const opened: Executor[] = []
          const open = (options: ExecutorOptions = {}): Executor => {
            const made = make({ maxWorkers: 2, ...options })
            opened.push(made)
            return made
          }
          const alive = setInterval(() => {}, 60_000)
          try {
            await run({ executor, open })
          } finally {
            clearInterval(alive)
            await Promise.all(opened.map((each) => each.killWorkers()))
          }
        })
      }
    })
  }
}
