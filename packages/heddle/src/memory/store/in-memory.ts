import type { Source } from "../entry/index.ts"
import type { Claim, Item, Store } from "./store.ts"

interface Kept {
  readonly bytes: Buffer
  usedAt: number
}

/** Entries in this program's memory, as bytes: gone when it ends. Other threads have others. */
export class InMemoryStore implements Store {
  readonly #entries = new Map<string, Kept>()
  /** Who makes an entry, and until when. */
  readonly #claims = new Map<string, Promise<void>>()

  open(key: string): Source | undefined {
    const kept = this.#entries.get(key)
    return kept && new BytesSource(kept)
  }

  put(key: string, parts: readonly Uint8Array[]): Promise<void> {
    this.#entries.set(key, { bytes: Buffer.concat(parts), usedAt: Date.now() })
    return Promise.resolve()
  }

  touch(key: string): void {
    const kept = this.#entries.get(key)
    if (kept !== undefined) kept.usedAt = Date.now()
  }

  async *list(name?: string): AsyncIterable<Item> {
    for (const [key, { bytes, usedAt }] of this.#entries) {
      if (name === undefined || key.startsWith(`${name}/`)) yield { key, bytes: bytes.length, usedAt }
    }
  }

  remove(keys: Iterable<string>): Promise<void> {
    for (const key of keys) this.#entries.delete(key)
    return Promise.resolve()
  }

  clear(): Promise<void> {
    this.#entries.clear()
    return Promise.resolve()
  }

  async claim(key: string, isThere: () => boolean): Promise<Claim | undefined> {
    for (;;) {
      const claim = this.tryClaim(key)
      if (claim !== undefined) return claim
      await this.#claims.get(key)
      if (isThere()) return undefined
    }
  }

  tryClaim(key: string): Claim | undefined {
    if (this.#claims.has(key)) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#claims.set(key, promise)
    return {
      release: () => {
        this.#claims.delete(key)
        resolve()
      },
    }
  }

  sweep(): Promise<void> {
    return Promise.resolve()
  }
}

class BytesSource implements Source {
  readonly size: number
  readonly usedAt: number
  readonly #bytes: Buffer

  constructor({ bytes, usedAt }: Kept) {
    this.#bytes = bytes
    this.usedAt = usedAt
    this.size = bytes.length
  }

  read(at: number, size: number): Buffer {
    return this.#bytes.subarray(at, at + size)
  }

  readLarge(at: number, size: number): Promise<ArrayBuffer> {
    const { buffer, byteOffset } = this.#bytes
    return Promise.resolve(buffer.slice(byteOffset + at, byteOffset + at + size) as ArrayBuffer)
  }

  close(): void {}
}
