import assert from "node:assert/strict"
import { test } from "node:test"
import { brokerConfig } from "../../src/broker/index.ts"
import { createIdentity } from "../../src/identity/index.ts"
import { notRun, startBroker } from "../broker.ts"

const [one, two] = [createIdentity(), createIdentity()]
const base = { port: 4222, store: "/var/lib/heddle", submitters: [one], agents: [two] }

test("no secret is in a configuration", () => {
  const text = brokerConfig(base)
  for (const { natsKey, seed } of [one, two]) {
    assert.ok(text.includes(natsKey))
    assert.ok(!text.includes(seed))
  }
})

test("it listens on loopback unless something else is said, and its figures do always", () => {
  assert.match(brokerConfig(base), /^listen: "127\.0\.0\.1:4222"\n/)
  assert.match(
    brokerConfig({ ...base, host: "::", monitor: 8222 }),
    /^listen: "\[::\]:4222"\nhttp: "127\.0\.0\.1:8222"\n/,
  )
})

test("a text of any characters stays a text", () => {
  assert.ok(brokerConfig({ ...base, store: 'C:\\a "b"' }).includes('store_dir: "C:\\\\a \\"b\\""'))
})

test("without users it lets in nobody", async (t) => {
  const skip = await notRun()
  if (skip !== false) return t.skip(skip)
  const { connectBroker } = await import("../../src/broker/index.ts")
  await using server = await startBroker({
    config: (port) =>
      brokerConfig({ port, store: "/nowhere", submitters: [], agents: [] }).replace(/jetstream.*\n/, ""),
  })
  await assert.rejects(
    connectBroker(undefined, { credentials: server.agent, role: "agent" }),
    /does not let in the key U/,
  )
})
