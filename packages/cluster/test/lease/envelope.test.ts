import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { createIdentity } from "../../src/identity/index.ts"
import { isAsking, isNews, isReply, isRequest, open, seal } from "../../src/lease/index.ts"
import { news, request } from "./samples.ts"

const [one, two] = [createIdentity(), createIdentity()]
const trusts = [one.publicKey]

describe("an envelope", () => {
  it("is opened for its purpose alone", () => {
    const bytes = seal(one, "lease", { a: 1 })
    assert.deepEqual(open(bytes, "lease", trusts), { a: 1 })
    assert.equal(open(bytes, "leased", trusts), undefined)
    assert.equal(open(bytes, "node", trusts), undefined)
  })

  it("is nothing if any of it was altered", () => {
    const bytes = seal(one, "node", { some: "text", and: [1, 2, 3] })
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 128]) {
        const altered = Uint8Array.from(bytes)
        altered[at]! ^= bit
        assert.equal(open(altered, "node", [...trusts, two.publicKey]), undefined, String(at))
      }
      assert.equal(open(bytes.subarray(0, at), "node", trusts), undefined, String(at))
    }
    assert.equal(open(Buffer.concat([bytes, Buffer.from(" ")]), "node", trusts), undefined)
  })

  it("is nothing if nobody who is trusted has signed it", () => {
    const bytes = seal(two, "lease", {})
    assert.equal(open(bytes, "lease", trusts), undefined)
    assert.equal(open(bytes, "lease", []), undefined)
    // Nor with the name of somebody who is.
    const posed = Buffer.concat([Buffer.from(one.publicKey, "base64url"), bytes.subarray(32)])
    assert.equal(open(posed, "lease", [one.publicKey, two.publicKey]), undefined)
  })

  it("is nothing if there is no JSON in it, though somebody trusted signed it", () => {
    for (const text of ["", "{", "undefined", "\0"]) {
      const body = Buffer.from(text)
      const signature = one.sign(Buffer.concat([Buffer.from("heddle envelope 1 lease\n"), body]))
      const bytes = Buffer.concat([Buffer.from(one.publicKey, "base64url"), signature, body])
      assert.equal(open(bytes, "lease", trusts), undefined)
    }
  })
})

describe("what is in an envelope is looked at", () => {
  const junk = [null, 0, -1, 1.5, 1e300, "", "x", "*", ">", "a.b", "\r\nPUB x 1", [], {}, [[]], { a: {} }, true]

  it("a request as programs make it is one", () => {
    assert.ok(isAsking(request()) && isRequest(request()))
    const { memoryLimit, env, argv, execArgv, resourceLimits, ...less } = request().worker
    assert.ok(isRequest({ ...request(), worker: less }))
    assert.ok([memoryLimit, env, argv, execArgv, resourceLimits].every((given) => given !== undefined))
  })

  it("anything else is none", () => {
    for (const value of [...junk, undefined]) assert.ok(!isAsking(value) && !isRequest(value) && !isNews(value))
    for (const name of ["agent", "node", "boot", "program", "key", "lease", "worker"]) {
      assert.ok(!isRequest({ ...request(), [name]: undefined }), name)
    }
    for (const program of junk) assert.ok(!isRequest({ ...request(), program }), JSON.stringify(program))
    for (const session of junk) assert.ok(!isAsking({ ...request(), session }), JSON.stringify(session))
    for (const name of ["env", "argv", "execArgv", "resourceLimits", "depth", "name"]) {
      for (const value of [null, -1, [{}], [1], { a: {} }, true]) {
        assert.ok(!isRequest({ ...request(), worker: { ...request().worker, [name]: value } }), name)
      }
    }
  })

  it("news as machines tell them are news, and nothing else", () => {
    assert.ok(isNews(news()))
    for (const name of Object.keys(news())) {
      for (const value of [undefined, null, -1, [{}], { a: {} }]) {
        if ((name === "protocol" || name === "free") && value === -1) continue
        assert.ok(!isNews({ ...news(), [name]: value }), `${name} ${JSON.stringify(value)}`)
      }
    }
  })

  it("an answer is that to its request", () => {
    const { session, key } = request()
    assert.ok(isReply({ session, key, cpus: 2 }, session))
    assert.ok(isReply({ session, refused: "full", why: "" }, session))
    assert.ok(!isReply({ session, key, cpus: 2 }, "0".repeat(32)))
    for (const value of [...junk, { session }, { session, key }, { session, key: 1, cpus: 1 }, { session, refused: 1 }])
      assert.ok(!isReply(value, session), JSON.stringify(value))
  })
})
