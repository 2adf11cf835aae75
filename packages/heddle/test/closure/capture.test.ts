import assert from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { describe, it } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { pathToFileURL } from "node:url"
import v8 from "node:v8"
import vm from "node:vm"
import { captureFunction, debuggerEnables } from "../../src/core/closure/capture/index.ts"
import { collecting } from "../../src/core/closure/capture/session.ts"
import { freeze } from "../../src/core/closure/index.ts"
import { TestWorker } from "./test-worker.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

/** Calls one after another the functions of a module whose text is made here. */
async function withModule<T>(text: string, use: (exports: Record<string, unknown>) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "heddle-closure-"))
  try {
    const file = path.join(folder, "made.mjs")
    await writeFile(file, text)
    return await use((await import(pathToFileURL(file).href)) as Record<string, unknown>)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe("capturing", () => {
  it("leaves the Debugger domain off", () => {
    const before = debuggerEnables()
    const made = vm.runInThisContext("((k) => (x) => x * k)(3)") as Function
    freeze(made)
    assert.equal(debuggerEnables(), before + 1, "a new script has to be asked for")
    let events = 0
    collecting(
      "Debugger.scriptParsed",
      () => events++,
      () => vm.runInThisContext(`${Math.random()}`) as unknown,
    )
    assert.equal(events, 0)
  })
  it("asks for a script only once", () => {
    const k = 1
    freeze(() => k)
    const before = debuggerEnables()
    for (let i = 0; i < 50; i++) freeze(() => k + i)
    assert.equal(debuggerEnables(), before)
  })
  it("keeps nothing alive that was captured", async () => {
    const held: WeakRef<object>[] = []
    for (let i = 0; i < 2000; i++) {
      const data = { i, bytes: new Uint8Array(1000) }
      held.push(new WeakRef(data))
      freeze(() => data.i)
    }
    await turn()
    collect()
    await turn()
    collect()
    assert.ok(held.filter((ref) => ref.deref() !== undefined).length < 20)
  })
  it("says that a variable is not initialised yet", () => {
    const f = (): number => later
    const captured = captureFunction(f)
    assert.equal(captured.kind === "function" && captured.read("later").state, "uninitialised")
    const later = 1
    assert.equal(f(), later)
  })
  it("works in a scope of 50,000 variables", async () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `v${i}`)
    const text = `${names.map((name, i) => `const ${name} = ${i}`).join("\n")}\nconst all = () => [${names.join()}]\nexport const sum = (x) => [v7, v49999].reduce((a, b) => a + b, x)\nexport const local = [(x) => x + v3 + all.length][0]\n`
    await using worker = new TestWorker()
    const { run } = worker
    await withModule(text, async ({ local }) => assert.equal(await run(local as (x: number) => number, 1), 4))
  })
  it("works in a script of 10 MB", async () => {
    const filler = Array.from(
      { length: 20_000 },
      (_, i) => `export const f${i} = (x) => { /* ${"filler ".repeat(64)} */ return x + ${i} }`,
    )
    const text = `import { basename } from "node:path"\nconst k = 2\nlet n = 0\n${filler.join("\n")}\nconst helper = (x) => x * k\nexport const bump = { n: () => n++ }\nexport const made = [{ m(x) { return basename("/a/b") + helper(x) + f19999(1) + n } }.m][0]\n`
    assert.ok(text.length > 10_000_000)
    await using worker = new TestWorker()
    const { run } = worker
    await withModule(text, async ({ made }) => assert.equal(await run(made as (x: number) => string, 4), "b8200000"))
  })
})
