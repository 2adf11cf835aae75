import assert from "node:assert/strict"
import { fileURLToPath } from "node:url"
import { contest } from "../contest.ts"
import { LineProgram } from "../contestants/line-program.ts"
import { pythonWithArrays } from "../contestants/venv.ts"
import { short } from "../report.ts"
import { isSmall } from "../small.ts"

export const [heddle, dask, daskArray, numpy] = ["heddle", "Dask, threads", "dask-array", "NumPy"] as const
export type SideName = typeof heddle | typeof dask | typeof daskArray | typeof numpy

/** A program of its own: contestants/arrays.ts or contestants/arrays.py. */
export interface Side {
  readonly name: SideName
  readonly version: string
  readonly program: LineProgram
}

/** What a program answers. */
export interface Answer {
  /** In s, from the expression to the result. */
  readonly wall: number
  /** In s, of all threads. */
  readonly cpu: number
  readonly value: number
  /** What its resident memory has grown by at most since it started, in bytes. */
  readonly peak: number
}

/** What is computed. */
export interface Task {
  readonly name: string
  readonly size: number
  /** To prove that it works. */
  readonly small: number
  readonly word?: string
  /** Of so many random numbers of their own: values agree roughly. Else to 1e-9. */
  readonly random?: (size: number) => number
}

/** The best of a side's turns. */
export interface Result {
  readonly name: SideName
  readonly wall: number
  readonly cpu: number
  /** The first time, in a program that has just started or has done something else. */
  readonly first: number
  readonly error?: string
}

const contestants = fileURLToPath(new URL("../contestants", import.meta.url))

/** @throws where Dask cannot be installed */
export async function open(name: SideName): Promise<Side> {
  const modules = { [dask]: "dask.array", [daskArray]: "dask_array", [numpy]: "numpy" }
  const [command, ...args] =
    name === heddle
      ? [process.execPath, ...process.execArgv, `${contestants}/arrays.ts`]
      : [pythonWithArrays(), `${contestants}/arrays.py`, modules[name]]
  if (command === undefined) throw new Error("there is no Dask here, and no table without it")
  // Who has threads of its own for blocks has one for each matrix product, as its manual says.
  const env = { OPENBLAS_NUM_THREADS: name === numpy ? "2" : "1" }
  const { program, hello } = await LineProgram.start(command, args, env)
  return { name, version: String(hello), program }
}

/** These, for as long as `use` runs. */
export async function withSides<T>(
  names: readonly SideName[],
  use: (sides: readonly Side[]) => Promise<T>,
): Promise<T> {
  const sides: Side[] = []
  try {
    for (const name of names) sides.push(await open(name))
    return await use(sides)
  } finally {
    await Promise.all(sides.map(({ program }) => program.close()))
  }
}

export async function ask({ program }: Side, task: Task): Promise<Answer | { readonly error: string }> {
  return (await program.ask(...wordsOf(task))) as Answer | { readonly error: string }
}

/** The bytes that heddle says it will take at most. */
export async function budgetOf({ program }: Side, task: Task): Promise<number> {
  return (await program.ask("explain", ...wordsOf(task))) as number
}

function wordsOf({ name, size, small, word }: Task): (string | number)[] {
  return [name, isSmall ? small : size, ...(word === undefined ? [] : [word])]
}

/** All sides by turns, after comparing what they compute. */
export async function race(sides: readonly Side[], task: Task, rounds: number): Promise<Result[]> {
  const first = new Map<Side, Answer>()
  const results: Result[] = []
  for (const side of sides) {
    const answer = await ask(side, task)
    if ("error" in answer) results.push({ name: side.name, wall: NaN, cpu: NaN, first: NaN, error: answer.error })
    else first.set(side, answer)
  }
  agree(task, first)
  const cpu = new Map<string, number>()
  const scores = await contest(
    [...first.keys()].map((side) => ({
      name: side.name,
      calls: 1,
      timesItself: true,
      run: async () => {
        const answer = (await ask(side, task)) as Answer
        cpu.set(side.name, Math.min(cpu.get(side.name) ?? Infinity, answer.cpu))
        return 1000 * answer.wall
      },
    })),
    isSmall ? 1 : rounds,
  )
  for (const [i, [{ name }, answer]] of [...first].entries()) {
    results.push({ name, wall: scores[i]!.best / 1000, cpu: cpu.get(name)!, first: answer.wall })
  }
  return sides.map(({ name }) => results.find((result) => result.name === name)!)
}

function agree({ name, size, small, random }: Task, answers: ReadonlyMap<Side, Answer>): void {
  const [[, { value: expected }] = [undefined, { value: 0 }]] = answers
  const tolerance = random === undefined ? 1e-9 : 5 / Math.sqrt(random(isSmall ? small : size))
  for (const [side, { value }] of answers) {
    const isNear = Math.abs(value - expected) <= tolerance * Math.abs(expected)
    assert(isNear, `${name}: ${side.name} has ${value}, others ${expected}`)
  }
}

/** The result of that side. */
export function resultOf(results: readonly Result[], name: SideName): Result {
  return results.find((result) => result.name === name)!
}

/** heddle's seconds, and its processor seconds, to Dask's. */
export function toDask(results: readonly Result[]): { readonly wall: number; readonly cpu: number } {
  const [ours, theirs] = [resultOf(results, heddle), resultOf(results, dask)]
  return { wall: ours.wall / theirs.wall, cpu: ours.cpu / theirs.cpu }
}

/** Cells of a result: seconds and processor seconds, both also to Dask's. */
export function cells(results: readonly Result[], name: SideName): string[] {
  const [own, theirs] = [resultOf(results, name), resultOf(results, dask)]
  if (own.error !== undefined) return ["fails", "", "", ""]
  return [own.wall, own.wall / theirs.wall, own.cpu, own.cpu / theirs.cpu].map(short)
}

export const cellHeader = ["s", "to Dask's", "CPU s", "to Dask's"] as const

/** Who could not do it, and why. */
export function failures(results: readonly Result[]): string[] {
  return results.flatMap(({ name, error }) => (error === undefined ? [] : [`${name} fails: ${error}`]))
}

/** How it was measured, for the line below a title. */
export function byTurns(sides: readonly Side[], rounds: number): string {
  const versions = sides.flatMap(({ name, version }) => (name === heddle ? [] : [version]))
  return `2 threads for everybody. Interleaved, the best of ${rounds} turns. Each side is a program of its own, and times itself from the expression to the result. ${versions.join(", ")}.`
}
