import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, it } from "node:test"
import { compileFunction } from "node:vm"
import { OptionError } from "../../src/core/errors/index.ts"
import { guvectorize, jit, prange, reduce, stencil, vectorize } from "../../src/jit/index.ts"
import type { Kernel } from "../../src/jit/index.ts"
import { nativeProblem } from "../../src/jit/run/native/index.ts"

const skip = nativeProblem() ?? false

function detached(length = 3): Float64Array {
  const array = new Float64Array(length)
  array.buffer.transfer()
  return array
}

/** What is thrown, as text. */
function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  return assert.fail("nothing was thrown")
}

/** What the process warns of while something is done. */
async function warnings(work: () => void): Promise<string[]> {
  const told: string[] = []
  const listen = (warning: Error): void => void told.push(warning.message)
  process.on("warning", listen)
  work()
  process.emitWarning("that is all")
  while (told.at(-1) !== "that is all") await once(process, "warning")
  process.off("warning", listen)
  return told.slice(0, -1)
}

describe("an array whose buffer was transferred", () => {
  const first = jit((n: number, a: Float64Array) => a.length + n)
  const says = (name: string): RegExp =>
    new RegExp(`^\`${name}\` must be an array that has its memory: this one is detached[^]*hint: transfer a copy`)
  const refuses = (name: string, call: () => unknown): void => {
    assert.throws(call, (error) => error instanceof OptionError && says(name).test(error.message))
  }

  it("is named", async () => {
    refuses("args\\[1\\]", () => first(1, detached()))
    refuses("args\\[1\\]", () => first.reference(1, detached()))
    await assert.rejects(first.async(1, detached()), (error: Error) => says("args\\[1\\]").test(error.message))
    assert.equal(first(1, new Float64Array(0)), 1)
  })

  it("is named where it is captured", () => {
    const table = new Float64Array(3)
    const sum = jit((i: number) => table[i]!)
    assert.equal(sum(1), 0)
    table.buffer.transfer()
    refuses("table", () => sum(1))
  })

  it("is named where a native kernel is called", { skip }, () => {
    const native = jit((a: Float64Array) => a.length, { target: "native" })
    refuses("args\\[0\\]", () => native(detached()))
  })

  it("is named where whole arrays are taken", () => {
    refuses("args\\[0\\]", () => vectorize((x: number) => x + 1)(detached()))
    refuses("out", () => vectorize((x: number) => x + 1)(new Float64Array(3), detached()))
    refuses("args\\[0\\]", () => stencil((a) => a(0))(detached()))
    refuses("data", () => reduce((a, b) => a + b, 0)(detached()))
    const copy = guvectorize("(n)->()", (a: Float64Array, out: Float64Array) => void (out[0] = a[0]!))
    refuses("args\\[0\\].data", () => copy({ data: detached(), shape: [1, 3] }))
  })

  const targets: readonly (readonly ["wasm" | "native", string | false])[] = [
    ["wasm", false],
    ["native", skip],
  ]
  for (const [target, skipped] of targets) {
    it(`is named where that happens during a call that other threads run, ${target}`, { skip: skipped }, async () => {
      const fill = jit(
        (read: Float64Array, a: Float64Array, b: Float64Array) => {
          for (let i = 0; i < a.length; i++) a[i] = b[i] = read.length
        },
        { target },
      )
      const [read, a, b] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)]
      const call = fill.async(read, a, b)
      a.buffer.transfer()
      await assert.rejects(
        call,
        /^OptionError: `args\[1\]` must be .* detached, its buffer was transferred while the call ran/,
      )
      assert.deepEqual(b, Float64Array.of(3, 3, 3))
      // What is only read was copied before.
      const again = new Float64Array(3)
      const other = fill.async(read, again, b)
      read.buffer.transfer()
      await other
      assert.deepEqual(again, Float64Array.of(3, 3, 3))
    })
  }
})

describe("what is asked for before it is there", () => {
  it("is had after a call", () => {
    const kernel = jit((x: number) => x)
    assert.match(
      messageOf(() => kernel.wat()),
      /it has not been compiled, got undefined[^]*hint: call it first, or name its \{ signatures \}/,
    )
    const made = vectorize((x: number) => x)
    assert.match(
      messageOf(() => made.wat()),
      /it has not been compiled, got undefined[^]*hint: call it first/,
    )
  })
})

