import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  analyse,
  freeVariables,
  misuseOfArgument,
  misuseOfVariable,
  wholeScriptLimit,
} from "../../src/core/closure/static/index.ts"
import type { Located, Misuse, Script } from "../../src/core/closure/static/index.ts"

let count = 0

function locate(source: string, text: string, isModule: boolean): Located {
  const script: Script = { id: `uses:${++count}`, url: "file:///t.ts", source, isModule, sourceMapUrl: undefined }
  const before = source.slice(0, source.indexOf(text)).split("\n")
  const place = { line: before.length - 1, column: before.at(-1)!.length }
  const located = analyse(script).locate(place, () => text)
  assert.ok(located, `no function ${text}`)
  return located
}

/** What a function does with its first argument beyond reading its elements. */
function argument(source: string, { text = source, isModule = true } = {}): Misuse | undefined {
  return misuseOfArgument(locate(source, text, isModule), 0)
}

function captured(source: string, text: string, isModule: boolean = true): Misuse | undefined {
  const located = locate(source, text, isModule)
  const variable = freeVariables(located.unit).find(({ name }) => name === "x")
  assert.ok(variable, `no x in ${text}`)
  return misuseOfVariable(located, variable)
}

/** Bodies of functions. `x` is the array, `i` a number, `o` anything. */
const reads: readonly string[] = [
  "return x[i]",
  "return x[i + 1] * x[2] + x['3']",
  "return x?.[i]",
  "return x.length + x.byteLength + x.BYTES_PER_ELEMENT + x['length']",
  "let s = 0; for (let k = 0; k < x.length; k++) s += x[k]; return s",
  "let s = 0; for (const v of x) s += v; return s",
  "for (const k in x) o.push(k)",
  "return [...x, ...x]",
  "return Math.max(...x)",
  "return { ...x }",
  "return x.at(-1) + x.indexOf(3) + x.lastIndexOf(i)",
  "return x.includes(2) ? x.join(';') : x.toString()",
  "return x.slice(1, 2)",
  "return x.toSorted((a, b) => b - a)",
  "return x.toReversed().with(0, 1)",
  "return [...x.keys(), ...x.values(), ...x.entries()]",
  "return x.map((v) => v * 2)",
  "return x.map((v, k) => v * x[k])",
  "return x.filter(function (v) { return v > i })",
  "return x.reduce((a, b, k) => a + b * k, 0)",
  "return x.map(Math.sqrt).filter(Number.isFinite).some(Boolean)",
  "return x.forEach((v, k, all) => { o.s += all[k] })",
  "return x?.reduceRight((a, b) => a - b)",
  "return x.find((v) => v > 1) ?? x.findLastIndex((v) => v < 1)",
  "const visit = (v) => v + 1; return x.map(visit)",
  "return x.subarray(1, 3)[0]",
  "return x.subarray(1).reduce((a, b) => a + b)",
  "const part = x.subarray(i, i + 4); let s = 0; for (const v of part) s += v; return s",
  "const same = x; return same[i]",
  "let row = x.subarray(0, 4); row = x.subarray(4, 8); return row[0]",
  "let row; row = x; return row[0] + x[1]",
  "const unused = x",
  "const part = i > 0 ? x : x.subarray(1); return part[0]",
  "const part = x ?? []; return part.length",
  "const [a, , b = 2, ...rest] = x; return a + b + rest.length",
  "let a, b; [a, b] = x; return a + b",
  "const { length, byteLength } = x; return length + byteLength",
  "return Array.from(x)",
  "return Array.from(x, (v) => v + 1)",
  "return new Float64Array(x)",
  "return Float32Array.from(x)",
  "return new Set(x)",
  "return JSON.stringify(x)",
  "return Object.prototype.toString.call(x) + Array.isArray(x) + ArrayBuffer.isView(x)",
  "return Object.keys(x).length + Object.values(x)[0]",
  "return Atomics.load(x, i)",
  "return x instanceof Float64Array || x instanceof Object",
  "return typeof x === 'object' && !x",
  "return x === o || x == null",
  "return `${x}` + x",
  "if (x) return 1",
  "return x && 2",
  "return (x, 3)",
  "return i in x",
  "return [1, 2].map((k) => x[k])",
  "const inner = () => { const deeper = () => x[0]; return deeper() }; return inner()",
  "o.later = () => x[i]",
  "class Reader { at(k) { return x[k] } } return new Reader().at(1)",
  "x",
  "void x",
  "try { return x[i] } catch (e) { return x.length }",
  "return (await x)[0]",
  "return ((a) => a[0])(x)",
  "function first(a) { return a[0] } return first(x)",
  "const first = (a, k) => a[k]; return first(x, 0) + first(x.subarray(2), 1)",
  "function sum(a, k) { return k < 0 ? 0 : a[k] + sum(a, k - 1) } return sum(x, 3)",
  "return x.getFloat64(0) + x.getInt8(1)",
  "return x[i].toFixed(2) + x[i].any",
  "switch (i) { case x[0]: return 1; default: return x.length }",
]

