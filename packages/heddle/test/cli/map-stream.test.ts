import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { after, test } from "node:test"
import { HeddleProcess } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-map-stream-"))
after(() => rmSync(folder, { recursive: true }))

/** The most memory that the process has had, in MB. */
function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1000
}

const linux = process.platform === "linux" ? false : "reads /proc"

test("200,000 lines of standard input, 100 MB of them, run in a heap of 64 MB", { skip: linux }, async () => {
  writeFileSync(join(folder, "length.ts"), "export default (line: string) => line.length")
  const args = ["map", "length.ts", "-j", "2", "--resume", "lines.journal"]
  const running = new HeddleProcess(folder, args, { NODE_OPTIONS: "--max-old-space-size=64" })
  const { stdin, stdout, pid } = running.child
  const [count, padding] = [200_000, "x".repeat(500)]
  let [lines, peak] = [0, 0]
  stdout.removeAllListeners("data")
  createInterface(stdout).on("line", (line) => {
    assert.match(line, /^\{"index":\d+,"input":"\d+ x+","ok":true,"value":\d+,/)
    if (++lines % 1000 === 0 && lines < count) peak = peakMemory(pid!)
  })
  for (let i = 0; i < count; i += 100) {
    const chunk = Array.from({ length: 100 }, (_, j) => `${i + j} ${padding}\n`).join("")
    if (!stdin.write(chunk)) await once(stdin, "drain")
  }
  stdin.end()
  const { code } = await running.ended
  assert.equal(code, 0)
  assert.equal(lines, count)
  assert.ok(peak > 0 && peak < 450, `${peak} MB`)
})
