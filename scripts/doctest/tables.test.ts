import assert from "node:assert/strict"
import test from "node:test"
import { codeIn, tableSnippet, tables } from "./tables.ts"

const text = [
  "# Pages",
  "## `math`",
  "```ts table",
  'import { f } from "./f.ts"',
  "```",
  "| Python | heddle | what differs |",
  "| --- | --- | --- |",
  "| `f(1)` | `f(1) // => 2`<br>`f(2) // => 3` | nothing |",
  "| `g` | nothing | there is no `g` |",
  "| `a \\| b` | ``f(`1` \\| 2) // => 4`` | an or |",
  "",
  "| name | heddle |",
  "| --- | --- |",
  "| `x` | `y` |",
].join("\n")

test("a table of Python and heddle is a program: its setup, then each row with code in a block", () => {
  const found = tables(text)
  assert.equal(found.length, 1)
  const snippet = tableSnippet("docs/a.md", found[0]!)!
  assert.equal(
    snippet.code,
    [
      'import { f } from "./f.ts"',
      "{ // docs/a.md:8",
      "f(1) // => 2",
      "f(2) // => 3",
      "}",
      "{ // docs/a.md:10",
      "f(`1` | 2) // => 4",
      "}",
    ].join("\n"),
  )
  assert.deepEqual(snippet.lines, [4, 8, 8, 8, 8, 10, 10, 10])
})

test("a span of code begins a statement of its own", () => {
  const rows = tables(
    "| Python | heddle | |\n| --- | --- | --- |\n| `a` | `const a = f()`<br>`[a] // => [1]` | |\n",
  )[0]!
  assert.equal(tableSnippet("docs/a.md", rows)!.code, "{ // docs/a.md:3\nconst a = f()\n0; [a] // => [1]\n}")
})

test("a row knows the headings above it, its line and its cells", () => {
  const [table] = tables(text)
  assert.deepEqual(table!.headings, ["Pages", "`math`"])
  assert.deepEqual(table!.rows[1], { line: 9, cells: ["`g`", "nothing", "there is no `g`"], code: [] })
  assert.equal(table!.rows[2]!.cells[0], "`a | b`")
})

test("code stands in one or two backquotes", () => {
  assert.deepEqual(codeIn("`a` and ``b `c` d``"), ["a", "b `c` d"])
  assert.deepEqual(codeIn("none"), [])
})
