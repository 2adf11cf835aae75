/**
 * psutil and matplotlib: a picture of processors and memory while a parallel program runs. In Python a thread asks psutil each
 * second, and the program joins it; here the monitor is started, the work is done, and the monitor is awaited.
 *
 *   node 71-resources.ts 60 resource_monitor.png     a minute; a .png needs the package @resvg/resvg-js, .svg needs nothing
 */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { Pool, cpuCount, range } from "heddle"
import { monitorResources } from "heddle/monitor"

const seconds = Number(process.argv[2] ?? 2)
const file = process.argv[3] ?? "resource_monitor.png"

/** How many primes there are below a number: a sieve of bytes. */
function countPrimes(below: number): number {
  const composite = new Uint8Array(below)
  let count = 0
  for (let n = 2; n < below; n++) {
    if (composite[n] === 1) continue
    count++
    for (let m = n * n; m < below; m += n) composite[m] = 1
  }
  return count
}

/** Work on all workers with little memory, then some that only this thread does, then on all workers with more. */
async function parallelIntensiveFunction(rounds: number): Promise<number> {
  await using pool = new Pool({ name: "primes" })
  let most = 0
  const all = async (below: number): Promise<void> => {
    const counts = await pool.map(
      countPrimes,
      range(8).map((i) => below - i),
    )
    most = Math.max(most, ...counts)
  }
  for (const _ of range(4 * rounds)) await all(1e6)
  for (const _ of range(rounds)) countPrimes(1e7)
  for (const _ of range(rounds)) await all(1e7)
  return most
}

// monitor_thread = threading.Thread(target=monitor_resources); monitor_thread.start()
const monitoring = monitorResources({
  duration: 1000 * seconds,
  interval: seconds >= 30 ? 1000 : 100,
  file,
  title: "Resource utilization during parallel processing",
})
const primes = await parallelIntensiveFunction(Math.ceil(1.3 * seconds))
// monitor_thread.join()
const report = await monitoring

assert.equal(primes, 664_579)
assert.ok(existsSync(file))
const { sentence, cpu, workers } = report.summary()
console.log(sentence)
for (const { worker, busy, memoryPeak } of workers) {
  console.log(`${worker} busy ${Math.round(100 * busy)} %, memory ${Math.round((memoryPeak ?? 0) / 2 ** 20)} MB`)
}
assert.equal(workers.length, cpuCount())
assert.ok(cpu.peak > 0)
