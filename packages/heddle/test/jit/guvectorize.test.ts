import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { copyToShared, float64, getNumThreads, KernelCompileError, setNumThreads } from "../../src/jit/index.ts"
import { guvectorize } from "../../src/jit/guvectorize.ts"

type F64 = Float64Array

const dot = guvectorize("(n),(n)->()", (a: F64, b: F64, out: F64) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  out[0] = sum
})
const addTo = guvectorize("(n),()->(n)", (a: F64, by: number, out: F64) => {
  for (let i = 0; i < a.length; i++) out[i] = a[i]! + by
})
const multiply = guvectorize("(m,n),(n,p)->(m,p)", (a: F64, b: F64, out: F64, m: number, n: number, p: number) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let sum = 0
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * p + j]!
      out[i * p + j] = sum
    }
  }
})
const extremes = guvectorize("(n)->(),()", (a: F64, least: F64, most: F64) => {
  least[0] = Infinity
  most[0] = -Infinity
  for (let i = 0; i < a.length; i++) {
    least[0] = Math.min(least[0], a[i]!)
    most[0] = Math.max(most[0], a[i]!)
  }
})

const shaped = <T>(shape: number[], data: T): { data: T; shape: number[] } => ({ data, shape })
const count = (length: number): F64 => Float64Array.from({ length }, (_, i) => i)

