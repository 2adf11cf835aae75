import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { edges, kinds } from "./kinds.ts"

let counter = 0
const settings = { scale: 2, name: "a" }
const array = new Float64Array(3)

/** Kernels that cannot be, and what is said of them. */
const refused: Readonly<
  Record<string, readonly [fn: (...args: never[]) => unknown, args: readonly unknown[], says: RegExp]>
> = {
  "two operators on one variable": [
    (a: Float64Array) => {
      let s = 1
      for (const i of prange(a)) {
        s += a[i]!
        s *= 2
      }
      return s
    },
    [array],
    /variable `s` is changed by \+ and by \* in one prange/,
  ],
  "a variable that leaves a prange": [
    (a: Float64Array) => {
      let last = 0
      for (const i of prange(a)) last = a[i]!
      return last
    },
    [array],
    /variable `last` is assigned in a prange and lives on after it.*\n[^]*\^+ not a reduction/,
  ],
  "a sum that is read before it is whole": [
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) {
        s += a[i]!
        a[i] = s
      }
      return s
    },
    [array],
    /variable `s` is read in the prange that adds it up/,
  ],
  "a helper that assigns what lives on": [
    (a: Float64Array) => {
      let last = 0
      const put = (x: number): void => {
        last = x
      }
      for (const i of prange(a)) put(a[i]!)
      return last
    },
    [array],
    /variable `last` is assigned in a prange and lives on after it/,
  ],
  "a helper that reads a sum": [
    (a: Float64Array) => {
      let s = 0
      const get = (): number => s
      for (const i of prange(a)) {
        s += a[i]!
        a[i] = get()
      }
      return s
    },
    [array],
    /variable `s` is read in the prange that adds it up/,
  ],
  "the value of what adds up": [
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) a[i] = s++
      return s
    },
    [array],
    /variable `s` is read in the prange that adds it up/,
  ],
  "a condition on what adds up": [
    (a: Float64Array) => {
      let s = 0
      for (const i of prange(a)) if ((s += 1) > 5) a[i] = 1
      return s
    },
    [array],
    /variable `s` is read in the prange that adds it up/,
  ],
  "a function expression that calls itself by its own name": [
    function fib(n: number): number {
      return n < 2 ? n : fib(n - 1) + fib(n - 2)
    },
    [3],
    /^cannot compile `fib` \(.*\): it calls itself[^]*return n < 2 \? n : fib/,
  ],
  "the time, of Node's own JavaScript": [
    (x: number) => performance.now() + x,
    [3],
    /performance\.now is none of the functions that kernels know[^]*hint: move it out of the kernel$/,
  ],
  "the time, of the engine": [(x: number) => Date.now() + x, [3], /Date\.now is none of the functions/],
  "a line on the console": [
    (x: number) => console.log(x),
    [3],
    /console\.log is none of the functions[^]*hint: move it out of the kernel$/,
  ],
  "parameters without names": [
    (...x: number[]) => x.length,
    [3],
    /rest parameters cannot be compiled[^]*hint: name each parameter, or pass a typed array$/,
  ],
  "a literal that grows": [
    (x: number) => {
      const list: number[] = []
      list.push(x)
      return list.length
    },
    [3],
    /`list` is a literal, which has no `push` here[^]*hint: use a typed array$/,
  ],
  "a part that a literal has not": [
    (x: number) => {
      const point: { x: number; z?: number } = { x }
      return point.z
    },
    [3],
    /`point` has no part z[^]*hint: check its name$/,
  ],
  "a variable that may have no value": [
    (a: Float64Array) => {
      for (let i = 0; i < a.length; i++) {
        let h
        if (i === 0) h = 7
        a[i] = h!
      }
    },
    [array],
    /`h` may have no value here/,
  ],
  "a variable that is added to before it has a value": [
    (n: number) => {
      let s: number | undefined
      for (let i = 0; i < n; i++) s! += i
      return s!
    },
    [3],
    /`s` may have no value here/,
  ],
  "an end without a value": [
    (n: number) => {
      if (n > 2) return 5
      return undefined
    },
    [1],
    /returns different things|returns a value, but may end without one/,
  ],
  "a helper that may end without a value": [
    (n: number) => {
      // oxlint-disable-next-line typescript/consistent-return
      function five(x: number): number | undefined {
        for (let i = 0; i < x; i++) if (i > 2) return 5
      }
      return five(n)! + 1
    },
    [1],
    /`five` returns a value, but may end without one/,
  ],
  "a reduction that is none": [
    (n: number) => {
      let s = 1000
      for (const _ of prange(n)) s = Math.floor(s / 2)
      return s
    },
    [3],
    /variable `s` is assigned in a prange/,
  ],
  "leaving a prange": [
    (a: Float64Array) => {
      for (const i of prange(a)) if (a[i] === 0) break
    },
    [array],
    /it leaves a prange/,
  ],
  "returning from a prange": [
    (a: Float64Array) => {
      for (const i of prange(a)) if (a[i] === 0) return i
      return -1
    },
    [array],
    /it returns from a prange/,
  ],
  "a string": [() => "a", [], /it uses a string/],
  "a captured string": [() => settings.name.length, [], /`settings.name` is a string/],
  this: [
    function (this: unknown) {
      return this
    },
    [],
    /`this` cannot be compiled/,
  ],
  "an assignment to what is not its own": [() => void (counter += 1), [], /it assigns `counter`, which is not its own/],
  "a captured variable that is assigned elsewhere": [() => counter, [], /`counter` is captured and assigned elsewhere/],
  "an unknown name": [() => (nowhere as number) + 1, [], /there is no `nowhere`/],
  "a function of the platform": [() => parseInt("1"), [], /parseInt is none of the functions that kernels know/],
  "console.log": [(x: number) => console.log(x), [1], /console.log is none of the functions/],
  throwing: [
    (x: number) => {
      if (x < 0) throw new Error("negative")
      return x
    },
    [1],
    /it throws/,
  ],
  "an object that is made": [() => new Float64Array(3).length, [], /making an object cannot be compiled/],
  waiting: [async (x: number) => x, [1], /it is async/],
  recursion: [(n: number) => factorial(n), [3], /it calls itself/],
  "different results": [(x: number) => (x > 0 ? [x, x] : x), [1], /`\?:` chooses between numbers/],
  "a missing argument": [(x: number, y: number) => x + y, [1], /argument `y` is missing/],
}

