import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import { Pool } from "heddle"
import { summary } from "./contest.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 15

/** How soon the next task runs when a worker has died, beside the start of a bare thread and a bare process. */
export async function recoveryTable(): Promise<Table> {
  const threads = await recover("threads", bareThread)
  const processes = await recover("processes", bareProcess)
  return {
    title: "recovery: the first task after a worker's death",
    method: `From the end of the worker to the first line of the next task, one worker; from new Worker() or fork() to the first line of its file. Interleaved, best of ${rounds}.`,
    header: ["", "bare start, ms", "recovery, ms", "ratio", "median ratio"],
    rows: [threads, processes].map(({ name, bare, ours }) => [
      name,
      short(bare.best),
      short(ours.best),
      short(ours.best / bare.best),
      short(ours.median / bare.median),
    ]),
    notes: [
      verdict("threads, to a bare worker:", threads.ours.best / threads.bare.best, "<=", 1.5),
      verdict("processes, to a bare process:", processes.ours.best / processes.bare.best, "<=", 1.5),
    ],
  }
}

type Times = ReturnType<typeof summary>

async function recover(
  backend: "threads" | "processes",
  bareStart: () => Promise<number>,
): Promise<{ name: string; bare: Times; ours: Times }> {
  await using pool = new Pool({ workers: 1, backend })
  let ended = 0
  pool.on("worker", ({ change }) => {
    if (change === "ended") ended = now()
  })
  const die = (): never => process.exit(1)
  const clock = (): number => performance.timeOrigin + performance.now()
  await pool.submit(clock)
  const [bare, ours]: number[][] = [[], []]
  for (let round = 0; round < rounds; round++) {
    bare!.push(await bareStart())
    const death = pool.submit(die).catch(() => {})
    const next = await pool.submit(clock)
    await death
    ours!.push(next - ended)
  }
  return { name: backend, bare: summary(bare!), ours: summary(ours!) }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

async function bareThread(): Promise<number> {
  const start = now()
  const worker = new Worker(new URL("programs/bare-thread.mjs", import.meta.url))
  const began = await new Promise<number>((resolve) => worker.once("message", resolve))
  await worker.terminate()
  return began - start
}

async function bareProcess(): Promise<number> {
  const start = now()
  const child = fork(fileURLToPath(new URL("programs/bare-process.mjs", import.meta.url)))
  const began = await new Promise<number>((resolve) => child.once("message", (message) => resolve(Number(message))))
  await new Promise((resolve) => child.once("exit", resolve))
  return began - start
}
