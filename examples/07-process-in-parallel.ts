/**
 * Data partitioning: cut the data into a chunk for each worker, process the chunks, put the results together again.
 *
 *   node 07-process-in-parallel.ts 5000000
 */
import assert from "node:assert/strict"
import { Pool, chunked, cpuCount } from "heddle"

const size = Number(process.argv[2] ?? 100_000)

/** `processChunk` over parts of the data: as many as there are workers. */
async function processInParallel<T, R>(
  processChunk: (chunk: readonly T[]) => R[],
  data: readonly T[],
  nJobs: number = -1,
): Promise<R[]> {
  await using pool = new Pool({ workers: nJobs })
  const chunkSize = Math.max(1, Math.ceil(data.length / pool.stats().maxWorkers))
  const results = await pool.map(processChunk, chunked(data, chunkSize))
  return results.flat()
}

// Words and how often their letters repeat, which is cheap: the larger the chunks, the better.
const words = Array.from({ length: size }, (_, i) => (i * 2_654_435_761).toString(36))

function repeatedLetters(chunk: readonly string[]): number[] {
  return chunk.map((word) => word.length - new Set(word).size)
}

const expected = repeatedLetters(words)
assert.deepEqual(await processInParallel(repeatedLetters, words), expected)
assert.deepEqual(await processInParallel(repeatedLetters, words, 1), expected)
assert.deepEqual(await processInParallel(repeatedLetters, []), [])

const sum = expected.reduce((a, b) => a + b)
console.log(`${size} words on ${cpuCount()} workers: ${(sum / size).toFixed(3)} repeated letters in each on average`)
