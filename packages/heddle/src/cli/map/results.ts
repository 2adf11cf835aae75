import type { Input } from "./inputs/index.ts"
import type { InputKey, Journal } from "./journal/index.ts"
import { failureLine, InOrder, lineRest, rawLine, resultLine } from "./output/index.ts"
import type { LineWriter } from "../line-writer.ts"
import type { Joblog, ResultsFolder } from "./output/index.ts"
import type { Outcome } from "./outcome.ts"

/** Where results go. What was not asked for is undefined. */
export interface ResultPlaces {
  readonly writer: LineWriter
  readonly journal: Journal | undefined
  readonly joblog: Joblog | undefined
  readonly folder: ResultsFolder | undefined
  readonly raw: boolean
  readonly keepOrder: boolean
  /** Called before anything is written on standard output. */
  readonly beforeWriting: () => void
  /** Tells people of a failure that has no line. */
  readonly tell: (text: string) => void
  /** Writing failed: nothing more can be kept. */
  readonly failed: (error: unknown) => void
}

interface Ready {
  readonly input: Input
  readonly key: InputKey | undefined
  readonly ok: boolean
  readonly rest: string
  /** Undefined: it is from the journal. */
  readonly outcome: Outcome | undefined
}

/**
 * Writes what came out: first into the journal, then on standard output, both at the end of the turn of the event loop, so
 * that many results share a write. A result that a kill keeps off the output is one that the journal has.
 */
export class Results {
  readonly #places: ResultPlaces
  readonly #order: InOrder<Ready> | undefined
  #flushing = false

  constructor(places: ResultPlaces) {
    this.#places = places
    this.#order = places.keepOrder ? new InOrder((ready) => this.#write(ready)) : undefined
  }

  /** How far behind the inputs the output is, where it keeps their order: what came early waits in memory. */
  behind(index: number): number {
    return this.#order === undefined ? 0 : index - this.#order.next
  }

  /** A call came to its end. Resolves when its file, if it has one, is written. */
  async add(outcome: Outcome, key: InputKey | undefined): Promise<void> {
    const { input, result } = outcome
    const file = result.ok ? await this.#places.folder?.write(input.index, result) : undefined
    this.#push(input.index, { input, key, ok: result.ok, rest: lineRest(outcome, file), outcome })
  }

  /** An input was done by an earlier run. @param rest its line, from the journal, if it is to be printed again */
  skip(input: Input, rest: string | undefined): void {
    this.#push(
      input.index,
      rest === undefined ? undefined : { input, key: undefined, ok: true, rest, outcome: undefined },
    )
  }

  /** Writes all that waits, also what waits for its turn. */
  finish(): void {
    this.#order?.flush()
    this.#flush()
  }

  #push(index: number, ready: Ready | undefined): void {
    if (this.#order !== undefined) this.#order.push(index, ready)
    else if (ready !== undefined) this.#write(ready)
  }

  #write({ input, key, ok, rest, outcome }: Ready): void {
    const { writer, journal, joblog, raw, tell } = this.#places
    if (key !== undefined) journal?.append({ key, index: input.index, ok, rest })
    if (outcome !== undefined) joblog?.add(outcome)
    writer.write(raw ? rawLine(ok, rest) : resultLine(input, ok, rest))
    if (raw && outcome?.result.ok === false) tell(failureLine(input, outcome.result.error))
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#flushing = false
    const { writer, journal, joblog, beforeWriting, failed } = this.#places
    try {
      journal?.flush()
      joblog?.flush()
      beforeWriting()
      writer.flush()
    } catch (error) {
      failed(error)
    }
  }
}
