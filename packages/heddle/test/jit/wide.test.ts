import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { wasm } from "../../src/core/heap/index.ts"
import { isWideRight } from "../../src/jit/run/wide.ts"

const prefix = 0xfd
/** add sub mul div min max sqrt abs neg, as they stand after the prefix. */
const instructions = [0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xef, 0xec, 0xed]

describe("the trial of vectors of 256 bits", () => {
  it("finds what V8 does by itself right", () => {
    assert.equal(
      isWideRight((bytes) => new wasm.Module(bytes)),
      true,
    )
  })

  it("finds one wrong instruction, whichever it is", () => {
    for (const code of instructions) {
      const other = code >= 0xf0 ? 0xf0 + ((code - 0xf0 + 1) % 6) : code === 0xef ? 0xec : 0xef
      let changed = 0
      const right = isWideRight((bytes) => {
        const wrong = bytes.slice()
        // Those of the first function.
        for (let i = 0; i + 2 < wrong.length && changed < 2; i++) {
          if (wrong[i] !== prefix || wrong[i + 1] !== code || wrong[i + 2] !== 1) continue
          wrong[i + 1] = other
          changed++
        }
        return new wasm.Module(wrong)
      })
      assert.deepEqual([right, changed], [false, 2], code.toString(16))
    }
  })
})
