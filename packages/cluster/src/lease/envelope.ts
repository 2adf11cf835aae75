import { verify } from "../identity/index.ts"
import type { Identity } from "../identity/index.ts"

/*
 * An envelope: the signer's public key (32 bytes), the signature (64), what is signed. The signature is over the purpose, too: what was
 * signed for one is nothing for another.
 */
const keyBytes = 32
const headBytes = keyBytes + 64

/** What an envelope is for. */
export type Purpose = "node" | "lease" | "leased" | "drain" | "draining"

function signed(purpose: Purpose, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`heddle envelope 1 ${purpose}\n`), body])
}

/** `value` as JSON, signed. */
export function seal(identity: Identity, purpose: Purpose, value: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(value))
  return Buffer.concat([Buffer.from(identity.publicKey, "base64url"), identity.sign(signed(purpose, body)), body])
}

/** What is in an envelope that one of `trusts` signed for this purpose; undefined: none of them did, or it is no JSON. Nothing is decoded before that is known. */
export function open(bytes: Uint8Array, purpose: Purpose, trusts: readonly string[]): unknown {
  if (bytes.length < headBytes) return undefined
  const key = Buffer.from(bytes.subarray(0, keyBytes)).toString("base64url")
  const body = bytes.subarray(headBytes)
  if (!trusts.includes(key) || !verify(key, signed(purpose, body), bytes.subarray(keyBytes, headBytes)))
    return undefined
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}
