import { OptionError, PipeClosedError } from "../../core/errors/index.ts"
import { boolean, knownKeys } from "../../core/options/index.ts"
import { defineKind, invoke, pack, SharedObject, unpack } from "../shared/index.ts"
import type { Payload } from "../shared/index.ts"
import { waitTime } from "../sync/index.ts"
import type { WaitOptions } from "../sync/index.ts"
import { EndState } from "./pipe-state.ts"

/** One end of a pipe. `Pipe()` gives two. What one process sends arrives in the order in which it was sent. */
export class PipeEnd<T = unknown> extends SharedObject implements Disposable, AsyncIterable<T> {
  /**
   * Resolves when the value, a copy of it, is on its way; waits while more than 1 MB is.
   * @throws UnsendableError; PipeClosedError if either end is closed
   */
  async send(value: T): Promise<void> {
    await invoke(this, "send", [pack(value, "value")])
  }

  /**
   * What was sent first.
   * @throws PipeClosedError when the other end is closed and nothing is left; TimeoutError, AbortError, OwnerGoneError
   */
  async recv(options: WaitOptions = {}): Promise<T> {
    return (await unpack(await invoke<Payload>(this, "recv", [waitTime(options)], options.signal))) as T
  }

  /** True if `recv` would not wait: there is something to receive, or the end; waits for it if a `timeout` says so. */
  async poll(options: WaitOptions = { timeout: 0 }): Promise<boolean> {
    return await invoke(this, "poll", [waitTime(options)], options.signal)
  }

  /** Sends bytes. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    if (!(bytes instanceof Uint8Array)) throw new OptionError("bytes", "a Uint8Array", bytes)
    await this.send(bytes as T)
  }

  /** Receives bytes. @throws OptionError if more than `maxLength` arrived */
  async recvBytes(options: WaitOptions & { readonly maxLength?: number | undefined } = {}): Promise<Uint8Array> {
    const { maxLength, ...wait } = options
    const bytes = (await this.recv(wait)) as unknown
    if (!(bytes instanceof Uint8Array)) throw new OptionError("bytes", "a Uint8Array", bytes)
    if (maxLength !== undefined && bytes.length > maxLength)
      throw new OptionError("maxLength", `at least ${bytes.length}`, maxLength)
    return bytes
  }

  /** Closes this end, for all who have it. An end is also closed when the last process that was given it has ended. */
  async close(): Promise<void> {
    await invoke(this, "close")
  }

  closed(): Promise<boolean> {
    return invoke(this, "closed")
  }

  [Symbol.dispose](): void {
    // An owner that is gone has closed it.
    this.close().catch(() => {})
  }

  /** What is received, until the other end is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      let value: T
      try {
        value = await this.recv()
      } catch (error) {
        if (error instanceof PipeClosedError) return
        throw error
      }
      yield value
    }
  }
}

/**
 * Two ends: what is sent by one is received by the other. With `{ duplex: false }` the first only receives and the second
 * only sends.
 *
 * @example
 * ```ts
 * import { Pipe } from "heddle/multiprocessing"
 * const [here, there] = Pipe<string>()
 * await here.send("hello")
 * await there.recv() // => "hello"
 * ```
 */
export function Pipe<T = unknown>(options: { readonly duplex?: boolean } = {}): [PipeEnd<T>, PipeEnd<T>] {
  knownKeys(options, ["duplex"])
  const duplex = boolean("duplex", options.duplex ?? true)
  const [first, second] = [new EndState(true, duplex), new EndState(duplex, true)]
  first.other = second
  second.other = first
  return [new PipeEnd<T>(first), new PipeEnd<T>(second)]
}

defineKind("PipeEnd", PipeEnd)
