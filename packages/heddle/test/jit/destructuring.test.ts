import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { runInThisContext } from "node:vm"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { agrees } from "./agrees.ts"

const settings = { low: 2, high: 5 }

describe("an assignment that takes a literal apart", () => {
  it("swaps two variables", () => {
    const swapped = agrees(
      (a: number, b: number) => {
        ;[a, b] = [b, a]
        return [a, b]
      },
      [1, 2],
      [-0, Number.NaN],
    )
    assert.deepEqual(swapped[0], [2, 1])
  })

  it("swaps two elements: the right side is read before anything is written", () => {
    const reverse = (a: Float64Array): void => {
      for (let i = 0, j = a.length - 1; i < j; i++, j--) {
        ;[a[i], a[j]] = [a[j]!, a[i]!]
      }
    }
    agrees(reverse, [Float64Array.of(1, 2, 3, 4, 5)], [new Float64Array(0)])
    const a = Float64Array.of(1, 2, 3, 4, 5)
    jit(reverse)(a)
    assert.deepEqual([...a], [5, 4, 3, 2, 1])
  })

  it("assigns from left to right, and finds each element's place when its turn has come", () => {
    agrees(
      (a: Float64Array, i: number) => {
        ;[i, a[i]] = [i + 1, 10 * i]
        return i
      },
      [new Float64Array(4), 1],
    )
  })

  it("steps a complex number", () => {
    const escapes = (cr: number, ci: number): number => {
      let [zr, zi] = [0, 0]
      let n = 0
      while (n < 100 && zr * zr + zi * zi < 4) {
        ;[zr, zi] = [zr * zr - zi * zi + cr, 2 * zr * zi + ci]
        n++
      }
      return n
    }
    agrees(escapes, [0.3, 0.5], [0.1, 0.1], [-2, 1])
  })

  it("takes what a helper returns, by name", () => {
    const step = (x: number, y: number): { x: number; y: number } => ({ x: x - 0.1 * y, y: y + 0.1 * x })
    agrees(
      (n: number) => {
        let [x, y] = [1, 0]
        for (let i = 0; i < n; i++) ({ x, y } = step(x, y))
        return { x, y }
      },
      [10],
    )
  })

  it("takes apart what is nested, captured, left out or renamed", () => {
    agrees(
      (p: number, q: number) => {
        let [a, b, c, d] = [0, 0, 0, 7]
        ;[a, [b, , c]] = [q, [p, 3, q + p]]
        ;({ low: a, high: d } = settings)
        ;[b = 9] = [b + 1]
        return [a, b, c, d]
      },
      [3, 4],
    )
  })

  it("is an expression too", () => {
    agrees(
      (a: number, b: number) => {
        const [x, y] = ([a, b] = [b + 1, a + 1])
        return [a, b, x, y]
      },
      [3, 4],
    )
  })

  it("moves a counter as any assignment does", () => {
    agrees(
      (a: Float64Array) => {
        let sum = 0
        for (let i = 0, j = 9; i < a.length; [i, j] = [i + 2, j - 1]) sum += a[i]! * j
        return sum
      },
      [Float64Array.of(1, 2, 3, 4, 5)],
    )
    assert.throws(
      () =>
        jit((a: Float64Array) => {
          for (let i = 0; i < a.length; i++) {
            a[i] = 1
            ;[i] = [i + 9]
            a[i] = 1
          }
        })(new Float64Array(3)),
      RangeError,
    )
  })

  it("gives variables their first value", () => {
    agrees(
      (x: number) => {
        let a: number, b: number
        if (x > 0) [a, b] = [1, x]
        else [a, b] = [2, -x]
        return a + b
      },
      [3],
      [-3],
    )
  })

  it("works on what an iteration of a prange declares", () => {
    agrees(
      (a: Float64Array) => {
        for (const i of prange(a)) {
          let [x, y] = [a[i]!, i]
          if (x > y) [x, y] = [y, x]
          a[i] = x - 2 * y
        }
      },
      [Float64Array.from({ length: 40 }, (_, i) => (i * 7) % 11)],
    )
  })

  it("races where it sets a variable from around a prange", () => {
    const last = jit((a: Float64Array) => {
      let [x, y] = [0, 0]
      for (const i of prange(a)) [x, y] = [a[i]!, i]
      return x + y
    })
    assert.throws(() => last(new Float64Array(3)), /variable `x` is assigned in a prange and lives on after it/)
  })

  it("says what it cannot take apart", () => {
    const rest = jit((a: number) => {
      let b: number[]
      ;[a, ...b] = [1, 2, 3]
      return a + b.length
    })
    assert.throws(() => rest(1), KernelCompileError)
    assert.throws(
      () =>
        jit((a: number, x: Float64Array) => {
          ;[a] = [x as unknown as number]
          return a
        })(1, new Float64Array(1)),
      /a variable cannot become a typed array/,
    )
  })
})

describe("a var that is declared again", () => {
  it("may be swapped there", () => {
    const swap = runInThisContext("(a, b) => { var [x, y] = [a, b]; var [x, y] = [y, x]; return [x, y] }") as (
      a: number,
      b: number,
    ) => number[]
    agrees(swap, [1, 2])
  })
})

describe("a literal", () => {
  it("keeps its numbers, also those of literals in it, when what they came from is assigned", () => {
    agrees(
      (x: number) => {
        const t = [[x, 1], { x }] as const
        x = 7
        return t[0][0] + t[0][1] * 100 + t[1].x
      },
      [2],
    )
  })

  it("evaluates its parts in their order", () => {
    agrees(
      (x: number) => {
        const both = (): [number, number] => {
          x += 10
          return [x, 1]
        }
        const [a, [b, c]] = [x, both()]
        return [a, b, c]
      },
      [2],
    )
  })
})
