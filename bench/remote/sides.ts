import { fileURLToPath } from "node:url"
import { contest } from "../contest.ts"
import type { Score } from "../contest.ts"
import { LineProgram } from "../contestants/line-program.ts"
import { pythonWithRay } from "../contestants/venv.ts"
import { isSmall } from "../small.ts"

/** A program of its own with a runtime of two processors: contestants/remote.ts or contestants/remote.py. */
export interface Side {
  readonly name: string
  readonly program: LineProgram
}

export const [threads, processes] = ["heddle, threads", "heddle, processes"] as const

const contestants = fileURLToPath(new URL("../contestants", import.meta.url))

/** heddle by threads, by processes, and Ray last, for as long as `use` runs. */
export async function withSides<T>(use: (sides: readonly Side[], ray: Side) => Promise<T>): Promise<T> {
  const sides: Side[] = []
  const open = async (command: string, args: readonly string[], name?: string): Promise<Side> => {
    const { program, hello } = await LineProgram.start(command, args)
    const side = { name: name ?? String(hello), program }
    sides.push(side)
    return side
  }
  try {
    for (const [name, backend] of [
      [threads, "threads"],
      [processes, "processes"],
    ] as const) {
      await open(process.execPath, [...process.execArgv, `${contestants}/remote.ts`, backend], name)
    }
    const ray = await open(rayPython(), [`${contestants}/remote.py`])
    return await use(sides, ray)
  } finally {
    await Promise.all(sides.map(({ program }) => program.close()))
  }
}

/** @throws where Ray cannot be installed */
export function rayPython(): string {
  const python = pythonWithRay()
  if (python === undefined) throw new Error("there is no Ray here, and no table without it")
  return python
}

/** A turn lasts so long, or one run: a Node that has just started is not what is compared with Ray's daemons. */
export const turnSeconds = isSmall ? 0 : 0.5

/** All sides by turns: `command`, `count` times in a run. The mean of a turn's runs counts. */
export function race(sides: readonly Side[], command: string, count: number, rounds: number): Promise<Score[]> {
  const calls = isSmall ? Math.ceil(count / 100) : count
  return contest(
    sides.map(({ name, program }) => ({
      name,
      calls,
      timesItself: true,
      run: async () => 1000 * ((await program.ask(command, calls, turnSeconds)) as number),
    })),
    isSmall ? 1 : rounds,
  )
}

/** How many a second, in the best round. */
export function rateOf({ calls, best }: Score): number {
  return (1000 * calls) / best
}

/** How it was measured, for the line below a title. */
export function byTurns(rounds: number): string {
  return `Interleaved, ${rounds} turns, each of as many runs as fit into ${turnSeconds} s: the best of the turns' means. Each side is a program of its own and times itself.`
}
