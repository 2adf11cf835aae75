import { openSync, readFileSync, writeSync } from "node:fs"

/*
 * What tasks did, written down by themselves while they do it, so that it outlives whatever becomes of them: how often
 * each began, and how often it came to its end. Words of shared memory; between processes a file to which each appends.
 */
export type Ledger = Int32Array<SharedArrayBuffer> | string

export const begun = 0
export const ended = 1

const files = new Map<string, number>()

/** Notes that task `id` began, or came to its end. */
export function note(ledger: Ledger, id: number, what: typeof begun | typeof ended): void {
  if (typeof ledger !== "string") {
    Atomics.add(ledger, 2 * id + what, 1)
    return
  }
  let file = files.get(ledger)
  if (file === undefined) files.set(ledger, (file = openSync(ledger, "a")))
  writeSync(file, Int32Array.of(2 * id + what))
}

/** What is noted of `tasks` tasks so far: at 2 × id how often it began, behind it how often it ended. */
export function read(ledger: Ledger, tasks: number): Int32Array {
  const counts = new Int32Array(2 * tasks)
  if (typeof ledger !== "string") return counts.fill(0).map((_, i) => Atomics.load(ledger, i))
  const file = readFileSync(ledger)
  for (let at = 0; at + 4 <= file.length; at += 4) counts[file.readInt32LE(at)]!++
  return counts
}
