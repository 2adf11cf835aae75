import { describe } from "node:test"
import type { ExecutorOptions, ProcessPoolExecutor, ThreadPoolExecutor } from "heddle"
import { failures } from "./failures.ts"
import { mapping } from "./mapping.ts"
import { shutdown } from "./shutdown.ts"
import { submitting } from "./submitting.ts"
import { workers } from "./workers.ts"

export type AnyExecutor = ThreadPoolExecutor | ProcessPoolExecutor
export type Make = (options?: ExecutorOptions) => AnyExecutor

/** What holds for every executor: CPython's test_concurrent_futures, each test named after the behaviour. */
const rooms = { submitting, mapping, workers, failures, shutdown } as const

/** All of it, or some rooms: starting processes takes time. */
export function executorSuite(name: string, make: Make, parts: readonly (keyof typeof rooms)[]): void {
  describe(name, () => {
    for (const part of parts) rooms[part](make)
  })
}
