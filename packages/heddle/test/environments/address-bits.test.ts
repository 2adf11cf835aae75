import assert from "node:assert/strict"
import { globSync } from "node:fs"
import path from "node:path"
import { suite, test } from "node:test"
import { execute, installLine, installTools, nodeOf, root } from "./tools.ts"

const hasTools = await installTools()
const cwd = path.join(root, "packages/heddle")
const env = { HEDDLE_HEAP_BITS: "64", HEDDLE_FUZZ_SECONDS: "10" }

const heap = globSync("test/heap/!(pages|address-bits)*.test.ts", { cwd })
const file = (name: string): string => `test/jit/${name}.test.ts`
const some = ["cases", "threads", "vectors", "bins"].map(file)
const more = ["async", "random", "subarray", "whole-arrays", "bigints", "differential.fuzz"].map(file)

suite("with addresses of 64 bits there is what there is with 32", () => {
  for (const version of ["24", "current"] as const) {
    for (const [name, flags, files] of [
      ["the heap", [], heap],
      ["kernels, above 4 GB", ["--import", "./test/heap/above-4-gb.ts"], version === "24" ? some : [...some, ...more]],
    ] as const) {
      const skip = version === "24" && !hasTools ? `not run: ${installLine}` : false
      test(`Node ${version}, ${name}`, { skip }, async (t) => {
        const args = ["-C", "@heddle/source", ...flags, "--test-reporter=tap", "--test", ...files]
        const { code, output } = await execute(nodeOf(version), args, { cwd, env })
        t.diagnostic(`${/^# pass (\d+)$/m.exec(output)?.[1]} passed`)
        const failed = output.split(/^(?= *# Subtest)/m).filter((part) => /^ *not ok/m.test(part))
        assert.equal(code, 0, failed.join(""))
      })
    }
  }

  test("Node 22 refuses, with what to do", { skip: hasTools ? false : `not run: ${installLine}` }, async () => {
    const program = `import { float64 } from "heddle/jit"; float64(3)`
    const args = ["-C", "@heddle/source", "--experimental-strip-types", "--input-type=module", "-e", program]
    const { code, output } = await execute(nodeOf("22"), args, { cwd, env })
    assert.equal(code, 1)
    assert.match(output, /`HEDDLE_HEAP_BITS` must be "32" on Node v22\S+, which has no memory of 64-bit addresses/)
    assert.match(output, /use Node 24 or newer, or start the program without HEDDLE_HEAP_BITS/)
  })
})
