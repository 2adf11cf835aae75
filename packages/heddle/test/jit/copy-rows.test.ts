import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { float64, int32, int64, uint8 } from "../../src/core/heap/index.ts"
import { bindKernel, scratchBytes } from "../../src/jit/bound/index.ts"
import { copyRows } from "../../src/jit/index.ts"

const scratch = uint8(scratchBytes).byteOffset

describe("copyRows", () => {
  for (const [shift, make] of [
    [0, uint8],
    [2, int32],
    [3, float64],
    [3, int64],
  ] as const) {
    const { run } = bindKernel(copyRows(shift))
    const numbers = Array.from({ length: 400 }, (_, i) => (i * 37) % 251)
    const from = make(400)
    for (const [i, one] of numbers.entries()) from[i] = make === int64 ? BigInt(one) : one

    it(`copies short and long rows, forwards and backwards: ${from[Symbol.toStringTag]}`, () => {
      const lists = [
        // columns, rows, toStep, first, fromStep
        [1, 5, 1, 3, 7],
        [3, 4, 3, 0, 3],
        [15, 3, 20, 300, -50],
        [16, 3, 16, 300, -50],
        [100, 2, 150, 5, 0],
        [390, 1, 0, 10, 0],
        [0, 3, 0, 0, 0],
        [5, 0, 5, 0, 5],
      ] as const
      for (const [columns, rows, toStep, first, fromStep] of lists) {
        const to = make(400)
        run(to.byteOffset, 0, from.byteOffset, 0, columns, rows, toStep, first, fromStep, scratch)
        const expected = Array.from({ length: 400 }, () => to[399])
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < columns; j++) expected[i * toStep + j] = from[first + i * fromStep + j]
        }
        assert.deepEqual([...to], expected, `${columns} x ${rows}`)
      }
    })
  }

  it("leaves the bits of a NaN as they are", () => {
    const bits = 0x7ff0_0000_0000_1234n
    const [from, to] = [float64(20), float64(20)]
    new BigUint64Array(from.buffer, from.byteOffset, 20).fill(bits)
    bindKernel(copyRows(3)).run(to.byteOffset, 0, from.byteOffset, 0, 20, 1, 0, 0, 0, scratch)
    assert.ok(new BigUint64Array(to.buffer, to.byteOffset, 20).every((one) => one === bits))
  })
})