describe("bigints that are meant to have no sign", () => {
  const seed = 88_172_645_463_325_252n

  it("are told to begin so", () => {
    const lcg = jit((n: number, s: bigint) => {
      for (let i = 0; i < n; i++) s = BigInt.asUintN(64, s * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n)
      return s
    })
    assert.throws(() => lcg(10, seed), {
      name: "RangeError",
      message: /does not fit in int64, which `s` is, as it may be below 0: let it begin as BigInt\.asUintN\(64, …\)$/,
    })
    const begun = jit((n: number, given: bigint) => {
      let s = BigInt.asUintN(64, given)
      for (let i = 0; i < n; i++) s = BigInt.asUintN(64, s * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n)
      return s
    })
    assert.equal(begun(10, seed), begun.js(10, seed))
  })

  const mask = 0xffff_ffff_ffff_ffffn
  const masked = {
    "by a literal": (n: number, given: bigint) => {
      let s = given & 0xffff_ffff_ffff_ffffn
      for (let i = 0; i < n; i++) s = (s * 6_364_136_223_846_793_005n + 1n) & 0xffff_ffff_ffff_ffffn
      return s
    },
    "by a constant": (n: number, given: bigint) => {
      let s = given & mask
      for (let i = 0; i < n; i++) s = -(s * 6_364_136_223_846_793_005n + (s << 3n)) & mask
      return s
    },
    "to fewer bits": (n: number, given: bigint) => {
      let s = given & 0xffffn
      for (let i = 0; i < n; i++) s = (s ** 5n * 0x1234_5678_9abcn - 7n) & 0xffff_ffffn
      return s
    },
  }
  for (const [name, fn] of Object.entries(masked)) {
    it(`are masked ${name}`, () => {
      const kernel = jit(fn)
      for (const given of [seed, -seed, 0n, -1n]) {
        assert.equal(kernel(20, given), fn(20, given))
        assert.equal(kernel.reference(20, given), fn(20, given))
      }
    })
    it(`are masked ${name}, in native code`, { skip }, () => {
      assert.equal(jit(fn, { target: "native" })(20, seed), fn(20, seed))
    })
  }
})

describe("arrays", () => {
  const [a, b] = [Float64Array.of(1, 2, 3, 4, 5, 6), new Float64Array(6)]

  it("cannot be exchanged", () => {
    const swapped = jit((a: Float64Array, b: Float64Array) => {
      ;[a, b] = [b, a]
      return a[0]!
    })
    assert.match(
      messageOf(() => swapped(a, b)),
      /arrays cannot change their names in a kernel[^]*hint: .*call the kernel twice with the arguments exchanged/,
    )
    const byThird = jit((a: Float64Array, b: Float64Array) => {
      const c = a
      a = b
      return a[0]! + c[0]!
    })
    assert.match(
      messageOf(() => byThird(a, b)),
      /`a` holds a typed array[^]*hint: .*with the arguments exchanged/,
    )
  })

  it("are named as their part is", () => {
    const part = jit((a: Float64Array, i: number) => {
      const b = a.subarray(2, 4)
      const c = b
      return c[i]!
    })
    assert.equal(part(a, 1), 4)
    const says = /^b\[2\] at messages\.test\.ts:\d+:\d+ is outside: /
    assert.match(
      messageOf(() => part(a, 2)),
      new RegExp(`${says.source}it is a part of a$`),
    )
    assert.match(
      messageOf(() => part.reference(a, 2)),
      new RegExp(`${says.source}b has 2 elements$`),
    )
    const inPart = jit((a: Float64Array) => {
      const b = a.subarray(1)
      const c = b.subarray(1)
      return c[4]!
    })
    assert.match(
      messageOf(() => inPart(a)),
      /^c\[4\] at .* it is a part of b$/,
    )
    const inHelper = jit((a: Float64Array) => {
      const third = (row: Float64Array): number => row[2]!
      return third(a.subarray(2, 4))
    })
    assert.match(
      messageOf(() => inHelper(a)),
      /^row\[2\] at .* it is a part of a$/,
    )
    const unnamed = jit((a: Float64Array) => a.subarray(2, 4)[2]!)
    assert.match(
      messageOf(() => unnamed(a)),
      /^a\[2\] at .* is outside: it is a part of an array$/,
    )
  })

  const parts: Readonly<Record<string, (a: Float64Array) => number>> = {
    "a part without a name": (a) => {
      let s = 0
      for (const x of a.subarray(1)) s = s * 10 + x
      return s
    },
    "a part of a part": (a) => {
      let s = 0
      for (const x of a.subarray(1, -1).subarray(1)) {
        if (x === 5) break
        s = s * 10 + x
      }
      return s
    },
    "a part of none": (a) => {
      let s = 7
      for (const x of a.subarray(4, 2)) s = s * 10 + x
      return s
    },
    "a part that is captured": () => {
      let s = 0
      for (const x of a.subarray(3)) s = s * 10 + x
      return s
    },
    "a part in a prange": (a) => {
      let s = 0
      for (const i of prange(4)) for (const x of a.subarray(i, i + 2)) s += x
      return s
    },
  }
  for (const [name, fn] of Object.entries(parts)) {
    it(`are iterated: ${name}`, () => {
      const kernel = jit(fn)
      assert.equal(kernel(a), fn(a))
      assert.equal(kernel.reference(a), fn(a))
    })
  }
})