const misuses: readonly (readonly [body: string, what: RegExp])[] = [
  ["x[i] = 1", /is written/],
  ["x[0]++", /is written/],
  ["x[i] += 2", /is written/],
  ["x[i] ??= 2", /is written/],
  ["[x[0]] = [1]", /is written/],
  ["[x[0] = 3] = [1]", /is written/],
  ["({ a: x[0] } = o)", /is written/],
  ["[...x[0]] = [1]", /is written/],
  ["for (x[0] of o);", /is written/],
  ["for (x[0] in o);", /is written/],
  ["delete x?.[0]", /is written/],
  ["x.foo = 1", /is written/],
  ["x.fill(0)", /is written by \.fill\(\)/],
  ["x.set([1])", /is written by \.set\(\)/],
  ["x.sort()", /is written by \.sort\(\)/],
  ["x.reverse()", /is written by \.reverse\(\)/],
  ["x.copyWithin(0, 1)", /is written by \.copyWithin\(\)/],
  ["x.setFloat64(0, 1)", /is written by \.setFloat64\(\)/],
  ["return x.buffer", /asked for its \.buffer/],
  ["return x['buffer']", /asked for its \.buffer/],
  ["return x?.buffer.byteLength", /asked for its \.buffer/],
  ["return x.byteOffset", /asked for its \.byteOffset/],
  ["const { buffer } = x; return buffer", /is taken apart/],
  ["const { [o]: y } = x; return y", /is taken apart/],
  ["const { ...all } = x; return all", /is taken apart/],
  ["return x['buf' + 'fer']", /property by name/],
  ["return x[`buffer`]", /property by name/],
  ["const k = 'buffer'; return x[k]", /property by name/],
  ["return x[o ? 'buffer' : 0]", /property by name/],
  ["return x.constructor", /asked for its \.constructor/],
  ["return x.foo(1)", /asked for its \.foo\(\)/],
  ["return x[o]()", /only running tells/],
  ["return x[i]`a`", /only running tells/],
  ["return new x.constructor(2)", /only running tells/],
  ["return x", /is returned/],
  ["return i ? x : undefined", /is returned/],
  ["return o || x", /is returned/],
  ["return x || o", /is returned/],
  ["return (i, x)", /is returned/],
  ["return await x", /is returned/],
  ["return x.subarray(1)", /is returned/],
  ["return [1].map(() => x)", /is returned/],
  ["return [x]", /put into an array/],
  ["return { x }", /put into an object/],
  ["return { a: x }", /put into an object/],
  ["throw x", /is thrown/],
  ["o.x = x", /is stored/],
  ["globalThis.x = x", /is stored/],
  ["var y = x; return y[0]", /is stored/],
  ["let y; y ??= x; y[0] = 1", /is stored/],
  ["const y = x; y[0] = 1", /is written/],
  ["let y = o; y = x; y[0] = 1", /is written/],
  ["const y = x.subarray(1); y.fill(2)", /is written by/],
  ["const y = x; const z = y; return z", /is returned/],
  ["o(x)", /passed to o\(\)/],
  ["o.draw(x, 1)", /passed to o\.draw\(\)/],
  ["o.a.draw(x)", /passed to …\.draw\(\)/],
  ["o()(x)", /passed to a function/],
  ["new o(x)", /passed to o\(\)/],
  ["structuredClone(x)", /passed to structuredClone\(\)/],
  ["new DataView(x)", /passed to DataView\(\)/],
  ["return new Array(x)", /passed to Array\(\)/],
  ["return JSON.stringify(x, o)", /passed to JSON\.stringify\(\)/],
  ["Atomics.store(x, 0, 1)", /passed to Atomics\.store\(\)/],
  ["Atomics.wait(x, 0, 1)", /passed to Atomics\.wait\(\)/],
  ["Object.assign(x, o)", /passed to Object\.assign\(\)/],
  ["const Array = o; return Array.from(x)", /passed to Array\.from\(\)/],
  ["const helper = (a) => a[0]; helper(...o, x)", /passed to helper\(\)/],
  ["const helper = (a) => { a[0] = 1 }; helper(x)", /is written/],
  ["const helper = (a) => a; return helper(x)[0]", /is returned/],
  ["const helper = (a = []) => a[0]; return helper(x)", /parameter with a default/],
  ["const helper = ([a]) => a; return helper(x)", /is taken apart/],
  ["const helper = (...a) => a[0][0]; return helper(x)", /rest parameter/],
  ["function helper() { return arguments[0].buffer } return helper(x)", /reached by `arguments`/],
  ["function helper(a) { return eval('a.buffer') } return helper(x)", /reached by eval/],
  ["function helper(a) { var a; return a.buffer } return helper(x)", /declared again/],
  ["let helper = (a) => a[0]; helper = o; return helper(x)", /passed to helper\(\)/],
  ["function helper(a) { return a[0] } function helper(a) { return a } return helper(x)", /passed to helper\(\)/],
  ["class Helper { constructor(a) { a[0] = 1 } } return new Helper(x)", /passed to Helper\(\)/],
  ["function sum(a, k) { a[k] = 0; return k < 0 ? 0 : sum(a, k - 1) } return sum(x, 3)", /is written/],
  ["return x.map((v, k, all) => all)", /is returned/],
  ["return x.map((v, ...more) => more)", /rest parameter/],
  ["return x.map(function () { return arguments[2] })", /reached by `arguments`/],
  ["return x.map(o)", /passed to what \.map\(\) calls/],
  ["return x.forEach(o.visit)", /passed to what \.forEach\(\) calls/],
  ["return x.reduce((a, b, k, all) => all.fill(1))", /is written by/],
  ["return x.reduce((a, b) => a + b, x)", /passed to x\.reduce\(\)/],
  ["return o`${x}`", /template's tag/],
  ["return x instanceof o", /instanceof/],
  ["class A extends x {}", /used as a whole/],
  ["return x()", /is called/],
  ["switch (x) {}", /used as a whole/],
  ["x; eval('x[0] = 1')", /reached by eval/],
  ["const f = (a = x) => a; return f()", /used as a whole/],
]

const sources = {
  argument: (body: string): Misuse | undefined => argument(`async (x, i, o) => { ${body} }`),
  "captured variable": (body: string): Misuse | undefined => {
    const text = `async (i, o) => { ${body} }`
    return captured(`const x = new Float64Array(9)\nconst f = ${text}`, text)
  },
}

describe("what a function does with an array", () => {
  for (const [name, misuseIn] of Object.entries(sources)) {
    it(`is to read it, where nothing else is written: ${name}`, () => {
      for (const body of reads) assert.equal(misuseIn(body)?.what, undefined, body)
    })
    it(`is more than to read it: ${name}`, () => {
      for (const [body, what] of misuses) assert.match(misuseIn(body)?.what ?? "only reads", what, body)
    })
  }
  it("comes out the same over shared memory, where it is to read it", async () => {
    const Async = (async () => {}).constructor as new (...text: string[]) => (...args: unknown[]) => Promise<unknown>
    for (const body of reads) {
      const f = new Async("x", "i", "o", body)
      const outcome = async (x: Float64Array): Promise<unknown> => {
        const o = Object.assign([] as unknown[], { s: 0 })
        const value = await f(x, 3, o).catch((error: Error) => `${error.name}: ${error.message}`)
        assert.deepEqual([...x], [5, 1, 4, 2, 8, 6, 7, 3, 9], body)
        return [value, [...o], o.s]
      }
      const own = Float64Array.of(5, 1, 4, 2, 8, 6, 7, 3, 9)
      const shared = new Float64Array(new SharedArrayBuffer(72))
      shared.set(own)
      assert.deepEqual(await outcome(shared), await outcome(own), body)
    }
  })
})

describe("an argument", () => {
  it("may be shared where the function has no parameter for it", () => {
    assert.equal(argument("() => 1"), undefined)
    assert.match(argument("function f() { return arguments[0] }")!.what, /arguments/)
  })
  it("may not be shared where the parameter is no plain name", () => {
    for (const text of ["([a]) => a", "({ length }) => length", "(x = []) => x[0]", "(...x) => x[0]"])
      assert.ok(argument(text), text)
  })
  it("may not be shared where a function that it goes to reaches it otherwise", () => {
    assert.match(argument("function f(x) { return f.arguments[0] + x[0] }", { isModule: false })!.what, /arguments/)
    assert.match(argument("function f(x) { x = 1; arguments[0][0] = 1 }", { isModule: false })!.what, /arguments/)
    assert.match(argument("function f(x) { with (x) { return length } }", { isModule: false })!.what, /with/)
  })
  it("may be given up by its parameter", () => {
    assert.equal(argument("(x) => { const s = x[0]; x = undefined; return s }"), undefined)
  })
  it("is followed into functions that are declared around", () => {
    const text = "(x) => sum(x) + first(x)"
    const around = "function sum(a) { let s = 0; for (const v of a) s += v; return s }\nconst first = (a) => a[0]\n"
    assert.equal(argument(`${around}const f = ${text}`, { text }), undefined)
    const writing = `${around.replace("a[0]", "(a[0] = 1)")}const f = ${text}`
    assert.deepEqual(argument(writing, { text })?.what, "is written")
    assert.match(argument(`import { sum, first } from "./sums.ts"\nconst f = ${text}`, { text })!.what, /passed to/)
  })
})

describe("a captured variable", () => {
  it("may not be shared where the function assigns the variable", () => {
    const text = "() => { x = []; return x[0] }"
    assert.match(captured(`let x = new Float64Array(9)\nconst f = ${text}`, text)!.what, /is assigned/)
  })
  it("is followed in a script that is too long to be read whole, where names of the surroundings are not known", () => {
    const long = `\n${"// long\n".repeat(wholeScriptLimit / 8)}`
    const plain = "(i) => { const y = x.subarray(1); return y[i] + x[i] }"
    assert.equal(captured(`const x = new Float64Array(9)\nconst f = ${plain}${long}`, plain), undefined)
    const unknown = "(i) => Array.from(x)[i]"
    assert.match(captured(`const x = [], f = ${unknown}${long}`, unknown)!.what, /passed to Array\.from\(\)/)
  })
})
