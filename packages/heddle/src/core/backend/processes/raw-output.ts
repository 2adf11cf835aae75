import type { TaskOutput } from "../protocol.ts"

/** How V8 begins what it says before it aborts. */
const lastWords = /<--- Last few GCs --->|FATAL ERROR: /
const outOfMemory = /heap out of memory|Reached heap limit|Allocation failed|out of memory/i
/** Enough of what it printed to say why it did not start. */
const most = 16_384

/**
 * What a child writes to its standard output and error past our hands: native code, its own children, Node before it
 * is ready. Passed on as it comes, but what V8 says when it runs out of memory, and why a process did not start, are
 * told by errors.
 */
export class RawOutput {
  readonly #output: (output: TaskOutput) => void
  readonly #held: Buffer[] = []
  #bytes = 0
  #holding = true

  constructor(output: (output: TaskOutput) => void) {
    this.#output = output
  }

  stdout(chunk: Buffer): void {
    this.#output({ fd: 1, text: chunk })
  }

  stderr(chunk: Buffer): void {
    if (!this.#holding && lastWords.test(chunk.toString())) this.#holding = true
    if (!this.#holding) return this.#output({ fd: 2, text: chunk })
    this.#held.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > most) this.ready()
  }

  /** The process started: nothing that it printed was about that. */
  ready(): void {
    this.release()
    this.#holding = false
  }

  /** Passes on what was held. */
  release(): void {
    for (const chunk of this.#held.splice(0)) this.#output({ fd: 2, text: chunk })
    this.#bytes = 0
  }

  get held(): string {
    return Buffer.concat(this.#held).toString()
  }

  get saysOutOfMemory(): boolean {
    return outOfMemory.test(this.held)
  }
}
