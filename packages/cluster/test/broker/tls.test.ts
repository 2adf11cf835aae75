import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { BrokerError } from "@heddle/cluster"
import { connectBroker } from "../../src/broker/index.ts"
import type { ConnectOptions } from "../../src/broker/index.ts"
import { createIdentity } from "../../src/identity/index.ts"
import { notRun, startBroker } from "../broker.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-tls-"))
after(() => rmSync(folder, { recursive: true }))

const { seed, id, natsKey } = createIdentity()
const agents = [{ id, natsKey }]

function certificate(name: string, hosts: string): { readonly cert: string; readonly key: string } | undefined {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  const kind = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=broker".split(" ")
  try {
    execFileSync("openssl", [...kind, "-addext", `subjectAltName=${hosts}`, "-out", cert, "-keyout", key], {
      stdio: "ignore",
    })
    return { cert, key }
  } catch {
    return undefined
  }
}

// 0.0.0.0 is this machine, but not by an address of loopback.
const ours = certificate("ours", "IP:0.0.0.0,IP:127.0.0.1")
const named = certificate("named", "DNS:localhost,DNS:broker.example")

function options(ca: string | undefined, more: Partial<ConnectOptions> = {}): ConnectOptions {
  const credentials = {
    role: "agent",
    seed,
    trusts: [],
    ...(ca !== undefined && { ca: readFileSync(ca, "utf8") }),
  } as const
  return { role: "agent", credentials, ...more }
}

async function refused(url: string, message: RegExp, given: ConnectOptions): Promise<void> {
  await assert.rejects(connectBroker(url, given), (error) => {
    assert.ok(error instanceof BrokerError)
    assert.match(error.message, message)
    return true
  })
}

for (const version of ["2.9", "newest"] as const) {
  const skip =
    (await notRun(version)) ||
    (ours === undefined || named === undefined ? "not run: openssl is not there" : false) ||
    (process.platform === "win32" && "Windows does not connect to 0.0.0.0")
  describe(`TLS with nats-server ${version}`, { skip }, () => {
    it("a broker beyond loopback is taken with it, and again after a crash", async () => {
      await using server = await startBroker({ version, agents, host: "0.0.0.0", tls: ours! })
      for (const scheme of ["nats", "tls"]) {
        const broker = await connectBroker(`${scheme}://0.0.0.0:${server.port}`, options(ours!.cert))
        const statuses = broker.connection.status()
        await server.restart()
        for await (const { type } of statuses) if (type === "reconnect") break
        await broker.connection.flush()
        await broker.close()
        assert.equal(await broker.closed, undefined)
      }
    })

    it("a certificate that nobody vouches for is refused", async () => {
      await using server = await startBroker({ version, agents, host: "0.0.0.0", tls: ours! })
      for (const host of ["0.0.0.0", "127.0.0.1"]) {
        for (const ca of [undefined, named!.cert]) {
          await refused(`nats://${host}:${server.port}`, /certificate of the broker .* is not trusted/, options(ca))
        }
      }
    })

    it("a certificate for another host is refused, be it for localhost", async () => {
      await using server = await startBroker({ version, agents, host: "0.0.0.0", tls: named! })
      await refused(`nats://0.0.0.0:${server.port}`, /is not trusted: .*0\.0\.0\.0/, options(named!.cert))
      const broker = await connectBroker(`tls://localhost:${server.port}`, options(named!.cert))
      await broker.close()
    })

    it("a broker with it that asks for no authentication is refused", async () => {
      const config = (port: number): string =>
        `listen: "0.0.0.0:${port}"\ntls { cert_file: "${ours!.cert}", key_file: "${ours!.key}" }`
      await using server = await startBroker({ version, config })
      const url = `nats://0.0.0.0:${server.port}`
      await refused(url, /lets in everybody/, options(ours!.cert))
      const warnings: string[] = []
      const warn = (text: string): void => void warnings.push(text)
      const broker = await connectBroker(url, options(ours!.cert, { insecure: true, warn }))
      await broker.close()
      assert.equal(warnings.length, 1)
    })

    it("one that lost it is not connected to again", async () => {
      let tls = ours
      await using server = await startBroker({
        version,
        agents,
        host: "0.0.0.0",
        get tls() {
          return tls!
        },
      })
      const broker = await connectBroker(`nats://0.0.0.0:${server.port}`, options(ours!.cert))
      const statuses = broker.connection.status()[Symbol.asyncIterator]()
      tls = undefined
      await server.restart()
      const seen: string[] = []
      // It tries again and again: the broker may be itself again.
      while (seen.filter((type) => type === "reconnecting").length < 3) seen.push((await statuses.next()).value!.type)
      assert.ok(!seen.includes("reconnect"))
      tls = ours
      await server.restart()
      while (seen.at(-1) !== "reconnect") seen.push((await statuses.next()).value!.type)
      await statuses.return?.()
      await broker.close()
    })
  })
}
