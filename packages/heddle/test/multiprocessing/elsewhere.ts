import { Pool } from "heddle"
import { suite } from "node:test"

/** Where a handle may go. */
export const places = ["threads", "processes"] as const

/** Declares tests for both; `pool` has two workers that use the objects of this thread. */
export function elsewhere(name: string, declare: (open: () => Pool) => void): void {
  for (const backend of places)
    suite(`${name}, from ${backend}`, () => declare(() => new Pool({ workers: 2, backend })))
}
