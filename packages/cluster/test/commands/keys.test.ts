import assert from "node:assert/strict"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { cluster } from "@heddle/cluster/commands"
import { connectBroker } from "../../src/broker/index.ts"
import { readCredentials } from "../../src/identity/index.ts"
import { notRun, startBroker } from "../broker.ts"
import { temporaryFolder } from "./folder.ts"
import { heddle } from "./processes.ts"

test("a broker with the written configuration lets in the written credentials", { skip: await notRun() }, async () => {
  using folder = temporaryFolder()
  const { code, stderr } = await heddle(folder.path, ["cluster", "keys", "--submitters", "2", "--dir", "keys"])
  assert.equal(stderr, "")
  assert.equal(code, 0)
  const file = (name: string): string => join(folder.path, "keys", name)
  const text = readFileSync(file("nats-server.conf"), "utf8")
  await using broker = await startBroker({ config: () => text.replace('"127.0.0.1:4222"', '"127.0.0.1:-1"') })
  for (const [name, role] of [
    ["submitter-1.json", "submitter"],
    ["submitter-2.json", "submitter"],
    ["agent-1.json", "agent"],
  ] as const) {
    const joined = await connectBroker(broker.url, { credentials: file(name), role })
    await joined.close()
  }
  const agent = await readCredentials(file("agent-1.json"), "agent")
  assert.equal(agent.trusts.length, 2)
  assert.equal(agent.url, "nats://127.0.0.1:4222")
})

test("nobody else may read what is written, and nothing is overwritten", async () => {
  using folder = temporaryFolder()
  const keys = join(folder.path, "heddle-keys")
  assert.equal((await heddle(folder.path, ["cluster", "keys"])).code, 0)
  assert.equal(statSync(keys).mode & 0o777, 0o700)
  const read = (): string[] => readdirSync(keys).map((name) => readFileSync(join(keys, name), "utf8"))
  const before = read()
  assert.deepEqual(readdirSync(keys), [".gitignore", "agent-1.json", "nats-server.conf", "submitter-1.json"])
  for (const name of readdirSync(keys)) assert.equal(statSync(join(keys, name)).mode & 0o777, 0o600, name)
  const again = await heddle(folder.path, ["cluster", "keys", "--agents", "2"])
  assert.equal(again.code, 2)
  assert.match(again.stderr, /nothing is overwritten, and there is .*nats-server\.conf/)
  assert.deepEqual(read(), before)
})

test("with a host it listens to others, and has TLS or says that it lacks it", async () => {
  using folder = temporaryFolder()
  for (const name of ["cert.pem", "key.pem", "ca.pem"]) writeFileSync(join(folder.path, name), `a ${name}`)
  const plain = await heddle(folder.path, ["cluster", "keys", "--host", "broker.example", "--dir", "plain"])
  assert.equal(plain.code, 0)
  assert.match(plain.stderr, /without --tls-cert and --tls-key, programs and machines refuse this broker/)
  const tls = ["--tls-cert", "cert.pem", "--tls-key", "key.pem", "--ca", "ca.pem"]
  const safe = await heddle(folder.path, ["cluster", "keys", "--host", "broker.example", "--port", "5000", ...tls])
  assert.equal(safe.stderr, "")
  const config = readFileSync(join(folder.path, "heddle-keys/nats-server.conf"), "utf8")
  assert.match(config, /^listen: "0\.0\.0\.0:5000"\n/)
  assert.ok(config.includes(`tls { cert_file: ${JSON.stringify(join(folder.path, "cert.pem"))}, key_file: `))
  const { url, ca } = await readCredentials(join(folder.path, "heddle-keys/agent-1.json"))
  assert.deepEqual({ url, ca }, { url: "tls://broker.example:5000", ca: "a ca.pem" })
})

for (const [args, message] of [
  [["--tls-cert", "cert.pem"], /--tls-cert and --tls-key go together/],
  [["--tls-cert", "/nowhere", "--tls-key", "/nowhere"], /--tls-cert: ENOENT/],
  [["--host", "nats://a:1"], /--host is a name or an address/],
  [["--port", "99999"], /`--port` must be at most 65535/],
  [["--agents", "0"], /`--agents` must be .*got 0/],
  [["other"], /it takes options only, not other/],
] as const) {
  test(`heddle cluster keys ${args.join(" ")} writes nothing`, async () => {
    using folder = temporaryFolder()
    await assert.rejects(cluster(["keys", "--dir", join(folder.path, "keys"), ...args]), message)
    assert.deepEqual(readdirSync(folder.path), [])
  })
}
