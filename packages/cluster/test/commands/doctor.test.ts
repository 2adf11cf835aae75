import assert from "node:assert/strict"
import { test } from "node:test"
import { notRun, startBroker } from "../broker.ts"
import { heddle } from "./processes.ts"

for (const [version, expected] of [
  ["2.9", /version 2\.9\.\d+, with JetStream$/],
  ["newest", /version 2\.(1\d|[2-9]\d)\.\d+, with JetStream$/],
] as const) {
  test(`heddle doctor finds nats-server ${version}`, { skip: await notRun(version) }, async () => {
    await using broker = await startBroker({ version })
    const { stdout } = await heddle(import.meta.dirname, ["doctor", "--nats", broker.url, "--json"])
    const findings = JSON.parse(stdout) as { readonly name: string; readonly status: string; readonly text: string }[]
    const found = findings.find(({ name }) => name === "nats")
    assert.equal(found?.status, "ok")
    assert.match(found.text, expected)
  })
}
