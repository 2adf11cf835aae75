import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  analyse,
  freeVariables,
  onlyTypeof,
  requireBinding,
  usedMembers,
  wholeScriptLimit,
} from "../../src/core/closure/static/index.ts"
import type { FreeVariable, Located, Script, ScriptAnalysis } from "../../src/core/closure/static/index.ts"

let count = 0

function script(source: string, isModule: boolean = true): Script {
  return { id: `test:${++count}`, url: "file:///test.ts", source, isModule, sourceMapUrl: undefined }
}

/** The unit whose text is `text`, as V8 would ask for it: with a place inside the text. */
function locate(analysis: ScriptAnalysis, text: string): Located {
  const before = analysis.script.source.slice(0, analysis.script.source.indexOf(text)).split("\n")
  const located = analysis.locate({ line: before.length - 1, column: before.at(-1)!.length }, () => text)
  assert.ok(located, `no unit ${text}`)
  return located
}

function free(
  source: string,
  text: string = source.slice(source.indexOf("=>") - 5),
  isModule: boolean = true,
): string[] {
  return freeVariables(locate(analyse(script(source, isModule)), text).unit).map(({ name }) => name)
}

function variable(source: string, text: string, name: string): FreeVariable {
  return freeVariables(locate(analyse(script(source)), text).unit).find((each) => each.name === name)!
}

describe("free variables", () => {
  it("are the names a function uses and does not declare", () => {
    const text =
      "(x, { y: [z], ...rest }, w = q) => { var v; let l; function f() {} class C {} return [x, z, rest, w, v, l, f, C, free] }"
    assert.deepEqual(free(text, text), ["q", "free"])
  })
  it("leave out names of inner functions, and var that is declared after its use", () => {
    const text = "() => { use(late); { var late = 1 } const inner = (a) => a + outer; return inner }"
    assert.deepEqual(free(text, text), ["use", "outer"])
  })
  it("take loop heads, catch clauses, labels and switch cases for what they are", () => {
    const text =
      "() => { for (const a of as) b(a); for (let i = 0; i < 1; i++); out: for (;;) { break out } try {} catch (e) { e } catch2: switch (s) { case 1: let t = 1; t } }"
    assert.deepEqual(free(text, text), ["as", "b", "s"])
  })
  it("leave out property names, meta properties and labels", () => {
    const text = "() => ({ a: 1, b() { return this.c }, [d]: x.e, f })"
    assert.deepEqual(free(text, text), ["d", "x", "f"])
  })
  it("of a class leave out what only its definition uses", () => {
    const text = "class A extends Base { static s = once; static { run() } [key] = field; method() { return used } }"
    assert.deepEqual(free(text, text), ["field", "used"])
  })
  it("of a function that contains a class are all that the class uses", () => {
    const text = "() => class extends Base { static s = once; [key]() {} }"
    assert.deepEqual(free(text, text), ["Base", "once", "key"])
  })
  it("of a named function expression leave out its own name, of a declaration do not", () => {
    assert.deepEqual(free("(function f() { f() })", "function f() { f() }"), [])
    assert.deepEqual(free("function f() { f() }", "function f() { f() }"), ["f"])
  })
  it("know functions in blocks outside them in sloppy code only", () => {
    const text = "function outer() { { function inner() {} } return inner }"
    assert.deepEqual(free(text, text, false), [])
    assert.deepEqual(free(text, text, true), ["inner"])
  })
  it("say whether the function assigns them, however it does", () => {
    for (const text of [
      "() => n++",
      "() => { n = 1 }",
      "() => { n += 1 }",
      "() => { ({ n } = o) }",
      "() => { [n = 2] = o }",
      "() => { for (n of o); }",
    ]) {
      assert.equal(variable(`let n; const o = []; const f = ${text}`, text, "n").written, true, text)
    }
    assert.equal(variable("let n; const f = () => n.x++", "() => n.x++", "n").written, false)
  })
  it("say which members of a namespace are used", () => {
    const text = "() => ns.a(ns['b'])"
    assert.deepEqual([...usedMembers(variable(`import * as ns from 'x'; const f = ${text}`, text, "ns"))!], ["a", "b"])
    assert.equal(usedMembers(variable("import * as ns from 'x'; const f = () => [ns]", "() => [ns]", "ns")), undefined)
  })
  it("say whether they are only asked for their type", () => {
    assert.equal(onlyTypeof(variable("const f = () => typeof nope", "() => typeof nope", "nope")), true)
  })
})

