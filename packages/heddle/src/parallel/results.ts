import type { ResultSink } from "./dispatch.ts"

/** All results, in order of the calls. */
export class ResultArray implements ResultSink {
  readonly promise: Promise<unknown[]>
  readonly #results: unknown[] = []
  readonly #complete: () => void
  #left = 0
  #count: number | undefined
  #resolve!: (results: unknown[]) => void
  #reject!: (error: unknown) => void

  constructor(complete: () => void) {
    this.#complete = complete
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  settle(place: number, value: unknown): void {
    this.#left++
    // They come out of order: an array with gaps that wide would become a slow dictionary.
    while (this.#results.length < place) this.#results.push(undefined)
    this.#results[place] = value
    this.#check()
  }

  counted(count: number): void {
    this.#count = count
    this.#check()
  }

  fail(error: unknown): void {
    this.#reject(error)
  }

  #check(): void {
    if (this.#left !== this.#count) return
    this.#complete()
    this.#resolve(this.#results)
  }
}

interface Asker {
  resolve(step: IteratorResult<unknown, void>): void
  reject(error: unknown): void
  /** Who asks is kept from being collected. */
  readonly generator: unknown
}

/** What a stream tells the run that fills it. */
export interface StreamSource {
  /** The consumer took a result. */
  released(): void
  cancel(): void
  complete(): void
}

/** Results as they come, held for a consumer that the run must not keep alive. */
export class ResultQueue implements ResultSink {
  readonly #ordered: boolean
  readonly #source: StreamSource
  readonly #results = new Map<number, unknown>()
  readonly #asking: Asker[] = []
  #next = 0
  #given = 0
  #count: number | undefined
  #over: { readonly error: unknown } | "done" | undefined

  constructor(ordered: boolean, source: StreamSource) {
    this.#ordered = ordered
    this.#source = source
  }

  settle(place: number, value: unknown): void {
    this.#results.set(place, value)
    this.#serve()
  }

  counted(count: number): void {
    this.#count = count
    this.#serve()
  }

  fail(error: unknown): void {
    this.#over ??= { error }
    this.#serve()
  }

  ask(asker: Asker): void {
    this.#asking.push(asker)
    this.#serve()
  }

  close(): void {
    if (this.#over === undefined) this.#source.cancel()
    this.#over = "done"
    this.#results.clear()
    this.#serve()
  }

  #serve(): void {
    while (this.#asking.length > 0) {
      if (this.#over === undefined && this.#given === this.#count) {
        this.#over = "done"
        this.#source.complete()
      }
      if (this.#over !== undefined) {
        const asker = this.#asking.shift()!
        const over = this.#over
        this.#over = "done"
        if (over === "done") asker.resolve({ done: true, value: undefined })
        else asker.reject(over.error)
        continue
      }
      const place = this.#ordered ? this.#next : (this.#results.keys().next().value ?? -1)
      if (!this.#results.has(place)) return
      const value = this.#results.get(place)
      this.#results.delete(place)
      this.#next++
      this.#given++
      this.#asking.shift()!.resolve({ done: false, value })
      this.#source.released()
    }
  }
}

const abandoned = new FinalizationRegistry<ResultQueue>((queue) => queue.close())

/** The generator that `parallel` returns. Leaving its loop stops the work, and so does forgetting it. */
export class ResultGenerator implements AsyncGenerator<unknown, void, undefined> {
  readonly #queue: ResultQueue

  constructor(queue: ResultQueue) {
    this.#queue = queue
    abandoned.register(this, queue)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<unknown, void>> {
    return new Promise((resolve, reject) => this.#queue.ask({ resolve, reject, generator: this }))
  }

  return(): Promise<IteratorResult<unknown, void>> {
    this.#queue.close()
    return Promise.resolve({ done: true, value: undefined })
  }

  throw(error: unknown): Promise<IteratorResult<unknown, void>> {
    this.#queue.close()
    return Promise.reject(error)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}