describe("code that is shown", () => {
  const made = (text: string): Kernel<[number], number> => jit(compileFunction(text)() as (x: number) => number)
  const lines = (kernel: Kernel<[number], number>): string[] => messageOf(() => kernel(1)).split("\n")
  const widest = (list: readonly string[]): number => Math.max(...list.slice(1).map((line) => line.length))
  const code = (line: string): string => line.slice(line.indexOf("|") + 2)

  it("is the part of a long line that matters", () => {
    const many = "x += 1; ".repeat(20_000)
    const list = lines(made(`return (x) => { ${many}x += \`\${x}\`; ${many}return x }`))
    assert.ok(widest(list) < 150, `${widest(list)}`)
    const at = list.findIndex((line) => line.startsWith(">"))
    const caret = list[at + 1]!
    assert.match(code(list[at]!), /^….*…$/)
    assert.ok(list[at]!.slice(caret.indexOf("^")).startsWith("`${x}`"))
    assert.equal(caret.lastIndexOf("^") - caret.indexOf("^") + 1, "`${x}`".length)
  })

  it("is that where it stands far to the right, and of lines beside it", () => {
    const text = `return (x) => {\nlet s = ${"1 + ".repeat(500)}1\n${" ".repeat(1400)}s += \`\${x}\`\n\nreturn s }`
    const list = lines(made(text))
    assert.ok(widest(list) < 150, `${widest(list)}`)
    const at = list.findIndex((line) => line.startsWith(">"))
    assert.match(code(list[at - 1]!), /^… *[1+ ]+…$/)
    assert.equal(code(list[at + 2]!).trim(), "")
    assert.ok(list[at]!.slice(list[at + 1]!.indexOf("^")).startsWith("`${x}`"))
  })

  it("is whole where lines are short", () => {
    const list = lines(made("return (x) => {\nlet s = 1\n    s += `${x}`\nreturn s }"))
    assert.match(list.join("\n"), /\| let s = 1\n> \d+ \| {5}s \+= `\$\{x\}`\n +\| {10}\^{6}\n {2}\d+ \| return s \}/)
  })
})