declare const nowhere: unknown

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

describe("what cannot be a kernel says why", () => {
  counter = 1

  it("and keeps what to do about it as its hint, said once", () => {
    const named = jit((x: number) => `${x}`)
    const thrown = assertThrows(() => named(1)) as KernelCompileError
    assert.equal(thrown.hint, "move it out of the kernel")
    assert.equal(thrown.message.split("move it out of the kernel").length, 2)
  })

  it("and what to pass instead of an object", () => {
    const length = jit(({ x, y }: { x: number; y: number }) => Math.hypot(x, y))
    const hint =
      /must be a number, a boolean, a bigint or a typed array, got .*\n {2}hint: pass what is in it as arguments of their own$/
    assert.throws(() => length({ x: 3, y: 4 }), hint)
    const taken = { signatures: ["(number)"] }
    assert.throws(
      () => jit(length.js, taken),
      /a kernel takes no objects[^]*hint: name each of their parts as a parameter/,
    )
  })

  it("and names it after its variable", () => {
    const unnamed = jit((x: number) => `${x}`)
    assert.throws(() => unnamed(1), /^KernelCompileError: cannot compile `unnamed` \(errors/)
    assert.throws(() => jit((x: number) => `${x}`)(1), /cannot compile the function \(errors/)
    const result = assertThrows(() => jit((x: number) => `${x}`)(1)) as Error
    assert.match(result.message, /^cannot compile the function/)
    const twice = jit((x: number) => 2 * x)
    twice(1)
    assert.match(twice.explain(), /^twice \(number\)/)
  })

  for (const [name, [fn, args, says]] of Object.entries(refused)) {
    it(name, () => {
      const kernel = jit(fn as (...args: unknown[]) => unknown)
      const thrown = assertThrows(() => kernel(...args))
      assert.ok(thrown instanceof KernelCompileError, String(thrown))
      assert.match(thrown.message, says)
      // The place, its line marked, and what to do.
      assert.match(thrown.message, /\(errors\.test\.ts:\d+:\d+\)/)
      assert.match(thrown.message, /\n> +\d+ \| .*\n +\| +\^/)
      assert.match(thrown.message, /\n {2}hint: ./)
    })
  }
})

describe("an index that is not there", () => {
  const get = jit((a: Float64Array, i: number) => a[i]!)
  const put = jit((a: Int32Array, i: number) => {
    a[0] = 7
    a[i] = 5
  })

  it("is a RangeError with the array, the index, the length and the place", () => {
    for (const index of [3, -1, 1.5, Number.NaN, 2 ** 40, -(2 ** 40), Infinity]) {
      assert.throws(
        () => get(new Float64Array(3), index),
        (error: unknown) => {
          assert.ok(error instanceof RangeError)
          assert.match(error.message, /^a\[.+\] at errors\.test\.ts:\d+:\d+ is outside: a has 3 elements$/)
          return true
        },
      )
    }
    assert.equal(get(Float64Array.of(1, 2, 3), -0), 1)
  })

  it("changes nothing but what was written before it", () => {
    const a = new Int32Array(new ArrayBuffer(64), 16, 4)
    assert.throws(() => put(a, 4), RangeError)
    assert.deepEqual([...new Int32Array(a.buffer)], [0, 0, 0, 0, 7, ...Array.from({ length: 11 }, () => 0)])
  })
})

describe("bounds of prange", () => {
  const count = jit((m: number, x: number) => {
    let s = 0
    for (const _ of prange(-m, m * x)) s += 1
    return s
  })

  it("may be any numbers that are integers when it runs", () => {
    for (const [m, x] of [
      [4, 2.5],
      [0, -0],
      [3, -1],
    ] as const) {
      assert.equal(count(m, x), count.js(m, x))
      assert.equal(count.reference(m, x), count.js(m, x))
    }
  })

  it("else say which they are", () => {
    for (const [m, x] of [
      [1, 0.5],
      [1, Number.NaN],
      [2 ** 20, 2 ** 20],
      [1, -Infinity],
    ] as const) {
      for (const run of [count, count.reference]) {
        assert.throws(
          () => run(m, x),
          /^OptionError: `m \* x` must be an integer of 32 bits, got .*at errors\.test\.ts:\d+:\d+/s,
        )
      }
    }
  })
})

describe("a step of prange that is known when it runs", () => {
  const visit = jit((from: number, to: number, step: number, out: Float64Array) => {
    let n = 0
    for (const i of prange(from, to, step)) {
      n++
      out[i + 10] = i
    }
    return n
  })

  it("may be any integer but 0", () => {
    for (const from of [0, 3, -4, 9]) {
      for (const to of [0, 8, 9, 10, -3]) {
        for (const step of [1, 2, 3, 7, 2 ** 30, -1, -2, -5, -(2 ** 31), 2 ** 31 - 1]) {
          const [given, same, third] = [new Float64Array(20), new Float64Array(20), new Float64Array(20)]
          assert.equal(visit(from, to, step, given), visit.js(from, to, step, same))
          assert.deepEqual(given, same, `${from} to ${to} by ${step}`)
          assert.equal(visit.reference(from, to, step, third), visit.js(from, to, step, same))
          assert.deepEqual(third, same)
        }
      }
    }
  })

  it("is computed once, and bounds the loop in a loop too", () => {
    const sums = jit((a: Float64Array) => {
      for (const i of prange(a)) {
        for (const k of prange(i, 40, 1 + (i & 3))) a[i]! += k
        for (const k of prange(40, i, -3_000_000 - (i & 3))) a[i]! -= k
        for (const k of prange(0, i, 4_000_000)) a[i]! -= 2 * k + 1
      }
    })
    const [given, same] = [new Float64Array(50), new Float64Array(50)]
    sums(given)
    sums.js(same)
    assert.deepEqual(given, same)
  })

  it("is an error where it is 0 or no integer", () => {
    for (const step of [0, -0, 0.5, Number.NaN, 2 ** 32]) {
      for (const run of [visit, visit.reference]) {
        assert.throws(
          () => run(0, 5, step, new Float64Array(20)),
          /^OptionError: `step` must be an integer of 32 bits other than 0, got .*it is the step of prange, at errors\.test\.ts/s,
        )
      }
    }
    const never = jit(() => {
      for (const _ of prange(0, 5, 0)) return
    })
    assert.throws(() => never(), /the step must be an integer other than 0/)
  })
})

describe("arrays", () => {
  it("that overlap are one memory, as in JavaScript", () => {
    const shift = jit((from: Float64Array, to: Float64Array) => {
      for (let i = 0; i < to.length; i++) to[i] = from[i]! + 1
    })
    const run = (fn: typeof shift.js): number[] => {
      const all = new Float64Array(10)
      fn(all.subarray(0, 9), all.subarray(1, 10))
      return [...all]
    }
    assert.deepEqual(run(shift), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert.deepEqual(run(shift), run(shift.js))
  })

  it("of each kind hold what JavaScript puts into them", () => {
    const fill = jit((out: Float32Array | Int16Array | Uint8ClampedArray, x: Float64Array) => {
      for (const i of prange(x)) out[i] = x[i]!
    })
    const values = Float64Array.from(edges)
    for (const Kind of kinds) {
      const out = new Kind(values.length)
      fill(out as Float32Array, values)
      assert.deepEqual([...out], [...Kind.from(values)], Kind.name)
    }
    assert.equal(fill.signatures.length, kinds.length)
    assert.equal(fill.signatures[0], "(Float64Array, Float64Array)")
  })

  it("have at most 2^30 elements, captured ones too", () => {
    const long = new Uint8Array(2 ** 30 + 1)
    const first = jit((a: Uint8Array) => a[0]!)
    assert.equal(first(long.subarray(1)), 0)
    assert.throws(() => first(long), { code: "HEDDLE_OPTION", message: /length` must be at most 1073741824/ })
    const captured = jit(() => long[0]!)
    assert.throws(captured, { code: "HEDDLE_KERNEL_COMPILE", message: /`long` has 1073741825 elements/ })
  })
})

function assertThrows(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return assert.fail("nothing was thrown")
}