describe("a script", () => {
  it("tells its imports, exports and dependencies", () => {
    const { modules } = analyse(
      script(
        "import d, { a as b, c } from 'x'; import * as n from './y.js'; import j from './j.json' with { type: 'json' }; export * from 'z'; export const e = 1, { g } = e; export { b as h }; export default function k() {}",
      ),
    )
    assert.deepEqual(modules.imports.get("b"), { specifier: "x", name: "a", attributes: undefined })
    assert.deepEqual(modules.imports.get("n"), { specifier: "./y.js", name: "*", attributes: undefined })
    assert.deepEqual(modules.imports.get("j")?.attributes, { type: "json" })
    assert.deepEqual(Object.fromEntries(modules.exports), { e: "e", g: "g", b: "h", k: "default" })
    assert.deepEqual(modules.dependencies, ["x", "./y.js", "./j.json", "z"])
  })
  it("tells which variables hold a required module", () => {
    const source =
      "const a = require('x'); const { b: c } = require('y'); var d = __toESM(require('z')); const f = () => [a, c, d]"
    const variables = freeVariables(locate(analyse(script(source, false)), "() => [a, c, d]").unit)
    assert.deepEqual(
      variables.map(({ declaration }) => requireBinding(declaration!)),
      [
        { specifier: "x", name: "*", interop: false },
        { specifier: "y", name: "b", interop: false },
        { specifier: "z", name: "*", interop: true },
      ],
    )
  })
  it("finds static methods and accessors by the text that toString gives", () => {
    // oxlint-disable-next-line typescript/no-extraneous-class -- static members are the case
    class A {
      static async /* a comment */ twice(x: number): Promise<number> {
        return x * 2
      }
      static get one(): number {
        return 1
      }
    }
    const getter = Object.getOwnPropertyDescriptor(A, "one")!.get!
    const analysis = analyse(script(A.toString()))
    for (const fn of [A.twice, getter])
      assert.equal((locate(analysis, fn.toString()).unit.property as { static?: boolean }).static, true)
  })
  it("that was given to eval is read even if it is an expression", () => {
    const analysis = analyse(script("{ a: (x) => x * k }", false))
    assert.deepEqual(
      freeVariables(locate(analysis, "(x) => x * k").unit).map(({ name }) => name),
      ["k"],
    )
  })
  it("has its lines end where V8 ends them", () => {
    const analysis = analyse(script('const a = 1\r\nconst b = "\u2028"\rconst f = (x) => x + a', false))
    assert.deepEqual(analysis.locate({ line: 3, column: 10 }, () => "(x) => x + a")?.unit.kind, "arrow")
    assert.deepEqual(analysis.placeAt(analysis.script.source.indexOf("(x)")), { line: 3, column: 10 })
  })
  it("too big to be parsed is read function by function, its imports by their look", () => {
    const filler = `/* ${"x".repeat(wholeScriptLimit)} */`
    const source = `import { a as b } from "x"\n${filler}\nconst s = "import { no } from 'no'"\nconst o = { m(y) { return b(y) + k } }\nclass P { #q; r() { return this.#q } }\nexport { o as p }\n`
    const analysis = analyse(script(source))
    assert.equal(analysis.isHuge, true)
    assert.deepEqual(analysis.modules.imports.get("b"), { specifier: "x", name: "a", attributes: undefined })
    assert.equal(analysis.modules.imports.has("no"), false)
    assert.equal(analysis.modules.exports.get("o"), "p")
    const method = locate(analysis, "m(y) { return b(y) + k }")
    assert.equal(method.unit.kind, "method")
    assert.deepEqual(
      freeVariables(method.unit).map(({ name }) => name),
      ["b", "k"],
    )
    assert.equal(locate(analysis, "r() { return this.#q }").unit.privateNames.has("q"), true)
  })
  describe("of one function alone", () => {
    const alone = (source: string, text: string, isModule: boolean = true): [Located, ScriptAnalysis] => {
      const analysis = analyse(script(source, isModule))
      const before = source.slice(0, source.indexOf(text)).split("\n")
      const located = analysis.locateAlone({ line: before.length - 1, column: before.at(-1)!.length }, () => text)
      return [located!, analysis]
    }
    const startOf = ({ unit, analysis }: Located): number => unit.start + analysis.shift

    it("does not read what is around it, and has the same places", () => {
      for (const text of ["(x) => x * k", "function f(x) { return x + k }", "m(x) { return x - k }"]) {
        const object = text.startsWith("m") ? `{ ${text} }` : text
        const source = `let k = 1\n  const it = ${object}\nk = 2`
        const [located, analysis] = alone(source, text)
        assert.equal(located.analysis.partial, true, text)
        assert.equal(startOf(located), source.indexOf(text))
        assert.equal(located.unit.references.find(({ name }) => name === "k")!.declaration, undefined)
        const whole = locate(analysis, text)
        assert.deepEqual([startOf(whole), whole.unit.kind], [startOf(located), located.unit.kind])
        // Once it is known, it stays as it is.
        assert.equal(alone(source, text)[0].analysis.partial, true)
        assert.equal(
          analysis.locateAlone({ line: 1, column: source.indexOf(text) - 10 }, () => text),
          located,
        )
      }
    })

    it("reads the whole where that changes what the text means", () => {
      const meta = "() => import.meta.url"
      assert.equal(alone(`const f = ${meta}`, meta)[0].analysis.partial, false)
      const inner = "(x) => x * 2"
      assert.equal(alone(`function g() { "use strict"; return ${inner} }`, inner, false)[0].analysis.partial, false)
      assert.equal(alone(`"use strict"; const g = ${inner}`, inner, false)[0].analysis.partial, true)
    })

    it("uses the whole if that has been read", () => {
      const analysis = analyse(script("const k = 1; const f = (x) => x * k"))
      const whole = locate(analysis, "(x) => x * k")
      assert.equal(
        analysis.locateAlone({ line: 0, column: 23 }, () => "(x) => x * k"),
        whole,
      )
    })
  })
  it("tells what an arrow takes from around it", () => {
    const source = "function f() { return () => [this, arguments, new.target] }\nconst top = () => this"
    const analysis = analyse(script(source))
    const { uses, thisIsTopLevel } = locate(analysis, "() => [this, arguments, new.target]").unit
    assert.deepEqual(Object.keys(uses).toSorted(), ["arguments", "newTarget", "this"])
    assert.equal(thisIsTopLevel, false)
    assert.equal(locate(analysis, "() => this").unit.thisIsTopLevel, true)
  })
})
