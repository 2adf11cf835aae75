import { hash } from "node:crypto"
import { DigestTable } from "./digest-table.ts"

/** The name of an input in a journal. */
export interface InputKey {
  /** The sha256 of the input's identity, in hex. */
  readonly sha256: string
  /** How many inputs that are equal to it came before it. */
  readonly ordinal: number
}

/** Names inputs in the order in which they come. Holds 24 to 48 bytes for each different one. */
export class InputKeys {
  readonly #seen = new DigestTable()

  next(identity: string): InputKey {
    const sha256 = hash("sha256", identity)
    const digest = Buffer.from(sha256, "hex")
    const ordinal = this.#seen.get(digest) ?? 0
    this.#seen.set(digest, ordinal + 1)
    return { sha256, ordinal }
  }
}

/** `sha256:ordinal`, as a journal writes it. */
export function keyText(key: InputKey): string {
  return `${key.sha256}:${key.ordinal}`
}

/** 16 bytes that differ for every key. */
export function keyDigest(text: string): Buffer {
  const colon = text.indexOf(":")
  const digest = Buffer.from(text.slice(0, Math.min(colon, 32)), "hex")
  // The ordinals of one input are few: the low words stay as evenly spread as the hash made them
  digest.writeUInt32BE((digest.readUInt32BE(12) ^ Number(text.slice(colon + 1))) >>> 0, 12)
  return digest
}
