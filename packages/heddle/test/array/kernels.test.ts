import assert from "node:assert/strict"
import test, { suite } from "node:test"
import * as da from "../../src/array/index.ts"
import { Plan } from "../../src/array/plan/index.ts"

/** The kernels that compute an array. */
const kernelsOf = (array: da.LazyArray): string[] =>
  new Plan([array.node]).stages.flatMap((stage) => (stage.k === "tiles" ? stage.kit.kernels.map(({ id }) => id) : []))

const types = ["float64", "float32", "int32", "uint8", "int64"] as const
const x = da.arange(12).reshape([3, 4])

suite("a number is an argument of a kernel", () => {
  const programs: Record<string, (x: da.LazyArray, k: number) => da.LazyArray> = {
    "a product": (x, k) => x.mul(k),
    "a sum of products": (x, k) => x.mul(k).add(k).sum(),
    "both sides of a minimum": (x, k) => x.clip(k, k + 50),
    "a comparison": (x, k) => x.less(k),
    "a choice": (x, k) => da.where(x.greater(k), k, x),
    "nothing but the number": (x, k) => da.full([5], k).astype(x.dtype),
  }
  for (const [title, program] of Object.entries(programs)) {
    test(`${title}: one kernel for all numbers`, () => {
      for (const dtype of types) {
        const kernels = new Set(Array.from({ length: 5 }, (_, k) => kernelsOf(program(x.astype(dtype), k + 1)).join()))
        assert.equal(kernels.size, 1, dtype)
      }
    })
  }

  test("the exponent of floats too", () => {
    assert.deepEqual(kernelsOf(x.power(1.5)), kernelsOf(x.power(2.5)))
  })

  test("but what is much faster with it stands in the text", () => {
    const y = x.astype("int32")
    for (const fn of [da.leftShift, da.floorDivide, da.mod, da.power]) {
      assert.notDeepEqual(kernelsOf(fn(y, 3)), kernelsOf(fn(y, 4)))
    }
  })

  test("more numbers than a kernel has arguments", async () => {
    const sum = Array.from({ length: 200 }, (_, k) => k).reduce((sum, k) => sum.mul(1 + k / 1000).add(k), x)
    const plain = Array.from({ length: 200 }, (_, k) => k).reduce((sum, k) => sum * (1 + k / 1000) + k, 7)
    assert.equal(Number((await sum.compute()).get(1, 3)), plain)
  })
})

suite("a number is what an array of it is, bit by bit", () => {
  const numbers = {
    float64: [0, -0, 0.1, -1e300, 5e-324, 2 ** 53, Infinity, -Infinity, Number.NaN],
    float32: [0, -0, 0.1, 1e30, 1e-45, 2 ** 24, Infinity, Number.NaN],
    int32: [0, 7, -7, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1],
    uint8: [0, 1, 7, 128, 255],
    int64: [0n, -7n, 2n ** 53n - 1n, -(2n ** 53n) + 1n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)],
  } as const
  const binary = [da.add, da.subtract, da.multiply, da.divide, da.floorDivide, da.mod, da.power, da.minimum, da.maximum]
  binary.push(da.fmin, da.fmax, da.less, da.greaterEqual, da.equal, da.arctan2, da.copysign, da.fmod)
  for (const dtype of types) {
    test(dtype, async () => {
      const list = [...numbers[dtype]] as number[]
      const y = da.array(list).astype(dtype)
      for (const fn of binary) {
        for (const k of list) {
          const whole = da.array(list.map(() => k)).astype(dtype)
          // An exponent below 0 is refused where it is a number.
          const isRefused = fn === da.power && k < 0 && !dtype.startsWith("float")
          const pairs = [[fn(k, y), fn(whole, y)], ...(isRefused ? [] : [[fn(y, k), fn(y, whole)]])]
          for (const [mine, want] of pairs) {
            const [a, b] = await da.compute(mine!, want!)
            assert.deepEqual([...a!.data], [...b!.data], `${fn.name} ${dtype} ${k}`)
          }
        }
      }
    })
  }
})
