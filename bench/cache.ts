import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { hash, Memory } from "heddle/memory"
import { contest, scoreOf } from "./contest.ts"
import type { Contestant } from "./contest.ts"
import { pythonWithPeers } from "./contestants/venv.ts"
import { short, verdict } from "./report.ts"
import type { Table } from "./report.ts"

const rounds = 7
const smallCalls = 500
const largeCalls = 5
const length = 10_000_000
const entries = 100_000

function square(x: number): { x: number; square: number } {
  return { x, square: x * x }
}

function numbers(n: number): Float64Array {
  return new Float64Array(n).map((_, i) => i)
}

async function joblib(python: string): Promise<{
  readonly version: string
  readonly run: (what: "small" | "large" | "mapped", calls: number) => Promise<number>
  readonly close: () => void
}> {
  const file = fileURLToPath(new URL("programs/cache.py", import.meta.url))
  const child = spawn(python, [file], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error("joblib ended")
    return value
  }
  const { joblib: version } = JSON.parse(await answer()) as { joblib: string }
  return {
    version,
    async run(what, calls) {
      child.stdin.write(`${what} ${calls}\n`)
      return Number(await answer()) * 1000
    },
    close: () => child.stdin.end(),
  }
}

/** How long it takes to look at very many entries, and to remove nine in ten. */
async function trimmed(folder: string): Promise<{ readonly list: number; readonly trim: number }> {
  mkdirSync(join(folder, "square"), { recursive: true })
  const digits = "abcdefghijklmnopqrstuvwxyz"
  for (let i = 0; i < entries; i++) {
    const name = Array.from({ length: 26 }, (_, k) => digits[Math.floor(i / 26 ** k) % 26]).join("")
    writeFileSync(join(folder, "square", `${name}.${name}.entry`), "x")
  }
  const memory = new Memory(folder)
  const start = performance.now()
  await memory.reduceSize({ itemsLimit: entries })
  const list = performance.now() - start
  await memory.reduceSize({ itemsLimit: entries / 10 })
  return { list, trim: performance.now() - start - list }
}

/** Results that are on disk already, and what it costs to know which. */
export async function cacheTable(): Promise<Table> {
  const python = pythonWithPeers()
  if (python === undefined) throw new Error("no python3.11 here")
  const folder = mkdtempSync(join(tmpdir(), "heddle-cache-"))
  const peer = await joblib(python)
  try {
    const plain = new Memory(join(folder, "plain"))
    const mapped = new Memory(join(folder, "mapped"), { mmap: true })
    const small = plain.cache(square)
    const large = plain.cache(numbers)
    const map = mapped.cache(numbers)
    await small(7)
    await large(length)
    await map(length)
    const array = new Float64Array(new SharedArrayBuffer(8 * length))
    const again = async (call: () => Promise<unknown>, calls: number): Promise<void> => {
      for (let i = 0; i < calls; i++) await call()
    }
    const they = `joblib ${peer.version}`
    const contestants: Contestant[] = [
      { name: "heddle, small", calls: smallCalls, run: () => again(() => small(7), smallCalls) },
      { name: `${they}, small`, calls: smallCalls, run: () => peer.run("small", smallCalls), timesItself: true },
      { name: "heddle, 80 MB", calls: largeCalls, run: () => again(() => large(length), largeCalls) },
      { name: `${they}, 80 MB`, calls: largeCalls, run: () => peer.run("large", largeCalls), timesItself: true },
      { name: "heddle, 80 MB, mmap", calls: 1, run: () => map(length) },
      { name: `${they}, 80 MB, mmap`, calls: 1, run: () => peer.run("mapped", 1), timesItself: true },
      { name: "heddle, 80 MB, mmap, ten in a row", calls: 10, run: () => again(() => map(length), 10) },
      { name: `${they}, 80 MB, mmap, ten in a row`, calls: 10, run: () => peer.run("mapped", 10), timesItself: true },
      { name: "heddle, hash of 80 MB in shared memory", calls: 1, run: () => hash(array) },
    ]
    const scores = await contest(contestants, rounds)
    const ms = (name: string): number => scoreOf(scores, name).best / scoreOf(scores, name).calls
    const rate = (8 * length) / 1e6 / ms("heddle, hash of 80 MB in shared memory")
    const { list, trim } = await trimmed(join(folder, "many"))
    return {
      title: "cache: results that are on disk",
      method: `Calls of cached functions whose result is there, in the page cache. Interleaved, best of ${rounds}.`,
      header: ["", "ms a call"],
      rows: scores.map(({ name }) => [name, short(ms(name))]),
      notes: [
        verdict("a small result, to joblib's time:", ms("heddle, small") / ms(`${they}, small`), "<=", 0.2),
        verdict("80 MB, joblib's time to ours:", ms(`${they}, 80 MB`) / ms("heddle, 80 MB"), ">=", 2),
        verdict("80 MB mapped, to joblib's time:", ms("heddle, 80 MB, mmap") / ms(`${they}, 80 MB, mmap`), "<=", 1.5),
        verdict("hashing", rate, ">=", 2, "GB/s"),
        verdict(`${entries.toLocaleString("en")} entries looked at`, list / 1000, "<=", 5, "s"),
        verdict("nine in ten of them removed", trim / 1000, "<=", 10, "s"),
      ],
    }
  } finally {
    peer.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
