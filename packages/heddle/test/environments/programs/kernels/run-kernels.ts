/** Runs every kernel beside its plain function and prints what differs. */
import { subscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { isDeepStrictEqual } from "node:util"
import type { Worker } from "node:worker_threads"
import { setNumThreads } from "heddle/jit"
import { long, programs } from "./kernels.ts"
import type { Program } from "./kernels.ts"

/** Undefined, or how it fails. */
function failure({ kernel, js, args, reduces = false }: Program): string | undefined {
  const [given, same] = [args(), args()]
  try {
    const [result, expected] = [kernel(...given), js(...same)]
    if (!isDeepStrictEqual(given, same)) return "gave other elements"
    if (reduces ? isClose(result, expected) : isDeepStrictEqual(result, expected)) return undefined
    return `gave ${JSON.stringify(result)} instead of ${JSON.stringify(expected)}`
  } catch (error) {
    return `threw ${String(error)}`
  }
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 1e-10 * Math.abs(b)
  return Object.entries(a as object).every(([key, value]) => isClose(value, (b as Record<string, unknown>)[key]))
}

/** Worker threads that kernels start, from the moment when they run. */
const started: Promise<unknown>[] = []
const errors: unknown[] = []
subscribe("worker_threads", (message) => {
  const { worker } = message as { readonly worker: Worker }
  worker.on("error", (error) => errors.push(error))
  started.push(once(worker, "online"))
})

/** With one thread, and with others once they are there: a worker that fails says so a little later. */
async function main(): Promise<void> {
  setNumThreads(3)
  let passed = 0
  for (const [name, program] of Object.entries(programs)) {
    const what = failure(program) ?? failure(program)
    if (what === undefined) passed++
    else console.log(`not ok: ${name}: ${what}`)
  }
  await Promise.allSettled(started)
  const { [long]: program } = programs
  let what: string | undefined
  for (let i = 0; i < 10 && what === undefined && errors.length === 0; i++) {
    what = failure(program!)
    await new Promise((resolve) => setImmediate(resolve))
  }
  what ??= started.length === 0 ? "gave no threads" : errors.length > 0 ? `threw ${String(errors[0])}` : undefined
  if (what === undefined) passed++
  else console.log(`not ok: threads: ${what}`)
  console.log(`${passed} of ${Object.keys(programs).length + 1} passed`)
}

export const done: Promise<void> = main()
