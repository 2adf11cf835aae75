import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { float64, KernelCompileError } from "../../src/jit/index.ts"
import { team } from "../../src/jit/run/index.ts"
import { stencil } from "../../src/jit/stencil.ts"
import type { Neighbor } from "../../src/jit/stencil.ts"
import { forksAll, gather } from "./gather.ts"

const count = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i)
const noise = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(i * i))
const jacobi = stencil((a) => 0.25 * (a(0, 1) + a(0, -1) + a(1, 0) + a(-1, 0)))

/** In plain JavaScript, axis by axis: undefined where a neighbour is outside. */
function plainly(
  data: ArrayLike<number>,
  shape: readonly number[],
  fn: (a: Neighbor) => number,
  cval: number,
): Float64Array {
  return Float64Array.from({ length: data.length }, (_, at) => {
    const index: number[] = []
    for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    let isInside = true
    const value = fn((...offsets) => {
      let place = 0
      for (const [axis, size] of shape.entries()) {
        const i = index[axis]! + offsets[axis]!
        isInside &&= i >= 0 && i < size
        place = place * size + i
      }
      return data[place] ?? 0
    })
    return isInside ? value : cval
  })
}

describe("stencil", () => {
  it("does Numba's example: the mean of four neighbours", () => {
    const result = jacobi(count(100), 10)
    assert.equal(
      result.reduce((a, b) => a + b),
      3168,
    )
    assert.deepEqual([result[0], result[11], result[88], result[99]], [0, 11, 88, 0])
  })

  it("takes shapes, and gives one back", () => {
    const { data, shape } = jacobi({ data: count(100), shape: [10, 10] })
    assert.deepEqual(shape, [10, 10])
    assert.deepEqual(data, jacobi(count(100), 10))
  })

  it("one, two and three axes, reaching as far as the text says, to any side", () => {
    const one = (a: Neighbor): number => a(-2) * 0.5 + a(0) - a(1)
    const ahead = (a: Neighbor): number => a(1) + a(3)
    const two = (a: Neighbor): number => a(-1, 2) - a(0, 0) * a(2, -3)
    const three = (a: Neighbor): number => a(0, 0, 0) + a(-1, 0, 1) * a(1, -1, 0)
    for (const length of [0, 1, 2, 3, 4, 17, 70]) {
      for (const fn of [one, ahead]) {
        assert.deepEqual(stencil(fn)(noise(length)), plainly(noise(length), [length], fn, 0))
      }
    }
    for (const [height, width] of [
      [0, 4],
      [4, 0],
      [1, 1],
      [3, 6],
      [4, 6],
      [9, 31],
    ] as const) {
      const data = noise(height * width)
      const result = stencil(two, { cval: -1 })({ data, shape: [height, width] })
      assert.deepEqual(result.data, plainly(data, [height, width], two, -1), `${height} by ${width}`)
    }
    const data = noise(5 * 6 * 19)
    const cube = stencil(three, { cval: 0.5 })({ data, shape: [5, 6, 19] })
    assert.deepEqual(cube.data, plainly(data, [5, 6, 19], three, 0.5))
  })

  it("further arrays, numbers, and arrays that are indexed as they are", () => {
    const mix = stencil((a, b: Neighbor, scale: number, table: Float64Array) => a(-1) * scale + b(1) + table[2]!)
    const table = Float64Array.of(0, 0, 100)
    assert.deepEqual(mix(count(4), Int32Array.of(1, 2, 3, 4), 2, table), Float64Array.of(0, 103, 106, 0))
    const weights = { data: table, shape: [3] }
    assert.deepEqual(mix(count(4), Int32Array.of(1, 2, 3, 4), 2, weights), Float64Array.of(0, 103, 106, 0))
  })

  it("a neighbourhood that is said, for offsets that are computed", () => {
    const mean = stencil(
      (a) => {
        let sum = 0
        for (let d = -2; d <= 0; d++) sum += a(d)
        return sum / 3
      },
      { neighborhood: [[-2, 0]] },
    )
    assert.deepEqual(mean(count(5)), Float64Array.of(0, 0, 1, 2, 3))
    const ends = (a: Neighbor): number => a(-1) + a(1)
    const handedOn = stencil((a) => ends(a), { neighborhood: [[-1, 1]] })
    assert.deepEqual(handedOn(count(4)), Float64Array.of(0, 2, 4, 0))
  })

  it("writes into out, whose border stays unless cval is given", () => {
    const edges = (a: Neighbor): number => a(-1) + a(1)
    const out = new Float32Array(4).fill(9)
    assert.equal(stencil(edges)(count(4), out), out)
    assert.deepEqual(out, Float32Array.of(9, 2, 4, 9))
    stencil(edges, { cval: 0 })(count(4), out)
    assert.deepEqual(out, Float32Array.of(0, 2, 4, 0))
    stencil(edges, { cval: Number.NaN })(count(4), out)
    assert.deepEqual(out, Float32Array.of(Number.NaN, 2, 4, Number.NaN))
    const whole = { data: new Float64Array(100), shape: [10, 10] }
    assert.equal(jacobi({ data: count(100), shape: [10, 10] }, whole), whole)
    assert.equal(whole.data[11], 11)
    using heap = float64(100)
    assert.equal(jacobi(float64(count(100)), 10, heap), heap)
    assert.equal(heap[88], 88)
  })

  it("every kind of array", () => {
    const values = Array.from({ length: 60 }, (_, i) => (i * 7) % 100)
    const expected = jacobi(Float64Array.from(values), 10)
    for (const Kind of [Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array]) {
      assert.deepEqual(jacobi(new Kind(values), 10), expected, Kind.name)
    }
  })

  it("refuses what does not fit", () => {
    const refuses = (make: () => unknown, message: RegExp): void =>
      assert.throws(make, { name: "OptionError", message })
    refuses(() => stencil(1 as never), /fn/)
    refuses(() => stencil((a) => a(0), { cval: "0" as never }), /cval/)
    refuses(() => stencil((a) => a(0), { cvals: 0 } as never), /did you mean `cval`|cvals/)
    refuses(() => stencil((a) => a(0), { threads: 0 }), /threads/)
    refuses(() => jacobi(count(100)), /width.*divisor of 100/)
    refuses(() => jacobi(count(100), 7), /width/)
    refuses(() => jacobi({ data: count(100), shape: [100] }), /args\[0\]\.shape.*2 dimensions/)
    refuses(() => jacobi({ data: count(100), shape: [10, 11] }), /args\[0\]\.data.*110 elements/)
    refuses(() => jacobi([1, 2] as never, 1), /args\[0\]/)
    refuses(() => jacobi(count(100), 10, new Float64Array(99)), /out/)
    const plus = stencil((a, b: Neighbor) => a(0) + b(0))
    refuses(() => plus(count(3), count(4)), /args\[0\].*4 elements/)
    refuses(() => plus({ data: count(3), shape: [3] }, { data: count(4), shape: [4] }), /args\[1\]/)
    const shared = count(8)
    refuses(() => plus(shared.subarray(0, 4), count(4), shared.subarray(3, 7)), /out.*apart in memory/)
    const weighted = stencil((a, w: Float64Array) => a(0) * w[0]!)
    refuses(() => weighted(count(4), shared.subarray(0, 2), shared.subarray(1, 5)), /out.*apart in memory/)
    refuses(() => stencil((a) => a(2), { neighborhood: [[-1, 1]] })(count(3)), /neighborhood.*a\(2\)/)
    refuses(() => stencil((a) => a(0), { neighborhood: [[1, -1]] })(count(3)), /neighborhood/)
    refuses(() => stencil((a) => a(0, 0, 0))(count(3)), /data and shape/)
  })

  it("says where the text cannot be read", () => {
    const far = 2
    assert.throws(
      () => stencil((a) => a(far))(count(3)),
      (error: Error) => {
        assert.ok(error instanceof KernelCompileError)
        assert.match(error.message, /stencil\.test\.ts:\d+:\d+\): the offset far is no plain number/)
        assert.match(error.message, /neighborhood/)
        return true
      },
    )
    assert.throws(() => stencil((a) => a(0) + a(0, 1))(count(3)), /reads at 2 offsets, and elsewhere at 1/)
    assert.throws(() => stencil(() => 5)(count(3)), /calls none of its parameters/)
    assert.throws(() => stencil((a) => Number(`${a(0)}`))(count(3)), KernelCompileError)
    assert.throws(() => stencil(Math.max as never)(count(3)), KernelCompileError)
  })

  it("an offset beyond the neighbourhood that was said is a RangeError", () => {
    const wrong = stencil((a, by: number) => a(by), { neighborhood: [[0, 0]] })
    assert.throws(() => wrong(count(3), 5), /^RangeError: .*is outside/)
  })
})

describe("stencil on several threads", () => {
  forksAll()

  it("gives the same bits on 1 and on 3", async () => {
    const fn = (a: Neighbor): number => (a(-1, 0) + a(0, -1) * a(1, 1)) / 3
    const data = noise(120 * 80)
    const expected = plainly(data, [120, 80], fn, 0)
    for (const threads of [1, 3]) {
      await gather(threads)
      const forks = team.forks
      assert.deepEqual(stencil(fn)(data, 80), expected, `on ${threads}`)
      assert.equal(team.forks > forks, threads > 1)
    }
  })
})
