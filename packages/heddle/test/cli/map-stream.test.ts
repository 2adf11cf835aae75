import assert from "node:assert/strict"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { HeddleProcess } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-map-stream-"))
after(() => rmSync(folder, { recursive: true }))

/** The most memory that the process has had, in MB. */
function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1000
}

const linux = process.platform === "linux" ? false : "reads /proc"

test("200,000 lines of standard input, 200 MB of them, run in bounded memory", { skip: linux }, async () => {
  writeFileSync(join(folder, "length.ts"), "export default (line: string) => line.length")
  const running = new HeddleProcess(folder, ["map", "length.ts", "-j", "2", "--resume", "lines.journal"])
  const { stdin, stdout, pid } = running.child
  const [count, padding] = [200_000, "x".repeat(1000)]
  let [lines, ok, peak] = [0, 0, 0]
  stdout.removeAllListeners("data").on("data", (text: string) => {
    lines += text.split("\n").length - 1
    ok += text.split('"ok":true').length - 1
    if (lines < count) peak = peakMemory(pid!)
  })
  for (let i = 0; i < count; i += 100) {
    const chunk = Array.from({ length: 100 }, (_, j) => `${i + j} ${padding}\n`).join("")
    if (!stdin.write(chunk)) await once(stdin, "drain")
  }
  stdin.end()
  const { code } = await running.ended
  assert.equal(code, 0)
  assert.equal(lines, count)
  assert.ok(ok >= count - 10, "a result line is cut between two chunks now and then")
  assert.ok(peak > 0 && peak < 450, `${peak} MB`)
})
