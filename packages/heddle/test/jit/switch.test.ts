import assert from "node:assert/strict"
import { after, describe, it } from "node:test"
import { worth } from "../../src/jit/emit/vector/index.ts"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { forksAll, gather } from "./gather.ts"

const inputs = [0, 1, 2, 3, 4, -0, -1, 1.5, Number.NaN, Infinity]

/** Each is compared with JavaScript for all of the inputs. */
const kernels: Readonly<Record<string, (x: number) => unknown>> = {
  "cases that each end with break": (x) => {
    let s = 10
    switch (x) {
      case 0:
        s = 1
        break
      case 1: {
        s = 2
        break
      }
      case 2:
      case 3:
        s = 3
        break
      default:
        s += 100
    }
    return s
  },
  "cases that go on into the next": (x) => {
    let s = 0
    switch (x) {
      case 0:
        s += 1
      case 1:
        s += 10
        if (s > 10) break
      case 2:
        s += 100
        break
      case 3:
        s += 1000
    }
    return s
  },
  "a default before its time": (x) => {
    let s = 0
    switch (x) {
      case 1:
        s += 1
        break
      default:
        s += 10
      case 2:
        s += 100
        break
      case 3:
        s += 1000
    }
    return s
  },
  "a default that has cases": (x) => {
    switch (x) {
      case 1:
      default:
        return 5
      case 2:
        return 6
    }
  },
  "no case that is -0, or NaN": (x) => {
    const none = Number.NaN
    switch (x) {
      case none:
        return 1
      case -0:
        return 2
      case Infinity:
        return 3
      default:
        return 4
    }
  },
  "tests that are computed, in their order, up to the first that holds": (x) => {
    let asked = 0
    const ask = (value: number): number => {
      asked = asked * 10 + value
      return value
    }
    let s = 0
    switch (x) {
      case ask(1):
        s = 1
        break
      case ask(3):
        s = 2
        break
      default:
        s = 3
        break
      case ask(2):
        s = 4
    }
    return [s, asked]
  },
  "what holds first": (x) => {
    switch (true) {
      case x > 2:
        return 1
      case x > 0:
        return 2
      default:
        return 3
    }
  },
  "a boolean that is no number": (x) => {
    let s = 0
    switch (x > 0) {
      case 1 as never:
        s = 1
        break
      case true:
        s = 2
        break
      case false:
    }
    return s
  },
  "a value that is computed once": (x) => {
    let n = 0
    const next = (): number => n++ + x
    switch (next()) {
      case 0:
        return n
      case 1:
        return 10 + n
      case 2:
        return 20 + n
    }
    return 30 + n
  },
  "helpers that return from it": (x) => {
    const name = (y: number): number => {
      switch (y) {
        case 0:
          return 10
        case 1:
          y += 2
        default:
          return y
      }
    }
    return name(x) + name(x + 1) * 100
  },
  "continue, which means the loop around it": (x) => {
    let s = 0
    for (let i = 0; i < 8; i++) {
      switch (i % 4) {
        case 0:
          continue
        case 1:
          s += x
          break
        case 2:
          if (i > 4) continue
          s += 100
      }
      s++
    }
    return s
  },
  "labels of loops, and its own": (x) => {
    let s = 0
    outer: for (let i = 0; i < 5; i++) {
      own: switch (i) {
        case 1:
          for (let j = 0; j < 5; j++) {
            s += 1
            if (j > x) break own
            if (j === 3) continue outer
          }
          s += 10
          break
        case 4:
          break outer
        default:
          s += 100
      }
      s += 1000
    }
    return s
  },
  "one in another": (x) => {
    let s = 0
    switch (x) {
      case 1:
      case 2:
        switch (x * 2) {
          case 2:
            s = 1
            break
          default:
            s = 2
        }
        s += 10
        break
      default:
        s = 3
    }
    return s
  },
  "variables of its own": (x) => {
    switch (x) {
      case 0: {
        const y = x + 1
        return y
      }
      case 1:
        const y = x + 2
        return y * y
    }
    return -1
  },
  "a variable that has a value whatever happens": (x) => {
    let s
    switch (x) {
      case 0:
        s = 1
        break
      case 1:
        s = 2
      default:
        s = 3
    }
    return s
  },
  "functions of its own": (x) => {
    switch (x) {
      case 0:
        return twice(1)
      default:
        function twice(y: number): number {
          return y * 2
        }
        return twice(3)
    }
  },
  "nothing at all": (x) => {
    let n = 0
    switch (n++) {
    }
    switch (x) {
      default:
    }
    return n
  },
}

