import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { jit, prange } from "../../src/jit/index.ts"
import { OptionError } from "../../src/core/errors/index.ts"

const kernel = jit(function many(a: Float64Array, out: Float64Array, n: number) {
  let s = 0
  for (const i of prange(a)) s += a[i]! ** 2
  for (const i of prange(n)) if (a[i]! > 0) out[i] = a[i]!
  for (const i of prange(n)) out[i] = a[(i * 7) % n]!
  for (const i of prange(n)) {
    let x = 1
    while (x < a[i]!) x = x * 1.5 + Math.sqrt(x) * 0.1 - x / 3 + 1
    out[i] = x
  }
  for (let i = 0; i < n; i++) out[i]! += a[i]!
  for (let i = 1; i < n; i++) out[i]! += out[i - 1]!
  for (let i = 0; i < n; i++) if (out[i]! > 1e9) break
  let last = 0
  for (let i = 0; i < n; i++) {
    out[i] = last
    last = a[i]!
  }
  return s
})

/** Each loop of it, in order: on threads, in vectors, what it does, and what is remarked. */
const expected: readonly (readonly [
  isParallel: boolean,
  inVectors: boolean,
  does: string,
  remark: RegExp | undefined,
])[] = [
  [true, true, "reduce(+)", undefined],
  [true, true, "map+mask", undefined],
  [true, false, "map", /for each iteration by itself/],
  [true, true, "map", undefined],
  [false, true, "loop", /by masks/],
  [false, true, "map", undefined],
  [false, false, "map", /what another one writes/],
  [false, false, "loop+mask", /something leaves it/],
  [false, false, "map", /`last` goes from one iteration to the next/],
]

/** What another remark takes the place of. */
const unsaid: ReadonlySet<string> = new Set(["there is nothing to add up, or it has an order"])

/** The texts of the compiler that are said of loops; what they name is `NAME`. */
function remarks(): readonly string[] {
  const root = new URL("../../src/jit/emit/", import.meta.url)
  const files = ["function-body.ts", "fork.ts", "prange.ts", "report.ts"].map((name) => new URL(name, root))
  const vector = new URL("vector/", root)
  files.push(...readdirSync(vector).map((name) => new URL(name, vector)))
  const literal = /(Label\(|TypeError\()?(?:"([a-z\d]+(?:,? [a-z\d]+)+)"|`((?:[^`\\]|\\`)*)`)/g
  const template = /^(?:`NAME`|[a-z]+)(?:,? (?:`NAME`|[a-z]+))+$/
  return files.flatMap((file) => {
    const text = readFileSync(file, "utf8").replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "")
    return [...text.matchAll(literal)].flatMap(([, notSaid, plain, given]) => {
      if (notSaid !== undefined) return []
      const filled = given?.replaceAll("\\`", "`").replaceAll(/\$\{[^}]*\}/g, "NAME")
      return plain ?? (filled !== undefined && template.test(filled) ? filled : [])
    })
  })
}

describe("what a kernel says of itself", () => {
  it("nothing before it is compiled", () => {
    const other = jit(function other(x: number) {
      return x
    })
    assert.match(other.explain(), /other has not been compiled: call it/)
    assert.deepEqual(other.parallelDiagnostics(), [])
    assert.throws(() => other.wat(), OptionError)
  })

  it("each loop, with its line: where it runs, and why", () => {
    kernel(new Float64Array(20), new Float64Array(20), 20)
    const [report] = kernel.parallelDiagnostics()
    assert.equal(report!.signature, "(Float64Array, Float64Array, int > 0)")
    assert.equal(report!.loops.length, expected.length)
    for (const [i, [isParallel, inVectors, does, remark]] of expected.entries()) {
      const loop = report!.loops[i]!
      assert.deepEqual([loop.isParallel, loop.inVectors, loop.does], [isParallel, inVectors, does], loop.where)
      assert.match(loop.where, /^explain\.test\.ts:\d+:\d+$/)
      if (remark === undefined) assert.equal(loop.remark, undefined, loop.where)
      else assert.match(loop.remark!, remark)
    }
  })

  it("as text", () => {
    const text = kernel.explain()
    assert.match(
      text,
      /^many \(Float64Array, Float64Array, int > 0\)\n {2}explain\.test\.ts:9:3 +prange {2}reduce\(\+\) +on /,
    )
    assert.match(text, /one by one: `last` goes from one iteration to the next\n {2}\d+ bytes, compiled in \d+\.\d ms/)
  })

  it("in words that the documentation explains", () => {
    const page = readFileSync(new URL("../../../../docs/kernels/explain.md", import.meta.url), "utf8")
    const rows = page.split("| remark | what helps |")[1]!.split("\n\n")[0]!.split("\n")
    const explained = rows.flatMap((row) =>
      [...row.split(" | ")[0]!.matchAll(/`` (.*?) ``|`([^`]+)`/g)].map(([, quoted, plain]) => quoted ?? plain!),
    )
    const said = remarks().filter((text) => !unsaid.has(text))
    const patterns = said.map((text) => new RegExp(`^${text.replaceAll("NAME", String.raw`\w+`)}$`))
    for (const pattern of patterns)
      assert.ok(
        explained.some((text) => pattern.test(text)),
        `${pattern} is not explained`,
      )
    for (const text of explained)
      assert.ok(
        patterns.some((pattern) => pattern.test(text)),
        `${text} is never said`,
      )
  })

  it("its WebAssembly", () => {
    assert.match(kernel.wat(), /^\(module\n[^]*\(export "run"/)
    assert.equal(kernel.wat("(Float64Array, Float64Array, int > 0)"), kernel.wat())
    assert.throws(() => kernel.wat("(int)"), /one of \(Float64Array, Float64Array, int > 0\)/)
  })
})
