import { PipeClosedError, TimeoutError } from "../../core/errors/index.ts"
import { Deque } from "../../core/sequences/index.ts"
import { Given, read, store, timedOut, WaitList } from "../shared/index.ts"
import type { Call, HandleWatcher, Party, Payload, Stored, Watcher } from "../shared/index.ts"

/** Bytes on their way from which on `send` waits until some were received. */
const roomy = 1 << 20

/** One end of a pipe: what has been sent to it, and who uses it. */
export class EndState implements Watcher, HandleWatcher {
  readonly #reads: boolean
  readonly #writes: boolean
  readonly #inbox = new Deque<Stored>()
  readonly #receivers = new WaitList<Stored>()
  readonly #pollers = new WaitList<true>()
  /** The other end's `send`s that wait for room here. */
  readonly #senders = new WaitList<true>()
  readonly #users = new Set<Party>()
  #bytes = 0
  #closed = false
  /** The other end. */
  other!: EndState

  constructor(reads: boolean, writes: boolean) {
    this.#reads = reads
    this.#writes = writes
  }

  send(call: Call, payload: Payload): void | Promise<void> {
    this.#use(call)
    if (!this.#writes) throw new PipeClosedError("this end of the pipe only receives")
    if (this.#closed) throw new PipeClosedError("this end of the pipe is closed")
    if (this.other.#closed) throw new PipeClosedError("the other end of the pipe is closed")
    return this.other.#accept(call, payload)
  }

  recv(call: Call, timeout: number | undefined): Given | Promise<Given> {
    this.#use(call)
    this.#demandReadable()
    if (this.#inbox.size > 0) return this.#give(this.#takeOut())
    if (this.other.#closed) throw ended()
    if (timeout === 0) throw late()
    return this.#receivers.wait(call, timeout, undefined).then((item) => {
      if (item === timedOut) throw late()
      return this.#give(item)
    })
  }

  /** Is there something to receive, or the end? */
  poll(call: Call, timeout: number | undefined): boolean | Promise<boolean> {
    this.#use(call)
    this.#demandReadable()
    if (this.#inbox.size > 0 || this.other.#closed) return true
    if (timeout === 0) return false
    return this.#pollers.wait(call, timeout, undefined).then((given) => given !== timedOut)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const here = (): PipeClosedError => new PipeClosedError("this end of the pipe was closed")
    this.#receivers.rejectAll(here)
    this.#pollers.rejectAll(here)
    this.#senders.rejectAll(() => new PipeClosedError("the other end of the pipe was closed"))
    this.#inbox.drain()
    this.other.#ended()
  }

  closed(): boolean {
    return this.#closed
  }

  joined(party: Party): void {
    this.#users.add(party)
    party.watch(this)
  }

  parted(party: Party): void {
    // The last one who could have sent is gone.
    if (this.#users.delete(party) && this.#users.size === 0) this.close()
  }

  left(party: Party): void {
    for (const list of [this.#receivers, this.#pollers]) list.leave(party)
    this.other.#senders.leave(party)
    this.parted(party)
  }

  #use(call: Call): void {
    this.#users.add(call.party)
    call.party.watch(this)
  }

  #demandReadable(): void {
    if (!this.#reads) throw new PipeClosedError("this end of the pipe only sends")
    if (this.#closed) throw new PipeClosedError("this end of the pipe is closed")
  }

  #accept(call: Call, payload: Payload): void | Promise<void> {
    const item = store(payload)
    const receiver = this.#receivers.take()
    if (receiver !== undefined) return receiver.resolve(item)
    this.#inbox.push(item)
    this.#bytes += sizeOf(item)
    for (let poller = this.#pollers.take(); poller !== undefined; poller = this.#pollers.take()) poller.resolve(true)
    if (this.#bytes > roomy) return this.#senders.wait(call, undefined, undefined).then(() => undefined)
  }

  /** Makes room: the other end's senders go on. */
  #takeOut(): Stored {
    const item = this.#inbox.shift()!
    this.#bytes -= sizeOf(item)
    if (this.#bytes <= roomy) {
      for (let sender = this.#senders.take(); sender !== undefined; sender = this.#senders.take()) sender.resolve(true)
    }
    return item
  }

  #give(item: Stored): Given {
    return new Given(read(item), () => {
      const receiver = this.#receivers.take()
      if (receiver !== undefined) return receiver.resolve(item)
      this.#bytes += sizeOf(item)
      this.#inbox.unshift(item)
    })
  }

  /** The other end has been closed. */
  #ended(): void {
    this.#receivers.rejectAll(ended)
    for (let poller = this.#pollers.take(); poller !== undefined; poller = this.#pollers.take()) poller.resolve(true)
  }
}

function late(): TimeoutError {
  return new TimeoutError("nothing was received in time")
}

function ended(): PipeClosedError {
  return new PipeClosedError("the other end of the pipe is closed, and all that it had sent was received")
}

/** About what an item takes. */
function sizeOf(item: Stored): number {
  if (typeof item === "string") return item.length * 2
  if (typeof item !== "object" || item === null) return 8
  return ("packed" in item ? item.packed : item).bytes.length
}
