import {
  AbortError,
  CancelledError,
  PoolClosedError,
  TaskTimeoutError,
  UnsendableError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "heddle"
import { digest } from "./digest.ts"
import type { Ledger } from "./ledger.ts"
import { read } from "./ledger.ts"
import type { Plan, Settings } from "./plan.ts"
import { brief } from "./plan.ts"
import { difference, show } from "./same.ts"
import { exitCodeOf, thrown } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { make } from "./values.ts"

/** How often a task may have begun and ended by the end of its episode: the least and the most. */
interface Books {
  readonly begun: readonly [number, number]
  readonly ended: readonly [number, number]
}

/** What was done to a call from outside, as far as its outcome depends on it. */
export interface Intervention {
  /** It had not settled when it was aborted, or was aborted before the call; or its cancel() gave true. */
  readonly must?: "aborted" | "neverBegan" | "cancelled" | undefined
  /** It may have been aborted before it settled, or after. */
  readonly may?: "aborted" | undefined
  /** Its argument cannot be sent. */
  readonly refused?: boolean | undefined
  /** Its argument was moved, and cannot be sent again. */
  readonly moved?: boolean | undefined
  /** A limit that others need holds for it too, and on a busy machine a good task may be over it. */
  readonly limited?: boolean | undefined
}

const untouched: Intervention = {}

/** What must come of each task, and whether that came. */
export class Oracle {
  readonly complaints: string[] = []
  /** Outcomes of single tasks that are known. */
  fulfilled = 0
  rejected = 0
  /** Tasks whose own outcome nobody is told, since their call ended before them or as a whole. */
  unknown = 0
  /** Workers that ended unasked so far. */
  deaths = 0
  /** Set when the pool is terminated. */
  terminated = false
  readonly #books: Books[] = []
  /** Tasks share workers. */
  readonly #shares: boolean
  /** Some tasks end their worker. */
  readonly #deadly: boolean
  /** An error that nobody caught fails whatever awaits in that worker. */
  readonly #strays: boolean

  constructor({ options, mood }: Plan) {
    this.#shares = (options.tasksPerWorker ?? 1) > 1
    this.#deadly = mood !== "calm" && mood !== "errors"
    this.#strays = mood === "stray"
  }

  complain(text: string): void {
    if (this.complaints.length < 20) this.complaints.push(text)
  }

  /** The outcome of one task that was told an order. */
  outcome(
    order: Order,
    settings: Settings,
    one: PromiseSettledResult<unknown>,
    by: Intervention = untouched,
    sent?: unknown,
  ): void {
    if (one.status === "fulfilled") this.fulfilled++
    else this.rejected++
    const fault = this.#judge(order, settings, one, by, sent)
    if (fault !== undefined) this.complain(`task ${brief(order)}: ${fault}`)
  }

  #judge(
    order: Order,
    settings: Settings,
    one: PromiseSettledResult<unknown>,
    { must, may, refused, moved, limited }: Intervention,
    sent: unknown,
  ): string | undefined {
    const { tries, fails, attempts } = natural(order, settings)
    const loose: Books = { begun: [0, tries], ended: [0, tries] }
    this.#books[order.id] = loose
    if (one.status === "fulfilled") {
      if (must !== undefined) return `gave ${show(one.value)} although it was ${must}`
      // What cannot be sent is not tried again; but another's failure is, and the next attempt may have another end.
      const spared = order.failures < tries && (!this.exact || limited === true)
      if ((fails && !spared) || refused === true) return `gave ${show(one.value)}`
      const exact = !this.#drags && !this.#strays && limited !== true && !(moved === true && this.deaths > 0)
      this.#books[order.id] = exact
        ? { begun: [attempts, attempts], ended: [1, 1] }
        : { begun: [1, tries], ended: [1, tries] }
      const wrong = difference(one.value, expected(order, sent))
      return wrong === undefined ? undefined : `gave a wrong value: ${wrong}`
    }
    const reason: unknown = one.reason
    if (this.terminated && reason instanceof PoolClosedError) return undefined
    if (must === "cancelled") {
      // What is tried again waits between two attempts, and can be taken back there.
      this.#books[order.id] = { begun: [0, tries - 1], ended: [0, 0] }
      return is(reason, CancelledError) ? undefined : `rejected with ${show(reason)} although it was cancelled`
    }
    if (must !== undefined) {
      if (must === "neverBegan") this.#books[order.id] = { begun: [0, 0], ended: [0, 0] }
      return is(reason, AbortError) ? undefined : `rejected with ${show(reason)} although it was ${must}`
    }
    if (may === "aborted" && is(reason, AbortError)) return undefined
    if (refused === true) {
      this.#books[order.id] = { begun: [0, 0], ended: [0, 0] }
      const ok = reason instanceof UnsendableError && reason.role === "argument"
      return ok ? undefined : `rejected with ${show(reason)}, and its argument cannot be sent`
    }
    if (fails && failsWith(order, reason) === undefined) {
      if (!this.#drags && !this.#strays && limited !== true)
        this.#books[order.id] = { begun: [attempts, attempts], ended: [0, 0] }
      return undefined
    }
    // It cannot be taken back from a worker that is ended for another task's sake.
    if (moved === true && this.deaths > 0 && reason instanceof WorkerDiedError) {
      if (reason.phase === "queued" && tries === 1) this.#books[order.id] = { begun: [0, 0], ended: [0, 0] }
      return undefined
    }
    if (this.excuses(reason) || (limited === true && reason instanceof TaskTimeoutError)) return undefined
    return `rejected with ${show(reason)}${fails ? `: ${failsWith(order, reason)}` : ""}`
  }

  /** Is this the error of a neighbour that a good task may have to share? */
  excuses(reason: unknown): boolean {
    if (this.terminated && reason instanceof PoolClosedError) return true
    if (this.#strays && reason instanceof Error && reason.message === "stray") return true
    if (!this.#drags) return false
    if (reason instanceof WorkerDiedError || reason instanceof WorkerOutOfMemoryError) return true
    return reason instanceof Error && (reason.message === "stray" || reason.message.startsWith("crash "))
  }

  /** A tiny task, or one whose value is judged by its caller, did what it should. */
  wentWell(id: number): void {
    this.fulfilled++
    this.#books[id] = { begun: [1, 1], ended: [1, 1] }
  }

  /** Nobody is told what became of the task; it began `most` times at most. */
  unheard(id: number, most = 1): void {
    this.unknown++
    this.#books[id] ??= { begun: [0, most], ended: [0, most] }
  }

  /** Nobody is told what became of the task, but it was tried as if somebody were. */
  ranUnheard(order: Order, settings: Settings): void {
    const { tries, fails, attempts } = natural(order, settings)
    if (this.exact) this.#books[order.id] = { begun: [attempts, attempts], ended: fails ? [0, 0] : [1, 1] }
    this.unheard(order.id, tries)
  }

  /** A worker's end took good tasks along: those that shared it. Whoever is stopped and does not hear it in time ends his worker. */
  get #drags(): boolean {
    return this.#shares && (this.#deadly || this.deaths > 0)
  }

  /** Nothing but a task itself decides what becomes of it. */
  get exact(): boolean {
    return !this.#drags && !this.#strays && !this.terminated
  }

  /** A task that must not have begun. */
  neverBegan(id: number): void {
    this.rejected++
    this.#books[id] = { begun: [0, 0], ended: [0, 0] }
  }

  /** A task that began once in each of so many workers. */
  everywhere(id: number, workers: number): void {
    this.fulfilled += workers
    this.#books[id] = { begun: [workers, workers], ended: [workers, workers] }
  }

  /** Compares what tasks wrote down with what came of them. Nothing may run any more. */
  audit(ledger: Ledger, { tasks, cut }: Plan, orders: ReadonlyMap<number, Order>): void {
    const counts = read(ledger, tasks)
    for (let id = 0; id < tasks; id++) {
      const { begun, ended } = this.#books[id] ?? { begun: [0, 0], ended: [0, 0] }
      const [b, e] = [counts[2 * id]!, counts[2 * id + 1]!]
      const what = orders.has(id) ? brief(orders.get(id)!) : `[${id}: tiny]`
      if (this.#books[id] === undefined && cut !== true)
        this.complain(`task ${what}: nobody was told what became of it`)
      if (b < begun[0] || b > begun[1]) this.complain(`task ${what}: began ${b} times, not ${begun.join(" to ")}`)
      if (e < ended[0] || e > ended[1]) this.complain(`task ${what}: ended ${e} times, not ${ended.join(" to ")}`)
    }
  }
}

/** How often a task may be tried, how often it is if nothing else goes wrong, and whether it fails then. */
export function natural(
  { failures, deed }: Order,
  { retries }: Settings,
): { readonly tries: number; readonly fails: boolean; readonly attempts: number } {
  const tries = retries + 1
  // What cannot be sent is not tried again.
  if (deed === "unsendable" && failures > 0) return { tries, fails: true, attempts: 1 }
  const fails = failures >= tries
  return { tries, fails, attempts: fails ? tries : failures + 1 }
}

/** What a task gives. */
export function expected(order: Order, sent: unknown): unknown {
  switch (order.give) {
    case "echo":
      return sent
    case "make":
    case "moved":
      return make(order.recipe)
    case "digest":
      return digest(sent)
    default:
      return order.id
  }
}

/** Words for why this is not the error with which the order fails, undefined if it is. */
export function failsWith({ id, deed }: Order, reason: unknown): string | undefined {
  switch (deed) {
    case "value":
    case "stray":
      return "it does not fail"
    case "exit":
      if (!(reason instanceof WorkerDiedError)) return "not WorkerDiedError"
      return reason.exitCode === exitCodeOf(id) && reason.phase === "running"
        ? undefined
        : `exit code ${reason.exitCode} while ${reason.phase}, not ${exitCodeOf(id)} while running`
    case "crash":
      return difference(reason, new Error(`crash ${id}`))
    case "spin":
    case "never":
      return reason instanceof TaskTimeoutError ? undefined : "not TaskTimeoutError"
    case "unsendable":
      return reason instanceof UnsendableError && reason.role === "result"
        ? undefined
        : "not UnsendableError of a result"
    case "hoard":
      return reason instanceof WorkerOutOfMemoryError ? undefined : "not WorkerOutOfMemoryError"
    default:
      return difference(reason, thrown(deed, id))
  }
}

/** Of exactly this class: an AbortError is a CancelledError too. */
function is(reason: unknown, type: Function): boolean {
  return reason instanceof Error && reason.constructor === type
}
