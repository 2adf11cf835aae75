import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { AddressBits } from "../../src/core/heap/index.ts"
import { Bytes } from "../../src/jit/emit/bytes.ts"
import { emitModule } from "../../src/jit/emit/index.ts"
import * as opcodes from "../../src/jit/emit/opcodes.ts"
import * as vectors from "../../src/jit/emit/vector/codes.ts"
import { bytesOf, plain, saturating, vector } from "../../src/jit/emit/wat-names.ts"
import { wat } from "../../src/jit/emit/wat.ts"
import { compile, elementOf, integerParams, numberType, Source } from "../../src/jit/front/index.ts"
import type { InputType } from "../../src/jit/front/index.ts"
import { Local } from "../../src/jit/ir/index.ts"
import type { Expr, Stmt } from "../../src/jit/ir/index.ts"
import { cases } from "./cases.ts"
import { argsOf, functionOf } from "./random-function.ts"
import { RandomKernel } from "./random-kernel.ts"

const { Op, Saturating } = opcodes
const { Vector } = vectors

function bytesFor(fn: Function, args: readonly unknown[], bits: AddressBits = 32): Uint8Array<ArrayBuffer> {
  const source = Source.of(fn)!
  const integers = integerParams(source)
  const types = args.slice(0, source.node.params.length).map((value, i): InputType => {
    if (typeof value === "boolean") return "boolean"
    if (typeof value === "number") return numberType(value, integers[i])
    return { element: elementOf(value)! }
  })
  return emitModule(compile(source, types).ir, bits).bytes
}

/** A module of one function `run` of two int32, without a result. */
function moduleOf(code: Bytes, locals: readonly number[] = []): Uint8Array {
  const body = new Bytes().unsigned(locals.length)
  for (const type of locals) body.unsigned(1).byte(type)
  body.append(code.take()).byte(Op.end)
  const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  const sections = [
    [1, new Bytes().append([1, 0x60, 2, 0x7f, 0x7f, 0])],
    [2, new Bytes().unsigned(1).name("heap").name("memory").append([2, 3, 1, 2])],
    [3, new Bytes().append([1, 0])],
    [7, new Bytes().unsigned(1).name("run").append([0, 0])],
    [10, new Bytes().unsigned(1).sized(body)],
  ] as const
  for (const [id, content] of sections) module.byte(id).sized(content)
  return module.take()
}

