import assert from "node:assert/strict"
import test from "node:test"
import { join } from "node:path"
import { root } from "../test/processes.ts"
import type { Snippet } from "./collect.ts"
import { toProgram } from "./program.ts"

const folder = join(root, "packages/heddle/.doctest")

/** The program of a snippet, without the import that it begins with. */
function program(code: string, parts: Partial<Snippet> = {}): string {
  const snippet: Snippet = { name: "docs/a.md:3", file: "docs/a.md", line: 3, code, inSource: false, ...parts }
  return toProgram(snippet, folder)
    .replace(/^import .*?; /, "")
    .replace(/\nexport \{\}\n$/, "")
}

test("a value after a statement is compared with the statement's value", () => {
  assert.equal(program("1 + 1 // => 2"), "__equal((1 + 1), (2)) // => 2")
})

test("a value after a declaration is compared with what it declares", () => {
  assert.equal(program("const a: number = 1 // => 1"), "const a: number = 1;__equal((a), (1)) // => 1")
  assert.equal(program("const [a] = [1] // => [1]"), "const [a] = [1];__equal(([a]), ([1])) // => [1]")
})

test("a value after console.log is compared with what is printed", () => {
  assert.equal(program("if (a) console.log(a) // => 1"), "if (a) __equal((a), (1)), console.log(a) // => 1")
})

test("what stands behind a statement's last token in TypeScript alone is a part of it", () => {
  assert.equal(program("const m = a[0]! // => 0"), "const m = a[0]!;__equal((m), (0)) // => 0")
  assert.equal(program("const m = a[0]!; // => 0"), "const m = a[0]!;;__equal((m), (0)) // => 0")
  assert.equal(program("a[0]! // => 0"), "__equal((a[0]!), (0)) // => 0")
  assert.equal(program("a as number // => 0\nb"), "__equal((a as number), (0)) // => 0\nb")
  assert.equal(program("console.log(a[0]!) // => 0"), "__equal((a[0]!), (0)), console.log(a[0]!) // => 0")
  assert.equal(program('f()! // throws "no"'), 'await __throws(async () => { f()! }, "no") // throws "no"')
})

test("a statement of several lines is compared as a whole, and stays on its lines", () => {
  assert.equal(program("f(() => {\n  g()\n}) // => 1"), "__equal((f(() => {\n  g()\n})), (1)) // => 1")
})

test("a statement that must throw is wrapped with the code, the name or the words that it throws", () => {
  assert.equal(
    program("f() // throws HEDDLE_OPTION"),
    'await __throws(async () => { f() }, "HEDDLE_OPTION") // throws HEDDLE_OPTION',
  )
  assert.match(program('f() // throws, "did you mean"'), /\}, "did you mean"\)/)
})

test("an expectation that is no value, or belongs to no statement, is refused", () => {
  assert.throws(() => program("1 // => about 1"), /"=> about 1" is not a value/)
  assert.throws(() => program("// => 1"), /no statement stands before/)
})

test("relative imports are meant from the document's place", () => {
  assert.equal(program('import "./b.ts"'), 'import "../../../docs/./b.ts"')
})

test("other comments are left alone", () => {
  assert.equal(program("f() // an arrow => 1"), "f() // an arrow => 1")
})
