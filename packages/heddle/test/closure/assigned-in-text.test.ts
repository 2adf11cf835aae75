import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import path from "node:path"
import { describe, it } from "node:test"
import { analyse, mayBeAssigned } from "../../src/core/closure/static/index.ts"

describe("what a text says of assignments by its look", () => {
  it("knows uses", () => {
    for (const text of [
      "const k = 1; f(k); a[k] = 2; x * k; k.y; b(a, k, 3); if (k) z(); (k)",
      'import { k } from "./k.js"; f(k)',
      "import { a, k } from './k.js'\nexport { k }",
      "let k = 1; g(k <= 2, k == 3, k >= 4, k !== 5, -k); x = k / 2",
      "export const k = 3\nconst f = jit((a) => a * k)",
      "const k = 1; this.k = k; a.k++",
      "let k = 1 // assigned: never\nf({ k: 3 })",
      "const key = 1; let $k = 2; kk = 3; k1 = 4; #k",
    ]) {
      assert.equal(mayBeAssigned(text, "k"), false, text)
    }
  })

  it("sees every assignment", () => {
    for (const text of [
      "k = 2",
      "k++",
      "--k",
      "++ k",
      "k **= 2",
      "k ||= 2",
      "k >>>= 2",
      "k /* so */ = 3",
      "k // so\n = 3",
      "++ // so\n k",
      "var k = 1; var k = 2",
      "[k] = [2]",
      "[a, k] = [2]",
      "[a[0], k] = x",
      "[...k] = x",
      "[k = 3] = x",
      "if (a) b; else [k] = [3]",
      "if (a) [b, k] = [3, 4]",
      "({ k } = x)",
      "({ a: k } = x)",
      "({ a, ...k } = x)",
      "for (k of x);",
      "for (k in x);",
      "for ([k] of x);",
      "(k) = 3",
      "((k)) = 3",
      "[(k)] = 3",
      "`${(k = 3)}`",
      `[${"a, ".repeat(500)}k] = x`,
    ]) {
      assert.equal(mayBeAssigned(`let k = 1;\n${text}`, "k"), true, text)
    }
  })

  it("misses none in this library", () => {
    const folder = path.join(import.meta.dirname, "../../src/core")
    let [assigned, sure] = [0, 0]
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue
      const source = stripTypeScriptTypes(readFileSync(path.join(folder, name), "utf8"))
      const { root, units } = analyse({ id: name, url: name, source, isModule: true, sourceMapUrl: undefined }).whole
      const declarations = new Set(root.declarations.values())
      for (const { references } of units)
        for (const { declaration } of references) if (declaration) declarations.add(declaration)
      for (const { name: variable, writes } of declarations) {
        const may = mayBeAssigned(source, variable)
        if (writes > 0) assert.ok(may, `${variable} in ${name}`)
        if (writes > 0) assigned++
        else if (!may) sure++
      }
    }
    assert.ok(assigned > 50, `${assigned}`)
    assert.ok(sure > 500, `${sure}`)
  })
})