describe("the text of a module", () => {
  it("is one instruction a line, what is inside a block indented", () => {
    // (x) => (x < 0.5 ? -x : x)
    const x = new Local("x", "f64")
    const get: Expr = { k: "get", rep: "f64", local: x }
    const half: Expr = { k: "const", rep: "f64", value: 0.5 }
    const test: Expr = { k: "compare", rep: "i32", op: "lt", a: get, b: half }
    const negative: Expr = { k: "unary", rep: "f64", op: "neg", a: get }
    const value: Expr = { k: "if", rep: "f64", test, yes: negative, no: get }
    const body: Stmt[] = [{ k: "return", values: [value] }]
    const { bytes } = emitModule({ name: "kernel", inputs: [x], results: ["f64"], body, sites: [] })
    const text = wat(bytes).replaceAll(/ \(type \d+\)/g, "")
    assert.equal(
      text.slice(text.indexOf("  (export")),
      `  (export "run" (func $run))
  (func $run (param f64 i32) (result f64)
    local.get 0
    f64.const 0.5
    f64.lt
    if (result f64)
      local.get 0
      f64.neg
    else
      local.get 0
    end
    return
    unreachable
  )
)
`,
    )
  })

  it("names the blocks that something branches to, and functions as it is told", () => {
    const code = new Bytes().append([Op.block, Op.empty, Op.block, Op.empty, Op.loop, Op.empty])
    code.append([Op.localGet, 0, Op.brIf, 2, Op.br, 0, Op.end, Op.end, Op.end, Op.br, 0])
    const text = wat(moduleOf(code, [0x7c, 0x7b]), { functions: ["sum of squares"] })
    assert.equal(
      text,
      `(module
  (type (;0;) (func (param i32 i32)))
  (import "heap" "memory" (memory 1 2 shared))
  (export "run" (func $sum_of_squares))
  (func $sum_of_squares (type 0) (param i32 i32)
    (local (;2;) f64 v128)
    block $block1
      block
        loop $loop3
          local.get 0
          br_if $block1
          br $loop3
        end
      end
    end
    br 0
  )
)
`,
    )
  })

  it("keeps every bit of a constant", () => {
    const code = new Bytes()
    const bits = [0n, 1n << 63n, 0x7ff0n << 48n, 0xfff0n << 48n, 0x7ff8n << 48n, 0xfff8n << 48n, 0x7ff0_0000_0000_0001n]
    for (const value of [...bits, 1n, 0x3ff0n << 48n, 0x7fef_ffff_ffff_ffffn]) {
      code
        .byte(Op.f64Const)
        .append(new Uint8Array(BigUint64Array.of(value).buffer))
        .byte(Op.drop)
      code.append([Vector.prefix, Vector.const])
      code.append(new Uint8Array(BigUint64Array.of(value, 1n << 63n).buffer)).byte(Op.drop)
    }
    for (const value of [0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]) {
      code.byte(Op.i32Const).signed(value).byte(Op.drop)
      code
        .byte(Op.i64Const)
        .signed(value * 2 ** 20)
        .byte(Op.drop)
    }
    const bytes = moduleOf(code)
    const text = wat(bytes)
    for (const line of ["f64.const -0", "f64.const -inf", "f64.const -nan", "f64.const nan:0x1", "f64.const 5e-324"]) {
      assert.ok(text.includes(`    ${line}\n`), line)
    }
    assert.ok(text.includes("v128.const i64x2 9218868437227405313 -9223372036854775808"))
    assert.deepEqual(assembled(text), bytes)
  })

  it("says where memory is accessed, and how unless that is natural", () => {
    const code = new Bytes().append([Op.localGet, 0, 0x2b, 3, 0, Op.drop, Op.localGet, 0, 0x2b, 2, 200, 1, Op.drop])
    code.append([Op.localGet, 0, Vector.prefix, Vector.load, 3, 16])
    code.append([Vector.prefix, Vector.extractF64, 1, Op.drop])
    const text = wat(moduleOf(code))
    assert.ok(text.includes("    f64.load\n"))
    assert.ok(text.includes("    f64.load offset=200 align=4\n"))
    assert.ok(text.includes("    v128.load offset=16 align=8\n    f64x2.extract_lane 1\n"))
    assert.deepEqual(assembled(text), moduleOf(code))
  })

  it("is refused for a code that nobody knows, with the code and its offset", () => {
    const refused = (codes: readonly number[], named: string): void => {
      const bytes = moduleOf(new Bytes().append([Op.drop, ...codes]))
      const at = bytes.length - codes.length - 1
      const message = `no instruction ${named} is known (offset ${at})`
      assert.throws(() => wat(bytes), { name: "TypeError", message })
    }
    refused([0x06], "0x06")
    refused([Vector.prefix, 0x9a, 0x01], "0xfd 0x9a")
    refused([Op.saturating, 0x11], "0xfc 0x11")
    const whole = moduleOf(new Bytes())
    const end = whole.length
    assert.throws(() => wat(whole.slice(0, -1)), { message: `the module ends too early, at offset ${end - 1}` })
    assert.throws(() => wat(Uint8Array.of(...whole, 11, 0)), { message: `no section 11 is known (offset ${end})` })
  })
})

