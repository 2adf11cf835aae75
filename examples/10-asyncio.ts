/**
 * `asyncio`: many requests at once, in one thread. At most five at a time, each with a deadline; a failure cancels the rest;
 * what is computed goes to threads meanwhile.
 *
 *   node 10-asyncio.ts 100
 */
import assert from "node:assert/strict"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { TimeoutError } from "heddle"
import { Queue, Semaphore, TaskGroup, currentSignal, gather, sleep, timeout, toThread } from "heddle/async"

const count = Number(process.argv[2] ?? 30)

// A site to fetch from: page n has n words. /slow never answers, /broken fails.
let open = 0
let most = 0
const server = createServer((request, response) => {
  most = Math.max(most, ++open)
  response.on("close", () => open--)
  const page = request.url!.slice(1)
  if (page === "slow") return
  response.statusCode = page === "broken" ? 500 : 200
  const body = JSON.stringify({ page, text: "word ".repeat(Number(page) || 1) })
  setTimeout(() => response.end(body), 5)
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

interface Page {
  readonly page: string
  readonly text: string
}

// `currentSignal` is aborted when the task that runs this is cancelled, or its deadline passes.
async function fetchPage(name: string | number): Promise<Page> {
  const response = await fetch(`${site}/${name}`, { signal: currentSignal() })
  if (!response.ok) throw new Error(`page ${name}: ${response.status}`)
  return (await response.json()) as Page
}

// gather: all results, in order. A semaphore bounds how many run at the same time.
const five = new Semaphore(5)
const names = Array.from({ length: count }, (_, n) => n + 1)
const pages = await gather(
  ...names.map((name) => async () => {
    using held = await five.hold()
    void held
    return await timeout("10s", () => fetchPage(name))
  }),
)
assert.deepEqual(
  pages.map(({ page }) => Number(page)),
  names,
)
assert.ok(most <= 5)
console.log(`${pages.length} pages, at most ${most} at a time`)

// A deadline: the request is aborted.
await assert.rejects(
  timeout(50, () => fetchPage("slow")),
  TimeoutError,
)
console.log("the slow page was given up after 50 ms")

// A task group: one failure cancels the siblings, and nothing goes on behind our back.
const group = TaskGroup.run((tasks) => {
  void tasks.createTask(() => fetchPage("slow"))
  void tasks.createTask(() => fetchPage("broken"))
})
await assert.rejects(group, (error: AggregateError) => error.errors.length === 1)
console.log("a broken page cancelled the slow one")

// A queue between those who fetch and those who count; counting runs in threads.
const countWords = (text: string): number => text.split(" ").filter((word) => word !== "").length
const queue = new Queue<Page>(10)
let words = 0
await TaskGroup.run(async (tasks) => {
  for (let reader = 0; reader < 2; reader++) {
    void tasks.createTask(async () => {
      for await (const { text } of queue) {
        const found = await toThread(countWords, text)
        words += found
      }
    })
  }
  for (const name of names.slice(0, 10)) await queue.put(await fetchPage(name))
  queue.shutdown()
})
assert.equal(words, 55)
console.log(`${words} words on ten pages`)

// sleep and gather, as in asyncio's first example.
const say = async (ms: number, what: string): Promise<string> => await sleep(ms, what)
assert.deepEqual(
  await gather(
    () => say(2, "hello"),
    () => say(1, "world"),
  ),
  ["hello", "world"],
)

server.closeAllConnections()
server.close()
