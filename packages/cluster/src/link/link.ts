import type { LinkKeys } from "./cipher.ts"

/*
 * A packet: one byte that says what it is, six of its number, and what is sealed. Data is numbered from 1 without gaps, and sent
 * again under the same number with the same bytes. Words are numbered too, from 1, and sent once: the newest counts.
 *
 * A word says: up to which number data has come (6 bytes), the newest word that has come (6), and flags (1). Packets arrive in the order in which
 * they were sent. So if a word has come and data that was sent before it has not, that was lost. Time says nothing: a line may be slow.
 */
const Kind = { part: 0, end: 1, word: 2 } as const
const headBytes = 7
const numberAt = 1
const wordBytes = 13
/** Flags: this is the last word; send no more until another word says so. */
const [bye, stop] = [1, 2]

/** What a part of a message may hold: far below what a broker takes by default, 1 MiB. */
const partBytes = 256 * 1024
/** So much may be under way. */
const windowBytes = 4 * 2 ** 20
/**
 * So many packets, or bytes, come before a word says so; or so many ms pass after the first. A word for each would double what a call
 * costs.
 */
const [packetsAWord, bytesAWord, wordWithin] = [64, 2 ** 20, 20]

/** How often a link of this lease is to have its `beat`, in ms. */
export function beatOf(lease: number): number {
  return Math.max(20, Math.min(1000, lease / 10))
}

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
  /**
   * How long the other side may be silent, in ms of a clock that nobody sets. Of the time between two beats, a quarter of it
   * counts at most: while this program was stopped, it could hear nobody.
   */
  readonly lease: number
  readonly now?: () => number
  /** Calls what it is given a little later, once; gives what takes that back. */
  readonly soon?: (call: () => void) => () => void
}

/**
 * Messages of any length between two programs over a broker that may lose packets and be away for a while: each arrives once, in
 * order, or the link ends. Nobody but the two can read, alter, repeat or make up what it carries.
 */
export class Link {
  readonly #options: LinkOptions
  readonly #now: () => number
  /** Data that was sent and that the other side has not said it has, the oldest first. */
  #unheard: { readonly number: number; readonly packet: Uint8Array; nextWord: number }[] = []
  #underWay = 0
  /** What waits for room, in order. */
  #waiting: { readonly kind: number; readonly body: Uint8Array }[] = []
  #waitingBytes = 0
  #sent = 0
  #said = 0
  /** The newest data that came, and the newest word. */
  #had = 0
  #heardWord = 0
  /** Of the data that came, what no word has told of. */
  #untold = 0
  #untoldBytes = 0
  #parts: Buffer[] = []
  #silence = 0
  #beatAt: number
  readonly #soon: (call: () => void) => () => void
  /** Takes back the word that is due. */
  #wordDue: (() => void) | undefined
  #ended = false
  #held = false
  #stopped = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#soon = options.soon ?? soon
    this.#beatAt = this.#now()
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
    if (this.#stopped) return
    let taken = 0
    while (taken < this.#waiting.length && (this.#underWay < windowBytes || this.#unheard.length === 0)) {
      const { kind, body } = this.#waiting[taken++]!
      this.#waitingBytes -= body.length
      const number = ++this.#sent
      const packet = this.#options.ours.data.seal(number, head(kind, number), body)
      this.#unheard.push({ number, packet, nextWord: this.#said + 1 })
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
      if (body === undefined || body.length !== wordBytes) return
      this.#heardWord = number
      this.#silence = 0
      this.#word(body)
    } else if (number === this.#had + 1) {
      const body = theirs.data.open(number, packet.subarray(0, headBytes), sealed)
      if (body === undefined) return
      this.#had = number
      this.#silence = 0
      this.#part(kind, body)
    } else if (number <= this.#had) {
      // Sent again, because what we said was lost.
      this.#sayHad()
    }
  }

  #part(kind: number, body: Buffer): void {
    this.#parts.push(body)
    this.#untold++
    this.#untoldBytes += body.length
    if (this.#untold >= packetsAWord || this.#untoldBytes >= bytesAWord) this.#say()
    else this.#sayHad()
    if (kind !== Kind.end) return
    const message = this.#parts.length === 1 ? body : Buffer.concat(this.#parts)
    this.#parts = []
    this.#options.message(message)
  }

  /** Says what has come, soon, with all that comes until then. */
  #sayHad(): void {
    this.#wordDue ??= this.#soon(() => this.#say())
  }

  /** While held, the other side sends nothing but what is under way. */
  hold(held: boolean): void {
    if (this.#held === held) return
    this.#held = held
    this.#say()
  }

  #say(flags = 0): void {
    if (this.#ended) return
    this.#wordDue?.()
    this.#wordDue = undefined
    this.#untold = this.#untoldBytes = 0
    const number = ++this.#said
    const body = Buffer.alloc(wordBytes)
    body.writeUIntBE(this.#had, 0, 6)
    body.writeUIntBE(this.#heardWord, 6, 6)
    body[12] = flags | (this.#held ? stop : 0)
    this.#options.send(this.#options.ours.word.seal(number, head(Kind.word, number), body))
  }

  #word(body: Buffer): void {
    if ((body[12]! & bye) !== 0) return this.#end("left")
    const had = body.readUIntBE(0, 6)
    let heard = 0
    while (heard < this.#unheard.length && this.#unheard[heard]!.number <= had) {
      this.#underWay -= this.#unheard[heard++]!.packet.length
    }
    if (heard > 0) this.#unheard = this.#unheard.slice(heard)
    const oldest = this.#unheard[0]
    if (oldest !== undefined && oldest.nextWord <= body.readUIntBE(6, 6)) this.again()
    this.#stopped = (body[12]! & stop) !== 0
    this.#fill()
    if (heard > 0 && this.backlog <= windowBytes) this.#options.drained?.()
  }

  /** Call it ten times or so within a lease: says that we are there, and ends when the other side is silent. */
  beat(): void {
    if (this.#ended) return
    const now = this.#now()
    this.#silence += Math.min(now - this.#beatAt, this.#options.lease / 4)
    this.#beatAt = now
    if (this.#silence > this.#options.lease) this.#leave("silent")
    else this.#say()
  }

  /** Sends again all that the other side has not said it has: after the broker was away. */
  again(): void {
    if (this.#ended) return
    for (const data of this.#unheard) {
      this.#options.send(data.packet)
      data.nextWord = this.#said + 1
    }
    this.#say()
  }

  /** The other side is told, if it can be. */
  close(): void {
    if (!this.#ended) this.#leave("closed")
  }

  #leave(why: "closed" | "silent"): void {
    this.#say(bye)
    this.#end(why)
  }

  #end(why: "closed" | "left" | "silent"): void {
    this.#ended = true
    this.#wordDue?.()
    this.#unheard = []
    this.#waiting = []
    this.#parts = []
    this.#underWay = this.#waitingBytes = 0
    this.#options.ended(why)
  }
}

function soon(call: () => void): () => void {
  const timer = setTimeout(call, wordWithin)
  timer.unref()
  return () => clearTimeout(timer)
}

function head(kind: number, number: number): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes)
  bytes[0] = kind
  bytes.writeUIntBE(number, numberAt, 6)
  return bytes
}
