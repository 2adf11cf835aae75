/**
 * A parallel web crawler: tasks fetch pages and find their links, an actor knows which pages have been seen. The site is a
 * server of this program, on loopback.
 *
 *   node 53-web-crawler.ts 300
 */
import assert from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { get, remote, shutdown, wait } from "heddle/remote"
import type { ObjectRef } from "heddle/remote"

const pages = Number(process.argv[2] ?? 120)

// Page n links to 2n, 2n + 1, and back to page 1. Page 13 is broken.
const server = createServer((request, response) => {
  const page = Number(request.url!.slice(1))
  const links = [2 * page, 2 * page + 1, 1].filter((to) => to <= pages)
  response.statusCode = page === 13 ? 500 : 200
  response.end(links.map((to) => `<a href="/${to}">${"word ".repeat(to % 10)}</a>`).join("\n"))
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const Seen = remote(
  class Seen {
    readonly urls = new Set<string>()

    /** Those of the links that nobody has seen before. */
    add(links: readonly string[]): string[] {
      const fresh = [...new Set(links)].filter((link) => !this.urls.has(link))
      for (const link of fresh) this.urls.add(link)
      return fresh
    }
  },
)
const seen = Seen.remote()

const crawl = remote(async (url: string, among: typeof seen) => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`)
  const text = await response.text()
  const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, link]) => new URL(link!, url).href)
  return { words: text.split("word").length - 1, fresh: await get(among.add.remote(links)) }
})

const [first] = await get(seen.add.remote([`${site}/1`]))
let waiting: ObjectRef<{ words: number; fresh: string[] }>[] = [crawl.remote(first!, seen)]
let [fetched, words] = [0, 0]
const failed: string[] = []
while (waiting.length > 0) {
  const { ready, notReady } = await wait(waiting)
  waiting = notReady
  try {
    const page = await get(ready[0]!)
    fetched++
    words += page.words
    waiting.push(...page.fresh.map((url) => crawl.remote(url, seen)))
  } catch (error) {
    failed.push((error as Error).message)
  }
}
server.close()
server.closeAllConnections()
await shutdown()

console.log(`${fetched} pages with ${words} words; failed: ${failed.join(", ")}`)
assert.deepEqual(failed, ["/13 answers 500"])