describe("guvectorize", () => {
  it("typed arrays are one core, or as many numbers", () => {
    assert.deepEqual(dot(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)), Float64Array.of(32))
    // Numba's first example.
    assert.deepEqual(addTo(count(5), 2), Float64Array.of(2, 3, 4, 5, 6))
    const all = guvectorize("()->()", (x: number, out: F64) => {
      out[0] = x * 2
    })
    assert.deepEqual(all(count(3)), Float64Array.of(0, 2, 4))
    assert.deepEqual(all(4), Float64Array.of(8))
    assert.deepEqual(dot(new Float64Array(0), new Float64Array(0)), Float64Array.of(0))
  })

  it("shapes: the last dimensions are the core, those before are broadcast as in NumPy", () => {
    assert.deepEqual(dot(shaped([2, 3], count(6)), Float64Array.of(1, 0, 1)), shaped([2], Float64Array.of(2, 8)))
    // Numba's other examples.
    assert.deepEqual(addTo(shaped([2, 3], count(6)), 10).data, Float64Array.of(10, 11, 12, 13, 14, 15))
    assert.deepEqual(
      addTo(shaped([2, 3], count(6)), Float64Array.of(10, 20)),
      shaped([2, 3], Float64Array.of(10, 11, 12, 23, 24, 25)),
    )
    const outer = dot(shaped([2, 1, 2], count(4)), shaped([3, 2], count(6)))
    assert.deepEqual(outer, shaped([2, 3], Float64Array.of(1, 3, 5, 3, 13, 23)))
    const deep = dot(shaped([2, 1, 2, 1], count(4)), shaped([1, 3, 1, 1], count(3)))
    assert.deepEqual(deep.shape, [2, 3, 2])
    assert.deepEqual(deep.data, Float64Array.of(0, 0, 0, 1, 0, 2, 0, 0, 2, 3, 4, 6))
    assert.deepEqual(dot(shaped([0, 3], new Float64Array(0)), count(3)), shaped([0], new Float64Array(0)))
    assert.deepEqual(dot(shaped([3], count(3)), count(3)), shaped([], Float64Array.of(5)))
  })

  it("cores of more dimensions, whose sizes the function is given", () => {
    const a = shaped([2, 2, 3], count(12))
    const b = shaped([3, 1], Float64Array.of(1, 10, 100))
    assert.deepEqual(multiply(a, b), shaped([2, 2, 1], Float64Array.of(210, 543, 876, 1209)))
  })

  it("need not touch their cores", () => {
    const nothing = guvectorize("(n)->()", (_row: F64, _out: F64) => {})
    assert.deepEqual(nothing(shaped([19, 3], count(57))), shaped([19], new Float64Array(19)))
    const longer = guvectorize("(n)->()", (row: F64, out: F64) => {
      if (row.length > 3) out[0] = 1
    })
    assert.deepEqual(longer(shaped([19, 3], count(57))), shaped([19], new Float64Array(19)))
  })

  it("sizes cut typed arrays into cores", () => {
    const dots = guvectorize(
      "(n),(n)->()",
      (a: F64, b: F64, out: F64) => {
        out[0] = a[0]! * b[0]! + a[1]! * b[1]!
      },
      { sizes: { n: 2 } },
    )
    assert.deepEqual(dots(count(6), Float64Array.of(1, 1)), Float64Array.of(1, 5, 9))
    const pairs = guvectorize("(2)->()", (a: F64, out: F64) => {
      out[0] = a[1]! - a[0]!
    })
    assert.deepEqual(pairs(Float64Array.of(1, 5, 2, 9)), Float64Array.of(4, 7))
    const powers = guvectorize(
      "()->(k)",
      (x: number, out: F64, k: number) => {
        for (let i = 0; i < k; i++) out[i] = x ** i
      },
      { sizes: { k: 3 } },
    )
    assert.deepEqual(powers(shaped([2], Float64Array.of(2, 3))), shaped([2, 3], Float64Array.of(1, 2, 4, 1, 3, 9)))
  })

  it("several outputs, and outputs that are there already", () => {
    const [least, most] = extremes(shaped([2, 2], Float64Array.of(3, 1, -1, 4)))
    assert.deepEqual(least, shaped([2], Float64Array.of(1, -1)))
    assert.deepEqual(most, shaped([2], Float64Array.of(3, 4)))
    const out = new Int32Array(2)
    assert.equal(dot(shaped([2, 2], count(4)), count(2), out), out)
    assert.deepEqual(out, Int32Array.of(1, 3))
    const into = shaped([2], new Float32Array(2))
    assert.equal(dot(shaped([2, 2], count(4)), count(2), into), into)
    const spread = guvectorize("()->(k)", (x: number, to: F64) => {
      for (let i = 0; i < to.length; i++) to[i] = x
    })
    assert.deepEqual(spread(Float64Array.of(1, 2), new Float64Array(6)), Float64Array.of(1, 1, 1, 2, 2, 2))
    // What an output holds is there to be read.
    const sum = guvectorize("(n)->(n)", (a: F64, total: F64) => {
      for (let i = 0; i < a.length; i++) total[i]! += a[i]!
    })
    assert.deepEqual(sum(count(3), Float64Array.of(10, 10, 10)), Float64Array.of(10, 11, 12))
  })

  it("an output over an input is written as if it were apart, on the heap or not", () => {
    const turn = guvectorize("(n)->(n)", (a: F64, out: F64) => {
      for (let i = 0; i < a.length; i++) out[i] = a[a.length - 1 - i]!
    })
    const own = count(5)
    assert.deepEqual(turn(own, own), Float64Array.of(4, 3, 2, 1, 0))
    using heap = float64(count(5))
    assert.equal(turn(heap, heap), heap)
    assert.deepEqual([...heap], [4, 3, 2, 1, 0])
    const scale = guvectorize("(),(n)->(n)", (by: number, a: F64, out: F64) => {
      for (let i = 0; i < a.length; i++) out[i] = a[i]! * by
    })
    using values = float64([2, 3])
    scale(values.subarray(0, 1), values, values)
    assert.deepEqual([...values], [4, 6])
  })

  it("every kind of array, from the heap without a copy, on any number of threads", () => {
    const values = Array.from({ length: 60 }, (_, i) => (i * 7) % 100)
    const expected = dot(shaped([6, 10], Float64Array.from(values)), count(10)).data
    const original = getNumThreads()
    for (const threads of [1, 3]) {
      setNumThreads(threads)
      for (const Kind of [Float32Array, Int32Array, Int16Array, Uint8Array]) {
        const data = new Kind(values)
        assert.deepEqual(dot(shaped([6, 10], data), count(10)).data, expected, Kind.name)
        using heap = copyToShared<Float64Array>(data as never)
        assert.deepEqual(dot(shaped([6, 10], heap), count(10)).data, expected, `${Kind.name} of the heap`)
      }
    }
    setNumThreads(original)
  })

  it("refuses layouts that are none, and arguments that do not fit", () => {
    const refuses = (make: () => unknown, message: RegExp): void =>
      assert.throws(make, { name: "OptionError", message })
    const nothing = (_in: unknown, _out: unknown): void => {}
    for (const layout of ["", "(n)", "(n)->", "->()", "n->()", "(n),->()", "(n,)->()", "(n)->()->()", "(0)->()", 5]) {
      refuses(() => guvectorize(layout as string, nothing), /layout/)
    }
    assert.ok(guvectorize(" ( m , n ) , ( ) -> ( m ) ", (_a: unknown, _b: unknown, _out: unknown) => {}))
    refuses(() => guvectorize("(n)->()", 5 as never), /fn/)
    refuses(() => guvectorize("(n)->()", nothing, { sizes: { m: 2 } }), /m/)
    refuses(() => guvectorize("(n)->()", nothing, { sizes: { n: 0 } }), /sizes\.n/)
    refuses(() => guvectorize("(n)->()", nothing, { size: {} } as never), /did you mean `sizes`|size/)
    refuses(() => guvectorize("(n)->()", nothing, { threads: -1 }), /threads/)
    refuses(() => dot(count(3), count(4)), /args\[1\].*of n = 3/)
    refuses(() => dot(count(3)), /args.*2 inputs/)
    refuses(() => dot(count(3), 5), /args\[1\].*typed array/)
    refuses(() => dot(shaped([2, 3], count(6)), shaped([3, 3], count(9))), /args\[1\].*2 cores/)
    refuses(() => dot(shaped([], Float64Array.of(1)), count(3)), /args\[0\]\.shape/)
    refuses(() => dot(shaped([2, 4], count(6)), count(4)), /args\[0\]\.data.*8 elements/)
    refuses(() => dot({ data: count(6), shape: [2, 3], strides: [1, 2] } as never, count(3)), /in C order/)
    refuses(() => dot(count(3), count(3), new Float64Array(2)), /args\[2\].*shape/)
    refuses(() => multiply(count(6), count(6)), /args\[0\].*data and shape/)
    const spread = guvectorize("()->(k)", nothing)
    refuses(() => spread(1), /sizes\.k/)
    const pairs = guvectorize("(2)->()", nothing)
    refuses(() => pairs(count(3)), /multiple of 2/)
  })

  it("an index outside of a core is an error, though the array goes on there", () => {
    const beyond = guvectorize("(n)->()", (a: F64, out: F64) => {
      out[0] = a[a.length]!
    })
    assert.throws(
      () => beyond(shaped([2, 3], count(6))),
      /^RangeError: a\[3\] at guvectorize\.test\.ts:\d+:\d+ is outside: it is a part of an array$/,
    )
    const bad = guvectorize("(n)->()", (a: F64, out: F64) => {
      out[0] = Number(String(a[0]))
    })
    assert.throws(() => bad(count(3)), KernelCompileError)
  })
})
