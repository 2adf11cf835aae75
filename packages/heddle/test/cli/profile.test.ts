import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import test, { after, describe } from "node:test"
import { loadProfile } from "heddle/monitor"
import { HeddleProcess, heddle } from "./heddle-process.ts"

const cwd = mkdtempSync(join(tmpdir(), "heddle-test-"))
after(() => rmSync(cwd, { recursive: true }))
const busy = join(import.meta.dirname, "programs/busy.ts")

describe("heddle profile", () => {
  test("runs the script with its arguments, prints the table, writes the files, exits as the script", async () => {
    const out = ["--out", "run.cpuprofile", "--out", "run.html"]
    const { code, stdout, stderr } = await heddle(cwd, [
      "profile",
      ...out,
      "--top",
      "5",
      busy,
      "exit",
      "--year",
      "2025",
      "--",
      "--top",
    ])
    assert.equal(code, 7, stderr)
    assert.equal(stdout, "exit --year 2025 --top\n")
    assert.match(stderr, /samples of 3 threads/)
    assert.match(stderr, /SELF {7}% {2}CUMULATIVE/)
    assert.match(stderr, /wrote run\.cpuprofile\n.*wrote run\.html\n/s)
    const rows = loadProfile(join(cwd, "run.cpuprofile")).top(99, { filter: /^count$/, print: false })
    assert.equal(rows.length, 1)
    assert.ok(Object.keys(rows[0]!.threads).every((name) => name.startsWith("busy")))
    assert.ok(readFileSync(join(cwd, "run.html"), "utf8").startsWith("<!doctype html>"))
  })

  test("a script that spins in its main thread is ended by Ctrl-C, and its profile is there", async () => {
    const running = new HeddleProcess(cwd, ["profile", "--sort", "self", busy, "main"])
    await running.until(({ stdout }) => stdout.includes("ready"))
    running.child.kill("SIGINT")
    const { code, stderr } = await running.ended
    assert.equal(code, 130, stderr)
    assert.match(stderr, /samples of 3 threads/)
    assert.match(stderr, /workerSpins/)
  })

  test("a script that listens ends by Ctrl-C at once", async () => {
    const running = new HeddleProcess(cwd, ["profile", busy, "workers"])
    await running.until(({ stdout }) => stdout.includes("ready"))
    running.child.kill("SIGINT")
    const { code, stderr } = await running.ended
    assert.equal(code, 130, stderr)
    assert.match(stderr, /workerSpins/)
  })

  test("a script's own profile is refused, as there is one already", async () => {
    const script = join(cwd, "run.profiles.mjs")
    const monitor = new URL("../../src/monitor/index.ts", import.meta.url).href
    writeFileSync(
      script,
      `import { profile } from "${monitor}"; await profile(() => 1).catch((e) => console.log(e.message))`,
    )
    const { stdout, stderr } = await heddle(cwd, ["profile", script])
    assert.match(stdout, /a profile is being recorded already/, stderr)
    assert.match(stderr, /samples of 1 thread/)
  })

  test("says before the script begins what cannot be written", async () => {
    const { code, stdout, stderr } = await heddle(cwd, ["profile", "-o", "nowhere/run.html", busy])
    assert.deepEqual([code, stdout], [2, ""])
    assert.match(stderr, /`--out` must be in a folder that exists/)
  })

  test("leaves no folder behind", () => {
    assert.deepEqual(
      readdirSync(cwd).filter((name) => !name.startsWith("run.")),
      [],
    )
  })

  test("says what is wrong before anything starts", async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await heddle(cwd, ["profile", ...args])
      assert.equal(code, 2)
      return stderr
    }
    assert.match(await refused(), /name the script/)
    assert.match(await refused("missing.ts"), /there is no file missing\.ts/)
    assert.match(await refused("--out", "x.svg", busy), /--out/)
    assert.match(await refused("--interval", "0", busy), /--interval/)
    assert.match(await refused("--sortt", "self", busy), /did you mean `--sort`/)
  })
})
