import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cluster } from "@heddle/cluster"
import { worker } from "@heddle/cluster/commands"
import { Pool } from "heddle"
import { acrossProcesses, gates, opened, release } from "../../../heddle/test/contract/gates.ts"
import { notRun, startBroker } from "../broker.ts"
import { heddle, Running } from "./processes.ts"

const here = import.meta.dirname
acrossProcesses()

describe("heddle worker", { skip: await notRun() }, () => {
  it("joins, and at the first signal waits for its workers", async () => {
    await using broker = await startBroker()
    await using machine = new Running(here, ["worker", "--workers", "1", "--name", "one"], {
      HEDDLE_CLUSTER_CREDENTIALS: broker.agent,
    })
    await machine.says(`one has joined ${broker.url} with 1 worker (one-`)
    await using backend = await cluster(broker.url, { credentials: broker.submitter })
    const pool = new Pool({ backend, workers: 1 })
    assert.equal(await pool.submit(() => 6 * 7), 42)
    machine.child.kill("SIGTERM")
    await machine.says("takes no new workers, and waits for 1 worker; again ends them now")
    assert.equal(await pool.submit(() => 6 * 7), 42)
    await pool.close()
    const { code, stdout } = await machine.ended
    assert.equal(code, 0)
    assert.match(stdout, /has ended: 0 of 1\nheddle worker: one has left\n$/)
  })

  it("ends its workers at the second signal", async () => {
    await using broker = await startBroker()
    await using machine = new Running(here, ["worker", broker.url, "--credentials", broker.agent, "--workers", "1"])
    await machine.says("has joined")
    await using backend = await cluster(broker.url, { credentials: broker.submitter })
    await using pool = new Pool({ backend, workers: 1 })
    await pool.submit(() => 1)
    const begun = gates()
    const lost = pool.submit(() => {
      release(begun)
      for (;;);
    })
    // What has not begun would wait for another machine.
    await opened(begun)
    const isLost = assert.rejects(lost, { code: "HEDDLE_WORKER_DIED" })
    machine.child.kill("SIGINT")
    await machine.says("again ends them now")
    machine.child.kill("SIGTERM")
    const { code, stdout } = await machine.ended
    assert.equal(code, 143)
    assert.match(stdout, /ends 1 worker now\n/)
    await isLost
    await pool.terminate()
  })

  it("says why it could not join, with status 2", async () => {
    await using broker = await startBroker()
    const wrong = await heddle(here, ["worker", broker.url, "--credentials", broker.submitter])
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /^heddle worker: .* is for the role "submitter", and "agent" is needed\n/)
    await broker.kill()
    const gone = await heddle(here, ["worker", "--credentials", broker.agent])
    assert.equal(gone.code, 2)
    assert.match(gone.stderr, /^heddle worker: Nothing listens at nats:.*\n {2}hint: .*heddle cluster up/)
  })
})

describe("heddle worker", () => {
  for (const [args, message] of [
    [[], /no credentials are named: --credentials FILE, or HEDDLE_CLUSTER_CREDENTIALS/],
    [["--workers", "-1", "--credentials", "f"], /`--workers` must be .*got -1/],
    [["--cpu", "1"], /did you mean `--cpus`/],
    [["--credentials"], /`--credentials` must be followed by a value/],
    [["--credentials", "f", "--labels", "gpu"], /`--labels` must be of the form name=value/],
    [["--credentials", "f", "--name", "a b"], /`--name` must be letters/],
    [["--credentials", "f", "a", "b"], /one broker at a time, not also b/],
    [["--credentials", "f", "--slurm", "--k8s"], /--slurm or --k8s, not both/],
    [["--credentials", "f", "--nodes", "2"], /--nodes goes with --slurm or --k8s/],
  ] as const) {
    it(`refuses \`${args.join(" ")}\` before anything starts`, async () => {
      await assert.rejects(worker(args), message)
    })
  }
})
