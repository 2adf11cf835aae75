/**
 * The dashboard: a page in the browser that shows what the workers do while the program runs. Wall times of some kinds of
 * work are uneven on purpose: look how the pool deals with it. At the end the page is saved as a report.
 *
 *   node 73-dashboard.ts 2000
 */
import assert from "node:assert/strict"
import { statSync } from "node:fs"
import { Pool, range } from "heddle"
import { dashboard } from "heddle/monitor"

const count = Number(process.argv[2] ?? 60)

await using link = await dashboard()
console.log(`look at ${link.url}`)

/** Is busy for so many ms. */
function spin(ms: number): number {
  const end = performance.now() + ms
  let turns = 0
  while (performance.now() < end) turns++
  return turns
}

const load = (i: number): number => spin(5 + (i % 7))
const fit = (i: number): number => {
  if (i % 20 === 19) throw new RangeError(`model ${i} does not converge`)
  return spin(i % 10 === 0 ? 60 : 10)
}
const score = (i: number): number => spin(1 + (i % 2))

const pool = new Pool()
await pool.map(load, range(count))
const fitted = await Promise.allSettled(Array.from(range(count), (i) => pool.submit(fit, i)))
await pool.map(score, range(10 * count))

assert.equal(fitted.filter(({ status }) => status === "rejected").length, Math.floor(count / 20))
// Workers tell what they have run now and then, and when they end.
await pool.close()
await link.save("report.html")
console.log(`report.html has what the page showed, in ${Math.round(statSync("report.html").size / 1024)} KB`)
