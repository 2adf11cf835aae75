import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { describe, it } from "node:test"
import { Pool } from "../../src/index.ts"
import { jit, prange, random, reduce, stencil, vectorize, zeros } from "../../src/jit/index.ts"

const a = Float64Array.of(1, 5, 3)
const b = Float64Array.of(2, 4, 6)

function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return assert.fail("nothing was thrown")
}

type Any = (...args: never[]) => unknown

/** What is refused, with a part of its message, and what is written as its hint says; both give the same in JavaScript. */
const fixes: Readonly<Record<string, readonly [refused: Any, says: RegExp, fixed: Any, args: readonly unknown[]]>> = {
  "a flag that is true if all are": [
    (a: Float64Array) => {
      let sorted = true
      for (const i of prange(1, a.length)) sorted = sorted && a[i - 1]! <= a[i]!
      return sorted
    },
    /`sorted` is assigned in a prange[^]*hint: let sorted = 1 before the loop, and sorted &= Number\(x\) in it: 1 if all/,
    (a: Float64Array) => {
      let sorted = 1
      for (const i of prange(1, a.length)) sorted &= Number(a[i - 1]! <= a[i]!)
      return sorted === 1
    },
    [a],
  ],
  "a flag that stays true": [
    (a: Float64Array) => {
      let found = false
      for (const i of prange(a)) found ||= a[i] === 5
      return found
    },
    /hint: let found = 0 before the loop, and found \|= Number\(x\) in it: 1 if any/,
    (a: Float64Array) => {
      let found = 0
      for (const i of prange(a)) found |= Number(a[i] === 5)
      return found === 1
    },
    [a],
  ],
  "a flag that is set": [
    (a: Float64Array) => {
      let found = false
      for (const i of prange(a)) if (a[i] === 5) found = true
      return found
    },
    /hint: let found = 0 before the loop, and found \|= Number\(x\)/,
    (a: Float64Array) => {
      let found = 0
      for (const i of prange(a)) found |= Number(a[i] === 5)
      return found === 1
    },
    [a],
  ],
  "a flag that is taken away": [
    (a: Float64Array) => {
      let all = true
      for (const i of prange(a)) if (a[i] === 5) all = false
      return all
    },
    /hint: let all = 1 before the loop, and all &= Number\(x\)/,
    (a: Float64Array) => {
      let all = 1
      for (const i of prange(a)) all &= Number(a[i] !== 5)
      return all === 1
    },
    [a],
  ],
  "a choice between arrays": [
    (c: boolean, a: Float64Array, b: Float64Array) => (c ? a : b)[1]!,
    /this is a typed array[^]*hint: choose between elements, c \? a\[i\] : b\[i\]/,
    (c: boolean, a: Float64Array, b: Float64Array) => (c ? a[1]! : b[1]!),
    [false, a, b],
  ],
  "a choice between functions": [
    (x: number) => (x > 2 ? Math.sin : Math.cos)(x),
    /this is a function[^]*hint: choose between calls: c \? f\(x\) : g\(x\)/,
    (x: number) => (x > 2 ? Math.sin(x) : Math.cos(x)),
    [1],
  ],
  "a variable that becomes a function": [
    (x: number) => {
      let f = Math.sin
      if (x > 2) f = Math.cos
      return f(x)
    },
    /`f` holds a function[^]*hint: call the function in each branch: x = f\(y\)/,
    (x: number) => {
      let y = Math.sin(x)
      if (x > 2) y = Math.cos(x)
      return y
    },
    [3],
  ],
  "a literal that is made anew": [
    (n: number) => {
      let v = { x: 1, y: 2 }
      for (let i = 0; i < n; i++) v = { x: v.y, y: v.x + 1 }
      return v.x
    },
    /`v` holds a literal[^]*hint: use one variable for each part, or assign the parts: v\.x = …/,
    (n: number) => {
      const v = { x: 1, y: 2 }
      for (let i = 0; i < n; i++) [v.x, v.y] = [v.y, v.x + 1]
      return v.x
    },
    [5],
  ],
  "a list that is made anew": [
    (n: number) => {
      let v = [1, 2] as [number, number]
      for (let i = 0; i < n; i++) v = [v[1], v[0] + 1]
      return v[0]
    },
    /`v` holds a literal[^]*hint: .* assign the parts: v\[0\] = …/,
    (n: number) => {
      const v = [1, 2] as [number, number]
      for (let i = 0; i < n; i++) [v[0], v[1]] = [v[1], v[0] + 1]
      return v[0]
    },
    [5],
  ],
  "a counter that is assigned": [
    (a: Float64Array) => {
      let sum = 0
      for (let i of prange(a)) {
        i += 1
        sum += i
      }
      return sum
    },
    /`i` is the counter of a prange: it cannot be assigned[^]*hint: use a variable: let k = i/,
    (a: Float64Array) => {
      let sum = 0
      for (const i of prange(a)) {
        let k = i
        k += 1
        sum += k
      }
      return sum
    },
    [a],
  ],
}

