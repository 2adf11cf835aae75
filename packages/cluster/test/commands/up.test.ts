import assert from "node:assert/strict"
import { existsSync, mkdirSync, readFileSync, statSync, chmodSync } from "node:fs"
import { join } from "node:path"
import { describe, it, test } from "node:test"
import { cluster } from "@heddle/cluster"
import { Pool } from "heddle"
import { startOf } from "heddle/extend"
import { natsServer } from "../../../../scripts/nats/index.ts"
import { findServer } from "../../src/commands/nats-server.ts"
import { notRun } from "../broker.ts"
import { temporaryFolder } from "./folder.ts"
import { heddle, Running } from "./processes.ts"

const skip = await notRun()
const env = skip === false ? { NATS_SERVER: (await natsServer("2.9"))! } : {}

/** What it says when it is up. */
const lastLine = "heddle cluster status --credentials .heddle-cluster/submitter.json\n"

function brokerIn(folder: string): number {
  const { broker } = JSON.parse(readFileSync(join(folder, ".heddle-cluster/up.json"), "utf8")) as { broker: string }
  return Number(broker.split("-")[0])
}

// Nobody may have taken notice of its end: a zombie is none.
function isRunning(pid: number): boolean {
  return startOf(pid) !== undefined
}

describe("heddle cluster up", { skip }, () => {
  it("starts a broker and workers, once in a folder, and ends them at Ctrl-C", async () => {
    using folder = temporaryFolder()
    await using up = new Running(folder.path, ["cluster", "up", "--workers", "1"], env)
    await up.says(lastLine)
    const state = join(folder.path, ".heddle-cluster")
    assert.equal(statSync(state).mode & 0o777, 0o700)
    for (const file of ["submitter.json", "agent.json", "up.json", "broker.conf"])
      assert.equal(statSync(join(state, file)).mode & 0o777, 0o600, file)
    const url = /nats:\/\/127\.0\.0\.1:\d+/.exec(up.stdout)![0]
    assert.match(up.stdout, /await cluster\("nats:.*", \{ credentials: ".heddle-cluster\/submitter.json" \}\)\n/)
    {
      await using backend = await cluster(url, { credentials: join(state, "submitter.json") })
      await using pool = new Pool({ backend })
      assert.deepEqual(await pool.map(Math.sqrt, [1, 4, 9]), [1, 2, 3])
    }

    await using second = new Running(folder.path, ["cluster", "up"], env)
    const refused = await second.ended
    assert.equal(refused.code, 2)
    assert.ok(
      refused.stderr.includes(`one runs in this folder already: process ${up.child.pid}, ${url}\n`),
      refused.stderr,
    )

    const broker = brokerIn(folder.path)
    up.child.kill("SIGINT")
    const { code, stderr } = await up.ended
    assert.equal(stderr, "")
    assert.equal(code, 0)
    assert.ok(!isRunning(broker))
    assert.ok(!existsSync(join(state, "up.json")))
  })

  it("ends the broker of one that was killed, and keeps its credentials", async () => {
    using folder = temporaryFolder()
    const submitter = join(folder.path, ".heddle-cluster/submitter.json")
    await using killed = new Running(folder.path, ["cluster", "up", "--workers", "1"], env)
    await killed.says(lastLine)
    const broker = brokerIn(folder.path)
    const { seed } = JSON.parse(readFileSync(submitter, "utf8")) as { seed: string }
    await killed[Symbol.asyncDispose]()
    await using up = new Running(folder.path, ["cluster", "up", "--workers", "1"], env)
    await up.says(lastLine)
    assert.ok(!isRunning(broker))
    assert.notEqual(brokerIn(folder.path), broker)
    assert.equal((JSON.parse(readFileSync(submitter, "utf8")) as { seed: string }).seed, seed)
    up.child.kill("SIGTERM")
    assert.equal((await up.ended).code, 0)
  })

  it("ends with 1 if its broker does", async () => {
    using folder = temporaryFolder()
    await using up = new Running(folder.path, ["cluster", "up", "--workers", "1"], env)
    await up.says(lastLine)
    process.kill(brokerIn(folder.path), "SIGKILL")
    const { code, stdout } = await up.ended
    assert.equal(code, 1)
    assert.match(stdout, /heddle cluster: the broker has ended/)
  })

  it("says what the broker says if that does not start", async () => {
    using folder = temporaryFolder()
    await using first = new Running(folder.path, ["cluster", "up", "--workers", "1"], env)
    await first.says(lastLine)
    const port = /127\.0\.0\.1:(\d+)/.exec(first.stdout)![1]!
    await using second = new Running(folder.path, ["cluster", "up", "--port", port, "--dir", "other"], env)
    const { code, stderr } = await second.ended
    assert.equal(code, 2)
    assert.match(stderr, /^heddle cluster: nats-server has ended: .*address already in use/)
    assert.ok(!existsSync(join(folder.path, "other/up.json")))
    // One that is killed leaves its broker.
    first.child.kill("SIGTERM")
    assert.equal((await first.ended).code, 0)
  })

  it("takes no folder that others may look into", async () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, "open"))
    chmodSync(join(folder.path, "open"), 0o755)
    await using up = new Running(folder.path, ["cluster", "up", "--dir", "open"], env)
    const { code, stderr } = await up.ended
    assert.equal(code, 2)
    assert.match(stderr, /others may look into it\n {2}hint: chmod 700 /)
  })
})

test(
  "where there is no nats-server, it is said how to install one",
  { skip: existsSync("/usr/sbin/nats-server") && "not run: apt-get remove nats-server" },
  () => {
    assert.throws(
      () => findServer({ PATH: "/nowhere" }),
      (error: Error) => {
        for (const line of [
          "apt-get install nats-server",
          "brew install nats-server",
          "go install github.com/nats-io/nats-server/v2@latest",
        ])
          assert.ok(error.message.includes(line), line)
        return true
      },
    )
  },
)

test("a NATS_SERVER that is none is said, with status 2", async () => {
  using folder = temporaryFolder()
  await using up = new Running(folder.path, ["cluster", "up"], { NATS_SERVER: "/nowhere/nats" })
  const { code, stderr } = await up.ended
  assert.equal(code, 2)
  assert.match(stderr, /NATS_SERVER is no program that can be run: \/nowhere\/nats/)
})

test("heddle cluster without a subcommand, or with a wrong one, has status 2", async () => {
  const here = import.meta.dirname
  assert.match((await heddle(here, ["cluster"])).stderr, /say what to do: up, keys, status, why, drain/)
  const { code, stderr } = await heddle(here, ["cluster", "stats"])
  assert.equal(code, 2)
  assert.match(stderr, /there is no stats.*\n.*did you mean `status`/)
})
