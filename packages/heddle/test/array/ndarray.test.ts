import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { inspect } from "node:util"
import { IndexError, OptionError, ShapeError } from "../../src/core/errors/index.ts"
import { float64, int64 } from "../../src/core/heap/index.ts"
import type { DType, Elements } from "../../src/array/dtype/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { textCases } from "./text-cases.ts"

const grid = (): NDArray<"float64"> =>
  NDArray.from([
    [1, 2, 3],
    [4, 5, 6],
  ])

describe("an NDArray is made", () => {
  it("of a typed array, whose kind is its type", () => {
    const kinds: readonly (readonly [Elements, DType])[] = [
      [new Float64Array(2), "float64"],
      [new Float32Array(2), "float32"],
      [new BigInt64Array(2), "int64"],
      [new Int32Array(2), "int32"],
      [new Uint8Array(2), "uint8"],
    ]
    for (const [data, dtype] of kinds) {
      const a = new NDArray(data, 2)
      assert.equal(a.dtype, dtype)
      assert.equal(a.data, data)
    }
    assert.equal(new NDArray(new Uint8Array(2), 2, { dtype: "bool" }).get(0), false)
  })

  it("as a view with strides and an offset", () => {
    const data = Float64Array.from({ length: 10 }, (_, i) => i)
    const a = new NDArray(data, [2, 2], { strides: [-3, 1], offset: 6 })
    assert.deepEqual(a.toArray(), [
      [6, 7],
      [3, 4],
    ])
    assert.deepEqual([a.size, a.ndim, a.offset, a.strides], [4, 2, 6, [-3, 1]])
  })

  it("not of elements that are not there, or of another type", () => {
    const data = new Float64Array(6)
    assert.throws(() => new NDArray(data, [2, 2]), ShapeError)
    assert.throws(() => new NDArray(data, [2, 2], { offset: 3 }), ShapeError)
    assert.throws(() => new NDArray(data, [2, 2], { strides: [-1, 1] }), ShapeError)
    assert.throws(() => new NDArray(data, [6], { strides: [1, 1] }), OptionError)
    assert.throws(() => new NDArray(data, [6], { offset: -1 }), OptionError)
    assert.throws(() => new NDArray<DType>(data, [6], { dtype: "int32" }), OptionError)
    assert.throws(() => new NDArray([1, 2] as never, [2]), OptionError)
    assert.throws(() => new NDArray(new Int16Array(2) as never, [2]), OptionError)
  })

  it("of lists in lists, of the smallest type that holds all", () => {
    const kinds: readonly (readonly [Parameters<typeof NDArray.from>[0], DType, readonly number[]])[] = [
      [[[true, false]], "bool", [1, 2]],
      [[1n, true], "int64", [2]],
      [[1n, 2.5], "float64", [2]],
      [[1, 2], "float64", [2]],
      [[], "float64", [0]],
      [[[], []], "float64", [2, 0]],
      [7, "float64", []],
      [true, "bool", []],
      [new Int32Array(3), "int32", [3]],
      [[new Float32Array(3), new Float32Array(3)], "float32", [2, 3]],
      [[new Uint8Array(1), [1]], "float64", [2, 1]],
    ]
    for (const [value, dtype, shape] of kinds) {
      const a = NDArray.from(value)
      assert.deepEqual([a.dtype, a.shape], [dtype, shape])
    }
    assert.deepEqual(NDArray.from([1.9, -1.9, NaN, 300], "uint8").toArray(), [1, 255, 0, 44])
    assert.deepEqual(NDArray.from([1.9, -1.9, NaN], "int64").toArray(), [1n, -1n, 0n])
    assert.deepEqual(NDArray.from([[0, NaN]], "bool").toArray(), [[false, true]])
    assert.deepEqual(NDArray.from(new Int16Array([-3, 4]) as never).dtype, "int32")
  })

  it("as a copy of a typed array or another array", () => {
    const data = new Float64Array(2)
    const [a, b] = [NDArray.from(data), NDArray.from(new NDArray(data, 2))]
    data[0] = 1
    assert.deepEqual([a.get(0), b.get(0)], [0, 0])
  })

  it("not of ragged lists; the message says where", () => {
    assert.throws(() => NDArray.from([[1, 2], [3]]), { name: "ShapeError", message: /value\[1\] has 1 elements/ })
    assert.throws(() => NDArray.from([[1, 2], 3]), { name: "ShapeError", message: /value\[1\] is no list/ })
    assert.throws(() => NDArray.from([1, [2]]), { name: "ShapeError", message: /value\[1\] is a list/ })
    assert.throws(() => NDArray.from([[1, "2" as never]]), { name: "OptionError", message: /value\[0\]\[1\]/ })
    assert.throws(() => NDArray.from([1], "float16" as never), OptionError)
  })
})