describe("what is hinted works", () => {
  for (const [name, [refused, says, fixed, args]] of Object.entries(fixes)) {
    it(`for ${name}`, () => {
      assert.match(
        messageOf(() => jit(refused)(...(args as never[]))),
        says,
      )
      const expected = refused(...(args as never[]))
      assert.equal(fixed(...(args as never[])), expected)
      assert.equal(jit(fixed)(...(args as never[])), expected)
    })
  }

  it("for results that are bigints", () => {
    const twice = vectorize(((x: bigint) => x * 2n) as never) as unknown as (...args: unknown[]) => unknown
    const given = BigInt64Array.of(1n, -2n)
    const message = messageOf(() => twice(given))
    assert.match(
      message,
      /it gives a bigint, and its results are numbers[^]*hint: let it return Number\(x\), or give it/,
    )
    assert.ok(!message.includes("a0"))
    assert.deepEqual(twice(given, new BigInt64Array(2)), BigInt64Array.of(2n, -4n))
  })

  it("for an unsigned bigint that is an argument", () => {
    const big = 2n ** 63n + 5n
    assert.match(
      messageOf(() => jit((x: bigint) => x)(big)),
      /fits in int64[^]*hint: BigInt\.asIntN\(64, x\) .* BigInt\.asUintN\(64, x\) in the kernel/,
    )
    const half = jit((x: bigint) => Number(BigInt.asUintN(64, x) / 2n))
    assert.equal(half(BigInt.asIntN(64, big)), Number(big / 2n))
  })
})

describe("offsets of a stencil", () => {
  it("are integers", () => {
    assert.match(
      messageOf(() => stencil((u) => u(0.5))(a)),
      /the offset 0\.5 is no plain integer[^]*hint: offsets are integers/,
    )
  })

  it("are told by the names of the program where they are outside of the neighborhood", () => {
    const at = stencil((heights, k: number) => heights(k), { neighborhood: [[0, 0]] })
    const says =
      /^heights\[\d\] at .* is outside: heights has 3 elements\n {2}hint: .* neighborhood is too small: \[\[0,0\]\]$/
    assert.throws(() => at(a, 5), { name: "RangeError", message: says })
    // Names that the loops have.
    const own = stencil((out, i0: number, fn) => out(0) + i0 + fn(0))
    assert.deepEqual(own(a, 1, b), Float64Array.of(4, 10, 10))
  })
})

describe("what is no part of kernels", () => {
  const outside: Readonly<Record<string, readonly [(x: number) => number, RegExp]>> = {
    "random.seed": [(x) => (random.seed(1), x), /random\.seed cannot be called in a kernel[^]*hint: seed before/],
    "random.rand": [(x) => random.rand(3)[0]! + x, /random\.rand cannot be called in a kernel[^]*hint: make the array/],
    zeros: [(x) => zeros(3)[0]! + x, /zeros cannot be called in a kernel[^]*hint: make the array/],
  }
  for (const [name, [fn, says]] of Object.entries(outside)) {
    it(`is told at the user's line: ${name}`, () => {
      const message = messageOf(() => jit(fn)(1))
      assert.match(message, says)
      assert.match(message, /\(fixes\.test\.ts:\d+:\d+\)/)
    })
  }

  it("is a kernel again if it is one", () => {
    const once = jit((x: number) => x + 1)
    const again = jit(once, { fastmath: true })
    assert.equal(again(1), 2)
    assert.equal(again.js, once.js)
  })

  it("is what tools have made", () => {
    const sum = reduce((x, y) => x + y, 0)
    assert.throws(() => jit(sum), {
      name: "OptionError",
      message: /`fn` must be a plain function.*\n {2}hint: this one/,
    })
  })
})

