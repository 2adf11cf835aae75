import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { pathToFileURL } from "node:url"
import { dashboard } from "heddle/monitor"
import type { BrowserContextOptions, Page } from "playwright-core"
import { tell } from "../../src/core/events/index.ts"
import { reportPage } from "../../src/monitor/dashboard/page/index.ts"
import { handlerOf, NodeServer, streamOf } from "../../src/monitor/dashboard/serve/index.ts"
import { program, scene } from "../monitor/dashboard/scenes.ts"
import type { Scene } from "../monitor/dashboard/scenes.ts"
import { browserLine, openBrowser } from "./browser/chromium.ts"
import { CutLine } from "./browser/cut-line.ts"

const browser = await openBrowser()
after(async () => await browser?.close())
const skip = browser === undefined ? `not run: ${browserLine}` : false

/** A page, and what it complained of. */
async function open(url: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text())
  })
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(url)
  return { page, complaints }
}

/** Until the page has drawn so many tasks; without a number: any. */
async function shows(page: Page, tasks?: number): Promise<void> {
  await page.waitForSelector(
    tasks === undefined ? `html[data-drawn]:not([data-drawn="0"])` : `html[data-drawn="${tasks}"]`,
  )
}

async function served(played: Scene, act: (url: string) => Promise<void>): Promise<void> {
  const { board } = played
  const shown = {
    snapshot: () => board.snapshot().snapshot,
    stream: (id: string | null) => streamOf(board, id),
    profile: undefined,
  }
  const server = await NodeServer.start(handlerOf(shown, undefined), "127.0.0.1", 0, false)
  try {
    await act(server.url)
  } finally {
    await server.close()
    board.close()
  }
}

function playedScene(): Scene {
  const s = scene()
  s.play(program(true))
  return s
}

function span(name: string, more: object = {}): void {
  const at = performance.timeOrigin + performance.now()
  tell({ kind: "task", at, pool: "pool", worker: "worker 1", name, id: 0, count: 1, ms: 15, failed: 0, ...more })
}

const text = async (page: Page, selector: string): Promise<string> => await page.locator(selector).innerText()
const fits = async (page: Page): Promise<boolean> => {
  return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
}

