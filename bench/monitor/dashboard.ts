import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { dashboard } from "heddle/monitor"
import type { DashboardLink } from "heddle/monitor"
import { tell } from "../../packages/heddle/src/core/events/index.ts"
import { openBrowser } from "../../packages/heddle/test/environments/browser/chromium.ts"
import { summary } from "../contest.ts"
import { short, verdict } from "../report.ts"
import type { Table } from "../report.ts"
import { isSmall } from "../small.ts"

const rounds = isSmall ? 1 : 5
const seconds = isSmall ? 0.5 : 4
const perSecond = 10_000
const [workers, turn] = [8, 10]
const many = isSmall ? 10_000 : 100_000

/** What the dashboard takes from a program, and how long its page makes one wait. */
export async function dashboardTable(): Promise<Table> {
  const shares = { nothing: [] as number[], alone: [] as number[], seen: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    for (const kind of ["nothing", "alone", "seen"] as const) {
      const share = await shareOf(kind)
      if (round > 0) shares[kind].push(share)
    }
  }
  const best = (kind: keyof typeof shares): number => summary(shares[kind]).best
  const [bytes, paint] = [await pageBytes(), await firstPaint()]
  const percent = (share: number): string => short(100 * share)
  return {
    title: "dashboard: what it costs to be looked at",
    method: `A thread tells ${perSecond.toLocaleString("en")} tasks a second of ${workers} workers for ${seconds} s, each twice: given, and ended. Its processor time, % of one core; nobody listens, the dashboard does, and a reader in another process has its messages. Interleaved, best of ${rounds}. The page is opened in Chromium behind ${many.toLocaleString("en")} tasks, best of ${rounds}.`,
    header: ["", "% of a core", "page, KB", "until all is drawn, ms"],
    rows: [
      ["nobody listens", percent(best("nothing")), "", ""],
      ["the dashboard", percent(best("alone")), "", ""],
      [
        "and one who looks",
        percent(best("seen")),
        short(bytes / 1000),
        paint === undefined ? "no Chromium" : short(paint),
      ],
    ],
    notes: [
      verdict(
        "share of a core at 10,000 tasks a second, beyond telling:",
        100 * (best("seen") - best("nothing")),
        "<=",
        10,
        "%",
      ),
      verdict("page, uncompressed:", bytes / 1000, "<=", 150, "KB"),
      ...(paint === undefined ? [] : [verdict("page with 1e5 tasks behind it, until drawn:", paint, "<=", 1000, "ms")]),
    ],
  }
}

/** Processor time of this thread for a second of its life, in s. */
async function shareOf(kind: "nothing" | "alone" | "seen"): Promise<number> {
  await using link = kind === "nothing" ? undefined : await dashboard({ port: 0 })
  const reader = kind === "seen" ? await readerOf(link!) : undefined
  const before = process.threadCpuUsage()
  const start = performance.now()
  let told = 0
  while (performance.now() - start < seconds * 1000) {
    const due = ((performance.now() - start) * perSecond) / 1000
    for (; told < due; told++) task(told)
    await new Promise((resolve) => setTimeout(resolve, turn))
  }
  const { user, system } = process.threadCpuUsage(before)
  const wall = performance.now() - start
  if (reader !== undefined) {
    reader.kill()
    await once(reader, "exit")
  }
  return (user + system) / 1000 / wall
}

function task(id: number): void {
  const at = performance.timeOrigin + performance.now()
  const [pool, worker, name] = ["pool 1", `pool 1 ${id % workers}`, `task ${id % 5}`]
  tell({ kind: "sent", at, pool, worker, name, id, count: 1 })
  tell({ kind: "task", at, pool, worker, name, id, count: 1, ms: 0.5, failed: 0 })
}

async function readerOf(link: DashboardLink): Promise<ChildProcess> {
  const program = `const { body } = await fetch(${JSON.stringify(`${link.url}events`)})
    process.stdout.write("reads")
    for await (const _ of body);`
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "ignore"] })
  await once(child.stdout, "data")
  return child
}

async function pageBytes(): Promise<number> {
  await using link = await dashboard({ port: 0 })
  return (await (await fetch(link.url)).arrayBuffer()).byteLength
}

/** From the address to a page that has drawn all tasks, in ms. */
async function firstPaint(): Promise<number | undefined> {
  const browser = await openBrowser()
  if (browser === undefined) return undefined
  await using link = await dashboard({ port: 0 })
  const at = performance.timeOrigin + performance.now()
  for (let id = 0; id < many; id++) {
    const [pool, worker, name] = ["pool 1", `pool 1 ${id % workers}`, `task ${id % 5}`]
    tell({ kind: "task", at: at - 30_000 + id / 4, pool, worker, name, id, count: 1, ms: 12, failed: 0 })
  }
  const times: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const page = await browser.newPage()
    const start = performance.now()
    await page.goto(link.url)
    await page.waitForSelector(`html[data-drawn="${many}"]`)
    if (round > 0) times.push(performance.now() - start)
    await page.close()
  }
  await browser.close()
  return summary(times).best
}
