import type { LinkKeys } from "./cipher.ts"

/*
 * A packet: one byte that says what it is, six of its number, and what is sealed. Data is numbered from 1 without gaps, and sent
 * again under the same number with the same bytes. Words are numbered too, from 1, and sent once: the newest counts.
 *
 * A word says: up to which number data has come (6 bytes), and whether this is the last (1 byte).
 */
const Kind = { part: 0, end: 1, word: 2 } as const
const headBytes = 7
const numberAt = 1
const bye = 1

/** What a part of a message may hold: far below what a broker takes by default, 1 MiB. */
const partBytes = 256 * 1024
/** So much may be under way. */
const windowBytes = 4 * 2 ** 20
/** So many packets, or bytes, come before a word says so; or this long, in ms, after the first. Most calls need no word of their own. */
const wordEvery = 64
const wordBytes = 1024 * 1024
const wordAfter = 20

export interface LinkOptions {
  readonly ours: LinkKeys
  readonly theirs: LinkKeys
  /** Sends a packet: what is sent arrives in order, once, or not at all. */
  readonly send: (packet: Uint8Array) => void
  /** A message has come, whole, in order. Its bytes are the taker's. */
  readonly message: (bytes: Buffer) => void
  /** Told once, and nothing after it. `silent`: nothing has been heard of the other side for `lease`. */
  readonly ended: (why: "closed" | "left" | "silent") => void
  /** No more is behind than may be under way: there is room again. */
  readonly drained?: () => void
  /** How long the other side may be silent, in ms of a clock that nobody sets. */
  readonly lease: number
  readonly now?: () => number
}

