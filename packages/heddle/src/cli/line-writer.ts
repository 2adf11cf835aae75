import type { Writable } from "node:stream"

/**
 * Text to a stream, many lines a write, with backpressure, and quiet when the reader has gone (`| head`).
 * What is written in one turn of the event loop leaves together at `flush`.
 */
export class LineWriter {
  readonly #stream: Writable
  #pending = ""
  #drained: Promise<void> | undefined
  #broken = false

  /** @param onBroken is called once, when the stream can take no more; with the error unless the reader has just gone */
  constructor(stream: Writable, onBroken: (error: Error | undefined) => void) {
    this.#stream = stream
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#broken) return
      this.#broken = true
      this.#pending = ""
      onBroken(error.code === "EPIPE" ? undefined : error)
    })
  }

  write(text: string): void {
    if (!this.#broken) this.#pending += text
  }

  /** Hands over what was written. */
  flush(): void {
    if (this.#pending === "") return
    const text = this.#pending
    this.#pending = ""
    if (this.#stream.write(text) || this.#drained !== undefined) return
    this.#drained = new Promise((resolve) => {
      const settle = (): void => {
        this.#stream.off("drain", settle).off("error", settle).off("close", settle)
        this.#drained = undefined
        resolve()
      }
      this.#stream.on("drain", settle).on("error", settle).on("close", settle)
    })
  }

  /** Resolves when the reader has caught up; undefined if it has. */
  get blocked(): Promise<void> | undefined {
    return this.#drained
  }

  /** Resolves when everything has left, or never can. */
  async end(): Promise<void> {
    this.flush()
    if (this.#broken) return
    await new Promise<void>((resolve) => {
      this.#stream.once("error", () => resolve())
      this.#stream.write("", () => resolve())
    })
  }
}
