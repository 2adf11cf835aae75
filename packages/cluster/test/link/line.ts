import { Exchange, Link } from "../../src/link/index.ts"
import type { LinkKeys, LinkOptions } from "../../src/link/index.ts"
import { turn } from "../../../heddle/test/contract/gates.ts"

export const lease = 1000

/** Keys of both sides of a link. */
export function keysOfBoth(session = "0".repeat(32)): readonly [Sides, Sides] {
  const [asker, asked] = [new Exchange(), new Exchange()]
  return [asker.agree(asked.publicKey, session, true), asked.agree(asker.publicKey, session, false)]
}

type Sides = { readonly ours: LinkKeys; readonly theirs: LinkKeys }

/** Two links and what is under way between them: nothing arrives unless the test says so, and no time goes by. */
export class Line {
  now = 0
  readonly a: End
  readonly b: End

  constructor(more: Partial<LinkOptions> = {}) {
    const [a, b] = keysOfBoth()
    this.a = new End(a, () => this.now, more)
    this.b = new End(b, () => this.now, more)
  }

  /** Delivers until nothing is under way; `lost` says what does not arrive. */
  async settle(lost: (packet: Buffer, from: End) => boolean = () => false): Promise<void> {
    do {
      this.deliver(lost)
      await turn()
    } while (this.a.out.length + this.b.out.length > 0)
  }

  deliver(lost: (packet: Buffer, from: End) => boolean = () => false): void {
    for (const [from, to] of [
      [this.a, this.b],
      [this.b, this.a],
    ] as const) {
      for (const packet of from.out.splice(0)) if (!lost(packet, from)) to.link.packet(packet)
    }
  }

  /** Time goes by with so many beats. */
  async beats(count: number, lost?: (packet: Buffer, from: End) => boolean): Promise<void> {
    for (let i = 0; i < count && !(this.a.link.ended && this.b.link.ended); i++) {
      this.now += lease / 10
      this.a.link.beat()
      this.b.link.beat()
      await this.settle(lost)
    }
  }
}

export class End {
  readonly link: Link
  /** Packets that are under way to the other side. */
  readonly out: Buffer[] = []
  readonly got: Buffer[] = []
  drained = 0
  ended: string | undefined

  constructor(keys: Sides, now: () => number, more: Partial<LinkOptions>) {
    this.link = new Link({
      ours: { data: watched(keys.ours.data), word: watched(keys.ours.word) },
      theirs: keys.theirs,
      lease,
      now,
      soon: (call) => {
        const due = setImmediate(call)
        return () => clearImmediate(due)
      },
      send: (packet) => this.out.push(Buffer.from(packet)),
      message: (bytes) => this.got.push(bytes),
      drained: () => this.drained++,
      ended: (why) => {
        if (this.ended !== undefined) throw new Error("a link ends once")
        this.ended = why
      },
      ...more,
    })
  }

  get texts(): string[] {
    return this.got.map(String)
  }
}

/** Throws if two things are sealed under one number. */
function watched(seal: LinkKeys["data"]): LinkKeys["data"] {
  const used = new Set<number>()
  const original = seal.seal.bind(seal)
  seal.seal = (number, head, body) => {
    if (used.has(number)) throw new Error(`${number} was used before`)
    used.add(number)
    return original(number, head, body)
  }
  return seal
}

export function isWord(packet: Buffer): boolean {
  return packet[0] === 2
}
