import assert from "node:assert/strict"
import { suite, test } from "node:test"
import { execute, installLine, installTools, nodeOf } from "./tools.ts"

const hasTools = await installTools()

suite("workers keep the contract on every Node that is supported", () => {
  for (const [version, backend] of [
    ["22", "threads"],
    ["24", "threads"],
    ["22", "processes"],
    ["24", "processes"],
  ] as const) {
    test(`Node ${version}, ${backend}`, { skip: hasTools ? false : `not run: ${installLine}` }, async (t) => {
      const { code, output } = await execute(nodeOf(version), [
        "-C",
        "@heddle/source",
        "--test-reporter=tap",
        `packages/heddle/test/contract/${backend}.test.ts`,
      ])
      const passed = /^# pass (\d+)$/m.exec(output)?.[1]
      t.diagnostic(`${passed} passed`)
      assert.equal(
        code,
        0,
        output
          .split("\n")
          .filter((line) => line.includes("not ok"))
          .join("\n"),
      )
      assert.ok(Number(passed) > 100)
    })
  }
})
