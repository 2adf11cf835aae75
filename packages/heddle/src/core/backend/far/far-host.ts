import { readSync } from "node:fs"
import { ChildHost } from "../processes/child-host.ts"
import type { ChildSpec } from "../processes/child.ts"
import { ChildWord, Place } from "../processes/control-file.ts"
import { ringBytes } from "../threads/ring.ts"
import type { LaneEnd } from "../backend.ts"
import { FromHost, ToHost, word } from "./protocol.ts"
import type { FarEnd } from "./protocol.ts"

/** The host of a worker whose program is elsewhere. It reads nothing of what the two say to each other. */
export class FarHost {
  readonly #tell: (...pieces: readonly Uint8Array[]) => void
  readonly #gone: () => void
  readonly #host: ChildHost
  /** How far the program has what the ring of results has. */
  #copied = 0
  #finished = 0
  #closed = false
  #news = false

  /** `tell` sends a message to the program; `gone` is called when the process is. */
  constructor(spec: ChildSpec, tell: (...pieces: readonly Uint8Array[]) => void, gone: () => void) {
    this.#tell = tell
    this.#gone = gone
    this.#host = new ChildHost(spec, () => new Uint8Array(0), {
      ready: (pid) => tell(word(FromHost.ready, pid)),
      message: (body) => {
        this.#results()
        tell(word(FromHost.message), body)
      },
      news: () => {
        if (this.#closed) this.#news = true
        else this.#results()
      },
      output: ({ fd, text }) => tell(word(FromHost.output, fd), typeof text === "string" ? Buffer.from(text) : text),
      timedOut: (seq) => tell(word(FromHost.timedOut, seq)),
      attended: () => tell(word(FromHost.attended)),
      ended: (end) => this.#ended(end),
    })
    this.#host.hold(true)
  }

  /** A message of the program's. */
  take(message: Buffer): void {
    switch (message[0]!) {
      case ToHost.frame:
        this.#host.write(message.subarray(1))
        break
      case ToHost.abort:
        this.#host.doom(message.readInt32LE(1), message.readInt32LE(5))
        this.#host.write(message.subarray(9))
        break
      case ToHost.close:
        this.#host.close(message.subarray(1))
        break
      case ToHost.attend:
        this.#host.attend()
        break
      case ToHost.revoke:
        this.#revoke(message.readInt32LE(1))
        break
      case ToHost.kill:
        this.#host.kill()
        break
    }
  }

  #revoke(next: number): void {
    const { claims } = this.#host
    claims?.forget(next)
    this.#tell(word(FromHost.revoked, claims?.revoke(next) ?? next, next))
  }

  /** While closed, the worker waits when it has much to say, rather than fill the host's memory. */
  flow(open: boolean): void {
    this.#closed = !open
    this.#host.flow(open)
    if (!open || !this.#news) return
    this.#news = false
    this.#results()
  }

  kill(): void {
    this.#host.kill()
  }

  /** Sends what is new of the results, with what the worker measured. */
  #results(): void {
    const { claims } = this.#host
    if (claims === undefined) return
    const child = claims.child()
    const write = child[ChildWord.write]!
    const record = Buffer.from(child.buffer.slice(child.byteOffset, child.byteOffset + child.byteLength))
    const pieces: Uint8Array[] = [word(FromHost.results), record]
    if (!this.#host.ended) {
      if (write < this.#copied) {
        pieces.push(...this.#piece(claims.fd, this.#copied, ringBytes))
        this.#copied = 0
      }
      if (write > this.#copied) pieces.push(...this.#piece(claims.fd, this.#copied, write))
    }
    if (pieces.length === 2 && child[ChildWord.finished] === this.#finished) return
    this.#finished = child[ChildWord.finished]!
    this.#copied = write
    claims.read(write)
    this.#tell(...pieces)
  }

  #piece(fd: number, from: number, to: number): [Uint8Array, Uint8Array] {
    const bytes = Buffer.allocUnsafe(to - from)
    readSync(fd, bytes, 0, bytes.length, Place.ring + from)
    const place = Buffer.allocUnsafe(8)
    place.writeInt32LE(from, 0)
    place.writeInt32LE(bytes.length, 4)
    return [place, bytes]
  }

  #ended({ error, ...how }: LaneEnd): void {
    const message = error instanceof Error ? error.message : undefined
    const end: FarEnd = { ...how, message, claim: this.#host.claims?.child()[ChildWord.claim] }
    this.#tell(word(FromHost.ended), Buffer.from(JSON.stringify(end)))
    this.#gone()
  }
}