describe("the dashboard's page", { skip }, () => {
  it("shows what the workers do, how far the tasks are, errors, memory, computations, actors, caches and hints", async () => {
    await served(playedScene(), async (url) => {
      const { page, complaints } = await open(url)
      await shows(page)
      const all = await text(page, "body")
      for (const words of [
        /thumbnails\.ts/,
        /Workers busy\s+\d of 8/,
        /load\s+\d+ %/,
        /TimeoutError: the server did not answer within 2 s/,
        /planned by arrays and frames/,
        /std of 10,000 × 10,000 \(2 of 2\)\s+16 s\s+858 MB/,
        /store-1\s+Store\s+alive, restarted once\s+actor 3/,
        /exif\s+24 \(80 %\)\s+6/,
        /checksum takes 1 ms a call/,
      ]) {
        assert.match(all, words)
      }
      assert.equal(await page.locator("#workers tbody tr").count(), 8)
      assert.equal(await page.locator("#lines canvas").count(), 3)
      assert.deepEqual(complaints, [])
    })
  })

  it("says what would be where nothing is yet", async () => {
    await served(scene(), async (url) => {
      const { page, complaints } = await open(url)
      await shows(page, 0)
      const all = await text(page, "body")
      for (const words of [/No task has ended yet/, /No task yet/, /No worker yet/, /No error\./, /No measurement yet/])
        assert.match(all, words)
      assert.deepEqual(complaints, [])
    })
  })

  it("follows the program, for several who look", async () => {
    await using link = await dashboard({ port: 0 })
    const pages = [(await open(link.url)).page, (await open(link.url)).page]
    for (const page of pages) await shows(page, 0)
    for (let i = 1; i <= 3; i++) {
      span("square", { failed: i === 3 ? 1 : 0 })
      for (const page of pages) await shows(page, i)
    }
    for (const page of pages) {
      assert.match(await text(page, "#progress"), /square\s+100 %\s+2 of 3 done · 1 failed/)
      assert.equal(await text(page, "#connection"), "live")
    }
  })

  it("misses nothing while its connection is cut, and draws nothing twice", async () => {
    await using link = await dashboard({ port: 0 })
    await using line = await CutLine.to(link.port)
    const { page } = await open(line.url)
    await shows(page, 0)
    span("square")
    await shows(page, 1)
    line.cut()
    await page.waitForSelector("#connection[data-tone=lost]")
    assert.match(await text(page, "#connection"), /the last that was told/)
    for (let i = 0; i < 5; i++) span("square")
    line.mend()
    await shows(page, 6)
    await page.waitForSelector("#connection[data-tone=live]")
    assert.match((await page.locator("#stream-canvas").getAttribute("aria-label"))!, / 6 rectangles kept/)
  })

  it("says that the program has ended, and keeps what it shows", async () => {
    const link = await dashboard({ port: 0 })
    const { page } = await open(link.url)
    span("square")
    await shows(page, 1)
    await link.close()
    await page.waitForSelector("#connection:not([data-tone=live])")
    assert.match(await text(page, "#progress"), /square/)
  })

  it("shows a hundred thousand tasks, and those that come behind them", async () => {
    await using link = await dashboard({ port: 0 })
    const at = performance.timeOrigin + performance.now()
    for (let i = 0; i < 100_000; i++) span(`task ${i % 7}`, { at: at - 20 * i, worker: `worker ${i % 16}` })
    const { page, complaints } = await open(link.url)
    await shows(page, 100_000)
    span("task 1")
    await shows(page, 100_001)
    assert.match(await text(page, "#summary"), /Tasks done\s+100,001/)
    assert.match(await text(page, "#foot"), /80,001 older tasks are in all sums/)
    assert.deepEqual(complaints, [])
  })

  it("folds many workers into how many of them do how much, and shows each on demand", async () => {
    await using link = await dashboard({ port: 0 })
    for (let i = 0; i < 200; i++) span("square", { worker: `worker ${i}` })
    const { page } = await open(link.url)
    await shows(page, 200)
    assert.equal(await page.locator("#workers tbody tr").count(), 0)
    await page.getByRole("combobox").selectOption("Done")
    await page.locator(".histogram li", { hasText: /200$/ }).waitFor()
    await page.getByRole("button", { name: "Show each" }).click()
    assert.equal(await page.locator("#workers tbody tr").count(), 200)
  })

  it("shows the program's texts as text, whatever they are", async () => {
    await using link = await dashboard({ port: 0 })
    const hostile = `</script><img src=x onerror="alert('hostile')"><style>*{display:none}</style>`
    const error = { name: hostile, message: hostile, stack: hostile }
    const base = { at: 0, pool: hostile, worker: hostile }
    span(hostile, base)
    tell({ kind: "worker", ...base, backend: hostile, threadId: 1, change: "ended", reason: hostile })
    tell({ kind: "error", of: "task", ...base, name: hostile, error })
    tell({ kind: "actor", at: 0, actor: hostile, name: hostile, change: "dead", reason: hostile })
    const stage = { kind: "stage", of: "array", label: hostile, computation: 1, number: 1, stages: 1 } as const
    tell({ ...stage, at: 0, change: "ended", ms: 1, error })
    tell({ kind: "cache", at: 0, name: hostile, outcome: "hit", ms: 1 })
    tell({ kind: "hint", at: 0, message: hostile })
    tell({ kind: "progress", at: 0, pool: hostile, name: hostile, id: 0, fraction: 0.5, note: hostile })
    const folder = mkdtempSync(join(tmpdir(), "heddle-hostile-"))
    await link.save(join(folder, "report.html"))
    for (const url of [link.url, pathToFileURL(join(folder, "report.html")).href]) {
      const { page, complaints } = await open(url)
      await shows(page, 1)
      await page.locator("#stream-table > summary").click()
      assert.equal(await page.locator("img, main style, main script").count(), 0)
      assert.ok((await text(page, "main")).split(hostile).length > 10)
      assert.deepEqual(complaints, [])
    }
    rmSync(folder, { recursive: true })
  })

  it("has a profile made, and opens it where it cannot reach the dashboard", async () => {
    let isFirst = true
    const profile = (): Promise<string> => {
      if (isFirst) return ((isFirst = false), Promise.reject(new Error("one is being recorded already")))
      return Promise.resolve(`<title>a profile</title><script>document.title = origin</script>`)
    }
    await using link = await dashboard({ port: 0, profile })
    const { page } = await open(link.url)
    await page.getByRole("button", { name: "Profile" }).click()
    await page.getByRole("button", { name: "No profile: one is being recorded already" }).click()
    const opened = page.context().waitForEvent("page")
    await page.getByRole("link", { name: "Open the profile" }).click()
    assert.equal(await (await opened).title(), "null")
  })

  it("is opened with a token, typed once", async () => {
    await using link = await dashboard({ port: 0, token: "open sesame" })
    const { page } = await open(link.url)
    await page.getByLabel("Token").fill("wrong")
    await page.keyboard.press("Enter")
    await page.getByText("This is not the token").waitFor()
    await page.getByLabel("Token").fill("open sesame")
    await page.keyboard.press("Enter")
    await shows(page, 0)
    assert.equal(page.url(), link.url)
    await page.reload()
    await shows(page, 0)
  })

  it("fits a phone, in light and dark", async () => {
    await served(playedScene(), async (url) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page } = await open(url, { viewport: { width: 360, height: 740 }, colorScheme })
        await shows(page)
        assert.ok(await fits(page), colorScheme)
        await page.locator("#stream-table > summary").click()
        await page.locator(".error > summary").first().click()
        assert.ok(await fits(page), `${colorScheme}, opened`)
      }
    })
  })

  it("has light and dark colours, as the system has or as is chosen", async () => {
    await using link = await dashboard({ port: 0 })
    const { page } = await open(link.url, { colorScheme: "dark" })
    const background = async (): Promise<string> =>
      await page.evaluate("getComputedStyle(document.body).backgroundColor")
    const button = page.getByRole("button", { name: "Dark colours" })
    const dark = await background()
    assert.equal(await button.getAttribute("aria-pressed"), "true")
    await button.click()
    assert.notEqual(await background(), dark)
    assert.equal(await button.getAttribute("aria-pressed"), "false")
  })
})

