import { CancelledError } from "../core/errors/index.ts"
import type { SubmittedCall, YieldSink } from "../pool/index.ts"
import { ObjectRefGenerator } from "./generator.ts"
import type { GeneratorSource } from "./generator.ts"
import { refFrom } from "./object-ref.ts"
import type { ObjectRef } from "./object-ref.ts"

/** So many may be yielded ahead where nobody set a limit. */
export const unlimited = 0x7fffffff

/** Nobody can read any more of a generator that waits for its reader. */
const collected = new FinalizationRegistry<SubmittedCall>((call) => call.stop(new CancelledError()))

/** Makes the generator of a call that streams. */
export function generatorOf(call: SubmittedCall, credit: number): ObjectRefGenerator<unknown> {
  const source = new YieldSource(call, credit)
  const sink = new Yields(source)
  call.stream = sink
  if (call.over) sink.ended(false)
  const generator = new ObjectRefGenerator(source)
  if (credit !== unlimited) collected.register(source, call)
  return generator
}

/**
 * What a call yields on its way to who reads. It holds the reader's end only while somebody waits there: what nobody can
 * read is not kept.
 */
class Yields implements YieldSink {
  readonly #source: WeakRef<YieldSource>
  /** How many values have come, and how many of a further attempt are still the same ones. */
  #count = 0
  #again = 0

  constructor(source: YieldSource) {
    this.#source = new WeakRef(source)
  }

  yielded(value: unknown): void {
    const source = this.#source.deref()
    if (this.#again > 0) {
      // Those that were read before need not be read again: the next attempt may go on.
      if (this.#count - this.#again-- < (source?.taken ?? 0)) source!.call.credit(1)
      return
    }
    this.#count++
    source?.push(value)
  }

  retried(): void {
    this.#again = this.#count
  }

  ended(ok: boolean): void {
    this.#source.deref()?.end(ok)
  }
}

/** The reader's end. */
class YieldSource implements GeneratorSource<unknown> {
  readonly call: SubmittedCall
  readonly #hasLimit: boolean
  readonly #there: ObjectRef<unknown>[] = []
  #wake: (() => void) | undefined
  #ended = false
  /** How many have been read. */
  taken = 0

  constructor(call: SubmittedCall, credit: number) {
    this.call = call
    this.#hasLimit = credit !== unlimited
  }

  get completed(): ObjectRef<unknown> {
    return this.call.future as ObjectRef<unknown>
  }

  push(value: unknown): void {
    const { ref } = refFrom<unknown>()
    this.call.give(ref, value)
    this.#there.push(ref)
    this.#wake?.()
  }

  end(ok: boolean): void {
    this.#ended = true
    // The last reference fails with what the generator threw.
    if (!ok) this.#there.push(this.completed)
    this.#wake?.()
  }

  async next(): Promise<IteratorResult<ObjectRef<unknown>, undefined>> {
    if (this.#there.length === 0 && !this.#ended) {
      waiting.add(this)
      await new Promise<void>((resolve) => (this.#wake = resolve))
      waiting.delete(this)
      this.#wake = undefined
    }
    const value = this.#there.shift()
    if (value === undefined) return { done: true, value }
    this.taken++
    if (this.#hasLimit && !this.#ended) this.call.credit(1)
    return { done: false, value }
  }

  stop(): void {
    this.call.stop(new CancelledError())
    this.completed.then(undefined, () => {})
  }
}

/** Those that somebody waits at. */
const waiting = new Set<YieldSource>()
