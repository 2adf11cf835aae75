import { Pool, shared } from "heddle"
import type { Future, PoolVerbs } from "heddle"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { read } from "./ledger.ts"
import type { Ledger } from "./ledger.ts"
import { Oracle } from "./oracle.ts"
import type { Pace, Plan, Settings } from "./plan.ts"
import { show } from "./same.ts"
import { Mishap, spin } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { Parcel } from "./values.ts"

/** One episode under way: its pool, what tasks wrote down, and what is not over yet. */
export class Game {
  readonly plan: Plan
  readonly pool: Pool
  readonly ledger: Ledger
  readonly oracle: Oracle
  /** Every order that was given, by the number of its task. */
  readonly orders = new Map<number, Order>()
  /** Futures of submit, in order of the calls. */
  readonly futures: Future<unknown>[] = []
  /** Tasks that said how far they are. */
  readonly told = new Set<number>()
  /** What the pool told of tasks: ids that settled, and how. */
  readonly events = { ok: 0, failed: 0, retried: 0 }
  readonly #pending = new Map<Promise<void>, () => string>()
  readonly #folder: string | undefined
  readonly #stopListening: () => void

  constructor(plan: Plan) {
    this.plan = plan
    this.oracle = new Oracle(plan)
    if (plan.backend === "processes") {
      this.#folder = mkdtempSync(join(tmpdir(), "heddle-fuzz-"))
      this.ledger = join(this.#folder, "ledger")
      writeFileSync(this.ledger, "")
    } else this.ledger = sharedWords(2 * Math.max(1, plan.tasks))
    const meet = (...classes: readonly unknown[]): unknown => classes
    this.pool = new Pool(
      plan.acquainted ? { ...plan.options, initializer: meet, initargs: [Parcel, Mishap] } : plan.options,
    )
    this.#stopListening = this.#listen()
  }

  #listen(): () => void {
    const { pool, oracle } = this
    const off = [
      ...(this.plan.listens ? this.#listenToTasks() : []),
      pool.on("progress", ({ note }) => this.told.add(Number(note))),
      pool.on("hint", () => {}),
      pool.on("unobservedError", ({ error }) =>
        oracle.complain(`an error that was looked at was told as unobserved: ${show(error)}`),
      ),
      pool.on("error", ({ error }) => {
        if (this.plan.mood !== "stray" && this.plan.mood !== "rough") oracle.complain(`a stray error: ${show(error)}`)
      }),
      pool.on("worker", ({ change, reason }) => {
        if (change === "ended" && reason !== "closed") oracle.deaths++
      }),
    ]
    // A pool is never collected while a listener of its own leads to it.
    return () => off.forEach((stop) => stop())
  }

  /** Each task settles once, and what the pool counts is what it tells. */
  #listenToTasks(): (() => void)[] {
    const { pool, events, oracle } = this
    const settled = new Set<number>()
    return [
      pool.on("task", ({ task, ok }) => {
        if (settled.has(task)) oracle.complain(`the pool told twice that task ${task} settled`)
        settled.add(task)
        if (ok) events.ok++
        else events.failed++
      }),
      pool.on("retry", () => events.retried++),
    ]
  }

  /** The pool with the options of a step. */
  view({ retries, priority, timeout, grace }: Settings, signal?: AbortSignal): PoolVerbs {
    return this.pool.with({ retries, priority, grace, signal, ...(timeout > 0 ? { timeout } : {}) })
  }

  /** Something that has to end. `left` says what is missing, should it not. */
  expect(what: Promise<void>, left: () => string): void {
    const over = what.catch((error: unknown) =>
      this.oracle.complain(`${left()}: ${error instanceof Error ? error.stack : String(error)}`),
    )
    this.#pending.set(over, left)
    void over.then(() => this.#pending.delete(over))
  }

  /** Resolves when all that is expected so far is over. */
  async over(): Promise<void> {
    await Promise.all(this.#pending.keys())
  }

  get pending(): string[] {
    return [...this.#pending.values()].map((left) => left())
  }

  /** How often a task has begun, and ended. */
  counts(id: number): string {
    const counts = read(this.ledger, this.plan.tasks)
    return `began ${counts[2 * id]} times, ended ${counts[2 * id + 1]} times`
  }

  began(id: number): boolean {
    if (typeof this.ledger !== "string") return Atomics.load(this.ledger, 2 * id) > 0
    return read(this.ledger, this.plan.tasks)[2 * id]! > 0
  }

  /** Can what waits be taken back at any time? Not while a worker has what was moved to it, or what is meant for it. */
  get takesBack(): boolean {
    return !this.plan.steps.some((step) => step.verb === "broadcast" || (step.verb === "submit" && step.moves))
  }

  /** Are values copied on their way? */
  get copies(): boolean {
    const { backend, options } = this.plan
    return backend === "threads" || backend === "processes" || options.strict === true
  }

  /** The episode is over. */
  clean(): void {
    this.#stopListening()
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true })
  }
}

function sharedWords(count: number): Int32Array<SharedArrayBuffer> {
  return shared(new Int32Array(count)) as Int32Array as Int32Array<SharedArrayBuffer>
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export function timer(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What a consumer does after it took `taken` results. */
export async function rest({ every, rest: how }: Pace, taken: number): Promise<void> {
  if (how === "none" || taken % every !== 0) return
  if (how === "turn") await turn()
  else if (how === "timer") await timer(1)
  else spin(0.5)
}

/** Gives a list in the way that a step asks for. */
export function inputOf<T>(
  list: readonly T[],
  how: "array" | "generator" | "async" | "set",
): Iterable<T> | AsyncIterable<T> {
  switch (how) {
    case "set":
      return new Set(list)
    case "generator":
      return list.values().map((item) => item)
    case "async":
      return later(list)
    default:
      return list
  }
}

async function* later<T>(list: readonly T[]): AsyncGenerator<T> {
  for (const [i, item] of list.entries()) {
    if (i % 7 === 6) await turn()
    yield item
  }
}
