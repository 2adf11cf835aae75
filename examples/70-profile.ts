/**
 * profile: cProfile and pstats, for a program whose work is in workers. Each of them is seen, and what they do is one table.
 */
import assert from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pool, range } from "heddle"
import { loadProfile, profile } from "heddle/monitor"

function isPrime(n: number): boolean {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false
  return n > 1
}

function countPrimes(from: number): number {
  let count = 0
  for (let n = from; n < from + 20_000; n++) if (isPrime(n)) count++
  return count
}

async function parallelFunction(): Promise<number> {
  await using pool = new Pool({ workers: 2 })
  const counts = await pool.map(countPrimes, range(1_000_000, 1_200_000, 20_000))
  return counts.reduce((sum, count) => sum + count, 0)
}

// profile_parallel_code: cProfile.run("parallel_function()", "parallel_stats"), then a table of pstats.
async function profileParallelCode(folder: string): Promise<void> {
  const file = join(folder, "parallel.cpuprofile")
  const report = await profile(async () => console.log(`${await parallelFunction()} primes`))
  report.save(file)
  const p = loadProfile(file)
  p.top(10, { sort: "cumulative" })

  // What cProfile cannot: the workers' functions, each once, and who calls them.
  const [row] = p.top(1, { filter: /^isPrime$/, print: false })
  assert.ok(row !== undefined && Object.keys(row.threads).every((name) => name !== "main"))
  assert.equal(p.callers(/^isPrime$/, { print: false })[0]?.with[0]?.row.name, "countPrimes")
  // And a picture to look at: a flame graph in one page.
  report.save(join(folder, "parallel.html"))
}

const folder = mkdtempSync(join(tmpdir(), "heddle-"))
await profileParallelCode(folder)
rmSync(folder, { recursive: true })
