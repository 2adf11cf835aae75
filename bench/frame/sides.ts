import assert from "node:assert/strict"
import { fileURLToPath } from "node:url"
import { contest } from "../contest.ts"
import { LineProgram } from "../contestants/line-program.ts"
import { pythonWithFrames } from "../contestants/venv.ts"
import { short } from "../report.ts"
import { isSmall } from "../small.ts"

export const [heddle, bare, nodePolars, dask, polars, duckdb] = [
  "heddle",
  "DuckDB from Node",
  "nodejs-polars",
  "Dask",
  "Polars",
  "DuckDB from Python",
] as const
export type SideName = typeof heddle | typeof bare | typeof nodePolars | typeof dask | typeof polars | typeof duckdb

/** A program of its own: contestants/frames.ts or contestants/frames.py. */
export interface Side {
  readonly name: SideName
  readonly version: string
  readonly program: LineProgram
}

export interface Answer {
  /** In s, from the files to the result. */
  readonly wall: number
  /** In s, of all threads. */
  readonly cpu: number
  /** What can be compared of the result, the first time. */
  readonly value: readonly number[]
  /** What its resident memory has grown by at most since it started, in bytes. */
  readonly peak: number
}

/** What a side is asked to do, and how the row of it is called. */
export interface Entry {
  readonly name: string
  readonly side: Side
  readonly words: readonly string[]
}

export interface Result {
  readonly name: string
  readonly wall: number
  readonly cpu: number
  readonly error?: string
}

const folder = fileURLToPath(new URL("../contestants", import.meta.url))

/** @throws where the Python packages cannot be installed */
async function open(name: SideName): Promise<Side> {
  const ofPython: Partial<Record<SideName, string>> = { [dask]: "dask", [polars]: "polars", [duckdb]: "duckdb" }
  const ofNode: Partial<Record<SideName, string>> = { [heddle]: "heddle", [bare]: "duckdb", [nodePolars]: "polars" }
  const module = ofPython[name]
  const [command, ...args] =
    module === undefined
      ? [process.execPath, ...process.execArgv, `${folder}/frames.ts`, ofNode[name]!]
      : [pythonWithFrames(), `${folder}/frames.py`, module]
  if (command === undefined) throw new Error("there are no frames of Python here, and no table without them")
  const { program, hello } = await LineProgram.start(command, args, { POLARS_MAX_THREADS: "2" })
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

export function sideOf(sides: readonly Side[], name: SideName): Side {
  return sides.find((side) => side.name === name)!
}

/** The same of each side. */
export function entries(sides: readonly Side[], ...words: readonly string[]): Entry[] {
  return sides.map((side) => ({ name: side.name, side, words }))
}

export async function ask({ side, words }: Entry): Promise<Answer | { readonly error: string }> {
  return (await side.program.ask(...words)) as Answer | { readonly error: string }
}

/** The SQL that heddle says it runs. */
export async function sqlOf({ program }: Side, ...words: readonly string[]): Promise<string> {
  return JSON.stringify(await program.ask("sql", ...words))
}

/** All by turns, after comparing what they compute. */
export async function race(all: readonly Entry[], rounds: number): Promise<Result[]> {
  const able: Entry[] = []
  const results: Result[] = []
  let expected: { readonly name: string; readonly value: readonly number[] } | undefined
  for (const entry of all) {
    const answer = await ask(entry)
    if ("error" in answer) {
      results.push({ name: entry.name, wall: NaN, cpu: NaN, error: answer.error })
      continue
    }
    expected ??= { name: entry.name, value: answer.value }
    agree(entry, answer.value, expected)
    able.push(entry)
  }
  const cpu = new Map<string, number>()
  const scores = await contest(
    able.map((entry) => ({
      name: entry.name,
      calls: 1,
      timesItself: true,
      run: async () => {
        const answer = (await ask(entry)) as Answer
        cpu.set(entry.name, Math.min(cpu.get(entry.name) ?? Infinity, answer.cpu))
        return 1000 * answer.wall
      },
    })),
    isSmall ? 1 : rounds,
  )
  for (const { name, best } of scores) results.push({ name, wall: best / 1000, cpu: cpu.get(name)! })
  return all.map(({ name }) => results.find((result) => result.name === name)!)
}

/** To 1e-9, as sums of floats are added in other orders. */
function agree(
  { name, words }: Entry,
  value: readonly number[],
  expected: { readonly name: string; readonly value: readonly number[] },
): void {
  const isSame =
    value.length === expected.value.length &&
    value.every((one, i) => Math.abs(one - expected.value[i]!) <= 1e-9 * Math.abs(expected.value[i]!))
  assert(isSame, `${words[0]}: ${name} has ${value.join(", ")}, ${expected.name} ${expected.value.join(", ")}`)
}

export function resultOf(results: readonly Result[], name: string): Result {
  return results.find((result) => result.name === name)!
}

/** One's seconds to another's. */
export function ratio(results: readonly Result[], name: string, to: string): number {
  return resultOf(results, name).wall / resultOf(results, to).wall
}

/** Cells of a result: seconds, and to heddle's; processor seconds. */
export function cells(results: readonly Result[], name: string, base: string): string[] {
  const { wall, cpu, error } = resultOf(results, name)
  if (error !== undefined) return ["fails", "", ""]
  return [wall, wall / resultOf(results, base).wall, cpu].map(short)
}

/** Who could not do it, and why. */
export function failures(results: readonly Result[]): string[] {
  return results.flatMap(({ name, error }) => (error === undefined ? [] : [`${name} fails: ${error}`]))
}

/** How it was measured, for the line below a title. */
export function byTurns(sides: readonly Side[], rounds: number): string {
  const versions = sides.flatMap(({ name, version }) => (name === heddle ? [] : [version]))
  return `2 threads for everybody. Interleaved, the best of ${rounds} turns. Each side is a program of its own, and times itself from the files to the result.${versions.length === 0 ? "" : ` ${versions.join(", ")}.`}`
}
