import {
  createCipheriv,
  createDecipheriv,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  createPublicKey,
} from "node:crypto"
import type { KeyObject } from "node:crypto"

const algorithm = "aes-256-gcm"
const keyBytes = 32
export const tagBytes = 16

/** Encrypts and authenticates one way of a link. A number is used once: two packets under one number would give the key away. */
export class Seal {
  readonly #key: Uint8Array
  readonly #nonce = Buffer.alloc(12)

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** `head` is authenticated, and sent as it is. */
  seal(number: number, head: Uint8Array, body: Uint8Array): Buffer {
    this.#nonce.writeUIntBE(number, 6, 6)
    const cipher = createCipheriv(algorithm, this.#key, this.#nonce, { authTagLength: tagBytes })
    cipher.setAAD(head)
    return Buffer.concat([head, cipher.update(body), cipher.final(), cipher.getAuthTag()])
  }

  /** Undefined: it was not sealed so. */
  open(number: number, head: Uint8Array, sealed: Uint8Array): Buffer | undefined {
    if (sealed.length < tagBytes) return undefined
    this.#nonce.writeUIntBE(number, 6, 6)
    const decipher = createDecipheriv(algorithm, this.#key, this.#nonce, { authTagLength: tagBytes })
    decipher.setAAD(head)
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
    const body = decipher.update(sealed.subarray(0, sealed.length - tagBytes))
    try {
      decipher.final()
    } catch {
      return undefined
    }
    return body
  }
}

/** The four keys of a link: one for each way and kind of packet. */
export interface LinkKeys {
  readonly data: Seal
  readonly word: Seal
}

/** What both sides of a link make for it alone, and forget with it: who gets their lasting keys later cannot read what it carried. */
export class Exchange {
  readonly publicKey: Uint8Array
  readonly #privateKey: KeyObject

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("x25519")
    this.#privateKey = privateKey
    this.publicKey = Buffer.from((publicKey.export({ format: "jwk" }) as { x: string }).x, "base64url")
  }

  /**
   * The keys that only the two can know. `session` is the link's name, `asks` true for the side that asked for it.
   * Throws if `theirs` is no key.
   */
  agree(theirs: Uint8Array, session: string, asks: boolean): { readonly ours: LinkKeys; readonly theirs: LinkKeys } {
    const jwk = { kty: "OKP", crv: "X25519", x: Buffer.from(theirs).toString("base64url") }
    const secret = diffieHellman({
      privateKey: this.#privateKey,
      publicKey: createPublicKey({ key: jwk, format: "jwk" }),
    })
    const [asker, asked] = asks ? [this.publicKey, theirs] : [theirs, this.publicKey]
    const info = Buffer.concat([Buffer.from("heddle link 1"), asker, asked])
    const bytes = Buffer.from(hkdfSync("sha256", secret, session, info, 4 * keyBytes))
    const seals = Array.from({ length: 4 }, (_, i) => new Seal(bytes.subarray(i * keyBytes, (i + 1) * keyBytes)))
    const [of, to] = [
      { data: seals[0]!, word: seals[1]! },
      { data: seals[2]!, word: seals[3]! },
    ]
    return asks ? { ours: of, theirs: to } : { ours: to, theirs: of }
  }
}
