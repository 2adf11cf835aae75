import { OptionError, PipeClosedError, QueueClosedError } from "../core/errors/index.ts"
import { boolean, knownKeys } from "../core/options/index.ts"
import { arrived, blockFor, travels, waitFor } from "./engine/index.ts"
import type { WaitOptions } from "./engine/index.ts"
import { Queue } from "./queue.ts"
import { Lines } from "./shelf.ts"

interface Parts {
  readonly incoming: Queue | undefined
  readonly outgoing: Queue | undefined
}

type Timeout = { readonly timeout?: number | string | undefined }

/** One end of a pipe. A handle that travels: two tasks that use the same end share what comes. */
export class PipeEnd<T = unknown> implements Disposable {
  readonly #incoming: Queue<T> | undefined
  readonly #outgoing: Queue<T> | undefined

  /** @internal */
  constructor(parts?: Parts) {
    const { incoming, outgoing } = (arrived() as Parts | undefined) ?? parts ?? {}
    this.#incoming = incoming as Queue<T> | undefined
    this.#outgoing = outgoing as Queue<T> | undefined
  }

  /** @internal */
  get _parts(): Parts {
    return { incoming: this.#incoming, outgoing: this.#outgoing }
  }

  get readable(): boolean {
    return this.#incoming !== undefined
  }

  get writable(): boolean {
    return this.#outgoing !== undefined
  }

  /** Sends a copy of a value. Does not wait. Throws a PipeClosedError if either end was closed, an UnsendableError. */
  send(value: T): void {
    if (this.#outgoing === undefined) throw new PipeClosedError("this end of the pipe only receives")
    ended(() => this.#outgoing?.putNowait(value), "the pipe is closed: nobody would receive it")
  }

  /**
   * The next value; waits for one. Rejects with a PipeClosedError when the other end was closed and all is received
   * (Python's EOFError), with a QueueEmptyError when `timeout` has passed.
   */
  async recv(options?: WaitOptions): Promise<T> {
    const incoming = this.#receiving()
    try {
      return await incoming.get(options)
    } catch (error) {
      throw endOf(error, endOfPipe)
    }
  }

  /** The same, blocking the thread: for workers. */
  recvSync(options?: Timeout): T {
    const incoming = this.#receiving()
    return ended(() => incoming.getSync(options), endOfPipe)
  }

  /** Whether there is something to receive, the end of the pipe too; with a `timeout` it waits for that. */
  async poll(options: WaitOptions = { timeout: 0 }): Promise<boolean> {
    const incoming = this.#receiving()
    return (await waitFor(() => incoming._waiting(Lines.onlookers), options)) !== undefined
  }

  /** The same, blocking the thread: for workers. */
  pollSync(options: Timeout = { timeout: 0 }): boolean {
    const incoming = this.#receiving()
    return blockFor(() => incoming._waiting(Lines.onlookers), options) !== undefined
  }

  /** Closes this end, for all who have it: the other one receives what was sent, and then the end. */
  close(): void {
    this.#incoming?.close()
    this.#outgoing?.close()
  }

  get closed(): boolean {
    return (this.#incoming ?? this.#outgoing)?.closed ?? true
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #receiving(): Queue<T> {
    if (this.#incoming === undefined) throw new PipeClosedError("this end of the pipe only sends")
    return this.#incoming
  }
}

const endOfPipe = "the pipe was closed, and all that was sent has been received"

function ended<R>(run: () => R, message: string): R {
  try {
    return run()
  } catch (error) {
    throw endOf(error, message)
  }
}

function endOf(error: unknown, message: string): unknown {
  return error instanceof QueueClosedError ? new PipeClosedError(message, { cause: error }) : error
}

/**
 * Two ends of a pipe: what one sends the other receives. `duplex: false`: the first only receives, the second only sends.
 *
 * @example
 * ```ts
 * import { Pool } from "heddle"
 * import { Pipe } from "heddle/sync"
 * await using pool = new Pool({ workers: 1 })
 * const [mine, yours] = Pipe<string>()
 * const answers = pool.submit(async () => { yours.send((await yours.recv()).toUpperCase()) })
 * mine.send("hello")
 * await mine.recv() // => "HELLO"
 * await answers
 * ```
 */
export function Pipe<T = unknown>(options: { readonly duplex?: boolean | undefined } = {}): [PipeEnd<T>, PipeEnd<T>] {
  if (typeof options === "boolean") throw new OptionError("options", "an object: { duplex: false }", options)
  knownKeys(options, ["duplex"])
  const there = new Queue()
  const back = options.duplex === undefined || boolean("duplex", options.duplex) ? new Queue() : undefined
  return [new PipeEnd<T>({ incoming: there, outgoing: back }), new PipeEnd<T>({ incoming: back, outgoing: there })]
}

travels(PipeEnd, "PipeEnd", (end) => end._parts)
