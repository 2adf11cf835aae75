import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { isMainThread, threadId } from "node:worker_threads"
import vm from "node:vm"
import { isMainThread as heddleSays } from "heddle"
import { addCode, explain, freeze, onHint } from "../../src/core/closure/index.ts"
import type { CaptureHint } from "../../src/core/closure/index.ts"
import { inspectionCount } from "../../src/core/closure/freeze/function-record.ts"
import { ClosureError, UnsendableError } from "../../src/core/errors/index.ts"
import { decode, poison, prepare } from "../../src/core/wire/index.ts"
import { scale } from "./fixtures/shapes.ts"
import { TestWorker } from "./test-worker.ts"

const factor = 3
let changing = 1

/** What a worker would get, in this thread. */
async function revive<T>(fn: T): Promise<T> {
  const { codes, data } = freeze(fn as Function)
  for (const code of codes) addCode(code)
  const posted: unknown = structuredClone(data)
  await prepare(posted)
  return decode(posted) as T
}

/** How many functions are looked into while `run` runs. */
function inspections(run: () => void): number {
  const before = inspectionCount()
  run()
  return inspectionCount() - before
}

describe("the key of a frozen function", () => {
  it("stays for a function that captures constants", () => {
    const f = (x: number): number => x * factor
    const first = freeze(f)
    assert.notEqual(first.key, undefined)
    assert.equal(
      inspections(() => assert.equal(freeze(f).key, first.key)),
      0,
    )
  })
  it("stays for fresh functions with one text that capture nothing, without looking into them", () => {
    const make = (): ((x: number) => number) => (x: number) => x * 2
    const first = freeze(make())
    assert.equal(
      inspections(() => assert.equal(freeze(make()).key, first.key)),
      0,
    )
  })
  it("stays for an imported function", () => assert.equal(freeze(scale).key, freeze(scale).key))
  it("is not there if a captured variable is assigned somewhere", async () => {
    const f = (x: number): number => x * changing
    assert.equal(freeze(f).key, undefined)
    changing = 5
    assert.equal((await revive(f))(1), 5)
  })
  it("is not there if a captured object can change, but the function is looked into only once", async () => {
    const table = { a: 1 }
    const f = (): number => table.a
    assert.equal(freeze(f).key, undefined)
    table.a = 2
    assert.equal(
      inspections(() => freeze(f)),
      0,
    )
    assert.equal((await revive(f))(), 2)
  })
  it("goes when a property is added to a function that is sent", () => {
    const helper = (x: number): number => x
    const f = (x: number): number => helper(x)
    assert.notEqual(freeze(f).key, undefined)
    Object.assign(helper, { extra: 1 })
    assert.equal(freeze(f).key, undefined)
  })
  it("differs for the same text at two places where its file or line could show", () => {
    const here = (): never => {
      throw new Error("x")
    }
    const there = (): never => {
      throw new Error("x")
    }
    assert.notEqual(freeze(here).codes[0]!.line, freeze(there).codes[0]!.line)
  })
  it("differs for functions with one text that capture different things", async () => {
    const one = (
      (k: number) =>
      (x: number): number =>
        x + k
    )(1)
    const two = (
      (k: number) =>
      (x: number): number =>
        x + k
    )(2)
    assert.equal((await revive(one))(0), 1)
    assert.equal((await revive(two))(0), 2)
  })
})

describe("code", () => {
  it("is the same unit for all functions from one place, the function's own first", () => {
    const helper = (x: number): number => x + factor
    const make =
      (k: number): ((x: number) => number) =>
      (x: number) =>
        helper(x) * k
    const [a, b] = [freeze(make(1)), freeze(make(2))]
    assert.deepEqual(
      a.codes.map(({ hash }) => hash),
      b.codes.map(({ hash }) => hash),
    )
    assert.match(a.codes[0]!.src, /helper\(x\) \* k/)
  })
  it("runs as strict as it was written", async () => {
    const sloppy = vm.runInThisContext("(function () { return this === globalThis })") as () => boolean
    assert.equal((await revive(sloppy))(), true)
    const strict = vm.runInThisContext("(function () { 'use strict'; return this === undefined })") as () => boolean
    assert.equal((await revive(strict))(), true)
  })
  it("keeps the function's name", async () => {
    const named = (x: number): number => x
    assert.equal((await revive(named)).name, "named")
  })
})

