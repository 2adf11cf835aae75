import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { Pool } from "heddle"
import type { PoolOptions } from "heddle"
import type { Differences, Trait } from "./differences.ts"
import { cancellation } from "./cancellation.ts"
import { errors } from "./errors.ts"
import { failures } from "./failures.ts"
import { found } from "./found.ts"
import { futures } from "./futures.ts"
import { largeArrays } from "./large-arrays.ts"
import { lifecycle } from "./lifecycle.ts"
import { limits } from "./limits.ts"
import { optionCases } from "./options.ts"
import { order } from "./order.ts"
import { outputs } from "./outputs.ts"
import { results } from "./results.ts"
import { streams } from "./streams.ts"

/** What a case has at hand. */
export interface Bench {
  readonly backend: NonNullable<PoolOptions["backend"]>
  /** Two workers, shared by the cases of one group, which leave it usable. */
  readonly pool: Pool
  /** A pool of the case's own, on the same backend. It is closed when the case is over. */
  open(options?: PoolOptions): Pool
}

/** One sentence about every backend. */
export interface Case {
  readonly name: string
  readonly needs: readonly Trait[]
  readonly run: (bench: Bench) => Promise<void> | void
}

export type Group = readonly Case[]

const groups: Readonly<Record<string, Group>> = {
  results,
  outputs,
  "large arrays": largeArrays,
  order,
  errors,
  failures,
  cancellation,
  found,
  futures,
  streams,
  limits,
  lifecycle,
  options: optionCases,
}

/** The groups that a file runs: where workers take long to start, two files share them. */
export type Half = "the first" | "the second"

const split = Object.keys(groups).indexOf("cancellation")

/** Holds a backend to the contract: every case, but those that need what its table says it lacks. */
export function contract(
  backend: NonNullable<PoolOptions["backend"]>,
  options: PoolOptions,
  lacks: Differences,
  half?: Half,
): void {
  const entries = Object.entries(groups)
  const from = half === "the second" ? split : 0
  for (const [title, cases] of entries.slice(from, half === "the first" ? split : entries.length)) {
    describe(title, () => {
      let pool: Pool
      before(() => {
        pool = new Pool({ workers: 2, ...options, backend })
      })
      after(() => pool.terminate())
      for (const each of cases) {
        const missing = each.needs.find((trait) => lacks[trait] !== undefined)
        it(each.name, missing === undefined ? {} : { skip: lacks[missing]! }, async () => {
          const opened: Pool[] = []
          const open = (own: PoolOptions = {}): Pool => {
            const made = new Pool({ workers: 2, ...options, backend, ...own })
            opened.push(made)
            return made
          }
          // An idle pool does not keep a program alive, and a case may wait for what an idle pool tells.
          const alive = setInterval(() => {}, 60_000)
          try {
            await each.run({ backend, pool, open })
          } finally {
            clearInterval(alive)
            await Promise.all(opened.map((made) => made.terminate()))
          }
        })
      }
    })
  }
  it("lacks nothing that no case asks for", () => {
    const names = new Set(Object.values(groups).flatMap((cases) => cases.flatMap(({ needs }) => needs)))
    const idle = (Object.keys(lacks) as Trait[]).filter((trait) => !names.has(trait))
    assert.deepEqual(idle, [])
  })
}
