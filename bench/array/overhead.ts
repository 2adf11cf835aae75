import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { dask, heddle, race, withSides } from "./sides.ts"
import type { Side, Task } from "./sides.ts"

const rounds = 5

/** What takes so long more the more there are of it. */
interface Row {
  readonly name: string
  readonly side: typeof heddle | typeof dask
  readonly task: string
  readonly word?: string
  /** Two sizes, whose difference counts. */
  readonly sizes: readonly [fewer: number, more: number]
}

/** `config()` cannot take a tile's size back: passes come first. */
const rows = {
  pass: { name: "a pass over one element", side: heddle, task: "passes", sizes: [100, 500] },
  long: { name: "a pass over 131,072, one thread", side: heddle, task: "long_passes", word: "alone", sizes: [40, 200] },
  both: {
    name: "a pass over 131,072, two threads",
    side: heddle,
    task: "long_passes",
    word: "threads",
    sizes: [40, 200],
  },
  tile: { name: "a tile of one element, one thread", side: heddle, task: "tiles", word: "alone", sizes: [2e5, 1e6] },
  tiles: {
    name: "a tile of one element, two threads",
    side: heddle,
    task: "tiles",
    word: "threads",
    sizes: [2e5, 1e6],
  },
  block: { name: "Dask: a block of one element", side: dask, task: "tiles", sizes: [1000, 5000] },
} as const satisfies Readonly<Record<string, Row>>

/** What it costs to do nothing. */
export function overheadTable(): Promise<Table> {
  return withSides([heddle, dask], async (sides) => {
    const costs = {} as Record<keyof typeof rows, { wall: number; cpu: number }>
    for (const [key, row] of Object.entries(rows)) costs[key as keyof typeof rows] = await costOf(sides, row)
    const { pass, long, both, tile, tiles } = costs
    return {
      title: "overhead: what a tile and a pass cost that do nothing",
      method: `µs. Differences of two sizes, the best of ${rounds} turns each, from the expression to the result. Tiles: arange(n) + 1 with tiles (Dask: chunks) of one element, ${rows.tile.sizes.map(short).join(" and ")} of them. Passes: a running sum of a running sum and so on, of one element, and along the rows of 512 x 256; each is a copy and a sum, ${rows.pass.sizes.join(" and ")}, and ${rows.long.sizes.join(" and ")} passes.`,
      header: ["", "µs", "CPU µs"],
      rows: Object.entries(rows).map(([key, { name }]) => {
        const { wall, cpu } = costs[key as keyof typeof rows]
        return [name, short(wall), short(cpu)]
      }),
      notes: [
        verdict("a tile, processor time of one thread", tile.cpu, "<=", 0.1, "µs"),
        verdict("a tile, two threads", tiles.wall, "<=", 0.1, "µs"),
        verdict("a pass", pass.wall, "<=", 50, "µs"),
        verdict("a pass on two threads, beyond half of one thread's time", both.wall - long.wall / 2, "<=", 50, "µs"),
      ],
    }
  })
}

async function costOf(
  sides: readonly Side[],
  { side, task, word, sizes }: Row,
): Promise<{ wall: number; cpu: number }> {
  const own = sides.filter(({ name }) => name === side)
  const of = async (size: number): Promise<{ wall: number; cpu: number }> => {
    const small = Math.ceil(size / 100)
    const asked: Task = { name: task, size, small, ...(word === undefined ? {} : { word }) }
    return (await race(own, asked, rounds))[0]!
  }
  const [fewer, more] = [await of(sizes[0]), await of(sizes[1])]
  const each = (sizes[1] - sizes[0]) / (isSmall ? 100 : 1)
  return { wall: (1e6 * (more.wall - fewer.wall)) / each, cpu: (1e6 * (more.cpu - fewer.cpu)) / each }
}