describe("with the mouse", { skip }, () => {
  it("the task stream tells what is under it, moves and zooms", async () => {
    await served(playedScene(), async (url) => {
      const { page } = await open(url)
      await shows(page)
      const canvas = (await page.locator("#stream-canvas").boundingBox())!
      const [x, y] = [canvas.x + canvas.width / 2, canvas.y + 8]
      await page.mouse.move(x, y)
      const told = page.locator("#stream-told", { hasText: / · worker 1 · at [\d.]+ s$/ })
      await told.waitFor()
      const before = await told.innerText()
      await page.mouse.down()
      await page.mouse.move(x + 200, y, { steps: 5 })
      await page.mouse.up()
      await page.waitForSelector("#go-live[aria-pressed=false]")
      await page.mouse.move(x, y)
      await page.locator("#stream-told", { hasNotText: before }).waitFor()
      await page.getByRole("button", { name: "Show less time" }).click()
      await page.getByRole("button", { name: "Live" }).click()
      await page.waitForSelector("#go-live[aria-pressed=true]")
    })
  })
})

describe("with the keyboard", { skip }, () => {
  it("the task stream tells each task, moves in time, and shows the same as a table", async () => {
    await served(playedScene(), async (url) => {
      const { page } = await open(url)
      await shows(page)
      await page.keyboard.press("Tab")
      assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the task stream")
      const told = async (key: string): Promise<string> => {
        await page.keyboard.press(key)
        return await text(page, "#stream-told")
      }
      await page.locator("#stream-canvas").focus()
      const [first, second] = [await told("ArrowLeft"), await told("ArrowLeft")]
      const form = /^(load|resize|encode|checksum) · .*ms.* · worker 1 · at [\d.]+ s$/
      assert.match(first, form)
      assert.match(second, form)
      assert.notEqual(first, second)
      assert.equal(await told("ArrowRight"), first)
      assert.match(await told("ArrowDown"), / · worker 2 · /)
      assert.equal(await told("Escape"), "")
      await page.keyboard.press("Home")
      await page.waitForSelector("#go-live[aria-pressed=false]")
      await page.keyboard.press("End")
      await page.waitForSelector("#go-live[aria-pressed=true]")
      await page.locator("#stream-table > summary").press("Enter")
      await page.waitForSelector("#stream-table caption")
      assert.equal(await page.locator("#stream-table tbody tr").count(), 8)
    })
  })

  it("columns are sorted, and errors opened", async () => {
    await served(playedScene(), async (url) => {
      const { page } = await open(url)
      await shows(page)
      const done = async (): Promise<number[]> =>
        (await page.locator("#workers tbody td:nth-child(5)").allInnerTexts()).map((one) =>
          Number(one.replace(",", "")),
        )
      await page.getByRole("button", { name: "Done" }).press("Enter")
      await page.waitForSelector("th[aria-sort=descending]")
      const sorted = await done()
      assert.deepEqual(
        sorted,
        sorted.toSorted((a, b) => b - a),
      )
      await page.getByRole("button", { name: "Done" }).press("Space")
      await page.waitForSelector("th[aria-sort=ascending]")
      assert.deepEqual(await done(), sorted.toReversed())
      await page.locator(".error > summary").first().press("Enter")
      assert.match(await text(page, ".error[open] pre"), /at resize \(file:\/\/\/app\/thumbnails\.ts:24:9\)/)
    })
  })
})

