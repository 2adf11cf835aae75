import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { DisposedError } from "../../src/jit/index.ts"
import { arange, linspace, zeros } from "../../src/jit/makers.ts"
import { isHeapArray } from "../../src/core/heap/index.ts"

const list = (array: Float64Array): number[] => Array.from(array)

describe("zeros, arange and linspace", () => {
  it("are arrays of float64 on the shared heap, given back at the end of their block", () => {
    for (const array of [zeros(3), arange(3), linspace(0, 1, 3)]) {
      assert.ok(array instanceof Float64Array && isHeapArray(array))
      assert.equal(array.length, 3)
      array.dispose()
      assert.throws(() => array.length, DisposedError)
    }
  })

  it("zeros holds zeros, also where another array was", () => {
    zeros(1000).fill(7).dispose()
    assert.deepEqual(
      list(zeros(1000)),
      Array.from({ length: 1000 }, () => 0),
    )
    assert.equal(zeros(0).length, 0)
  })

  it("arange gives NumPy's numbers", () => {
    assert.deepEqual(list(arange(5)), [0, 1, 2, 3, 4])
    assert.deepEqual(list(arange(2.5)), [0, 1, 2])
    assert.deepEqual(list(arange(3, 7)), [3, 4, 5, 6])
    assert.deepEqual(list(arange(5, 0, -2)), [5, 3, 1])
    assert.deepEqual(list(arange(1, 0)), [])
    assert.deepEqual(list(arange(-3)), [])
    assert.deepEqual(list(arange(0, 1, 0.3)), [0, 0.3, 0.6, 0.8999999999999999])
    // numpy.arange(1, 2, 0.1)
    assert.deepEqual(
      list(arange(1, 2, 0.1)),
      [
        1, 1.1, 1.2000000000000002, 1.3000000000000003, 1.4000000000000004, 1.5000000000000004, 1.6000000000000005,
        1.7000000000000006, 1.8000000000000007, 1.9000000000000008,
      ],
    )
  })

  it("linspace gives NumPy's numbers, the last of them exactly", () => {
    assert.deepEqual(list(linspace(2, 3, 5)), [2, 2.25, 2.5, 2.75, 3])
    assert.deepEqual(list(linspace(2, 3, 5, { endpoint: false })), [2, 2.2, 2.4, 2.6, 2.8])
    assert.equal(linspace(0, 1).length, 50)
    assert.deepEqual(list(linspace(4, 9, 1)), [4])
    assert.deepEqual(list(linspace(4, 9, 0)), [])
    assert.deepEqual(list(linspace(1, 1, 3)), [1, 1, 1])
    for (let num = 2; num < 200; num++) assert.equal(linspace(0.1, 0.7, num)[num - 1], 0.7)
    // A step that no float64 holds.
    assert.deepEqual(list(linspace(0, 5e-324, 3)), [0, 0, 5e-324])
  })

  it("refuse what is no number, or no length", () => {
    const refuses = (make: () => unknown, option: string): void => assert.throws(make, { name: "OptionError", option })
    for (const length of [-1, 1.5, Number.NaN, "3" as never]) refuses(() => zeros(length), "length")
    refuses(() => arange(Number.NaN), "stop")
    refuses(() => arange(0, Infinity), "stop")
    refuses(() => arange("0" as never, 5), "start")
    refuses(() => arange(0, 5, 0), "step")
    refuses(() => linspace(0, 1, 2.5), "num")
    refuses(() => linspace(0, 1, -1), "num")
    refuses(() => linspace(0, Infinity), "stop")
    refuses(() => linspace(0, 1, 3, { endpoint: 1 as never }), "endpoint")
    refuses(() => linspace(0, 1, 3, { endPoint: true } as never), "endPoint")
  })
})
