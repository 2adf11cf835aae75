/**
 * Takes the pictures of docs/dashboard.md, of programs that never ran, on a clock of their own: npm run dashboard-pictures.
 * They are for people; no test compares them.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateSync, inflateSync, crc32 } from "node:zlib"
import type { BrowserContextOptions, Page } from "playwright-core"
import { openBrowser } from "../packages/heddle/test/environments/browser/chromium.ts"
import { program, scene } from "../packages/heddle/test/monitor/dashboard/scenes.ts"
import { handlerOf, NodeServer, streamOf } from "../packages/heddle/src/monitor/dashboard/serve/index.ts"

const folder = join(import.meta.dirname, "../docs/dashboard")
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
if (browser === undefined) throw new Error("there is no Chromium")

async function picture(
  name: string,
  isHealthy: boolean,
  options: BrowserContextOptions,
  part: (page: Page) => Promise<Buffer>,
): Promise<void> {
  const { board, play } = scene({ profile: true, processors: 8 })
  play(program(isHealthy))
  const shown = {
    snapshot: () => board.snapshot().snapshot,
    stream: (id: string | null) => streamOf(board, id),
    profile: () => Promise.resolve(""),
  }
  const server = await NodeServer.start(handlerOf(shown, undefined), "127.0.0.1", 0, false)
  const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  await page.goto(server.url)
  await page.waitForSelector('html[data-drawn]:not([data-drawn="0"])')
  // Nothing of it moves: two frames later all is where it stays.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
  const file = join(folder, `${name}.png`)
  writeFileSync(file, packed(await part(page)))
  console.log(`${name}.png: ${Math.round(readFileSync(file).length / 1024)} KB`)
  await context.close()
  await server.close()
  board.close()
}

/** The same picture in fewer bytes. */
function packed(png: Buffer): Buffer {
  const parts: Buffer[] = []
  const data: Buffer[] = []
  for (let at = 8; at < png.length;) {
    const end = at + 12 + png.readUInt32BE(at)
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") data.push(png.subarray(at + 8, end - 4))
    else parts.push(png.subarray(at, end))
    at = end
  }
  const body = Buffer.concat([
    Buffer.from("IDAT"),
    deflateSync(inflateSync(Buffer.concat(data)), { level: 9, memLevel: 9 }),
  ])
  const idat = Buffer.alloc(body.length + 8)
  idat.writeUInt32BE(body.length - 4, 0)
  body.copy(idat, 4)
  idat.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, 8), ...parts.slice(0, -1), idat, parts.at(-1)!])
}

const upper =
  (width: number, height: number) =>
  (page: Page): Promise<Buffer> =>
    page.screenshot({ clip: { x: 0, y: 0, width, height }, fullPage: true })
const stream = (page: Page): Promise<Buffer> => page.locator("#stream").screenshot()

await picture("light", true, { colorScheme: "light" }, upper(1280, 1090))
await picture("dark", true, { colorScheme: "dark" }, upper(1280, 1090))
await picture("phone", true, { colorScheme: "light", viewport: { width: 360, height: 780 } }, upper(360, 1500))
await picture("healthy", true, { colorScheme: "light" }, stream)
await picture("unhealthy", false, { colorScheme: "light" }, stream)
await browser.close()
