import { mkdirSync, readdirSync, rmSync } from "node:fs"
import path from "node:path"
import { integer, knownKeys } from "heddle/extend"
import { execute, ScratchFolder } from "../engine/index.ts"
import { scan } from "../plan/index.ts"
import type { Node, Source } from "../plan/index.ts"
import { folderPrefix, statementOf, writtenText } from "./plan.ts"
import type { Plan, Stage } from "./plan.ts"

export interface RunHereOptions {
  /** How many tasks run at a time. Default: 1, as a task uses all cores. */
  readonly atOnce?: number
  readonly signal?: AbortSignal | undefined
}

const owners = new FinalizationRegistry<ScratchFolder>((folder) => folder[Symbol.dispose]())

/** Runs the stages of a plan on this machine. Gives a relation of the files of the last one, which go with it. */
export async function runHere(plan: Plan, options: RunHereOptions = {}): Promise<Node> {
  knownKeys(options, ["atOnce", "signal"])
  const { atOnce = 1, signal } = options
  integer("atOnce", atOnce, { min: 1 })
  const folder = new ScratchFolder()
  try {
    const run = new Run(plan, folder.path, signal)
    for (const stage of plan.stages.keys()) await run.stage(stage, atOnce)
    const from = writtenText(plan.columns, run.files(plan.stages.length - 1, undefined))
    const source: Source = { label: "runHere", columns: plan.columns, from }
    owners.register(source, folder)
    return scan(source)
  } catch (error) {
    folder[Symbol.dispose]()
    throw error
  }
}

class Run {
  readonly #plan: Plan
  readonly #folder: string
  readonly #signal: AbortSignal | undefined
  /** By stage and partition: what a task wrote for it, in the order of the tasks. */
  readonly #files: (readonly Map<number | undefined, string[]>[])[] = []
  /** The last stage that reads each. */
  readonly #lastUse: ReadonlyMap<number, number>

  constructor(plan: Plan, folder: string, signal: AbortSignal | undefined) {
    this.#plan = plan
    this.#folder = folder
    this.#signal = signal
    this.#lastUse = new Map(plan.stages.flatMap((stage, i) => readBy(stage).map((used) => [used, i] as const)))
  }

  async stage(index: number, atOnce: number): Promise<void> {
    const { tasks } = this.#plan.stages[index]!
    const written: Map<number | undefined, string[]>[] = []
    mkdirSync(this.#folderOf(index))
    let next = 0
    let isFailed = false
    const lane = async (): Promise<void> => {
      while (next < tasks.length && !isFailed) {
        const at = next++
        try {
          written[at] = await this.#task(index, at)
        } catch (error) {
          isFailed = true
          throw error
        }
      }
    }
    // The folder goes when it fails, so nobody may write any more then.
    const ends = await Promise.allSettled(Array.from({ length: atOnce }, lane))
    for (const end of ends) if (end.status === "rejected") throw end.reason
    this.#files[index] = written
    for (const [stage, last] of this.#lastUse) {
      if (last === index) rmSync(this.#folderOf(stage), { recursive: true, force: true })
    }
  }

  async #task(stage: number, at: number): Promise<Map<number | undefined, string[]>> {
    const { tasks, to } = this.#plan.stages[stage]!
    const output = path.join(this.#folderOf(stage), `${at}${to === undefined ? ".parquet" : ""}`)
    const filesOf = (from: number, partition: number | undefined): string[] => this.files(from, partition)
    await execute(statementOf(this.#plan, stage, tasks[at]!, filesOf, output), { signal: this.#signal })
    return to === undefined ? new Map([[undefined, [output]]]) : partitionsIn(output)
  }

  #folderOf(stage: number): string {
    return path.join(this.#folder, `stage-${stage}`)
  }

  files(stage: number, partition: number | undefined): string[] {
    return this.#files[stage]!.flatMap((written) => written.get(partition) ?? [])
  }
}

/** The files of each partition that a shuffle wrote. */
function partitionsIn(folder: string): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const entry of readdirSync(folder)) {
    const own = path.join(folder, entry)
    const files = readdirSync(own).toSorted()
    found.set(
      Number(entry.slice(folderPrefix.length)),
      files.map((file) => path.join(own, file)),
    )
  }
  return found
}

function readBy({ tasks }: Stage): number[] {
  return tasks.flatMap(({ inputs }) => inputs.flatMap((input) => ("stage" in input ? [input.stage] : [])))
}