/**
 * Messages of any length between two programs over a broker that may lose packets and be away for a while: each arrives once, in
 * order, or the link ends. Nobody but the two can read, alter, repeat or make up what it carries.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #now: () => number
  /** Data that was sent and that the other side has not said it has, the oldest first. */
  #unheard: { readonly number: number; readonly packet: Uint8Array }[] = []
  #underWay = 0
  /** What waits for room, in order. */
  #waiting: { readonly kind: number; readonly body: Uint8Array }[] = []
  #waitingBytes = 0
  #sent = 0
  #said = 0
  /** The newest data that came, and the newest word. */
  #had = 0
  #heardWord = 0
  #toldHad = 0
  #untoldBytes = 0
  #parts: Buffer[] = []
  #heardAt: number
  /** What the other side had at the last beat: no progress in between means that something was lost. */
  #lastBeat = 0
  #wordDue: NodeJS.Timeout | undefined
  #ended = false
  #held = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#heardAt = this.#now()
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Bytes that were given to `send` and that the other side has not said it has. */
  get backlog(): number {
    return this.#underWay + this.#waitingBytes
  }

  /** The pieces are one message. */
  send(...pieces: readonly Uint8Array[]): void {
    if (this.#ended) return
    const message = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    let at = 0
    do {
      const body = message.subarray(at, at + partBytes)
      at += body.length
      this.#waiting.push({ kind: at < message.length ? Kind.part : Kind.end, body })
      this.#waitingBytes += body.length
    } while (at < message.length)
    this.#fill()
  }

  #fill(): void {
    let taken = 0
    while (taken < this.#waiting.length && (this.#underWay < windowBytes || this.#unheard.length === 0)) {
      const { kind, body } = this.#waiting[taken++]!
      this.#waitingBytes -= body.length
      const number = ++this.#sent
      const packet = this.#options.ours.data.seal(number, head(kind, number), body)
      this.#unheard.push({ number, packet })
      this.#underWay += packet.length
      this.#options.send(packet)
    }
    if (taken > 0) this.#waiting = this.#waiting.slice(taken)
  }

  /** A packet has come. What was not sealed by the other side is as if it had not. */
  packet(bytes: Uint8Array): void {
    if (this.#ended || bytes.length < headBytes) return
    const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const kind = packet[0]!
    const number = packet.readUIntBE(numberAt, 6)
    const sealed = packet.subarray(headBytes)
    const { theirs } = this.#options
    if (kind === Kind.word) {
      // Repeated by somebody, or overtaken.
      if (number <= this.#heardWord) return
      const body = theirs.word.open(number, packet.subarray(0, headBytes), sealed)
      if (body === undefined || body.length !== 7) return
      this.#heardWord = number
      this.#heardAt = this.#now()
      this.#word(body)
    } else if (number === this.#had + 1) {
      const body = theirs.data.open(number, packet.subarray(0, headBytes), sealed)
      if (body === undefined) return
      this.#had = number
      this.#heardAt = this.#now()
      this.#part(kind, body)
    } else if (number <= this.#had) {
      // Sent again, because what we said was lost.
      this.#sayHad()
    }
  }

  #part(kind: number, body: Buffer): void {
    this.#parts.push(body)
    this.#untoldBytes += body.length
    if (!this.#held && (this.#had - this.#toldHad >= wordEvery || this.#untoldBytes >= wordBytes)) this.#say()
    else this.#sayHad()
    if (kind !== Kind.end) return
    const message = this.#parts.length === 1 ? body : Buffer.concat(this.#parts)
    this.#parts = []
    this.#options.message(message)
  }

  /** Says what has come, soon: for all that comes until then. */
  #sayHad(): void {
    if (this.#wordDue !== undefined || this.#held) return
    this.#wordDue = setTimeout(() => this.#say(), wordAfter)
    this.#wordDue.unref()
  }

  /** Says nothing of what comes, so that the other side stops to send when its window is full. */
  hold(held: boolean): void {
    this.#held = held
    if (!held) this.#say()
  }

  #say(flags = 0): void {
    if (this.#ended) return
    clearTimeout(this.#wordDue)
    this.#wordDue = undefined
    if (!this.#held) {
      this.#toldHad = this.#had
      this.#untoldBytes = 0
    }
    const number = ++this.#said
    const body = Buffer.alloc(7)
    body.writeUIntBE(this.#toldHad, 0, 6)
    body[6] = flags
    this.#options.send(this.#options.ours.word.seal(number, head(Kind.word, number), body))
  }

  #word(body: Buffer): void {
    const had = body.readUIntBE(0, 6)
    let heard = 0
    while (heard < this.#unheard.length && this.#unheard[heard]!.number <= had) {
      this.#underWay -= this.#unheard[heard++]!.packet.length
    }
    if (heard > 0) {
      this.#unheard = this.#unheard.slice(heard)
      this.#fill()
      if (this.backlog <= windowBytes) this.#options.drained?.()
    }
    if ((body[6]! & bye) !== 0) this.#end("left")
  }

  /** Call it several times within a lease: says that we are there, sends again what was lost, and ends when the other is silent. */
  beat(): void {
    if (this.#ended) return
    if (this.#now() - this.#heardAt > this.#options.lease) return this.#end("silent")
    const oldest = this.#unheard[0]?.number
    if (oldest !== undefined && oldest === this.#lastBeat) this.again()
    this.#lastBeat = oldest ?? 0
    this.#say()
  }

  /** Sends again all that the other side has not said it has: after the broker was away. */
  again(): void {
    for (const { packet } of this.#unheard) this.#options.send(packet)
    this.#say()
  }

  /** The other side is told, if it can be. */
  close(): void {
    if (this.#ended) return
    this.#say(bye)
    this.#end("closed")
  }

  #end(why: "closed" | "left" | "silent"): void {
    this.#ended = true
    clearTimeout(this.#wordDue)
    this.#unheard = []
    this.#waiting = []
    this.#parts = []
    this.#options.ended(why)
  }
}

function head(kind: number, number: number): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes)
  bytes[0] = kind
  bytes.writeUIntBE(number, numberAt, 6)
  return bytes
}
