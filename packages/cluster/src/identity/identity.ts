import { createPrivateKey, createPublicKey, hkdfSync, sign as signWith, verify as verifyWith } from "node:crypto"
import { createUser, fromSeed } from "@nats-io/nkeys"
import { CredentialsError } from "../errors/index.ts"

/** Who one is. All of it comes from `seed`, the only secret. */
export interface Identity {
  /** Names it in subjects: 16 letters and digits of `natsKey`. */
  readonly id: string
  /** The key that the broker knows it by, `U…`. */
  readonly natsKey: string
  /** The key that its envelopes are signed with, 43 characters of base64url. */
  readonly publicKey: string
  /** The secret, `SU…`. */
  readonly seed: string
  readonly sign: (bytes: Uint8Array) => Uint8Array
}

// The fixed bytes before the 32 of a key in DER (RFC 8410).
const privateHead = Buffer.from("302e020100300506032b657004220420", "hex")
const publicHead = Buffer.from("302a300506032b6570032100", "hex")

/** A new identity. */
export function createIdentity(): Identity {
  return identityOf(new TextDecoder().decode(createUser().getSeed()))
}

/** The identity of a secret. A `CredentialsError` if it is none. */
export function identityOf(seed: string): Identity {
  const natsKey = natsKeyOf(seed)
  // A broker chooses what a client signs to get in. With one key for both, it could choose an envelope.
  const secret = hkdfSync("sha256", bytesOf(seed), "", "heddle envelope signing key 1", 32)
  const key = createPrivateKey({ key: Buffer.concat([privateHead, Buffer.from(secret)]), format: "der", type: "pkcs8" })
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(publicHead.length)
  return {
    // The first letter is that of all users; those behind it are of the key's first bytes.
    id: natsKey.slice(1, 17),
    natsKey,
    publicKey: publicKey.toString("base64url"),
    seed,
    sign: (bytes) => new Uint8Array(signWith(null, bytes, key)),
  }
}

/** True if `signature` is that of `bytes` by the owner of `publicKey`. Never throws, whatever it is given. */
export function verify(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (!isPublicKey(publicKey) || signature.byteLength !== 64) return false
    const key = Buffer.concat([publicHead, Buffer.from(publicKey, "base64url")])
    return verifyWith(null, bytes, createPublicKey({ key, format: "der", type: "spki" }), signature)
  } catch {
    return false
  }
}

/** True of 32 bytes as base64url, written the one way there is: so equal keys are equal texts. */
export function isPublicKey(text: unknown): text is string {
  return typeof text === "string" && text.length === 43 && Buffer.from(text, "base64url").toString("base64url") === text
}

function natsKeyOf(seed: string): string {
  try {
    // Other kinds of keys, such as that of an account, have another second letter.
    if (!/^SU[A-Z2-7]{56}$/.test(seed)) throw new Error("not the seed of a user")
    return fromSeed(new TextEncoder().encode(seed)).getPublicKey()
  } catch (cause) {
    throw new CredentialsError(
      "The seed is not one of a NATS user",
      'It begins with "SU" and has 58 letters and digits. `heddle cluster keys` makes a new one.',
      { cause },
    )
  }
}

/** The 32 bytes in a seed: base32 of two bytes of its kind, the 32, and two of a checksum. */
function bytesOf(seed: string): Uint8Array {
  const bits = Array.from(seed, (letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  ).join("")
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(bits.slice(16 + 8 * i, 24 + 8 * i), 2))
}
