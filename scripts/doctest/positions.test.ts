import assert from "node:assert/strict"
import test from "node:test"
import { inDocument } from "./positions.ts"

const fence = { name: "docs/a.md:12", file: "docs/a.md", line: 12, code: "", inSource: false }

test("positions in a program are told as positions in the document", () => {
  const output =
    "file:///x/.doctest/docs-a.md-0.ts:3\n    at f (file:///x/.doctest/docs-a.md-0.ts:3:7)\n    at node:fs:3"
  assert.equal(inDocument(output, "docs-a.md-0.ts", fence), "docs/a.md:14\n    at f (docs/a.md:14:7)\n    at node:fs:3")
})

test("positions in the program of a table are told as the rows' lines", () => {
  const table = { ...fence, lines: [4, 8, 8, 10] }
  assert.equal(inDocument("/x/docs-a.md-0.ts:3:1", "docs-a.md-0.ts", table), "docs/a.md:8:1")
})
