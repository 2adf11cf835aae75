import type { Packed } from "../programs/remote-packed.ts"
import { short } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"
import { medianOf, runJson } from "./programs.ts"
import { manyActors } from "./ray-published.ts"
import { withSides } from "./sides.ts"
import { pssOf } from "./whole.ts"

const size = isSmall ? 100 : 10_000
const rounds = isSmall ? 1 : 3
/** Each is a process. */
const raySize = isSmall ? 2 : 20

/** Ten thousand actors that count, on two workers; then one of them spins and is killed. */
export async function packedTable(): Promise<Table> {
  const runs = Array.from({ length: rounds }, () => runJson("remote-packed.ts", size) as Packed)
  const theirs = await withSides(async (_, { program, name }) => {
    const before = pssOf(program.pid).pss
    const made = 1000 * ((await program.ask("actors", raySize, 0)) as number)
    return { name, made, bytes: (1e6 * (pssOf(program.pid).pss - before)) / raySize }
  })
  const [made, bytes] = [medianOf(runs, ({ made }) => made), medianOf(runs, ({ bytes }) => bytes)]
  const heapBytes = medianOf(runs, ({ heapBytes }) => heapBytes)
  const answered = medianOf(runs, ({ answered }) => answered)
  const restarted = medianOf(runs, ({ restarted }) => restarted)
  const failed = Math.max(...runs.map(({ failed }) => failed))
  return {
    title: "packed: ten thousand actors",
    method: `Actors that count their calls, on 2 workers that they share; until all are made and have answered one call. Memory: growth of the program's resident size (Ray's: of the proportional size of all its processes) for each. Median of ${rounds} programs; Ray's once, ${raySize} actors: each is a process.`,
    header: ["", "actors", "ms", "actors a second", "KB each"],
    rows: [
      ["heddle, threads", size.toLocaleString("en"), short(made), short((1000 * size) / made), short(bytes / 1000)],
      [
        theirs.name,
        String(raySize),
        short(theirs.made),
        short((1000 * raySize) / theirs.made),
        short(theirs.bytes / 1000),
      ],
    ],
    notes: [
      `then one spins and is killed, maxRestarts: 1: the other ${(size - 1).toLocaleString("en")} have answered a second call ${short(answered)} ms later; ${restarted} of them were restarted, ${failed} failed`,
      `of ${short(bytes / 1000)} KB, ${short(heapBytes / 1000)} are objects on the heaps of the three threads; the rest is what the heaps grew by while the calls were made, and does not grow with the next ten thousand`,
      `Ray has published ${manyActors.value} actors a second (${manyActors.release}, on a cluster of its own)`,
    ],
  }
}