describe("what a call lacks", () => {
  it("may be the width of a stencil's rows, or a shape", () => {
    const left = stencil((u) => u(0, -1))
    assert.match(
      messageOf(() => left(Float64Array.of(1, 2, 3))),
      /`width` must be[^]*hint: .*f\(data, width\).*\{ data, shape: /,
    )
  })

  it("may be parameters for the outputs of guvectorize", () => {
    const fn = (a: Float64Array): void => {
      a[0] = 7
    }
    assert.throws(
      () => guvectorize("(n)->()", fn),
      (error) => {
        assert.ok(error instanceof OptionError)
        assert.match(
          error.message,
          /^`fn` must be a function of 2 parameters, first the inputs, \(n\), then the outputs, \(\), into which it writes, got 1/,
        )
        return true
      },
    )
    assert.throws(() => guvectorize("(n),(n)->(),(n)", fn), /a function of 4 parameters/)
    const byDefault = guvectorize("(n)->()", (a: Float64Array, out: Float64Array = a) => {
      out[0] = a[1]!
    })
    assert.deepEqual(byDefault(Float64Array.of(1, 2)), Float64Array.of(2))
  })
})

describe("an argument of a kind that kernels do not know", () => {
  it("is left to JavaScript under fallback, that call and with one warning", async () => {
    const value = jit((p: { x: number } | number) => (typeof p === "number" ? p : p.x), { fallback: true })
    const plain = jit((x: number) => x * 2, { fallback: true }) as unknown as Kernel<[unknown], unknown>
    const big = jit((x: bigint) => x + 1n, { fallback: true })
    const told = await warnings(() => {
      assert.equal(value({ x: 4 }), 4)
      assert.equal(value({ x: 5 }), 5)
      assert.equal(plain("4"), 8)
      assert.equal(plain(4), 8)
      assert.deepEqual(plain("5"), 10)
      assert.equal(big(2n ** 70n), 2n ** 70n + 1n)
    })
    assert.equal(told.length, 3)
    for (const one of told) assert.match(one, /^`args\[0\]` must be [^]*until then JavaScript runs it/)
    assert.deepEqual(plain.signatures, ["(number)"])
    assert.equal(await plain.async("6"), 12)
    const strict = jit((p: { x: number }) => p.x)
    assert.throws(() => strict({ x: 4 }), OptionError)
  })
})

describe("what native code has not", () => {
  const says = /^cannot compile .* to native code \(messages\.test\.ts:\d+:\d+\): it [^]*\n> +\d+ \| [^]*\^[^]*hint: /

  it("is said with the kernel's place", { skip }, () => {
    const part = jit((a: Float64Array) => a.subarray(1)[0]!, { target: "native" })
    assert.match(
      messageOf(() => part(new Float64Array(3))),
      says,
    )
    const wave = jit((x: number) => Math.cos(x), { target: "native" })
    assert.match(
      messageOf(() => wave(1)),
      says,
    )
  })
})

describe("hints", () => {
  const hints: Readonly<Record<string, readonly [fn: (...args: never[]) => unknown, args: unknown[], says: RegExp]>> = {
    "an element that may be missing": [
      (a: Float64Array, i: number) => a[i] ?? -1,
      [new Float64Array(1), 1],
      /hint: write i < a\.length \? a\[i\] : -1$/,
    ],
    "a number that may not": [(x: number) => x ?? -1, [1], /hint: drop it$/],
    "a function as a condition": [
      (x: number) => ((Math as { f16round?: unknown }).f16round ? x : 0),
      [1],
      /f16round is a function\n[^]*hint: a function is always true: drop the test$/,
    ],
    arguments: [
      function fn() {
        return arguments.length
      },
      [1],
      /it uses `arguments`\n[^]*hint: name each parameter$/,
    ],
    "no value": [
      (x: number) => {
        if (x < 0) return
        // oxlint-disable-next-line typescript/consistent-return -- it is what is refused
        return x
      },
      [1],
      /different things[^]*hint: return a number that says so, such as NaN or -1/,
    ],
    null: [(x: number) => (x < 0 ? 1 : null), [1], /this value/],
    "null by return": [
      (x: number) => {
        if (x < 0) return null
        return x
      },
      [1],
      /it returns null\n[^]*hint: return a number that says so, such as NaN or -1/,
    ],
  }
  for (const [name, [fn, args, says]] of Object.entries(hints)) {
    it(`say what to write instead of ${name}`, () => {
      assert.match(
        messageOf(() => jit(fn as (...args: unknown[]) => unknown)(...args)),
        says,
      )
    })
  }

  it("name what makes an array of its kind", async () => {
    const count = jit((bytes: Uint8Array) => bytes.length)
    const bytes = new Uint8Array(2 ** 24)
    const told = await warnings(() => {
      for (let i = 0; i < 3; i++) count(bytes)
    })
    assert.equal(told.length, 1)
    assert.match(told[0]!, /make `bytes` \(16\.0 MB\) with uint8\(…\), or copyToShared/)
  })
})
