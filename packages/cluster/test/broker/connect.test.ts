import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { describe, it } from "node:test"
import { BrokerError, CredentialsError } from "@heddle/cluster"
import { connectBroker } from "../../src/broker/index.ts"
import type { ConnectOptions } from "../../src/broker/index.ts"
import { createIdentity } from "../../src/identity/index.ts"
import { notRun, startBroker, startProxy } from "../broker.ts"
import { speakNats, startFake } from "./fake.ts"

const { seed, natsKey, id } = createIdentity()
const stranger: ConnectOptions = { role: "agent", credentials: { role: "agent", seed, trusts: [] } }

// This machine, but not by an address of loopback.
const beyond = "0.0.0.0"
const noBeyond = process.platform === "win32" && "Windows does not connect to 0.0.0.0"

async function refused(
  url: string | undefined,
  message: RegExp,
  hint: RegExp,
  more: Partial<ConnectOptions> = {},
): Promise<void> {
  await assert.rejects(connectBroker(url, { ...stranger, ...more }), (error) => {
    assert.ok(error instanceof BrokerError, String(error))
    assert.match(error.message, message)
    assert.match(error.hint!, hint)
    assert.ok(!String(error).includes(seed))
    return true
  })
}

describe("why there is no connection is told", () => {
  it("nothing listens there", async () => {
    const server = createServer()
    await once(server.listen(0, "127.0.0.1"), "listening")
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await refused(`nats://127.0.0.1:${port}`, /Nothing listens at nats:\/\/127/, /heddle cluster up/)
  })

  it("the host's name is not known", async () => {
    await refused("nats://no-such-host.invalid", /The host of .* is not known/, /DNS/)
  })

  it("it is no URL of a broker", async () => {
    for (const url of ["http://127.0.0.1", "", "nats://", "nats://a b", "ws://127.0.0.1:1"]) {
      await refused(url, /^The broker's URL is none\n/, /nats:\/\/host:4222/)
    }
    await refused("nats://me:secret@127.0.0.1", /^The broker's URL has a user or a password\n/, /Credentials/)
    await refused(undefined, /No broker is named/, /Give its URL/)
  })

  it("it is another server", async () => {
    await using http = await startFake((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"))
    await refused(http.url, /is not a nats-server/, /4222/)
    await using closing = await startFake((socket) => socket.end())
    await refused(closing.url, /is not a nats-server/, /4222/)
  })

  it("it says nothing", async () => {
    await using silent = await startFake(() => {})
    await refused(silent.url, /does not answer in time/, /firewall/, { timeout: 50 })
  })

  it("its caller has given up", async () => {
    const reason = new Error("given up")
    const end = new AbortController()
    await using silent = await startFake(() => end.abort(reason))
    const options = { ...stranger, signal: end.signal, timeout: 1000 }
    await assert.rejects(connectBroker(silent.url, options), reason)
    await assert.rejects(connectBroker(silent.url, options), reason)
  })

  it("the credentials are for another role", async () => {
    await assert.rejects(connectBroker("nats://127.0.0.1", { ...stranger, role: "submitter" }), CredentialsError)
  })
})

describe("beyond loopback", { skip: noBeyond }, () => {
  it("a broker without TLS is refused before it is told anything", async () => {
    const heard: string[] = []
    const info = { auth_required: true, nonce: "abc" }
    await using fake = await startFake((socket) => speakNats(socket, info, (text) => heard.push(text)), beyond)
    await refused(fake.url, /has no TLS/, /certificate/)
    assert.deepEqual(heard, [])
  })

  it("one is taken if that is said, and a warning in capitals tells it once", async () => {
    const warnings: string[] = []
    await using fake = await startFake((socket) => speakNats(socket, {}), beyond)
    for (let i = 0; i < 2; i++) {
      const broker = await connectBroker(fake.url, {
        ...stranger,
        insecure: true,
        warn: (text) => void warnings.push(text),
      })
      await broker.close()
    }
    assert.equal(warnings.length, 1)
    assert.match(warnings[0]!, /^THE BROKER nats:\/\/0\.0\.0\.0:\d+ IS USED WITH "insecure": [A-Z ,:]+\.$/)
  })

  it("nothing is warned of on loopback", async () => {
    await using fake = await startFake((socket) => speakNats(socket, {}))
    const broker = await connectBroker(fake.url, { ...stranger, insecure: true, warn: assert.fail })
    await broker.close()
    assert.equal(await broker.closed, undefined)
  })
})

describe("a connection", () => {
  it("is not given to a broker that asks for no authentication, if the one before did", async () => {
    const heard: string[] = []
    await using fake = await startFake((socket, number) => {
      if (number === 1) speakNats(socket, { auth_required: true, nonce: "abc" }, () => socket.write("PONG\r\n"))
      else speakNats(socket, {}, (text) => heard.push(text))
      if (number === 1) ended = () => socket.destroy()
    })
    let ended = (): void => {}
    const broker = await connectBroker(fake.url, stranger)
    ended()
    const error = await broker.closed
    assert.ok(error instanceof BrokerError)
    assert.match(error.message, /lets in everybody/)
    assert.deepEqual(heard, [])
  })

  it("does not go to servers that the broker tells of", async () => {
    await using other = await startFake(() => assert.fail("it went there"))
    const second = Promise.withResolvers<void>()
    const info = { auth_required: true, nonce: "abc", connect_urls: [other.url.slice("nats://".length)] }
    let end = (): void => {}
    await using fake = await startFake((socket, number) => {
      speakNats(socket, info)
      end = () => socket.destroy()
      if (number === 4) second.resolve()
    })
    const broker = await connectBroker(fake.url, stranger)
    for (let i = 0; i < 3; i++) {
      const reconnected = reconnect(broker.connection)
      end()
      await reconnected
    }
    await second.promise
    await broker.close()
  })
})

async function reconnect(connection: { status: () => AsyncIterable<{ type: string }> }): Promise<void> {
  for await (const { type } of connection.status()) if (type === "reconnect") return
}

for (const version of ["2.9", "newest"] as const) {
  describe(`nats-server ${version}`, { skip: await notRun(version) }, () => {
    it("lets in who has a key", async () => {
      await using server = await startBroker({ version })
      for (const role of ["submitter", "agent"] as const) {
        const broker = await connectBroker(undefined, { credentials: server[role], role })
        assert.equal(broker.url, server.url)
        assert.equal(broker.trusts.length, 1)
        await broker.connection.flush()
        await broker.close()
        await broker.close()
        assert.equal(await broker.closed, undefined)
      }
    })

    it("lets in no unknown key, and the error names it", async () => {
      await using server = await startBroker({ version })
      await refused(
        server.url,
        new RegExp(`does not let in the key ${natsKey}`),
        /Add it to the broker's configuration/,
      )
    })

    it("is reached by the name of this machine", async () => {
      await using server = await startBroker({ version })
      const broker = await connectBroker(`localhost:${server.port}`, { credentials: server.agent, role: "agent" })
      await broker.close()
    })

    it("without keys is taken on loopback, and without TLS not beyond", async () => {
      await using server = await startBroker({ version, config: (port) => `listen: "0.0.0.0:${port}"` })
      const broker = await connectBroker(server.url, stranger)
      await broker.close()
      if (noBeyond === false) await refused(`nats://${beyond}:${server.port}`, /has no TLS/, /certificate/)
    })

    it("may crash and come back", async () => {
      await using server = await startBroker({ version, agents: [{ id, natsKey }] })
      const broker = await connectBroker(server.url, stranger)
      const reconnected = reconnect(broker.connection)
      await server.restart()
      await reconnected
      await broker.connection.flush()
      await broker.close()
    })

    it("may be gone when the connection is closed", async () => {
      await using server = await startBroker({ version })
      const broker = await connectBroker(server.url, { credentials: server.agent, role: "agent" })
      await server.kill()
      await broker.close()
      assert.equal(await broker.closed, undefined)
    })

    it("may be behind a line that is cut", async () => {
      await using server = await startBroker({ version })
      await using line = await startProxy(server)
      const broker = await connectBroker(line.url, { credentials: server.agent, role: "agent" })
      const reconnected = reconnect(broker.connection)
      line.cut()
      const lost = assert.rejects(broker.connection.flush(), /disconnected/)
      line.reset()
      line.mend()
      await reconnected
      await lost
      await broker.connection.flush()
      await broker.close()
    })

    it("does not take back a key that was removed", async () => {
      let keys = [{ id, natsKey }]
      await using server = await startBroker({
        version,
        get agents() {
          return keys
        },
      })
      const broker = await connectBroker(server.url, stranger)
      keys = []
      await server.restart()
      const error = await broker.closed
      assert.match(error!.message, /does not let in the key/)
    })
  })
}
