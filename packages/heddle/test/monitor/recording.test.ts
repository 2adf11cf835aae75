import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { OptionError } from "heddle"
import { readEvents, record, Recorder } from "heddle/monitor"
import type { HeddleEvent } from "heddle/monitor"
import { tell } from "../../src/core/events/index.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-recording-"))
after(() => rmSync(folder, { recursive: true }))

const hint = (i: number): HeddleEvent => ({ kind: "hint", at: i, message: `hint ${i}` })

async function all(file: string): Promise<HeddleEvent[]> {
  return Array.fromAsync(readEvents(file))
}

describe("Recorder", () => {
  it("keeps the last events and says how many are gone", () => {
    using recorder = new Recorder({ capacity: 3 })
    for (let i = 0; i < 5; i++) tell(hint(i))
    assert.deepEqual(recorder.events(), [hint(2), hint(3), hint(4)])
    assert.deepEqual([recorder.count, recorder.dropped], [5, 2])
    assert.deepEqual(recorder.events(4), [hint(4)])
    recorder.stop()
    tell(hint(5))
    assert.equal(recorder.count, 5)
  })

  it("takes the kinds that it is asked for", () => {
    using recorder = new Recorder({ kinds: ["spill"] })
    tell(hint(1))
    tell({ kind: "spill", at: 1, bytes: 8, label: "x" })
    assert.deepEqual(
      recorder.events().map(({ kind }) => kind),
      ["spill"],
    )
  })

  it("refuses what it does not know", () => {
    const refused = (options: object, message: RegExp): void => {
      assert.throws(
        () => new Recorder(options),
        (error) => error instanceof OptionError && message.test(error.message),
      )
    }
    refused({ kinds: ["tusk"] }, /`kinds` must be a list of: job, .*, got "tusk"/)
    refused({ capacity: 0 }, /`capacity`/)
    refused({ size: 1 }, /size/)
  })
})

describe("record", () => {
  it("writes what is told, in order, and reads it back", async () => {
    const file = join(folder, "all.ndjson")
    {
      using recording = record(file)
      for (let i = 0; i < 1000; i++) tell(hint(i))
      assert.equal(recording.count, 1000)
    }
    tell(hint(1001))
    assert.deepEqual(
      await all(file),
      Array.from({ length: 1000 }, (_, i) => hint(i)),
    )
  })

  it("is read up to a last line that is not whole", async () => {
    const file = join(folder, "torn.ndjson")
    const recording = record(file)
    tell(hint(1))
    recording.close()
    appendFileSync(file, '{"kind":"hi')
    assert.deepEqual(await all(file), [hint(1)])
  })

  it("is not read where a line is no event, and that line is named", async () => {
    const file = join(folder, "other.ndjson")
    writeFileSync(file, `${JSON.stringify(hint(1))}\nnot JSON\n${JSON.stringify(hint(2))}\n`)
    await assert.rejects(all(file), /other\.ndjson:2 is no event: not JSON/)
  })

  it("has everything of a program that ends without closing it", () => {
    const file = join(folder, "exit.ndjson")
    const program = `
      import { record } from "heddle/monitor"
      import { Pool } from "heddle"
      record(${JSON.stringify(file)}, { kinds: ["worker"] })
      const pool = new Pool({ workers: 1 })
      await pool.submit(() => 1)
      process.exit(0)`
    const home = fileURLToPath(new URL("../..", import.meta.url))
    const args = ["-C", "@heddle/source", "--input-type=module", "--eval", program]
    assert.equal(spawnSync(process.execPath, args, { cwd: home }).status, 0)
    const [line] = readFileSync(file, "utf8").trim().split("\n")
    assert.equal((JSON.parse(line!) as HeddleEvent & { change: string }).change, "started")
  })

  it("says what is wrong with a place that cannot be written", () => {
    assert.throws(() => record(join(folder, "no/such/folder")), /ENOENT/)
  })
})