describe("elements of an NDArray", () => {
  it("are got and set by indices, negative ones from the end", () => {
    const a = grid()
    assert.equal(a.get(1, -1), 6)
    a.T.set(7, 0, 1)
    assert.equal(a.get(-1, 0), 7)
    assert.throws(() => a.get(2, 0), IndexError)
    assert.throws(() => a.get(0, -4), IndexError)
    assert.throws(() => a.get(0), IndexError)
    assert.throws(() => a.set(1, 0, 0.5), IndexError)
  })

  it("are bigints of int64, and booleans of bool", () => {
    const a = NDArray.from([2n ** 62n, -1n])
    a.set(5, 1)
    assert.deepEqual(a.toArray(), [2n ** 62n, 5n])
    const b = NDArray.from([true, false])
    b.set(3, 1)
    assert.deepEqual([b.get(1), b.data[1]], [true, 1])
  })

  it("are items, where there is only one", () => {
    assert.equal(NDArray.from([[3]]).item(), 3)
    assert.equal(grid().slice("1, 2").item(), 6)
    assert.throws(() => grid().item(), ShapeError)
  })

  it("are iterated over along the first axis", () => {
    assert.deepEqual([...grid().slice("0")], [1, 2, 3])
    assert.deepEqual(
      [...grid().T].map((row) => (row as NDArray).toArray()),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    )
    assert.throws(() => [...NDArray.from(1)], ShapeError)
  })
})

describe("views of an NDArray", () => {
  it("are slices, which share the elements", () => {
    const a = grid()
    assert.deepEqual(a.slice("::-1, ::2").toArray(), [
      [4, 6],
      [1, 3],
    ])
    assert.deepEqual(a.slice([{ start: 1 }, "newaxis", 1]).toArray(), [[5]])
    assert.deepEqual(a.slice("5:, ::-1").shape, [0, 3])
    assert.deepEqual(a.slice(-1).toArray(), [4, 5, 6])
    a.slice("::-1").set(9, 0, 0)
    assert.equal(a.get(1, 0), 9)
    assert.throws(() => a.slice("2"), IndexError)
  })

  it("are transposes", () => {
    const a = NDArray.from(Float64Array.from({ length: 24 }, (_, i) => i)).reshape([2, 3, 4])
    assert.deepEqual(a.transpose([1, -1, 0]).shape, [3, 4, 2])
    assert.equal(a.transpose([1, 2, 0]).get(2, 3, 1), a.get(1, 2, 3))
    assert.deepEqual(a.T.shape, [4, 3, 2])
    assert.throws(() => a.transpose([0, 0, 1]), OptionError)
    assert.throws(() => a.transpose([0]), OptionError)
  })

  it("have another shape where strides can say it, else are copies", () => {
    const a = NDArray.from(Float64Array.from({ length: 24 }, (_, i) => i)).reshape([2, -1, 4])
    assert.deepEqual(a.shape, [2, 3, 4])
    const shares = (b: NDArray): boolean => b.data === a.data
    assert.ok(shares(a.reshape([6, 4])) && shares(a.reshape(-1)) && shares(a.slice(":, 1:").reshape([2, 2, 2, 2])))
    assert.ok(shares(a.slice(":, :, ::2").reshape([6, 1, 2])) && shares(a.slice("0, 0, 0").reshape([1, 1])))
    assert.ok(!shares(a.T.reshape(24)) && !shares(a.slice(":, 1:").reshape(16)))
    assert.deepEqual(
      a.slice(":, :, ::2").reshape([6, 2]).toArray(),
      a.slice(":, :, ::2").copy().reshape([6, 2]).toArray(),
    )
    assert.deepEqual(a.T.reshape([2, 12]).slice("0, :4").toArray(), [0, 12, 4, 16])
    assert.deepEqual(a.slice(":0").reshape([7, 0]).shape, [7, 0])
    assert.throws(() => a.reshape([5, -1]), ShapeError)
    assert.throws(() => a.reshape([5]), ShapeError)
    assert.throws(() => a.reshape([-1, -1]), OptionError)
    assert.throws(() => a.slice(":0").reshape([0, -1]), ShapeError)
  })

  it("give their elements in C order, without a copy where they lie so", () => {
    const a = grid()
    assert.equal(a.flat(), a.data)
    assert.equal(a.slice("1").flat().buffer, a.data.buffer)
    assert.deepEqual([...a.T.flat()], [1, 4, 2, 5, 3, 6])
    const b = a.copy()
    b.set(0, 0, 0)
    assert.equal(a.get(0, 0), 1)
    assert.notEqual(a.T.copy().data, a.data)
  })
})