describe("what JavaScript runs", () => {
  const text = jit((x: number) => `${x}`, { fallback: true })

  it("says so and why", () => {
    assert.match(text.explain(), /has not been compiled: call it/)
    assert.equal(text(1), "1")
    assert.match(
      text.explain(),
      /^text is run by JavaScript: cannot compile `text` [^]*a template string cannot be compiled/,
    )
    const member = jit((p: { x: number }) => p.x, { fallback: true })
    assert.equal(member({ x: 3 }), 3)
    assert.match(member.explain(), /^member is run by JavaScript: `args\[0\]` must be/)
    const made = vectorize((x: number) => Number(`${x}`), { fallback: true })
    assert.deepEqual(made(a), a)
    assert.match(made.explain(), /^made is run by JavaScript: cannot compile/)
  })

  it("has a reference, which is JavaScript", () => {
    const other = jit((x: number) => `${x}`, { fallback: true })
    assert.equal(other.reference(1), "1")
    const strict = jit((x: number) => `${x}`)
    assert.throws(() => strict.reference(1), { name: "KernelCompileError" })
  })

  it("is everything, where the environment says so", () => {
    const program = `import { jit } from "heddle/jit"
const twice = jit((x) => 2 * x)
console.log(twice(4), twice.explain())`
    const args = ["-C", "@heddle/source", "--input-type=module", "-e", program]
    const env = { ...process.env, HEDDLE_DISABLE_JIT: "1" }
    const told = execFileSync(process.execPath, args, { env, encoding: "utf8", cwd: import.meta.dirname })
    assert.equal(told.trim(), "8 twice is run by JavaScript: HEDDLE_DISABLE_JIT=1 is in the environment")
  })
})

describe("arguments", () => {
  it("may be undefined where there is a default", async () => {
    const scaled = jit((x: number, by = 2, more = 1) => x * by + more)
    assert.equal(scaled(3, undefined), 7)
    assert.equal(scaled(3, 4, undefined), 13)
    assert.equal(scaled(3, undefined, undefined), 7)
    assert.equal(scaled.reference(3, undefined), 7)
    assert.equal(await scaled.async(3, undefined), 7)
    assert.deepEqual(scaled.signatures, ["(number)", "(number, number)"])
  })

  it("may be no Float16Array", () => {
    // As Node 24 has it.
    const half = { [Symbol.toStringTag]: "Float16Array" }
    const first = jit((x: Float32Array) => x[0]!) as (x: unknown) => number
    assert.throws(() => first(half), { name: "OptionError", message: /hint: kernels have no Float16Array/ })
  })

  it("may be no seed that is not exact", () => {
    assert.throws(() => random.seed(2 ** 60), /`seed` must be a safe integer, up to 2\^53 - 1/)
  })
})

describe("code that is shown by a worker of a pool", () => {
  it("is the user's, with its types and the lines around it", async () => {
    const bad = jit((x: number): unknown => {
      const first: number = x
      return `${first}` as unknown
    })
    const here = messageOf(() => bad(1)).split("\n")
    await using pool = new Pool({ workers: 1 })
    const there = await pool
      .submit(() => bad(1))
      .then(
        () => assert.fail("nothing was thrown"),
        (error: unknown) => (error as Error).message.split("\n"),
      )
    assert.deepEqual(there.slice(1), here.slice(1))
    assert.match(here[1]!, /const first: number = x$/)
  })
})
