import assert from "node:assert/strict"
import { describe, it, test } from "node:test"
import { startAgent } from "@heddle/cluster"
import { connectBroker } from "../../src/broker/index.ts"
import { createIdentity } from "../../src/identity/index.ts"
import { statusLines } from "../../src/commands/status.ts"
import { survey } from "../../src/commands/survey.ts"
import { reasons } from "../../src/commands/why.ts"
import { heddleVersion, protocol, seal, subjects } from "../../src/lease/index.ts"
import type { DrainRequest, MachineNews } from "../../src/lease/index.ts"
import { notRun, startBroker } from "../broker.ts"
import { heddle, Running } from "./processes.ts"

const here = import.meta.dirname
const version = heddleVersion()

function machine(own: Partial<MachineNews> = {}): MachineNews {
  const about = {
    places: 4,
    free: 1,
    room: 9,
    cpus: 8,
    memory: 16 * 2 ** 30,
    labels: {},
    nodeVersion: "26.1.0",
    platform: "p",
  }
  return { protocol, version, node: "one-1", agent: "A", name: "one", boot: "b", leaving: false, ...about, ...own }
}

const why = (machines: readonly MachineNews[], labels = {}, strangers = 0): string =>
  reasons({ machines, strangers }, labels).lines.join("\n")

test("the table of machines says what each has, and why it refuses", () => {
  const machines = [machine({ labels: { gpu: "yes" } }), machine({ name: "two\u001b[2J", leaving: true, free: 4 })]
  assert.deepEqual(statusLines({ machines, strangers: 1 }), [
    `MACHINE  WORKERS  CPUS  MEMORY  HEDDLE  NODE    LABELS`,
    `one          3/4     8   16.0G  ${version.padEnd(6)}  26.1.0  gpu=yes`,
    `two [2J      0/4     8   16.0G  ${version.padEnd(6)}  26.1.0  -`,
    "  refuses: it takes no new workers: it drains",
    "",
    "1 machine more: these credentials do not trust its key.",
  ])
})

test("machines of one name are called by that of their start", () => {
  const lines = statusLines({ machines: [machine(), machine({ node: "one-2" })], strangers: 0 })
  assert.match(lines.slice(1).join("\n"), /^one-1 .*\none-2 /)
})

test("why says that a worker need not wait", () => {
  assert.equal(
    why([machine()]),
    "No worker needs to wait: a machine takes it.\n  one: has room for 9 workers, and 1 free place",
  )
  assert.equal(reasons({ machines: [machine()], strangers: 0 }, {}).waits, false)
})

test("why names the reason for which a worker waits", () => {
  assert.match(
    why([], {}, 2),
    /no machine has joined\..*\n2 machines more: these credentials do not trust their keys\./,
  )
  assert.match(
    why([machine({ free: -2, room: 0 })]),
    /no machine takes one now\.\n {2}one: takes no more than the 6 that it has\nAsk for fewer/,
  )
  assert.match(why([machine({ version: "9.9.9" })]), /refuses: it runs heddle 9\.9\.9 .*\nInstall the same version/)
  assert.match(why([machine({ leaving: true })]), /it drains\nAsk for fewer/)
  assert.match(
    why([machine({ labels: { gpu: "no" } })], { gpu: "yes" }),
    /one: is not labelled gpu=yes: it has gpu=no\nStart one with `heddle worker --labels gpu=yes`/,
  )
})

describe("with a broker", { skip: await notRun() }, () => {
  it("status and why say that there is no machine", async () => {
    await using broker = await startBroker()
    const status = await heddle(here, ["cluster", "status", "--credentials", broker.submitter])
    assert.deepEqual([status.code, status.stdout.slice(0, 22)], [0, "No machine has joined."])
    const json = await heddle(here, ["cluster", "status", "--credentials", broker.submitter, "--json"])
    assert.equal(json.stdout, "[]\n")
    const asked = await heddle(here, ["cluster", "why", "--credentials", broker.submitter])
    assert.deepEqual([asked.code, asked.stdout.slice(0, 38)], [1, "A worker waits: no machine has joined."])
  })

  it("status, why and drain see a machine, which leaves when it is drained", async () => {
    await using broker = await startBroker()
    const given = ["--credentials", broker.submitter]
    const args = ["--workers", "3", "--cpus", "2", "--name", "one", "--labels", "gpu=yes,zone=a"]
    await using one = new Running(here, ["worker", "--credentials", broker.agent, ...args])
    await one.says("has joined")
    const status = await heddle(here, ["cluster", "status", ...given, "--json"])
    const [{ name, workers, taken, cpus, labels, refuses }] = JSON.parse(status.stdout)
    assert.deepEqual(
      { name, workers, taken, cpus, labels, refuses },
      { name: "one", workers: 3, taken: 0, cpus: 2, labels: { gpu: "yes", zone: "a" }, refuses: undefined },
    )
    assert.equal((await heddle(here, ["cluster", "why", ...given, "--labels", "gpu=yes"])).code, 0)
    assert.equal((await heddle(here, ["cluster", "why", ...given, "--labels", "gpu=no"])).code, 1)

    const wrong = await heddle(here, ["cluster", "drain", "two", ...given])
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /there is no machine two\n {2}hint: there are: one/)
    const drained = await heddle(here, ["cluster", "drain", "one", ...given])
    assert.equal(drained.stdout, "one takes no new workers, and leaves\n")
    assert.equal((await one.ended).code, 0)
  })

  it("an agent drains for nobody else, and for no earlier start of its own", async () => {
    await using broker = await startBroker()
    const refusals: (() => void)[] = []
    await using agent = await startAgent(broker.url, {
      credentials: broker.agent,
      log: (line) => {
        if (line.startsWith("a request to drain was refused")) refusals.shift()!()
      },
    })
    const program = await connectBroker(broker.url, { credentials: broker.submitter, role: "submitter" })
    const { machines } = await survey(program)
    const { agent: id, node, boot } = machines[0]!
    const request: DrainRequest = { protocol, request: "r", agent: id, node, boot }
    for (const envelope of [
      seal(createIdentity(), "drain", request),
      seal(program.identity, "lease", request),
      seal(program.identity, "drain", { ...request, boot: "earlier" }),
      seal(program.identity, "drain", { ...request, node: "other" }),
    ]) {
      const refused = Promise.withResolvers<void>()
      refusals.push(refused.resolve)
      program.connection.publish(subjects.drain(id, node), envelope)
      await refused.promise
    }
    assert.equal((await survey(program)).machines[0]!.leaving, false)
    program.connection.publish(subjects.drain(id, node), seal(program.identity, "drain", request))
    await agent.drained
    await program.close()
  })
})