describe("copies in C order", () => {
  // All ways to lie: rows that are long enough to be set at once, turned axes, reversed ones, single ones.
  const big = new NDArray(
    Float64Array.from({ length: 3 * 70 * 90 }, (_, i) => i),
    [3, 70, 90],
  )
  const views: Readonly<Record<string, NDArray>> = {
    "of a part": big.slice("1:, 5:60, 3:80"),
    "of short rows": big.slice(":, :, 3:9"),
    "of a transpose": big.T,
    "of turned planes": big.transpose([0, 2, 1]),
    "of turned axes": big.transpose([1, 0, 2]),
    "of every second element, backwards": big.slice("::-1, ::-2, ::2"),
    "of one column": big.slice(":, 4:5, 7:8"),
    "of four axes": big.reshape([3, 7, 10, 90]).transpose([2, 0, 3, 1]).slice("1:, ::2, 40:, :"),
  }
  for (const [name, view] of Object.entries(views)) {
    it(name, () => assert.deepEqual(view.copy().toArray(), view.toArray()))
  }
})

describe("astype", () => {
  it("casts as NumPy does", () => {
    const a = NDArray.from([1.9, -1.9, NaN, 3e9, -0.5])
    assert.deepEqual(a.astype("int32").toArray(), [1, -1, 0, 3e9 - 2 ** 32, 0])
    assert.deepEqual(a.astype("uint8").toArray(), [1, 255, 0, 3e9 & 255, 0])
    assert.deepEqual(a.astype("int64").toArray(), [1n, -1n, 0n, 3_000_000_000n, 0n])
    assert.deepEqual(a.astype("bool").toArray(), [true, true, true, true, true])
    assert.deepEqual(NDArray.from([0, -0]).astype("bool").toArray(), [false, false])
    assert.deepEqual(NDArray.from([0.1]).astype("float32").toArray(), [Math.fround(0.1)])
  })

  it("casts to and from int64 by halves, exactly", () => {
    const exact = [
      0n,
      1n,
      -1n,
      2n ** 31n,
      -(2n ** 31n),
      2n ** 32n,
      2n ** 53n,
      -(2n ** 53n),
      2n ** 62n,
      -(2n ** 63n),
      123456789012345n,
    ]
    const a = NDArray.from(exact)
    assert.deepEqual(a.astype("float64").toArray(), exact.map(Number))
    assert.deepEqual(a.astype("float64").astype("int64").toArray(), exact)
    assert.deepEqual(
      a.astype("float32").toArray(),
      exact.map((one) => Math.fround(Number(one))),
    )
    assert.deepEqual(
      a.astype("int32").toArray(),
      exact.map((one) => Number(BigInt.asIntN(32, one))),
    )
    assert.deepEqual(
      a.astype("uint8").toArray(),
      exact.map((one) => Number(BigInt.asUintN(8, one))),
    )
    assert.deepEqual(a.astype("bool").get(0), false)
    assert.deepEqual(a.slice("2:").astype("float64").get(0), -1)
    assert.deepEqual(NDArray.from([-1, 5], "int32").astype("int64").toArray(), [-1n, 5n])
    assert.deepEqual(
      NDArray.from([Infinity, -(2 ** 70), 2 ** 63])
        .astype("int64")
        .toArray(),
      [0n, 0n, -(2n ** 63n)],
    )
  })

  it("is always a copy", () => {
    const a = grid()
    assert.notEqual(a.astype("float64").data, a.data)
    assert.deepEqual(a.T.astype("float64").toArray(), a.T.toArray())
    assert.throws(() => a.astype("float16" as never), OptionError)
  })
})

