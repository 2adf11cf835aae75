import { fileURLToPath } from "node:url"
import { scoreOf } from "../contest.ts"
import type { Score } from "../contest.ts"
import { LineProgram } from "../contestants/line-program.ts"
import { pythonWithDistributed, pythonWithRay } from "../contestants/venv.ts"
import { race, rateOf } from "../remote/sides.ts"
import type { Side } from "../remote/sides.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { startBroker } from "./broker.ts"
import type { Broker } from "./broker.ts"

const rounds = 3
const [old, newest] = ["heddle, NATS 2.9", "heddle, NATS 2.15"] as const
const contestants = fileURLToPath(new URL("../contestants", import.meta.url))
const machine = fileURLToPath(new URL("../programs/machine.mjs", import.meta.url))

/** What is done so many times, and what is expected: times the rate of Ray, or of Dask, by the old broker and by the new one. */
interface Kind {
  readonly name: string
  readonly command: string
  readonly count: number
  readonly of: "Ray" | "Dask"
  readonly atLeast: readonly [number, number]
}

const kinds: readonly Kind[] = [
  { name: "tasks, 5,000 at once", command: "tasks", count: 5000, of: "Ray", atLeast: [2, 3] },
  { name: "tasks, one at a time", command: "task_trips", count: 300, of: "Ray", atLeast: [1.5, 1.5] },
  { name: "calls, 5,000 at once", command: "calls", count: 5000, of: "Ray", atLeast: [4, 4] },
  { name: "calls, one at a time", command: "call_trips", count: 300, of: "Ray", atLeast: [1.8, 1.8] },
]

/** Tasks and calls of an actor, at once and one at a time. */
export function ratesTable(): Promise<Table> {
  return withSides(["Dask", "Ray"], async (sides, names) => {
    const scores: Score[][] = []
    for (const { command, count } of kinds) scores.push(await race(sides, command, count, rounds))
    const rate = (kind: number, name: string): number => rateOf(scoreOf(scores[kind]!, name))
    const dask = (name: string): number => rate(0, name) / rate(0, names.Dask!)
    return {
      title: "rates: tasks and calls of an actor on two workers",
      method: `2 processors for everybody, brokers and schedulers among them; ${kinds[1]!.count} one at a time. Interleaved, ${rounds} turns, the best of the turns' means`,
      header: ["", ...kinds.map(({ name }) => `${name}, a second`)],
      rows: sides.map(({ name }) => [name, ...kinds.keys().map((kind) => short(rate(kind, name)))]),
      notes: [
        ...kinds.flatMap(({ name, of, atLeast }, kind) =>
          [old, newest].map((side, i) =>
            verdict(`${side}: ${name}, to ${of}'s rate:`, rate(kind, side) / rate(kind, names[of]!), ">=", atLeast[i]!),
          ),
        ),
        ...[old, newest].map((side) => verdict(`${side}: tasks at once, to Dask's rate:`, dask(side), ">=", 5)),
      ],
    }
  })
}

/** A map of tiny tasks. */
export function mapTable(): Promise<Table> {
  return withSides([], async (sides) => {
    const count = 100_000
    const scores = await race(sides, "map", count, rounds)
    const rate = (name: string): number => rateOf(scoreOf(scores, name))
    return {
      title: "map: 100,000 calls of a function that gives back its argument",
      method: `2 processors for everybody. Interleaved, ${rounds} turns, the best of the turns' means`,
      header: ["", "calls a second"],
      rows: sides.map(({ name }) => [name, short(rate(name))]),
      notes: [old, newest].map((side) => verdict(`${side}: calls a second:`, rate(side), ">=", 100_000)),
    }
  })
}

/** How long it takes from the start of a machine's program until it has joined. */
export async function joinTable(): Promise<Table> {
  const broker = await startBroker("2.9")
  const all: number[] = []
  try {
    for (let i = 0; i < 5; i++) {
      const from = performance.now()
      const { program } = await LineProgram.start(process.execPath, [machine, broker.url, broker.agent])
      all.push(performance.now() - from)
      await program.close()
    }
  } finally {
    await broker.close()
  }
  const best = Math.min(...all)
  return {
    title: "join: a machine joins",
    method: "from the start of its program until it has joined, the best of 5",
    header: ["", "ms"],
    rows: [[old, short(best)]],
    notes: [verdict("a machine joins, ms:", best, "<=", 1000)],
  }
}

/** heddle on both brokers, and those of the others that are asked for, for as long as `use` runs. */
async function withSides<T>(
  peers: readonly ("Ray" | "Dask")[],
  use: (sides: readonly Side[], names: Readonly<Partial<Record<"Ray" | "Dask", string>>>) => Promise<T>,
): Promise<T> {
  const sides: Side[] = []
  const others: LineProgram[] = []
  const brokers: Broker[] = []
  const open = async (command: string, args: readonly string[], name?: string): Promise<string> => {
    const { program, hello } = await LineProgram.start(command, args)
    sides.push({ name: name ?? String(hello), program })
    return sides.at(-1)!.name
  }
  try {
    for (const [version, name] of [
      ["2.9", old],
      ["newest", newest],
    ] as const) {
      const broker = await startBroker(version)
      brokers.push(broker)
      others.push((await LineProgram.start(process.execPath, [machine, broker.url, broker.agent])).program)
      await open(process.execPath, [...process.execArgv, `${contestants}/remote.ts`, "cluster", broker.submitter], name)
    }
    const names: Partial<Record<"Ray" | "Dask", string>> = {}
    if (peers.includes("Dask"))
      names.Dask = await open(needed(pythonWithDistributed()), [`${contestants}/dask_cluster.py`])
    if (peers.includes("Ray")) names.Ray = await open(needed(pythonWithRay()), [`${contestants}/remote.py`])
    return await use(sides, names)
  } finally {
    await Promise.all(sides.map(({ program }) => program.close()))
    await Promise.all(others.map((program) => program.close()))
    await Promise.all(brokers.map((broker) => broker.close()))
  }
}

function needed(python: string | undefined): string {
  if (python === undefined)
    throw new Error("the Python peers cannot be installed here, and there is no table without them")
  return python
}

/** The tables of cluster, in the order in which they are read. */
export const clusterTables: Readonly<Record<string, () => Promise<Table>>> = {
  rates: ratesTable,
  map: mapTable,
  join: joinTable,
}
