import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { Pool } from "heddle"
import { contest, scoreOf } from "../contest.ts"
import type { Contestant } from "../contest.ts"
import { short } from "../report.ts"
import type { Table } from "../report.ts"
import { noop } from "./values.ts"

const size = 2000
const rounds = 7
const bounce = "two threads that only look at a word: two cache lines change hands"
const ours = "heddle, submit and await"

/** What the machine takes for one question and its answer between two threads, and what we add to that. */
export async function floorTable(): Promise<Table> {
  const memory = new SharedArrayBuffer(128)
  const words = new Int32Array(memory)
  const worker = new Worker(new URL("../programs/floor-worker.mjs", import.meta.url), { workerData: memory })
  await once(worker, "message")
  let last = 0
  /** Asks the worker to answer so many times, and asks it that often. */
  const ask = (how: string, each: (i: number) => unknown): Contestant["run"] => {
    return async () => {
      const from = last + 1
      last += size
      worker.postMessage({ how, from, to: last })
      for (let i = from; i <= last; i++) {
        Atomics.store(words, 0, i)
        if (how !== "spin") Atomics.notify(words, 0)
        await each(i)
      }
    }
  }
  const spin = (i: number): void => {
    while (Atomics.load(words, 16) < i);
  }
  const futex = (i: number): void => {
    while (Atomics.load(words, 16) < i) Atomics.wait(words, 16, i - 1)
  }
  const inLoop = async (i: number): Promise<void> => {
    while (Atomics.load(words, 16) < i) {
      const { async, value } = Atomics.waitAsync(words, 16, i - 1)
      if (async) await value
    }
  }
  const message = async (): Promise<void> => {
    for (let i = 0; i < size; i++) {
      worker.postMessage({ how: "message", from: 0, to: i })
      await once(worker, "message")
    }
  }
  const pool = new Pool({ workers: 1 })
  const submit = async (): Promise<void> => {
    for (let i = 0; i < size; i++) await pool.submit(noop, i)
  }
  const scores = await contest(
    [
      { name: bounce, calls: size, run: ask("spin", spin) },
      { name: "both threads sleep (Atomics.wait): two futex wakes", calls: size, run: ask("futex", futex) },
      { name: "both sleep in their event loops (Atomics.waitAsync)", calls: size, run: ask("loop", inLoop) },
      { name: "both sleep in their event loops, a bare message each way", calls: size, run: message },
      { name: ours, calls: size, run: submit },
    ],
    rounds,
  )
  await pool.close()
  await worker.terminate()
  const micros = ({ best }: { readonly best: number }): number => (1000 * best) / size
  const floor = micros(scoreOf(scores, bounce))
  return {
    title: "floor: one question, one answer",
    method: `${short(size)} round trips between two threads, best of ${rounds}, interleaved. Nobody can be below the first row; without cores to look out on, nobody below the second.`,
    header: ["", "µs", "times the floor"],
    rows: scores.map((score) => [score.name, micros(score).toFixed(2), short(micros(score) / floor)]),
    notes: [`heddle is ${short(micros(scoreOf(scores, ours)) - floor)} µs above the floor`],
  }
}
