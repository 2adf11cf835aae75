import { Pool } from "../../../pool/index.ts"
import { tookText } from "../../words.ts"
import type { Finding } from "../check.ts"
import { fail, ok, warn } from "../check.ts"

/** So long may a worker take to start, in ms, before that is strange; and before it is given up. */
const slow = 2000
const patience = 60_000

/** Starts a worker, and has it run a function that captures something. */
export async function pool(backend: "threads" | "processes"): Promise<Finding> {
  const offset = 41
  const from = performance.now()
  const workers = new Pool({ backend, workers: 1, name: "doctor" })
  try {
    const value = await workers.with({ signal: AbortSignal.timeout(patience) }).submit((x: number) => x + offset, 1)
    const took = tookText(performance.now() - from)
    if (value !== 42) return fail(backend, `a task gave ${value}, not 42`, "this is not expected: please report it")
    return performance.now() - from > slow
      ? warn(
          backend,
          `a worker took ${took} to start and give a result`,
          "see what else uses the machine; start pools early, with minWorkers",
        )
      : ok(backend, `a worker starts and gives a result in ${took}`)
  } catch (error) {
    const { message } = error as Error
    return fail(
      backend,
      `no result: ${message.split("\n", 1)[0]}`,
      backend === "threads"
        ? "does the program run with --permission? then --allow-worker"
        : "does the program run with --permission? then --allow-child-process",
    )
  } finally {
    await workers.terminate()
  }
}
