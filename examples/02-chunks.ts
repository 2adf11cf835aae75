/**
 * Chunks: how many elements go to a worker at once.
 *
 * One message for each element costs more than a small calculation does, and one message for everything keeps the other
 * workers idle. You need not decide: `chunkSize: "auto"`, the default, measures what a call costs and packs accordingly.
 *
 *   node 02-chunks.ts 1000000
 */
import assert from "node:assert/strict"
import { Pool, chunked, range } from "heddle"

const size = Number(process.argv[2] ?? 50_000)
const data = [...range(size)]

function processChunk(chunk: readonly number[]): number[] {
  return chunk.map((x) => Math.sqrt(x) ** 1.5)
}

await using pool = new Pool()
const expected = processChunk(data)
await pool.map(Math.sqrt, [1, 4, 9])

// By hand, as one does with multiprocessing: cut the list, map over the pieces, put the results together again.
const pieces = await timed("pieces of 10,000 by hand", async () =>
  (await pool.map(processChunk, chunked(data, 10_000))).flat(),
)
assert.deepEqual(pieces, expected)

// The same by one option; the function stays one of a single element.
for (const chunkSize of [1000, 10_000, "auto"] as const) {
  const results = await timed(`chunkSize ${chunkSize}`, () => pool.map((x) => Math.sqrt(x) ** 1.5, data, { chunkSize }))
  assert.deepEqual(results, expected)
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  console.log(`${name.padEnd(26)} ${(performance.now() - start).toFixed(1)} ms`)
  return result
}
