import net from "node:net"
import { AbortError, OwnerGoneError } from "../../core/errors/index.ts"
import { decodeError } from "../../core/wire/index.ts"
import type { Address } from "./address.ts"
import { encodeFrame, FrameReader } from "./frame.ts"
import { Op, Outcome, version } from "./protocol.ts"
import type { Reply, Request } from "./protocol.ts"

interface Pending {
  resolve(value: unknown): void
  reject(error: unknown): void
  readonly signal: AbortSignal | undefined
}

/** This thread's connection to one owner. Requests are pipelined; the program is kept while an answer is awaited. */
export class Client {
  readonly #address: Address
  readonly #socket: net.Socket
  readonly #reader = new FrameReader()
  readonly #pending = new Map<number, Pending>()
  #lastSeq = 0
  #corked = false

  constructor(address: Address) {
    this.#address = address
    this.#socket = net.connect({ path: address.path })
    this.#socket.unref()
    this.#socket.on("data", (piece: Buffer) => this.#read(piece))
    let cause: unknown
    this.#socket.on("error", (error) => (cause = error))
    this.#socket.on("close", () => this.#lost(cause))
    this.send([Op.hello, address.key, version])
  }

  /** Sends what needs no answer. Requests of one turn go together, in order. */
  send(request: Request): void {
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      queueMicrotask(() => {
        this.#corked = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(encodeFrame(request))
  }

  call(
    object: number,
    method: string,
    args: readonly unknown[],
    task: number,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const seq = ++this.#lastSeq
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.send([Op.cancel, seq])
      signal?.addEventListener("abort", cancel, { once: true })
      const end = (): void => signal?.removeEventListener("abort", cancel)
      this.#pending.set(seq, {
        signal,
        resolve(value) {
          end()
          resolve(value)
        },
        reject(error) {
          end()
          reject(error)
        },
      })
      if (this.#pending.size === 1) this.#socket.ref()
      this.send([Op.call, seq, object, method, args, task])
    })
  }

  #read(piece: Buffer): void {
    try {
      for (const reply of this.#reader.push(piece)) this.#settle(reply as Reply)
    } catch (error) {
      // Not an owner of ours: every call rejects with that.
      this.#socket.destroy(error as Error)
    }
  }

  #settle(reply: Reply): void {
    const [outcome, seq] = reply
    const pending = this.#pending.get(seq)
    if (pending === undefined) return
    this.#pending.delete(seq)
    if (this.#pending.size === 0) this.#socket.unref()
    if (outcome === Outcome.value) pending.resolve(reply[2])
    else if (outcome === Outcome.given) {
      // Acknowledged before anybody sees it: what was seen is never given to another.
      this.#socket.write(encodeFrame([Op.received, seq]))
      pending.resolve(reply[2])
    } else if (outcome === Outcome.error) pending.reject(decodeError(reply[2]))
    else pending.reject(new AbortError(pending.signal?.reason))
  }

  #lost(cause: unknown): void {
    clients.delete(this.#address.path)
    for (const pending of this.#pending.values()) {
      pending.reject(
        new OwnerGoneError(`the owner of the object has ended (process ${this.#address.pid})`, {
          ...(cause !== undefined && { cause }),
          hint: "an object lives in the thread that made it: let that one live longer than those that use it",
        }),
      )
    }
    this.#pending.clear()
  }
}

const clients = new Map<string, Client>()

/** This thread's connection to an owner; one for all of its objects. */
export function clientOf(address: Address): Client {
  let client = clients.get(address.path)
  if (client === undefined) clients.set(address.path, (client = new Client(address)))
  return client
}

/** The same, if there is one already. */
export function openClientOf(address: Address): Client | undefined {
  return clients.get(address.path)
}
