import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(i))

describe("parts of arrays in kernels", () => {
  it("begin and end as JavaScript's do", () => {
    const sum = jit((a: Float64Array, from: number, to: number) => {
      const part = a.subarray(from, to)
      let s = part.length * 1000
      for (let i = 0; i < part.length; i++) s += part[i]!
      return s
    })
    const a = numbers(10)
    for (const from of [-20, -10, -3, 0, 4, 9, 10, 15, 1.5]) {
      for (const to of [-20, -10, -3, 0, 4, 9, 10, 15, 2.9]) {
        assert.equal(sum(a, from, to), sum.js(a, from, to), `${from} to ${to}`)
        assert.equal(sum.reference(a, from, to), sum.js(a, from, to), `${from} to ${to}`)
      }
    }
  })

  it("are the array's own memory, and parts have parts", () => {
    const write = jit((a: Float64Array, n: number) => {
      const rest = a.subarray(2)
      const middle = rest.subarray(n, -1)
      for (let i = 0; i < middle.length; i++) middle[i] = i + rest[0]!
      return a.subarray(1, 3)[1]!
    })
    const [given, same, third] = [numbers(12), numbers(12), numbers(12)]
    assert.equal(write(given, 3), write.js(same, 3))
    assert.deepEqual(given, same)
    write.reference(third, 3)
    assert.deepEqual(third, same)
  })

  it("of each iteration go to helpers", () => {
    const norm = (row: Float64Array): number => {
      let s = 0
      for (let i = 0; i < row.length; i++) s += row[i]! * row[i]!
      return Math.sqrt(s)
    }
    const rows = jit((a: Float64Array, out: Float64Array, width: number) => {
      for (const y of prange(out)) {
        const row = a.subarray(y * width, (y + 1) * width)
        out[y] = norm(row)
        for (let x = 0; x < width; x++) row[x] = row[x]! / 2
      }
    })
    const [given, same] = [numbers(500), numbers(500)]
    const [out, expected] = [new Float64Array(20), new Float64Array(20)]
    rows(given, out, 25)
    rows.js(same, expected, 25)
    assert.deepEqual([given, out], [same, expected])
  })

  it("need not be read", () => {
    const call = (): [Float64Array, Float64Array, number] => [numbers(30), numbers(19), 3]
    agrees((a: Float64Array, o: Float64Array, m: number) => {
      for (let i = 0; i < o.length; i++) o[i] = a.subarray(i * m, 20).length
    }, call())
    agrees((a: Float64Array, o: Float64Array, m: number) => {
      for (const i of prange(o)) {
        const row = a.subarray(i * m, i * m + m)
        const part = row.subarray(i & 1)
        o[i] = o[i]! * 2 + part.length
      }
    }, call())
    const ignored = (_row: Float64Array, x: number): number => Math.sqrt(x)
    agrees((a: Float64Array, o: Float64Array, m: number) => {
      for (const i of prange(o)) if (o[i]! > 0) o[i] = ignored(a.subarray(i * m), o[i]!)
    }, call())
    agrees((a: Float64Array, o: Float64Array, m: number) => {
      for (let i = 0; i < o.length; i++) o[i] = o[i]! + a.subarray(m, 20).length
    }, call())
  })

  it("may be set where much else is done eight at once", () => {
    agrees(
      (a: Float64Array, b: Float64Array, o: Float64Array, m: number) => {
        for (const i of prange(o.length)) {
          a.set(b, i * m)
          let x = o[i]!
          for (let k = 0; k < 100; k++)
            x = Math.sqrt(x * x + 1) * Math.sqrt(x * x + 2) + Math.sqrt(x) / Math.sqrt(x + 4)
          for (let k = 0; k < 100; k++)
            x = Math.sqrt(x * x + 1) * Math.sqrt(x * x + 2) + Math.sqrt(x) / Math.sqrt(x + 4)
          o[i] = x
        }
      },
      [numbers(60), numbers(3), numbers(19), 3],
    )
  })

  it("are asked for their bounds", () => {
    const get = jit((a: Float64Array, i: number) => a.subarray(2, 4)[i]!)
    assert.equal(get(numbers(10), 1), numbers(10)[3])
    assert.throws(
      () => get(numbers(10), 2),
      /^RangeError: a\[2\] at subarray\.test\.ts:\d+:\d+ is outside: it is a part of an array$/,
    )
    assert.throws(() => get.reference(numbers(10), 2), RangeError)
  })

  it("take two arguments", () => {
    // @ts-expect-error the third is one too many
    const wrong = jit((a: Float64Array) => a.subarray(1, 2, 3)[0]!)
    assert.throws(() => wrong(numbers(4)), KernelCompileError)
  })
})
