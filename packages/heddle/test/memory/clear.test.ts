import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Memory } from "../../src/memory/index.ts"
import type { CachedFunction } from "../../src/memory/index.ts"
import { folder } from "./stores.ts"

type Fn = (x: number) => number

const require = createRequire(import.meta.url)
const file = join(folder(), "module.cjs")

/** The exports of a file that has this text now. */
function load(text: string): readonly [Fn, Fn] {
  writeFileSync(file, text)
  delete require.cache[file]
  return require(file) as readonly [Fn, Fn]
}

async function areKept(...functions: readonly CachedFunction<[x: number], number>[]): Promise<readonly boolean[]> {
  return Promise.all(functions.map((fn) => fn.has(1)))
}

describe("clear of a function", () => {
  /** What is left of both after the first is cleared. */
  async function left(a: Fn, b: Fn): Promise<readonly boolean[]> {
    const memory = new Memory(folder())
    const [one, other] = [memory.cache(a), memory.cache(b)]
    await one(1)
    await other(1)
    await one.clear()
    return areKept(one, other)
  }

  it("lets results of other nameless functions be", async () => {
    assert.deepEqual(await left(...load("module.exports = [(x) => x + 1, (x) => x * 2]")), [false, true])
  })

  it("lets results of functions of its name be", async () => {
    const texts = {
      "methods of two classes":
        "class A { m(x) { return x } } class B { m(x) { return -x } } module.exports = [A.prototype.m, B.prototype.m]",
      "a method and what is declared":
        "const m = (x) => x; class B { m(x) { return -x } } module.exports = [m, B.prototype.m]",
      "a computed name":
        "const m = (x) => x; const k = 'm'; const b = { [k](x) { return -x } }; module.exports = [m, b.m]",
      "closures of one text": "const make = (k) => function m(x) { return x * k }; module.exports = [make(1), make(2)]",
      "closures of a loop":
        "const list = []; for (const k of [1, 2]) { const m = (x) => x * k; list.push(m) } module.exports = list",
      "one after the other": "let m = (x) => x; const list = [m]; m = (x) => -x; list.push(m); module.exports = list",
      "in another's body":
        "function m(x) { return x } module.exports = [m, (() => { const m = (x) => -x; return m })()]",
      "an expression": "function m(x) { return x } module.exports = [m, function m(x) { return -x }]",
      "a default": "function m(x) { return x } function f({ m = (x) => -x }) { return m } module.exports = [m, f({})]",
    }
    for (const [what, text] of Object.entries(texts)) {
      const [a, b] = load(text)
      assert.deepEqual([a.name, b.name], ["m", "m"])
      assert.deepEqual(await left(a, b), [false, true], what)
      assert.deepEqual(await left(b, a), [false, true], what)
    }
  })

  it("removes those of its older versions where it is the only one of its name in its module", async () => {
    for (const declared of ["function half", "const half = function", "const half = "]) {
      const memory = new Memory(folder())
      const text = (body: string): string =>
        `${declared} (x)${declared.endsWith("= ") ? " =>" : ""} { ${body} }\nconst f = { other: (x) => x }\nmodule.exports = [half, f.other]`
      const [old, other] = load(text("return x / 2")).map((fn) => memory.cache(fn))
      const now = memory.cache(load(text("return x * 0.5"))[0])
      await old!(1)
      await other!(1)
      await now(1)
      await now.clear()
      assert.deepEqual(await areKept(old!, other!, now), [false, true, false], declared)
    }
  })
})