describe("a switch", () => {
  for (const [name, fn] of Object.entries(kernels)) {
    it(`with ${name}`, () => {
      const kernel = jit(fn)
      for (const x of inputs) {
        assert.deepEqual(kernel(x), fn(x), String(x))
        assert.deepEqual(kernel.reference(x), fn(x), String(x))
      }
    })
  }

  it("that may end without a value does not give one", () => {
    const kernel = jit((x: number) => {
      // oxlint-disable-next-line typescript/consistent-return
      function one(y: number): number | undefined {
        switch (y) {
          case 0:
            return 5
          case 1:
            break
          default:
            return 6
        }
      }
      return one(x)! + 1
    })
    assert.throws(() => kernel(1), /`one` returns a value, but may end without one/)
  })

  it("whose case declares what another one uses is an error", () => {
    const kernel = jit((x: number) => {
      switch (x) {
        case 0:
          let y = 1
          return y
        default:
          y = 2
          return y
      }
    })
    assert.throws(() => kernel(0), KernelCompileError)
    assert.throws(() => kernel(0), /`y` may have no value here: another case declares it/)
  })

  it("of what is no number says so", () => {
    const kernel = jit((a: Float64Array) => {
      switch (a) {
        default:
          return 1
      }
    })
    assert.throws(() => kernel(new Float64Array(1)), /it switches on a typed array/)
  })
})

describe("a label that is no loop's", () => {
  it("is left to where control goes on", () => {
    const kernel = jit((n: number) => {
      // oxlint-disable-next-line typescript/consistent-return
      function five(x: number): number | undefined {
        own: if (x > 1) {
          if (x > 2) break own
          return 1
        } else return 2
      }
      return five(n)! + 1
    })
    assert.throws(() => kernel(3), /`five` returns a value, but may end without one/)
  })
})

describe("=== between a boolean and a number", () => {
  it("does not hold", () => {
    const kernel = jit((x: number) => [x > 0 === (1 as never), x > 0 !== (0 as never)])
    for (const x of [0, 1]) {
      assert.deepEqual(kernel(x), kernel.js(x))
      assert.deepEqual(kernel.reference(x), kernel.js(x))
    }
  })
})

describe("a switch in a prange", () => {
  forksAll()
  const { least } = worth
  after(() => {
    worth.least = least
  })
  const mix = jit((a: Float64Array, kinds: Uint8Array) => {
    let [low, bits] = [Infinity, 0]
    for (const i of prange(a)) {
      switch (kinds[i]! & 7) {
        case 0:
          a[i] = -a[i]!
          break
        case 1:
          if (a[i]! > 0.5) break
          a[i]! *= 2
        case 2:
          a[i]! += 1
          break
        case 3:
          continue
        case 4:
          low = Math.min(low, a[i]!)
          break
        default:
          bits ^= i
          for (let k = 0; k < (kinds[i]! & 3); k++) {
            if (k === 2) break
            a[i]! += k
          }
      }
      a[i]! /= 2
    }
    return [low, bits]
  })

  it("gives what JavaScript gives, on any number of threads, in vectors", async () => {
    const args = (): [Float64Array, Uint8Array] => [
      Float64Array.from({ length: 10_007 }, (_, i) => Math.sin(i)),
      Uint8Array.from({ length: 10_007 }, (_, i) => (i * i) >> 3),
    ]
    const expected = args()
    const result = mix.js(...expected)
    for (const threads of [1, 3]) {
      await gather(threads)
      worth.least = -Infinity
      const given = args()
      assert.deepEqual(mix(...given), result)
      assert.deepEqual(given, expected)
    }
    const given = args()
    assert.deepEqual(mix.reference(...given), result)
    assert.deepEqual(given, expected)
    assert.equal(mix.parallelDiagnostics()[0]!.loops[0]!.inVectors, true, mix.explain())
  })
})