describe("for a screen reader", { skip }, () => {
  it("everything has a name, figures of pictures are told as text, and only news are read aloud", async () => {
    await served(playedScene(), async (url) => {
      const { page } = await open(url)
      await shows(page)
      const tree = await page.locator("body").ariaSnapshot()
      for (const words of [
        /- banner:/,
        /- main:/,
        /- contentinfo:/,
        /heading "thumbnails\.ts" \[level=1\]/,
        /region "Task stream"/,
        /application "Task stream of 8 workers, /,
        /progressbar "load"/,
        /img "Processor: this program \d+ %, at most \d+ %; all programs/,
        /columnheader "Worker"/,
        /rowheader "worker 1"/,
      ]) {
        assert.match(tree, words)
      }
      assert.doesNotMatch(tree, /- (button|link|combobox|img)( \[|:|$)/m)
      const live = await page.locator("[aria-live], [role=status]").evaluateAll((all) => all.map((one) => one.id))
      assert.deepEqual(live, ["connection", "news", "stream-told"])
    })
  })
})

describe("a report", { skip }, () => {
  it("is one file that shows the whole program, and asks for nothing", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-report-"))
    t.after(() => rmSync(folder, { recursive: true }))
    const { board } = playedScene()
    writeFileSync(join(folder, "report.html"), reportPage(board.snapshot().snapshot).text)
    board.close()
    const asked: string[] = []
    const context = await browser!.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    page.on("console", (message) => complaints.push(message.text()))
    page.on("pageerror", (error) => complaints.push(String(error)))
    const { href } = pathToFileURL(join(folder, "report.html"))
    await page.goto(href)
    await shows(page)
    assert.match(await text(page, "#connection"), /^report of .*, 40 s$/)
    assert.deepEqual(
      asked.filter((url) => !url.startsWith("data:")),
      [href],
    )
    assert.deepEqual(complaints, [])
    assert.equal(await page.getByRole("button", { name: "Live" }).count(), 0)
  })
})