describe("names of instructions", () => {
  /** `i32LtU` is i32.lt_u. */
  const spelled = (key: string): string => {
    const name = key.replaceAll(/(?!^)([A-Z])/g, (letter) => `_${letter.toLowerCase()}`)
    return name.replace(/^(i32|i64|f32|f64|local)_/, "$1.")
  }

  it("are those of our opcodes", () => {
    for (const [key, code] of Object.entries(Op)) {
      if (key !== "empty" && key !== "saturating") assert.equal(plain.get(code), spelled(key))
    }
    const truncations = {
      i32F64S: "i32.trunc_sat_f64_s",
      i32F64U: "i32.trunc_sat_f64_u",
      i64F64S: "i64.trunc_sat_f64_s",
    }
    for (const [key, code] of Object.entries(Saturating)) {
      assert.equal(saturating.get(code), truncations[key as keyof typeof truncations])
    }
    const { unaryCodes, binaryCodes, compareCodes } = opcodes
    for (const group of [unaryCodes, binaryCodes, compareCodes]) {
      for (const [rep, codes] of Object.entries(group)) {
        for (const [op, code] of Object.entries(codes as Record<string, number | readonly number[]>)) {
          const list = [code].flat()
          // What takes several instructions is in the kernels below.
          if (list.length > 1) continue
          const type = rep === "big" ? "i64" : rep
          const name = op.replace(/^(div|rem|shr)u$/, "$1")
          assert.match(plain.get(list[0]!)!, new RegExp(String.raw`^${type}\.${name}(_[su])?$`))
        }
      }
    }
    for (const [element, { code, after }] of Object.entries(opcodes.loadCodes)) {
      assert.match(plain.get(code)!, /\.load/, element)
      assert.ok(after.every((one) => plain.has(one)))
    }
    for (const [element, { code, before }] of Object.entries(opcodes.storeCodes)) {
      assert.match(plain.get(code)!, /\.store/, element)
      assert.ok(before.every((one) => plain.has(one)))
    }
  })

  it("are those of our vector instructions", () => {
    const { prefix: _, ...codes } = Vector
    for (const [key, code] of Object.entries(codes)) assert.ok(vector.has(code), key)
    for (const [op, code] of Object.entries({ ...vectors.vectorUnary, ...vectors.vectorBinary })) {
      assert.equal(vector.get(code), `f64x2.${op}`)
    }
    for (const [op, code] of Object.entries(vectors.vectorCompare)) assert.equal(vector.get(code), `f64x2.${op}`)
    for (const [op, code] of Object.entries(vectors.bitwise)) {
      assert.match(vector.get(code)!, new RegExp(String.raw`^(v128|i32x4)\.${op.replace(/shru?/, "shr")}(_[su])?$`))
    }
    const loads = Object.values(vectors.elementLoads).flatMap((load) => load.codes)
    for (const code of [...loads, ...Object.values(vectors.pairStores)]) assert.ok(vector.has(code))
  })

  it("stand once", () => {
    const all = [...plain.values(), ...saturating.values(), ...vector.values()]
    assert.equal(new Set(all).size, all.length)
  })
})

describe("kernels as text read as the bytes that they were", () => {
  it("those of the kernel research", () => {
    for (const { name, fn, args } of cases) {
      const bytes = bytesFor(fn, args())
      assert.deepEqual(assembled(wat(bytes)), bytes, name)
    }
  })

  for (const bits of [32, 64] as const) {
    it(`200 random ones, with addresses of ${bits} bits`, () => {
      for (let seed = 1; seed <= 200; seed++) {
        const fn = functionOf(new RandomKernel(seed, seed % 2 === 0 ? "sums" : "exact").text())
        const bytes = bytesFor(fn, argsOf(seed), bits)
        assert.deepEqual(assembled(wat(bytes)), bytes, `seed ${seed}`)
      }
    })
  }
})

type Item = string | readonly Item[]

/** The lists and words of a text. */
function parsed(text: string): Item[] {
  const stack: Item[][] = [[]]
  for (const [token] of text.matchAll(/\(;.*?;\)|"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/g)) {
    if (token.startsWith("(;")) continue
    if (token === "(") stack.push([])
    else if (token === ")") {
      const done = stack.pop()!
      stack.at(-1)!.push(done)
    } else stack.at(-1)!.push(token)
  }
  assert.equal(stack.length, 1)
  return stack[0]!
}

const types: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }
const second = (prefix: number, names: ReadonlyMap<number, string>): [Item, number[]][] =>
  [...names].map(([code, name]) => [name, [prefix, ...new Bytes().unsigned(code).take()]])
const codes = new Map<Item, number[]>([
  ...[...plain].map(([code, name]): [Item, number[]] => [name, [code]]),
  ...second(Op.saturating, saturating),
  ...second(Vector.prefix, vector),
])

/** The module that a text is. */
function assembled(text: string): Uint8Array {
  const [module] = parsed(text) as [Item[]]
  const functions = new Map<Item, number>()
  const sections = [1, 2, 3, 7, 10].map((id) => ({ id, count: 0, content: new Bytes() }))
  const section = (id: number): Bytes => {
    const found = sections.find((one) => one.id === id)!
    found.count++
    return found.content
  }
  const bodies: (() => void)[] = []
  const called = (name: Item): void => void functions.set(name, functions.size)
  for (const [what, ...rest] of module.slice(1) as Item[][]) {
    if (what === "type") {
      const parts = (rest[0] as Item[][]).slice(1)
      const list = (name: string): number[] =>
        (parts.find(([keyword]) => keyword === name) ?? []).slice(1).map((type) => types[type as string]!)
      const [params, results] = [list("param"), list("result")]
      section(1).byte(0x60).unsigned(params.length).append(params).unsigned(results.length).append(results)
    } else if (what === "import") {
      const [from, name, [kind, ...how]] = rest as [string, string, Item[]]
      const content = section(2)
        .name(JSON.parse(from) as string)
        .name(JSON.parse(name) as string)
      const isWide = how[0] === "i64"
      const [least, most] = how.slice(isWide ? 1 : 0).map(Number)
      if (kind === "memory")
        content
          .append([2, isWide ? 7 : 3])
          .unsigned(least!)
          .unsigned(most!)
      else content.byte(0).unsigned(Number(how[1]![1]))
      if (kind === "func") called(how[0]!)
    } else if (what === "func") {
      called(rest[0]!)
      section(3).unsigned(Number(rest[1]![1]))
      bodies.push(() => section(10).sized(bodyOf(rest.slice(2), functions)))
    } else {
      const [name, [, of]] = rest as [string, Item[]]
      bodies.push(() =>
        section(7)
          .name(JSON.parse(name) as string)
          .byte(0)
          .unsigned(functions.get(of!)!),
      )
    }
  }
  for (const write of bodies) write()
  const bytes = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  for (const { id, count, content } of sections) {
    bytes.byte(id).sized(new Bytes().unsigned(count).append(content.take()))
  }
  return bytes.take()
}

