import assert from "node:assert/strict"
import { test } from "node:test"
import { createAccount, fromPublic } from "@nats-io/nkeys"
import { CredentialsError } from "@heddle/cluster"
import { createIdentity, identityOf, isPublicKey, verify } from "../../src/identity/index.ts"

const bytes = new TextEncoder().encode("a task")

test("all of an identity comes from its seed", () => {
  const one = createIdentity()
  const again = identityOf(one.seed)
  assert.deepEqual([again.id, again.natsKey, again.publicKey], [one.id, one.natsKey, one.publicKey])
  assert.match(one.seed, /^SU[A-Z2-7]{56}$/)
  assert.match(one.natsKey, /^U[A-Z2-7]{55}$/)
  assert.match(one.id, /^[A-Z2-7]{16}$/)
  assert.match(one.publicKey, /^[\w-]{43}$/)
  assert.notEqual(createIdentity().id, one.id)
})

test("what a seed gives stays the same in later versions", () => {
  const { id, natsKey, publicKey } = identityOf("SUAAAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4H776Y")
  assert.deepEqual(
    { id, natsKey, publicKey },
    {
      id: "AB2CB576PHBBPQ5O",
      natsKey: "UAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3RLKK",
      publicKey: "_dJ-NOEmfII--2Gs3xqCUa_2IEp0HQwGWbLgKT45TFo",
    },
  )
})

test("a signature is of those bytes and that key", () => {
  const [one, other] = [createIdentity(), createIdentity()]
  const signature = one.sign(bytes)
  assert.equal(signature.byteLength, 64)
  assert.equal(verify(one.publicKey, bytes, signature), true)
  assert.equal(verify(other.publicKey, bytes, signature), false)
  assert.equal(verify(one.publicKey, new TextEncoder().encode("a tasK"), signature), false)
  for (let i = 0; i < signature.length; i++) {
    const altered = Uint8Array.from(signature)
    altered[i]! ^= 1
    assert.equal(verify(one.publicKey, bytes, altered), false)
  }
})

test("what NATS has signed is no signature of an envelope, and the other way round", () => {
  const one = createIdentity()
  assert.equal(fromPublic(one.natsKey).verify(bytes, one.sign(bytes)), false)
  // The bytes of the key that NATS knows, as if it were one of ours.
  const natsKey = base32(one.natsKey).subarray(1, 33).toString("base64url")
  assert.ok(isPublicKey(natsKey))
  assert.notEqual(natsKey, one.publicKey)
  assert.equal(verify(natsKey, bytes, one.sign(bytes)), false)
})

test("verifying never throws", () => {
  const { publicKey, sign } = createIdentity()
  const signature = sign(bytes)
  const odd = [undefined, null, 1, "", "x", {}, [], publicKey + "A", publicKey.slice(1), new Uint8Array(0)] as any[]
  for (const one of odd) {
    assert.equal(verify(one, bytes, signature), false)
    assert.equal(verify(publicKey, bytes, one), false)
    assert.equal(verify(publicKey, one, signature), false)
  }
  assert.equal(verify(publicKey, bytes, signature.subarray(1)), false)
})

test("a public key is written in one way only", () => {
  const { publicKey } = createIdentity()
  assert.equal(isPublicKey(publicKey), true)
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
  const last = alphabet.indexOf(publicKey[42]!)
  // Its last two bits say nothing, and so are zero.
  const twin = publicKey.slice(0, 42) + alphabet[last + 1]
  assert.deepEqual(Buffer.from(twin, "base64url"), Buffer.from(publicKey, "base64url"))
  assert.equal(isPublicKey(twin), false)
})

test("a seed that is none is told, and not shown", () => {
  const { seed, natsKey } = createIdentity()
  const account = new TextDecoder().decode(createAccount().getSeed())
  for (const wrong of ["", "SU", seed.slice(1), seed.slice(0, -1), seed.toLowerCase(), natsKey, account, `${seed}A`]) {
    assert.throws(
      () => identityOf(wrong),
      (error) => error instanceof CredentialsError && (wrong.length < 3 || !error.message.includes(wrong)),
      wrong,
    )
  }
})

function base32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  ).join("")
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}
