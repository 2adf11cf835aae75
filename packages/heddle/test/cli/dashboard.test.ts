import assert from "node:assert/strict"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { dashboardHelp } from "../../src/cli/dashboard/help.ts"
import { parseOptions } from "../../src/cli/dashboard/options.ts"
import { StartError } from "../../src/cli/start-error.ts"
import { OptionError } from "../../src/core/errors/index.ts"
import { folder } from "../memory/stores.ts"
import { heddle, HeddleProcess } from "./heddle-process.ts"

const address = /heddle dashboard: (http:\/\/127\.0\.0\.1:\d+\/)\n/
const kept = /its report stays at (http:\/\/127\.0\.0\.1:\d+\/) until Ctrl\+C\n/

// Inside the package, where programs find heddle.
const place = join(import.meta.dirname, "../../.doctest")
const folders: string[] = []
after(() => {
  for (const made of folders) rmSync(made, { recursive: true })
})

/** A folder with a program in it. */
function programIn(text: string): string {
  mkdirSync(place, { recursive: true })
  const root = mkdtempSync(join(place, "dashboard-"))
  folders.push(root)
  writeFileSync(join(root, "program.ts"), text)
  return root
}

const squares = `
import { Pool } from "heddle"
await using pool = new Pool({ workers: 1 })
console.log(await pool.map(function square(x: number) { return x * x }, [1, 2, 3]), process.argv.slice(2), import.meta.main)
`

describe("heddle dashboard", () => {
  it("runs a program with the page from its start, and shows its report there when it has ended", async () => {
    const root = programIn(squares)
    const args = ["dashboard", "program.ts", "--port", "0", "--save", "report.html", "one", "--two"]
    const running = new HeddleProcess(root, args)
    await running.until(({ stderr }) => kept.test(stderr))
    assert.equal(running.stdout, "[ 1, 4, 9 ] [ 'one', '--two' ] true\n")
    const [, url] = address.exec(running.stderr)!
    assert.equal(kept.exec(running.stderr)![1], url)
    const report = await (await fetch(url!)).text()
    assert.match(report, /"name":"square","total":3[^}]*"done":3/)
    assert.equal((await fetch(`${url}events`)).status, 204)
    assert.equal((await fetch(`${url}other`)).status, 404)
    running.child.kill("SIGINT")
    assert.equal((await running.ended).code, 0)
    assert.equal(readFileSync(join(root, "report.html"), "utf8"), report)
  })

  it("has the program's exit status, and its report, however it ends", async () => {
    for (const [text, status] of [
      ["process.exit(3)", 3],
      ["throw new Error('no')", 1],
      ["process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)", 143],
    ] as const) {
      const root = programIn(text)
      const { code } = await heddle(root, ["dashboard", "--port=0", "--exit", "--save", "report.html", "program.ts"])
      assert.equal(code, status, text)
      assert.ok(existsSync(join(root, "report.html")), text)
    }
  })

  it("ends a program that spins when it is interrupted", async () => {
    const root = programIn('console.log("spins"); for (;;);')
    const running = new HeddleProcess(root, ["dashboard", "--port", "0", "program.ts"])
    await running.until(({ stdout }) => stdout.includes("spins"))
    running.child.kill("SIGINT")
    const { code, stderr } = await running.ended
    assert.equal(code, 130, stderr)
    assert.match(stderr, /has left no report/)
  })

  it("says before the program begins that its page cannot be saved", async () => {
    const root = programIn('console.log("began")')
    const { code, stdout, stderr } = await heddle(root, ["dashboard", "--save", "nowhere/report.html", "program.ts"])
    assert.deepEqual([code, stdout], [2, ""], stderr)
    assert.match(stderr, /`--save` must be in a folder that exists/)
  })

  it("leaves programs that the program starts, and its workers, alone", async () => {
    const root = programIn(`
      import { spawnSync } from "node:child_process"
      import { Worker } from "node:worker_threads"
      const { stdout } = spawnSync(process.execPath, [...process.execArgv, "-p", "'child ' + process.env.HEDDLE_DASHBOARD"])
      process.stdout.write(stdout)
      const worker = new Worker("console.log('worker ' + process.env.HEDDLE_DASHBOARD)", { eval: true })
      await new Promise((resolve) => worker.once("exit", resolve))`)
    const { stdout, stderr } = await heddle(root, ["dashboard", "--port", "0", "--exit", "program.ts"])
    assert.equal(stdout, "child undefined\nworker undefined\n")
    assert.equal(stderr.match(/http:/g)!.length, 1)
  })

  it("says what is wrong before anything starts", async () => {
    const missing = await heddle(folder(), ["dashboard", "no.ts"])
    assert.deepEqual([missing.code, missing.stderr], [2, "heddle dashboard: there is no file no.ts\n"])
    assert.throws(() => parseOptions([]), StartError)
    assert.throws(() => parseOptions(["--opne", "a.ts"]), /did you mean `--open`/)
    assert.throws(() => parseOptions(["a.ts", "--port", "x"]), OptionError)
    assert.throws(() => parseOptions(["a.ts", "--save"]), OptionError)
    assert.equal(parseOptions(["--help"]), "help")
    assert.equal((await heddle(folder(), ["dashboard", "-h"])).stdout, dashboardHelp)
  })

  it("takes its own options on both sides of the program's name, and nothing behind --", () => {
    const base = { script: "a.ts", port: undefined, open: false, exit: false, save: undefined }
    assert.deepEqual(parseOptions(["a.ts", "--deep", "-x", "--open"]), { ...base, args: ["--deep", "-x"], open: true })
    assert.deepEqual(parseOptions(["--exit", "a.ts", "--", "--port", "1", "--"]), {
      ...base,
      args: ["--port", "1", "--"],
      exit: true,
    })
    assert.deepEqual(parseOptions(["--port", "0", "--", "a.ts", "--open"]), { ...base, args: ["--open"], port: 0 })
  })
})