describe("a function that assigns a captured variable", () => {
  it("is refused with the line and the fix", () => {
    const count = (): number => ++changing
    assert.throws(
      () => freeze(count),
      (error: ClosureError) => {
        assert.ok(error instanceof ClosureError)
        assert.match(
          error.message,
          /assigns the captured variable 'changing'.*freeze\.test\.ts:\d+:\d+.*\+\+changing.*\^{8}/s,
        )
        assert.match(error.hint!, /use a Counter from "heddle\/sync"/)
        return true
      },
    )
  })
  it("is sent with { allowCopyWrites: true }, and changes its copy", async () => {
    await using worker = new TestWorker()
    changing = 10
    assert.equal(await worker.runWith({ allowCopyWrites: true }, () => ++changing), 11)
    assert.equal(changing, 10)
  })
})

describe("what Node says of a thread", () => {
  it("is the worker's own there, plain data as it is", async () => {
    await using worker = new TestWorker()
    const { run } = worker
    assert.equal(await run(() => isMainThread), false)
    assert.notEqual(await run(() => threadId), threadId)
    assert.equal(await run(() => heddleSays), false)
  })
})

describe("what cannot be sent", () => {
  it("is refused with its path if the function names it", () => {
    const ctx = { db: { pending: Promise.resolve() } }
    assert.throws(
      () => freeze(() => ctx.db.pending),
      (error: UnsendableError) => error instanceof UnsendableError && error.path === "ctx.db.pending",
    )
  })
  it("throws on first use if only a helper names it", async () => {
    const handle = { [poison]: "the handle lives in the parent" }
    const helper = (use: boolean): unknown => (use ? (handle as { x?: number }).x : "not used")
    const revived = await revive((use: boolean) => helper(use))
    assert.equal(revived(false), "not used")
    assert.throws(() => revived(true), /the handle lives in the parent/)
  })
  it("is refused with the message of its own if the function names it", () => {
    const handle = { [poison]: "the handle lives in the parent" }
    assert.throws(() => freeze(() => handle), /the handle lives in the parent/)
  })
  it("is a copy where shared memory cannot be shared", () => {
    const shared = new Int32Array(new SharedArrayBuffer(4))
    const f = (): number => shared[0]!
    assert.equal(freeze(f, { shared: false }).key, undefined)
    assert.equal(freeze(f).key, undefined)
  })
})

describe("hints", () => {
  it("come once, after 200 functions that were captured anew at one place", () => {
    const hints: CaptureHint[] = []
    const stop = onHint((hint) => hints.push(hint))
    for (let j = 0; j < 450; j++) freeze((x: number) => x + j)
    stop()
    assert.equal(hints.length, 1)
    assert.match(hints[0]!.message, /pass `j` as an argument/)
    assert.match(hints[0]!.at.url, /freeze\.test\.ts$/)
  })
})

describe("explain", () => {
  it("says what would travel", () => {
    const helper = (x: number): number => x + factor
    const text = explain((x: number) => scale(helper(x)))
    assert.match(text, /^the function \(file:.*freeze\.test\.ts:\d+:\d+\), by value$/m)
    assert.match(text, /^ {2}scale +imported: scale of "\.\/fixtures\/shapes\.ts"$/m)
    assert.match(text, /^ {2}helper +the function helper \(.*\), by value$/m)
    assert.match(text, /^ {4}factor +3$/m)
  })
  it("says what becomes of a large array", () => {
    const table = new Float64Array(2_000_000)
    assert.match(
      explain((i: number) => table[i]),
      /^ {2}table {2}16 MB that are only read: shared$/m,
    )
    assert.match(
      explain(() => table.fill(1)),
      /^ {2}table {2}16 MB, copied: it is written by \.fill\(\)$/m,
    )
  })
  it("says why nothing would", () => {
    const pending = Promise.resolve()
    assert.match(
      explain(() => pending),
      /it cannot be sent: .*pending.*Promise/s,
    )
  })
})
