import { poison } from "../core/wire/index.ts"
import type { ObjectRef } from "./object-ref.ts"

/** Where the references of a generator come from. */
export interface GeneratorSource<T> {
  /** Done when the remote generator has returned. After one that failed, the last reference fails with what it threw. */
  next(): Promise<IteratorResult<ObjectRef<T>, undefined>>
  /** Nobody wants the rest. */
  stop(): void
  /** Settles with the generator. */
  readonly completed: ObjectRef<unknown>
}

/**
 * What a remote generator gives: references to what it yields, as it yields them. It runs ahead of who reads, by
 * `backpressure` values if that is given. What it yielded before it failed is there; then comes one reference that fails.
 *
 * @example
 * ```ts
 * import { remote } from "heddle/remote"
 * const count = remote(function* (to: number) {
 *   for (let i = 0; i < to; i++) yield i
 * })
 * const seen: number[] = []
 * for await (const ref of count.remote(3)) seen.push(await ref)
 * seen // => [0, 1, 2]
 * ```
 */
export class ObjectRefGenerator<T> implements AsyncIterableIterator<ObjectRef<T>, undefined, unknown>, AsyncDisposable {
  readonly #source: GeneratorSource<T>
  #isFinished = false
  /** Requests are answered one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  /** @internal */
  constructor(source: GeneratorSource<T>) {
    this.#source = source
    Object.defineProperty(this, poison, {
      value: "an ObjectRefGenerator, which one reader has: send the references that it gives",
    })
  }

  /** The reference to the next value, when it has been yielded. */
  next(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    const next = this.#last.then(async () => {
      if (this.#isFinished) return { done: true, value: undefined } as const
      const step = await this.#source.next()
      if (step.done === true) this.#isFinished = true
      return step
    })
    this.#last = next.catch(() => {})
    return next
  }

  /** Stops the remote generator: leaving a `for await` loop does that. */
  async return(): Promise<IteratorResult<ObjectRef<T>, undefined>> {
    if (!this.#isFinished) {
      this.#isFinished = true
      this.#source.stop()
    }
    return { done: true, value: undefined }
  }

  /** A reference that has a value when the remote generator has returned, and fails if that did. */
  completed(): ObjectRef<unknown> {
    return this.#source.completed
  }

  /** Has all been read? */
  isFinished(): boolean {
    return this.#isFinished
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }
}

/** Is it a function whose calls are generators? */
export function isGeneratorFunction(fn: unknown): boolean {
  const kind = Object.prototype.toString.call(fn)
  return kind === "[object GeneratorFunction]" || kind === "[object AsyncGeneratorFunction]"
}

/** One that gives the reference and no more: of a call that failed before it was one. */
export function failedGenerator(ref: ObjectRef<unknown>): ObjectRefGenerator<unknown> {
  let left: ObjectRef<unknown> | undefined = ref
  return new ObjectRefGenerator({
    next() {
      const value = left
      left = undefined
      return Promise.resolve(value === undefined ? { done: true, value } : { done: false, value })
    },
    stop: () => (left = undefined),
    completed: ref,
  })
}

/** One that is not there yet. `completed` settles with it. */
export function generatorLater(
  later: Promise<ObjectRefGenerator<unknown>>,
  completed: ObjectRef<unknown>,
): ObjectRefGenerator<unknown> {
  return new ObjectRefGenerator({
    next: async () => await (await later).next(),
    stop: () => void later.then((generator) => generator.return()),
    completed,
  })
}