function bodyOf(items: readonly Item[], functions: ReadonlyMap<Item, number>): Bytes {
  const lists = items.filter((item): item is string[] => Array.isArray(item) && item[0] === "local")
  const locals = lists.flatMap((list) => list.slice(1))
  const body = new Bytes().unsigned(locals.length)
  for (const type of locals) body.unsigned(1).byte(types[type]!)
  const frames: (Item | undefined)[] = []
  for (let i = items.findIndex((item) => typeof item === "string"); i >= 0 && i < items.length;) {
    const name = items[i++] as string
    const from = i
    while (i < items.length && !codes.has(items[i]!)) i++
    immediates(body.append(codes.get(name)!), name, items.slice(from, i), frames, functions)
  }
  assert.equal(frames.length, 0)
  return body.byte(Op.end)
}

function immediates(
  to: Bytes,
  name: string,
  given: readonly Item[],
  frames: (Item | undefined)[],
  functions: ReadonlyMap<Item, number>,
): void {
  const words = given.filter((item): item is string => typeof item === "string")
  if (name === "block" || name === "loop" || name === "if") {
    frames.push(words[0])
    const result = given.find((item): item is string[] => typeof item !== "string")
    to.byte(result === undefined ? Op.empty : types[result[1]!]!)
  } else if (name === "end") frames.pop()
  else if (name === "br" || name === "br_if") {
    const depth = frames.length - 1 - frames.lastIndexOf(words[0])
    to.unsigned(words[0]!.startsWith("$") ? depth : Number(words[0]))
  } else if (name === "call") to.unsigned(functions.get(words[0]!)!)
  else if (name.startsWith("local.")) to.unsigned(Number(words[0]))
  else if (name === "i32.const" || name === "i64.const") signed(to, BigInt(words[0]!))
  else if (name === "f64.const") to.append(bitsOf(words[0]!))
  else if (name === "v128.const" && words[0] === "f64x2") to.append(bitsOf(words[1]!)).append(bitsOf(words[2]!))
  else if (name === "v128.const") {
    to.append(new Uint8Array(BigInt64Array.from(words.slice(1), (word) => BigInt(word)).buffer))
  } else if (name === "i8x16.shuffle") to.append(words.map(Number))
  else if (/\.(?:load|store)/.test(name)) {
    const number = (key: string): number | undefined => {
      const found = words.find((word) => word.startsWith(`${key}=`))
      return found === undefined ? undefined : Number(found.slice(key.length + 1))
    }
    to.unsigned(Math.log2(number("align") ?? bytesOf(name))).unsigned(number("offset") ?? 0)
    if (name.includes("_lane")) to.byte(Number(words.at(-1)))
  } else if (name.includes("_lane")) to.byte(Number(words[0]))
  else assert.deepEqual(words, [])
}

function signed(to: Bytes, value: bigint): void {
  for (; value < -64n || value > 63n; value >>= 7n) to.byte(Number(value & 127n) | 128)
  to.byte(Number(value & 127n))
}

function bitsOf(word: string): Uint8Array {
  const sign = word.startsWith("-") ? 1n << 63n : 0n
  const [, infinite, , payload] = /^-?(?:(inf)|(nan)(?::(0x[0-9a-f]+))?)$/.exec(word) ?? []
  if (infinite !== undefined || word.includes("nan")) {
    const rest = infinite === undefined ? BigInt(payload ?? "0x8000000000000") : 0n
    return new Uint8Array(BigUint64Array.of(sign | (0x7ffn << 52n) | rest).buffer)
  }
  return new Uint8Array(Float64Array.of(Number(word)).buffer)
}
