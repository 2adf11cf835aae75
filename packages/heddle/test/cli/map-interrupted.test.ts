import assert from "node:assert/strict"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, suite, test } from "node:test"
import { heddle, HeddleProcess, lines, results } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-map-interrupted-"))
after(() => rmSync(folder, { recursive: true }))

const map = (args: string, stdin?: string) => heddle(folder, ["map", ...args.split(" ")], stdin)
const start = (args: string) => new HeddleProcess(folder, ["map", ...args.split(" ")])
const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "")

writeFileSync(
  join(folder, "work.ts"),
  `import { appendFileSync } from "node:fs"
   import { setTimeout as sleep } from "node:timers/promises"
   export async function trace(n: number) { await sleep(5); appendFileSync("ran", n + "\\n"); return n * 2 }
   export async function slow(n: number) { await sleep(20); return n }
   export async function hang(n: number) { if (n > 3) await new Promise(() => setInterval(() => {}, 1000)); return n }
   export const even = (n: number) => { appendFileSync("even-calls", n + "\\n"); if (n % 2) throw new Error("odd"); return n }
   export const wide = (n: number) => "x".repeat(1000)
   export const same = (s: string) => { appendFileSync("same-calls", s); return s.length }`,
)

interface JournalLine {
  readonly key?: string
  readonly index: number
  readonly ok: boolean
}

/** The whole lines of a journal after its header. */
function journalled(name: string): JournalLine[] {
  const [, ...entries] = read(name).split("\n").slice(0, -1)
  return entries.map((line) => JSON.parse(line) as JournalLine)
}

suite("heddle map: ends that come early", { concurrency: 2 }, () => {
  test("after a SIGKILL a second run finishes the rest, and runs nothing again that was journalled", async () => {
    const first = start("work.ts#trace --range 300 -j 2 --resume run.journal")
    await first.until(({ lines }) => lines >= 40)
    first.child.kill("SIGKILL")
    assert.equal((await first.ended).signal, "SIGKILL")
    const done = new Set(journalled("run.journal").map(({ index }) => index))
    const before = read("ran")
    assert.ok(done.size >= 40 && done.size < 300)
    const printed = lines(first.stdout.slice(0, first.stdout.lastIndexOf("\n") + 1))
    assert.ok(printed.every(({ index }) => done.has(index)))

    const second = await map("work.ts#trace --range 300 -j 2 --resume run.journal")
    assert.equal(second.code, 0)
    const rest = results(second.stdout)
    const expected = Array.from({ length: 300 }, (_, i) => i).filter((i) => !done.has(i))
    assert.deepEqual(
      rest.map(({ index, value }) => [index, value]),
      expected.map((i) => [i, i * 2]),
    )
    const ranAgain = read("ran").slice(before.length).trimEnd().split("\n").map(Number)
    assert.deepEqual(
      ranAgain.toSorted((a, b) => a - b),
      expected,
    )

    const third = await map("work.ts#trace --range 300 -j 2 --resume run.journal --replay -k")
    assert.deepEqual(
      lines(third.stdout).map(({ index, input, value }) => [index, input, value]),
      Array.from({ length: 300 }, (_, i) => [i, i, i * 2]),
    )
    assert.equal(read("ran").length, before.length + ranAgain.join("\n").length + 1)
  })

  test("failed inputs are tried again by the next run, the others are not", async () => {
    assert.equal((await map("work.ts#even --range 6 --resume even.journal")).code, 1)
    const { code, stdout } = await map("work.ts#even --range 6 --resume even.journal")
    assert.equal(code, 1)
    assert.deepEqual(
      results(stdout).map(({ index }) => index),
      [1, 3, 5],
    )
    assert.deepEqual(read("even-calls").trimEnd().split("\n").toSorted().join(""), "011233455")
  })

  test("inputs are known by what they are, not by their place; equal ones by their number", async () => {
    await map("work.ts#same --resume same.journal", "a\nb\na\n")
    const { stdout } = await map("work.ts#same --resume same.journal", "c\nb\na\na\na\n")
    assert.deepEqual(
      results(stdout).map(({ index, input }) => [index, input]),
      [
        [0, "c"],
        [4, "a"],
      ],
    )
    assert.equal(read("same-calls").length, 5)
  })

  test("the journal of another function, or of the function before it was edited, is refused", async () => {
    await map("work.ts#slow --resume other.journal", "a\n")
    const { code, stdout, stderr } = await map("work.ts#even --range 3 --resume other.journal")
    assert.deepEqual([code, stdout], [2, ""])
    assert.match(stderr, /^heddle map: the journal other\.journal is of work\.ts#slow, not of work\.ts#even: .*\n$/)
  })

  test("Ctrl-C stops with 130 and a whole journal, and lets running calls finish", async () => {
    const running = start("work.ts#slow --range 100000 -j 2 --resume slow.journal")
    await running.until(({ lines }) => lines >= 10)
    running.child.kill("SIGINT")
    const { code, stdout, stderr } = await running.ended
    assert.equal(code, 130)
    const entries = journalled("slow.journal")
    assert.ok(read("slow.journal").endsWith("\n"))
    assert.deepEqual(
      lines(stdout).map(({ index }) => index),
      entries.map(({ index }) => index),
    )
    assert.match(stderr, /heddle map: interrupted/)
    assert.match(stderr, /go on with --resume slow\.journal\n$/)
  })

  test("Ctrl-C ends calls that do not finish", async () => {
    const running = start("work.ts#hang --range 10 -j 2")
    await running.until(({ lines }) => lines >= 4)
    running.child.kill("SIGINT")
    const { code, stdout } = await running.ended
    assert.equal(code, 130)
    assert.equal(results(stdout).length, 4)
  })

  test("Ctrl-C twice kills at once, and the journal is whole", async () => {
    const running = start("work.ts#hang --range 10 -j 2 --resume hang.journal")
    await running.until(({ lines }) => lines >= 4)
    running.child.kill("SIGINT")
    await running.until(({ stderr }) => stderr.includes("Ctrl-C again kills"))
    running.child.kill("SIGINT")
    const { code } = await running.ended
    assert.equal(code, 130)
    assert.equal(journalled("hang.journal").length, 4)
  })

  test("Ctrl-C while it waits for standard input stops it", async () => {
    const running = start("work.ts#slow")
    running.child.stdin.write("a\n")
    await running.until(({ lines }) => lines === 1)
    running.child.kill("SIGINT")
    assert.equal((await running.ended).code, 130)
  })

  test("a reader that goes away ends the run quietly", async () => {
    const running = start("work.ts#wide --range 10000000 -j 2 --no-progress")
    await running.until(({ lines }) => lines >= 10)
    running.child.stdout.destroy()
    const { code, stderr } = await running.ended
    assert.deepEqual([code, stderr], [0, ""])
  })
})
