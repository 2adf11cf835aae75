import assert from "node:assert/strict"
import path from "node:path"
import { describe, it } from "node:test"
import { wasm } from "../../src/core/heap/index.ts"
import { emitModule } from "../../src/jit/emit/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import { execute } from "../environments/tools.ts"
import { cases } from "./cases.ts"
import { sourceOf } from "./native-kernel.ts"

const folder = path.join(import.meta.dirname, "../..")
const env = { HEDDLE_HEAP_BITS: "64" }

describe("kernels with addresses of 64 bits", () => {
  it("are modules", () => {
    for (const { name, fn, args } of cases) {
      const { source, types } = sourceOf(fn, args())
      assert.ok(new wasm.Module(emitModule(compile(source, types).ir, 64).bytes), name)
    }
  })

  it("reach arrays above 4 GB, and to the end of one that is longer than that", async () => {
    const { code, output } = await execute(process.execPath, ["-C", "@heddle/source", "test/jit/far-arrays.ts"], {
      cwd: folder,
      env,
    })
    assert.equal(code, 0, output)
    assert.match(output, /^done$/m)
  })

  it("give what they give with 32 bits, above 4 GB", async () => {
    const files = ["cases", "bins", "whole-arrays", "subarray", "vectors", "copy-rows"]
    const { code, output } = await execute(
      process.execPath,
      [
        ...["-C", "@heddle/source", "--import", "./test/heap/above-4-gb.ts", "--test-reporter=tap", "--test"],
        ...files.map((file) => `test/jit/${file}.test.ts`),
      ],
      { cwd: folder, env },
    )
    assert.equal(code, 0, output)
    assert.match(output, /^# fail 0$/m)
  })
})
