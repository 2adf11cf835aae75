import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { request } from "node:http"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { inspect } from "node:util"
import { HeddleError, OptionError, Pool, range } from "heddle"
import { dashboard, dashboardHandler } from "heddle/monitor"
import type { DashboardOptions } from "heddle/monitor"
import { eventKinds, isHeard, tell } from "../../../src/core/events/index.ts"
import type { Snapshot } from "../../../src/monitor/dashboard/board/index.ts"
import { MessageReader } from "./messages.ts"

/** A request with headers that `fetch` does not let one set. */
function get(url: string, headers: Record<string, string>, method = "GET"): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, method }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (part: string) => (text += part))
      answer.on("end", () => resolve({ status: answer.statusCode!, text }))
    })
    sent.on("error", reject).end()
  })
}

const refused = async (options: DashboardOptions): Promise<OptionError> => {
  const error: unknown = await dashboard(options).then(
    async (link) => await link.close(),
    (error: unknown) => error,
  )
  assert.ok(error instanceof OptionError)
  return error
}

describe("dashboard()", () => {
  it("gives a link that is its address as text, and answers there", async () => {
    await using link = await dashboard({ port: 0 })
    assert.match(link.url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
    assert.deepEqual([String(link), inspect(link), link.port], [link.url, link.url, Number(new URL(link.url).port)])
    const answer = await fetch(link.url)
    assert.equal(answer.status, 200)
    const policy = answer.headers.get("content-security-policy")!
    assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src data:/)
    assert.doesNotMatch(policy, /https?:|\*|unsafe/)
    assert.equal(answer.headers.get("access-control-allow-origin"), null)
    const page = await answer.text()
    assert.ok(Buffer.byteLength(page) < 150_000)
    // What it names is its own.
    assert.deepEqual(page.match(/(?:src|href)="(?!#|data:|report\.html|profile\.html)[^"]*"/g), null)
  })

  it("tells what happens, and nothing is listened to before and after", async () => {
    const heard = (): boolean => eventKinds.some((kind) => isHeard(kind))
    assert.equal(heard(), false)
    const link = await dashboard({ port: 0 })
    assert.equal(heard(), true)
    const reader = new MessageReader((await fetch(`${link.url}events`)).body!)
    await reader.next()
    tell({ kind: "hint", at: 0, message: "larger" })
    const [batch] = await reader.until(({ data }) => data["hints"] !== undefined)
    assert.equal(batch!.event, "batch")
    await link.close()
    assert.equal((await reader.until(({ event }) => event === "ended").catch(() => [])).length > 1, false)
    assert.equal(heard(), false)
  })

  it("counts what pools run, in each of their ways", async () => {
    await using link = await dashboard({ port: 0 })
    for (const backend of ["threads", "processes"] as const) {
      await using pool = new Pool({ workers: 2, backend })
      await pool.map(function square(x: number) {
        return x * x
      }, range(1000))
      const fails = pool.submit(function fails(): never {
        throw new RangeError("no")
      })
      await assert.rejects(fails, RangeError)
    }
    const report = await (await fetch(`${link.url}report.html`)).text()
    const { tasks, workers, errors } = JSON.parse(/id="data">(.*)<\/script>/.exec(report)![1]!) as Snapshot
    assert.deepEqual(
      tasks!.map(({ name, total, running, done, failed }) => [name, total, running, done, failed]),
      [
        ["square", 2000, 0, 2000, 0],
        ["fails", 2, 0, 0, 2],
      ],
    )
    assert.deepEqual(
      workers!.map(({ backend, state }) => `${backend} ${state}`),
      ["threads ended", "threads ended", "processes ended", "processes ended"],
    )
    assert.deepEqual(
      errors!.map(({ task, error, count }) => [task, error.message, count]),
      [["fails", "no", 2]],
    )
  })

  it("takes the next free port, unless one was given: then a taken one is an error with what to do", async () => {
    await using first = await dashboard()
    await using second = await dashboard()
    assert.notEqual(first.port, second.port)
    const error: unknown = await dashboard({ port: first.port }).catch((error: unknown) => error)
    assert.ok(error instanceof HeddleError)
    assert.match(error.message, /cannot listen at 127\.0\.0\.1:\d+.*EADDRINUSE[^]*leave `port` out/)
  })

  it("refuses other hosts without a token, and options that are none", async () => {
    assert.match((await refused({ host: "0.0.0.0", port: 0 })).message, /`host`[^]*give a `token` too/)
    assert.equal((await refused({ port: 70_000 })).option, "port")
    assert.equal((await refused({ token: "" })).option, "token")
    assert.doesNotMatch((await refused({ token: 12_345 as never })).message, /12345/)
    assert.match((await refused({ prot: 1 } as never)).message, /did you mean `port`/)
    await using link = await dashboard({ host: "0.0.0.0", token: "secret", port: 0 })
    assert.equal((await fetch(link.url)).status, 401)
  })

  it("answers only to its own names: others may lead here by a trick of whoever owns them", async () => {
    await using link = await dashboard({ port: 0 })
    const { port } = link
    const statusFor = async (host: string): Promise<number> => (await get(`http://127.0.0.1:${port}/`, { host })).status
    for (const own of [`127.0.0.1:${port}`, `localhost:${port}`, "localhost", "[::1]"]) {
      assert.equal(await statusFor(own), 200, own)
    }
    for (const other of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", "a b"]) {
      assert.ok([400, 421].includes(await statusFor(other)), other)
    }
    assert.equal((await get(`${link.url}events`, { host: "evil.example" })).status, 421)
  })

  it("does for pages of other sites nothing that takes time", async () => {
    let made = 0
    const profile = async (seconds: number): Promise<string> => `<p>${seconds} s, ${++made}`
    await using link = await dashboard({ port: 0, profile })
    const url = `${link.url}profile?seconds=2`
    const { status } = await get(url, { origin: "https://evil.example" }, "POST")
    assert.deepEqual([status, made], [403, 0])
    assert.equal((await fetch(url, { method: "POST", headers: { origin: link.url.slice(0, -1) } })).status, 201)
    const page = await fetch(`${link.url}profile.html`)
    assert.equal(await page.text(), "<p>2 s, 1")
    assert.match(page.headers.get("content-security-policy")!, /^sandbox allow-scripts/)
    assert.equal((await fetch(`${link.url}profile?seconds=1e9`, { method: "POST" })).status, 400)
  })

  it("has the program's profile as a flame graph", async () => {
    await using link = await dashboard({ port: 0 })
    assert.equal((await fetch(`${link.url}profile?seconds=0.01`, { method: "POST" })).status, 201)
    assert.match(await (await fetch(`${link.url}profile.html`)).text(), /<html[^]*main/)
  })

  it("says why there is no profile", async () => {
    await using failing = await dashboard({ port: 0, profile: () => Promise.reject(new Error("it is busy")) })
    const answer = await fetch(`${failing.url}profile`, { method: "POST" })
    assert.deepEqual([answer.status, await answer.text()], [500, "it is busy\n"])
    assert.equal((await fetch(`${failing.url}profile.html`)).status, 404)
  })

  it("closes with open connections, more than once, by a signal, and by `await using`", async () => {
    const controller = new AbortController()
    const link = await dashboard({ port: 0, signal: controller.signal })
    const idle = new MessageReader((await fetch(`${link.url}events`)).body!)
    await idle.next()
    await fetch(link.url)
    controller.abort()
    await Promise.all([link.close(), link.close()])
    await assert.rejects(fetch(link.url))
    await idle.until(() => false).catch(() => {})
    await assert.rejects(dashboard({ port: 0, signal: controller.signal }), { name: "AbortError" })
  })

  it("keeps no program alive, even with someone who looks", async () => {
    const program = `
      import { dashboard } from "heddle/monitor"
      const { url } = await dashboard({ port: 0 })
      process.stdout.write(url)
      process.stdin.once("data", () => process.stdin.destroy())`
    const args = ["-C", "@heddle/source", "--input-type=module", "-e", program]
    const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: ["pipe", "pipe", "inherit"] })
    const ended = once(child, "exit")
    const [url] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string]
    const reader = new MessageReader((await fetch(`${url}events`)).body!)
    await reader.next()
    child.stdin.write("end")
    assert.deepEqual(await ended, [0, null])
    await reader.until(() => false).catch(() => {})
  })

  it("is saved as one file that asks nobody, in which no text of the program is markup", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-report-"))
    t.after(() => rmSync(folder, { recursive: true }))
    await using link = await dashboard({ port: 0 })
    const name = '</script><script>alert(1)</script><!-- "$&'
    tell({ kind: "job", at: 0, pool: "p", job: 1, name, count: 3 })
    await link.save(join(folder, "report.html"))
    const saved = readFileSync(join(folder, "report.html"), "utf8")
    assert.equal(saved.match(/<\/script>/g)!.length, 2)
    const data = /<script type="application\/json" id="data">(.*)<\/script>/.exec(saved)![1]!
    const { tasks, points } = JSON.parse(data) as { tasks: { name: string }[]; points: { rss: number }[] }
    assert.equal(tasks[0]!.name, name)
    assert.ok(points[0]!.rss > 0, "is measured, however soon it is saved")
    const served = await fetch(`${link.url}report.html`)
    assert.equal(served.headers.get("content-disposition"), "attachment")
    assert.match(await served.text(), /id="data"/)
  })
})