describe("two NDArrays", () => {
  it("are equal by shape and elements, whatever their types", () => {
    const a = grid()
    assert.ok(
      a.equals(a.astype("int64")) &&
        a.astype("int32").equals(a.astype("uint8")) &&
        a.equals([
          [1, 2, 3],
          [4, 5, 6],
        ]),
    )
    assert.ok(
      !a.equals(a.T) &&
        !a.equals(1) &&
        !a.astype("int64").equals([
          [1n, 2n, 3n],
          [4n, 5n, 7n],
        ]),
    )
    assert.ok(NDArray.from([0, NaN]).equals([-0, NaN], { equalNan: true }))
    assert.ok(!NDArray.from([NaN]).equals([NaN]))
    assert.ok(
      a.T.equals([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
    )
  })

  it("are close within bounds, one broadcast to the other", () => {
    const a = NDArray.from([1, 1e10])
    assert.ok(a.allClose([1 + 1e-9, 1e10 + 1]) && !a.allClose([1.1, 1e10]) && a.allClose([1.1, 1e10], { atol: 0.2 }))
    assert.ok(
      NDArray.from([
        [2, 2],
        [2, 2],
      ]).allClose(2) &&
        NDArray.from([
          [1, 2],
          [1, 2],
        ]).allClose([1, 2]),
    )
    assert.ok(NDArray.from([Infinity]).allClose([Infinity]) && !NDArray.from([1]).allClose([Infinity]))
    assert.ok(!NDArray.from([NaN]).allClose([NaN]) && NDArray.from([NaN]).allClose([NaN], { equalNan: true }))
    assert.throws(() => a.allClose([1, 2, 3]), ShapeError)
  })
})

describe("an NDArray is printed", () => {
  it("as NumPy prints it", () => {
    for (const { array, text } of textCases()) assert.equal(String(array), text)
  })

  it("with its shape and type by console.log", () => {
    assert.equal(inspect(grid()), "NDArray(2, 3) float64\n[[1, 2, 3],\n [4, 5, 6]]")
    assert.equal(inspect(NDArray.from([1, 2.5])), "NDArray(2) float64 [1. , 2.5]")
    assert.equal(inspect(NDArray.from(3n)), "NDArray() int64 3")
    assert.equal(inspect(NDArray.from([])), "NDArray(0) float64 []")
  })
})

describe("an NDArray on the shared heap", () => {
  it("does all that without its buffer", () => {
    using data = float64(Float64Array.from({ length: 200 }, (_, i) => i))
    Object.defineProperty(data, "buffer", { get: () => assert.fail("the buffer was taken") })
    const a = new NDArray(data, [2, 100])
    assert.equal(a.T.copy().get(99, 1), 199)
    assert.deepEqual(a.slice(":, 50:").copy().get(1, 0), 150)
    assert.ok(a.slice("1").flat() instanceof Float64Array && a.equals(a.copy()) && a.allClose(a.astype("int64")))
    assert.equal(a.reshape([100, 2]).astype("float32").item instanceof Function, true)
    assert.match(String(a), /^\[\[ {2}0\./)
    using large = int64(new BigInt64Array([5n, -7n]))
    Object.defineProperty(large, "buffer", { get: () => assert.fail("the buffer was taken") })
    const b = new NDArray(large, 2)
    assert.deepEqual([b.astype("float64").toArray(), b.equals([5n, -7n])], [[5, -7], true])
  })
})
