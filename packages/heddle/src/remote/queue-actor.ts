import { Deque } from "../core/sequences/index.ts"
import { currentTask } from "../core/task/index.ts"

/** What comes of a put or a get that does not come to its end. */
export type Miss = "full" | "empty" | "closed"

/** Items come out in the order of their numbers. */
interface Entry {
  readonly number: number
  readonly item: unknown
}

/** Items on their way to a task, until it says that it has them. */
interface Loan {
  entries: readonly Entry[]
  readonly end: () => void
}

interface Waiter<W, R> {
  readonly what: W
  /** Takes it out of the line, with this for an answer. */
  readonly leave: (answer: R) => void
}

/** Calls that wait, in the order of their coming. Those whose caller is gone, or whose time is over, are not among them. */
class Line<W, R> {
  readonly #waiters = new Set<Waiter<W, R>>()

  join(what: W, ms: number | undefined, late: R): Promise<R> {
    const { signal } = currentTask()
    return new Promise((resolve) => {
      const stop = (): void => leave(late)
      const leave = (answer: R): void => {
        this.#waiters.delete(waiter)
        clearTimeout(timer)
        signal.removeEventListener("abort", stop)
        resolve(answer)
      }
      const waiter = { what, leave }
      const timer = ms === undefined ? undefined : setTimeout(stop, ms)
      signal.addEventListener("abort", stop)
      this.#waiters.add(waiter)
    })
  }

  [Symbol.iterator](): SetIterator<Waiter<W, R>> {
    return this.#waiters.values()
  }
}

/**
 * The actor behind a `Queue`. What it gives to a task is a loan until the task says that it has it: the task, or its
 * worker, may be gone, and then the call that stands for the loan (`lend`) is cancelled.
 */
export class QueueActor {
  readonly #most: number
  readonly #items = new Deque<Entry>()
  /** Came back from tasks that were gone: before all others. */
  #back: Entry[] = []
  readonly #loans = new Map<string, Loan>()
  /** By the names of their loans; "": without. */
  readonly #getters = new Line<string, unknown[] | Miss>()
  readonly #putters = new Line<unknown, Miss | undefined>()
  #put = 0
  #closed = false

  constructor(maxsize: number) {
    this.#most = maxsize === 0 ? Number.POSITIVE_INFINITY : maxsize
  }

  size(): number {
    return this.#back.length + this.#items.size
  }

  async put(item: unknown, ms: number | undefined): Promise<Miss | undefined> {
    if (this.#closed) return "closed"
    if (this.size() >= this.#most) return ms === 0 ? "full" : await this.#putters.join(item, ms, "full")
    this.#add(item)
    this.#serve()
    return undefined
  }

  putAll(items: readonly unknown[]): Miss | undefined {
    if (this.#closed) return "closed"
    if (this.size() + items.length > this.#most) return "full"
    for (const item of items) this.#add(item)
    this.#serve()
    return undefined
  }

  /** So many items; one of them may be waited for. */
  async take(count: number, ms: number | undefined, loan: string): Promise<unknown[] | Miss> {
    let items: unknown[] | Miss = "empty"
    if (this.#closed) items = "closed"
    else if (this.size() >= count) items = this.#give(count, loan)
    else if (ms !== 0) items = await this.#getters.join(loan, ms, "empty")
    if (!Array.isArray(items)) this.taken(loan)
    return items
  }

  /** Lasts as long as the loan. */
  lend(loan: string): Promise<void> {
    const { signal } = currentTask()
    return new Promise((resolve) => {
      const gone = (): void => {
        const entries = this.#loans.get(loan)?.entries ?? []
        end()
        this.#back = [...this.#back, ...entries].toSorted((a, b) => a.number - b.number)
        this.#serve()
      }
      const end = (): void => {
        this.#loans.delete(loan)
        signal.removeEventListener("abort", gone)
        resolve()
      }
      this.#loans.set(loan, { entries: [], end })
      signal.addEventListener("abort", gone)
    })
  }

  taken(loan: string): void {
    this.#loans.get(loan)?.end()
  }

  /** Everyone who waits is told. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { leave } of this.#putters) leave("closed")
    for (const { leave } of this.#getters) leave("closed")
    for (const { end } of this.#loans.values()) end()
    // What they are told goes before the answer to this call, after which the actor ends.
    await new Promise((resolve) => setImmediate(resolve))
  }

  #add(item: unknown): void {
    this.#items.push({ number: ++this.#put, item })
  }

  /** Whoever waits longest comes first, as far as there are items, or room. */
  #serve(): void {
    for (const { what: loan, leave } of this.#getters) {
      if (this.size() === 0) break
      // The loan of one that is gone has ended before it leaves the line.
      leave(this.#give(1, loan))
    }
    this.#admit()
  }

  #admit(): void {
    for (const { what: item, leave } of this.#putters) {
      if (this.size() >= this.#most) return
      this.#add(item)
      leave(undefined)
    }
  }

  #give(count: number, name: string): unknown[] | Miss {
    const loan = this.#loans.get(name)
    if (name !== "" && loan === undefined) return "empty"
    const entries = Array.from({ length: count }, () => this.#back.shift() ?? this.#items.shift()!)
    if (loan !== undefined) loan.entries = entries
    this.#admit()
    return entries.map(({ item }) => item)
  }
}
