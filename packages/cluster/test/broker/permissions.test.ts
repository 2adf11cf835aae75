import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { errors } from "@nats-io/transport-node"
import type { NatsConnection } from "@nats-io/transport-node"
import { connectBroker } from "../../src/broker/index.ts"
import type { Broker } from "../../src/broker/index.ts"
import { createIdentity } from "../../src/identity/index.ts"
import { notRun, startBroker } from "../broker.ts"
import type { NatsVersion } from "../broker.ts"

const [other, otherAgent] = [createIdentity(), createIdentity()]

async function started(
  version: NatsVersion,
): Promise<AsyncDisposable & { readonly submitter: Broker; readonly agent: Broker }> {
  const server = await startBroker({ version, submitters: [other], agents: [otherAgent] })
  const join = async (role: "submitter" | "agent"): Promise<Broker> =>
    await connectBroker(server.url, { credentials: server[role], role })
  const [submitter, agent] = await Promise.all([join("submitter"), join("agent")])
  return {
    submitter,
    agent,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([submitter.close(), agent.close()])
      await server[Symbol.asyncDispose]()
    },
  }
}

/** What the broker says of each subject: "allowed", or whatever it refused. */
async function subscribing(connection: NatsConnection, subject: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const subscription = connection.subscribe(subject, {
    callback: (error) => {
      if (error !== null) resolve(told(error))
    },
  })
  // The broker answers in order: its refusal comes before its answer to the flush.
  await connection.flush()
  resolve("allowed")
  subscription.unsubscribe()
  return await promise
}

let asked = 0

async function publishing(connection: NatsConnection, subject: string): Promise<string> {
  const statuses = connection.status()
  connection.publish(subject)
  // Refused for sure, and told in order: if this comes first, the publication was not refused. What came before is of earlier ones.
  const never = `nobody.may.${++asked}`
  connection.subscribe(never, { callback: () => {} })
  for await (const status of statuses) {
    if (status.type !== "error" || !(status.error instanceof errors.PermissionViolationError)) continue
    if (status.error.subject === subject && status.error.operation === "publish") return "publish refused"
    if (status.error.subject === never) return "allowed"
  }
  return "closed"
}

function told(error: Error): string {
  return error instanceof errors.PermissionViolationError ? `${error.operation} refused` : String(error)
}

for (const version of ["2.9", "newest"] as const) {
  describe(`nats-server ${version}`, { skip: await notRun(version) }, () => {
    it("lets a submitter do what it needs, and nothing else", async () => {
      await using all = await started(version)
      const { connection, identity } = all.submitter
      const agent = all.agent.identity.id
      for (const subject of ["hd1.node.>", `hd1.p.${identity.id}.>`, `hd1.inbox.${identity.id}.>`]) {
        assert.equal(await subscribing(connection, subject), "allowed", subject)
      }
      for (const subject of [
        ">",
        "*",
        "hd1.>",
        "hd1.p.>",
        "hd1.p.*.>",
        `hd1.p.${other.id}.>`,
        `hd1.p.${other.id}.x`,
        `hd1.inbox.${other.id}.>`,
        "hd1.inbox.>",
        "hd1.lease.>",
        `hd1.lease.${agent}.x`,
        "hd1.drain.>",
        `hd1.drain.${agent}.x`,
        `hd1.a.${agent}.x`,
        "hd1.who",
        "_INBOX.>",
        "$SYS.>",
        "$JS.>",
      ]) {
        assert.equal(await subscribing(connection, subject), "subscription refused", subject)
      }
      for (const subject of ["hd1.who", `hd1.lease.${agent}.x`, `hd1.drain.${agent}.x`, `hd1.a.${agent}.x.y`]) {
        assert.equal(await publishing(connection, subject), "allowed", subject)
      }
      for (const subject of [
        `hd1.node.${agent}.x`,
        `hd1.node.${identity.id}.x`,
        `hd1.p.${identity.id}.x`,
        `hd1.p.${other.id}.x`,
        `hd1.inbox.${other.id}.x`,
        "hd1.other",
        "_INBOX.x",
        "$SYS.REQ.SERVER.PING",
        "$JS.API.INFO",
        "$JS.API.STREAM.CREATE.x",
      ]) {
        assert.equal(await publishing(connection, subject), "publish refused", subject)
      }
    })

    it("lets an agent do what it needs, and nothing else", async () => {
      await using all = await started(version)
      const { connection, identity } = all.agent
      const { id } = identity
      for (const subject of [
        "hd1.who",
        `hd1.lease.${id}.>`,
        `hd1.drain.${id}.>`,
        `hd1.a.${id}.>`,
        `hd1.inbox.${id}.>`,
      ]) {
        assert.equal(await subscribing(connection, subject), "allowed", subject)
      }
      for (const subject of [
        ">",
        "hd1.>",
        "hd1.node.>",
        "hd1.lease.>",
        `hd1.lease.${otherAgent.id}.>`,
        "hd1.drain.>",
        `hd1.drain.${otherAgent.id}.>`,
        `hd1.a.${otherAgent.id}.>`,
        `hd1.inbox.${otherAgent.id}.>`,
        `hd1.p.${all.submitter.identity.id}.>`,
        "$SYS.>",
        "$JS.>",
      ]) {
        assert.equal(await subscribing(connection, subject), "subscription refused", subject)
      }
      for (const subject of [`hd1.node.${id}.x`, `hd1.p.${other.id}.x`]) {
        assert.equal(await publishing(connection, subject), "allowed", subject)
      }
      for (const subject of [
        "hd1.who",
        `hd1.node.${otherAgent.id}.x`,
        `hd1.lease.${otherAgent.id}.x`,
        `hd1.lease.${id}.x`,
        `hd1.drain.${id}.x`,
        `hd1.drain.${otherAgent.id}.x`,
        `hd1.a.${otherAgent.id}.x`,
        `hd1.inbox.${other.id}.x`,
        "_INBOX.x",
        "$JS.API.INFO",
      ]) {
        assert.equal(await publishing(connection, subject), "publish refused", subject)
      }
    })

    it("lets an agent answer who has asked, and once", async () => {
      await using all = await started(version)
      const { connection, identity } = all.agent
      const asked = Promise.withResolvers<string>()
      connection.subscribe(`hd1.lease.${identity.id}.>`, {
        callback: (_, message) => {
          message.respond("yes")
          asked.resolve(message.reply!)
        },
      })
      await connection.flush()
      const answer = await all.submitter.connection.request(`hd1.lease.${identity.id}.new`, "may I")
      assert.equal(answer.string(), "yes")
      assert.equal(await publishing(connection, await asked.promise), "publish refused")
    })
  })
}
