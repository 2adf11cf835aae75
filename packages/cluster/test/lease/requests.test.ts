import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { describe, it } from "node:test"
import { MachineError, cluster, createIdentity, readCredentials, startAgent } from "@heddle/cluster"
import type { Agent } from "@heddle/cluster"
import { Pool } from "heddle"
import { connectBroker } from "../../src/broker/index.ts"
import type { Broker } from "../../src/broker/index.ts"
import { isNews, open, seal, subjects } from "../../src/lease/index.ts"
import { Exchange, Link } from "../../src/link/index.ts"
import type { LeaseReply, LeaseRequest, MachineNews } from "../../src/lease/index.ts"
import { notRun, startBroker } from "../broker.ts"
import type { TestBroker } from "../broker.ts"
import { news, request } from "./samples.ts"

/** A broker that lets everybody do everything: what is left are the signatures. */
const lax = (port: number): string => `listen: "127.0.0.1:${port}"\n`

/** A machine of two places, and a program that says to it what no program says. */
async function setUp() {
  const stack = new AsyncDisposableStack()
  const broker = stack.use(await startBroker({ config: lax }))
  const agent = stack.use(await startAgent(undefined, { credentials: broker.agent, workers: 2, name: "here" }))
  const program = await connectBroker(undefined, { role: "submitter", credentials: broker.submitter })
  stack.defer(program.close)
  const told = await newsOf(program, agent)
  return { broker, agent, program, told, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

async function newsOf({ connection, trusts }: Broker, { node }: Agent): Promise<MachineNews> {
  const subscription = connection.subscribe(subjects.allNews)
  connection.publish(subjects.who)
  for await (const { data } of subscription) {
    const said = open(data, "node", trusts)
    if (isNews(said) && said.node === node) return said
  }
  throw new Error("the machine says nothing")
}

type Setup = Awaited<ReturnType<typeof setUp>>

function asked({ program, told }: Setup, more: Record<string, unknown> = {}): LeaseRequest {
  const { agent, node, boot } = told
  const session = randomBytes(16).toString("hex")
  return { ...request({ agent, node, boot, session, program: program.identity.id }), ...more }
}

async function answerTo({ program, told }: Setup, bytes: Uint8Array): Promise<LeaseReply> {
  const { data } = await program.connection.request(subjects.lease(told.agent, told.node), bytes, { timeout: 10_000 })
  return open(data, "leased", program.trusts) as LeaseReply
}

/** The machine says nothing to it: it answers what comes behind. */
async function unanswered(all: Setup, bytes: Uint8Array): Promise<void> {
  const { program, told } = all
  const first = program.connection.request(subjects.lease(told.agent, told.node), bytes, { timeout: 2 ** 30 })
  const second = answerTo(all, seal(program.identity, "lease", asked(all, { boot: "another" })))
  const which = await Promise.race([first.then(() => "first"), second.then(() => "second")])
  first.catch(() => {})
  assert.equal(which, "second")
}

async function refusedBecause(all: Setup, value: unknown): Promise<string> {
  const reply = await answerTo(all, seal(all.program.identity, "lease", value))
  assert.ok("refused" in reply, JSON.stringify(reply))
  return reply.why
}

describe("a machine", { skip: await notRun() }, () => {
  it("takes no request that is not signed, by somebody whom it trusts, for this", async () => {
    await using all = await setUp()
    const { identity } = all.program
    const good = asked(all)
    await unanswered(all, Buffer.alloc(0))
    await unanswered(all, randomBytes(200))
    await unanswered(all, Buffer.from(JSON.stringify(good)))
    await unanswered(all, seal(createIdentity(), "lease", good))
    await unanswered(all, seal(identity, "leased", good))
    const altered = Buffer.from(seal(identity, "lease", good))
    altered[altered.length - 3]! ^= 1
    await unanswered(all, altered)
    assert.equal(all.agent.workers, 0)
  })

  it("takes a request once, and only one that is meant for it and for this start of it", async () => {
    await using all = await setUp()
    const good = seal(all.program.identity, "lease", asked(all))
    assert.ok("key" in (await answerTo(all, good)))
    const again = await answerTo(all, good)
    assert.match("why" in again ? again.why : "", /sent before/)
    assert.equal(all.agent.workers, 1)
    for (const other of [{ agent: all.program.identity.id }, { node: "another" }, { boot: "earlier" }]) {
      assert.match(await refusedBecause(all, asked(all, other)), /another machine|earlier start/)
    }
    assert.equal(all.agent.workers, 1)
  })

  it("tells both versions to a program of another", async () => {
    await using all = await setUp()
    for (const other of [{ version: "0.0.99" }, { protocol: 99 }, { version: "0.0.99", worker: "of another kind" }]) {
      assert.match(await refusedBecause(all, asked(all, other)), /runs heddle .*\(protocol 1\).*heddle .*\(protocol/)
    }
  })

  it("takes leases of half a second to ten minutes", async () => {
    await using all = await setUp()
    for (const lease of [0, 499, 600_001, -1, Number.MAX_VALUE, null, "1000"]) {
      assert.match(await refusedBecause(all, asked(all, { lease })), /malformed/)
    }
  })

  it("goes on whatever is in a request of a program that it trusts", async () => {
    await using all = await setUp()
    const junk = [null, -1, 1e300, "", "*", "x y", "a\r\nPUB x 0\r\n", [], {}, [null], { a: [] }, "\0", "x".repeat(1e5)]
    const good = asked(all) as unknown as Record<string, unknown>
    for (const value of [...junk, [good]]) await unanswered(all, seal(all.program.identity, "lease", value))
    for (const name of Object.keys(good)) {
      for (const value of junk) {
        const bytes = seal(all.program.identity, "lease", { ...asked(all), [name]: value })
        if (name === "session") await unanswered(all, bytes)
        else if (name !== "protocol" && name !== "version") assert.ok("refused" in (await answerTo(all, bytes)), name)
      }
    }
    assert.equal(all.agent.workers, 0)
  })

  it("goes on whatever a program that it trusts says over a link", async () => {
    await using all = await setUp()
    const { connection, identity } = all.program
    for (const said of ["", "\0", "\u0001", "\u0004xyz", "\u0063", "\u0005"]) {
      const exchange = new Exchange()
      const bad = asked(all, { key: Buffer.from(exchange.publicKey).toString("base64url") })
      const ended = Promise.withResolvers<void>()
      const links: Link[] = []
      const early: Uint8Array[] = []
      connection.subscribe(subjects.toProgram(identity.id, bad.session), {
        callback: (_, { data }) => (links.length === 0 ? void early.push(data) : links[0]!.packet(data)),
      })
      const reply = await answerTo(all, seal(identity, "lease", bad))
      assert.ok("key" in reply)
      const link = new Link({
        ...exchange.agree(Buffer.from(reply.key, "base64url"), bad.session, true),
        lease: 60_000,
        send: (packet) => connection.publish(subjects.toWorker(bad.agent, bad.node, bad.session), packet),
        message: (bytes) => bytes[0] === 6 && ended.resolve(),
        ended: () => {},
      })
      links.push(link)
      for (const packet of early) link.packet(packet)
      link.send(Buffer.from(said))
      link.send(Buffer.from("\u0003"))
      await ended.promise
      link.close()
    }
    await refusedBecause(all, asked(all, { boot: "another" }))
  })
})

describe("a program", { skip: await notRun() }, () => {
  it("believes no machine that nobody whom it trusts has signed for", async () => {
    const broker = await startBroker({ config: lax })
    await using _ = broker
    const stranger = createIdentity()
    const posing = await connectBroker(broker.url, {
      role: "agent",
      credentials: { role: "agent", seed: stranger.seed, trusts: [] },
    })
    await using machines = await cluster(undefined, { credentials: broker.submitter })
    const { connection } = posing
    const { seed } = await readCredentials(broker.agent)
    const trusted = (await import("../../src/identity/index.ts")).identityOf(seed)
    const say = (who: typeof stranger, told: unknown, subject = subjects.news(who.id, "m")): void =>
      connection.publish(subject, seal(who, "node", told))
    say(stranger, news({ agent: stranger.id, node: "m", name: "strange" }))
    say(stranger, news({ agent: trusted.id, node: "m", name: "strange" }), subjects.news(trusted.id, "m"))
    // Signed, but not what it should be.
    for (const value of [null, {}, [], "x", { ...news(), labels: null }, { ...news(), places: "many" }])
      say(trusted, value)
    // Signed, for another place.
    say(trusted, news({ agent: trusted.id, node: "other", name: "elsewhere" }))
    say(trusted, news({ agent: trusted.id, node: "m", name: "right" }))
    await connection.flush()
    while (machines.machines.length === 0) await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(
      machines.machines.map(({ name }) => name),
      ["right"],
    )
    await posing.close()
  })

  it("says both versions if all machines are of another", async () => {
    await using broker = await startBroker({ config: lax })
    const why = "it runs heddle 0.0.1 (protocol 1), the program heddle 0.0.2 (protocol 1)"
    await using _ = await odd(broker, (session) => ({ session, refused: "other", why }))
    await using machines = await cluster(undefined, { credentials: broker.submitter })
    await using pool = new Pool({ backend: machines, workers: 1 })
    await assert.rejects(pool.submit(Math.sqrt, 4), (error: Error) => {
      const cause = error instanceof MachineError ? error : error.cause
      assert.ok(cause instanceof MachineError, String(error))
      assert.match(cause.message, /old: it runs heddle 0\.0\.1 .*the program heddle 0\.0\.2/)
      return true
    })
  })

  it("goes on if a machine's key is none", async () => {
    await using broker = await startBroker({ config: lax })
    const key = Buffer.alloc(32).toString("base64url")
    await using _ = await odd(broker, (session) => ({ session, key, cpus: 1 }))
    await using machines = await cluster(undefined, { credentials: broker.submitter })
    await using pool = new Pool({ backend: machines, workers: 1 })
    await assert.rejects(pool.submit(Math.sqrt, 4), /could not be started/)
  })
})

/** A machine that is trusted and answers requests as it likes. */
async function odd(broker: TestBroker, reply: (session: string) => LeaseReply): Promise<AsyncDisposable> {
  const { seed, trusts } = await readCredentials(broker.agent)
  const agent = await connectBroker(broker.url, { role: "agent", credentials: { role: "agent", seed, trusts } })
  const { connection, identity } = agent
  const told = news({ agent: identity.id, node: "m", name: "old" })
  connection.subscribe(subjects.who, {
    callback: () => connection.publish(subjects.news(identity.id, "m"), seal(identity, "node", told)),
  })
  connection.subscribe(subjects.lease(identity.id, "m"), {
    callback: (_, message) => {
      const { session } = open(message.data, "lease", trusts) as LeaseRequest
      message.respond(seal(identity, "leased", reply(session)))
    },
  })
  await connection.flush()
  return { [Symbol.asyncDispose]: agent.close }
}