describe("a dashboard with a token", () => {
  const token = "sésame & 1"

  it("is shown to who names it in a header, in the address or in the form, and afterwards by a cookie", async () => {
    await using link = await dashboard({ port: 0, token })
    const status = async (init: RequestInit, path = ""): Promise<number> =>
      (await fetch(`${link.url}${path}`, { redirect: "manual", ...init })).status
    assert.equal(await status({}), 401)
    assert.equal(await status({}, "events"), 401)
    const plain = await dashboard({ port: 0, token: "plain" })
    assert.equal((await fetch(plain.url, { headers: { authorization: "Bearer plain" } })).status, 200)
    assert.equal((await fetch(plain.url, { headers: { authorization: "Bearer plai" } })).status, 401)
    await plain.close()

    const welcome = await fetch(`${link.url}?token=${encodeURIComponent(token)}`, { redirect: "manual" })
    assert.deepEqual([welcome.status, welcome.headers.get("location")], [303, "./"])
    const cookie = welcome.headers.get("set-cookie")!
    assert.match(cookie, /^heddle-\w+=\w+; HttpOnly; SameSite=Strict; Path=\/$/)
    assert.doesNotMatch(cookie, /1$|s%C3%A9same|sésame/)
    const own = { cookie: `a=b; ${cookie.split(";")[0]!}` }
    assert.equal(await status({ headers: own }), 200)
    assert.equal(await status({ headers: { cookie: own.cookie.replace(/.$/, "g") } }), 401)
    assert.equal(await status({}, "?token=wrong"), 401)
    const form = (text: string): RequestInit => ({ method: "POST", body: new URLSearchParams({ token: text }) })
    assert.equal(await status(form(token)), 303)
    assert.equal(await status(form("wrong")), 401)
    assert.equal(await status(form("x".repeat(20_000))), 401)
  })

  it("never shows the token, and asks for it with a page that runs nothing", async () => {
    await using link = await dashboard({ port: 0, token: "open-sesame" })
    assert.doesNotMatch(`${String(link)} ${inspect(link)} ${JSON.stringify(link)}`, /sesame/)
    const answer = await fetch(link.url)
    assert.match(answer.headers.get("content-security-policy")!, /default-src 'none'/)
    assert.match(await answer.text(), /<form method="post"[^]*<input name="token" type="password"/)
  })
})

describe("dashboardHandler()", () => {
  it("can be mounted below any path of another server", async () => {
    using handler = dashboardHandler()
    const at = (path: string): Promise<Response> => handler.fetch(new Request(`https://app.example${path}`))
    assert.match(await (await at("/admin/dashboard/")).text(), /Task stream/)
    assert.equal((await at("/admin/dashboard")).headers.get("location"), "dashboard/")
    const reader = new MessageReader((await at("/admin/dashboard/events")).body!)
    assert.equal((await reader.next())!.event, "snapshot")
    assert.equal((await at("/admin/dashboard/favicon.ico")).status, 404)
    handler.close()
    await reader.until(({ event }) => event === "ended")
  })
})

it("a port that another program has is not taken from it", async () => {
  const other = createServer().listen(0, "127.0.0.1")
  await once(other, "listening")
  await assert.rejects(dashboard({ port: (other.address() as AddressInfo).port }), { code: "HEDDLE_ERROR" })
  other.close()
  await once(other, "close")
})
