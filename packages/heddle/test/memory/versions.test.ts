import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { pathToFileURL } from "node:url"
import { CallKeys, hash } from "../../src/memory/key/index.ts"

type Fn = (...args: readonly never[]) => unknown

let folder = ""
let projects = 0

before(() => void (folder = mkdtempSync(join(tmpdir(), "heddle-memory-"))))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The version of what `main.mjs` exports by default, in a project of these files. */
async function versionIn(files: Readonly<Record<string, string>>): Promise<string> {
  const { default: fn } = await load(files)
  return hash(fn)
}

async function load(files: Readonly<Record<string, string>>): Promise<{ default: Fn } & Record<string, unknown>> {
  const root = join(folder, String(projects++))
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name)
    mkdirSync(join(file, ".."), { recursive: true })
    writeFileSync(file, text)
  }
  return (await import(pathToFileURL(join(root, "main.mjs")).href)) as { default: Fn }
}

const main = 'import { helper } from "./helper.mjs"\nexport default (x) => helper(x) + 1'
const helper = "import { deep } from './deep.mjs'\nexport const helper = (x) => deep(x) * 2"
const deep = "export function deep(x) { return x - 1 }"

describe("the version of a function", () => {
  it("is not of comments, spaces, line breaks, quotes, parentheses and how numbers are spelled", async () => {
    const one = await versionIn({ "main.mjs": "export default (x) => { return x['a'] + 1000 }" })
    const other = await versionIn({
      "main.mjs":
        '// a comment\n\n\nconst before = 1\nexport default x => {\n  /* what it does */ return (x["a"]) + 1_000;\n}\nexport { before }',
    })
    assert.equal(one, other)
  })

  it("is of what it says", async () => {
    const texts = [
      "(x) => x + 1",
      "(x) => x - 1",
      "(x) => x + 2",
      "(x) => x + 1n",
      "(x) => x + '1'",
      "(x) => `${x}1`",
      "(x) => `${x}2`",
      "(x) => /a/.test(x)",
      "(x) => /a/g.test(x)",
      "(x) => x?.a",
      "(x) => x.a",
      "(x) => x[a]",
      "async (x) => x + 1",
      "function (x) { return x + 1 }",
      "function* (x) { return x + 1 }",
      "({ x }) => x + 1",
      "(x = 1) => x + 1",
      "(...x) => x + 1",
    ]
    const versions = await Promise.all(
      texts.map((text) => versionIn({ "main.mjs": `const a = "a"\nexport default ${text}` })),
    )
    assert.equal(new Set(versions).size, texts.length)
  })

  it("is of the helpers that it calls, and of those that they call", async () => {
    const before = await versionIn({ "main.mjs": main, "helper.mjs": helper, "deep.mjs": deep })
    const same = await versionIn({ "main.mjs": main, "helper.mjs": `${helper} // twice`, "deep.mjs": deep })
    assert.equal(before, same)
    const edited = await versionIn({ "main.mjs": main, "helper.mjs": helper.replace("2", "3"), "deep.mjs": deep })
    assert.notEqual(before, edited)
    const deeper = await versionIn({ "main.mjs": main, "helper.mjs": helper, "deep.mjs": deep.replace("1", "2") })
    assert.notEqual(before, deeper)
    assert.notEqual(edited, deeper)
  })

  it("is not of what stands beside it", async () => {
    const beside = "export const other = () => 1\nlet count = 0\nexport const tick = () => count++\n"
    assert.equal(
      await versionIn({ "main.mjs": "export default (x) => x" }),
      await versionIn({ "main.mjs": `${beside}export default (x) => x` }),
    )
  })

  it("is of captured values, and of variables that are assigned, as they are now", async () => {
    const text = "let factor = 2\nconst table = { a: [1, 2] }\nexport default (x) => x * factor + table.a[0]\n"
    const loaded = await load({
      "main.mjs": `${text}export const set = (to) => { factor = to }\nexport { table }`,
    })
    const first = hash(loaded.default)
    assert.equal(hash(loaded.default), first)
    ;(loaded["set"] as (to: number) => void)(3)
    const second = hash(loaded.default)
    assert.notEqual(second, first)
    ;(loaded["table"] as { a: number[] }).a[0] = 5
    assert.notEqual(hash(loaded.default), second)
    ;(loaded["table"] as { a: number[] }).a[0] = 1
    ;(loaded["set"] as (to: number) => void)(2)
    assert.equal(hash(loaded.default), first)
  })

  it("is of numbers that another module exports and assigns", async () => {
    const loaded = await load({
      "main.mjs": 'import { limit, raise } from "./limits.mjs"\nexport default (x) => x < limit\nexport { raise }',
      "limits.mjs": "export let limit = 1\nexport const raise = () => { limit++ }",
    })
    const before = hash(loaded.default)
    ;(loaded["raise"] as () => void)()
    assert.notEqual(hash(loaded.default), before)
  })

  it("is of the members of a namespace that are used", async () => {
    const text = 'import * as helpers from "./helper.mjs"\nexport default (x) => helpers.helper(x)'
    const files = { "main.mjs": text, "deep.mjs": deep }
    const before = await versionIn({ ...files, "helper.mjs": helper })
    assert.equal(before, await versionIn({ ...files, "helper.mjs": `${helper}\nexport const unused = () => 3` }))
    assert.notEqual(before, await versionIn({ ...files, "helper.mjs": helper.replace("2", "3") }))
  })

  it("is of classes: their methods, their parents, their static properties", async () => {
    const text =
      "class Base { size() { return 1 } }\nclass Box extends Base { static unit = 'm'\n#a = 1\nget() { return this.#a } }\n"
    const version = (source: string): Promise<string> =>
      versionIn({ "main.mjs": `${source}export default () => new Box().get()` })
    const before = await version(text)
    assert.equal(before, await version(text.replace("return 1", "return (1)")))
    for (const [from, to] of [
      ["return 1", "return 2"],
      ["'m'", "'cm'"],
      ["#a = 1", "#a = 2"],
      ["this.#a", "-this.#a"],
    ] as const) {
      assert.notEqual(before, await version(text.replace(from, to)), from)
    }
  })

  it("is of functions that call themselves or each other", async () => {
    const even = "const even = (n) => n === 0 || odd(n - 1)\n"
    const odd = "const odd = (n) => n !== 0 && even(n - 1)\n"
    const both = `${even}${odd}export default even`
    assert.equal(await versionIn({ "main.mjs": both }), await versionIn({ "main.mjs": `\n${both}` }))
    assert.notEqual(await versionIn({ "main.mjs": both }), await versionIn({ "main.mjs": both.replace("!==", ">") }))
    const self = "export default function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }"
    assert.equal(await versionIn({ "main.mjs": self }), await versionIn({ "main.mjs": `// again\n${self}` }))
  })

  it("is of packages by their names and versions", async () => {
    const text = 'import { sum } from "adder"\nexport default (a) => sum(a, 1)'
    const files = (version: string, code: string): Record<string, string> => ({
      "main.mjs": text,
      "node_modules/adder/package.json": JSON.stringify({ name: "adder", version, type: "module", main: "index.js" }),
      "node_modules/adder/index.js": code,
    })
    const before = await versionIn(files("1.0.0", "export const sum = (a, b) => a + b"))
    assert.equal(before, await versionIn(files("1.0.0", "export const sum = (a, b) => a + b /* built again */")))
    assert.notEqual(before, await versionIn(files("1.0.1", "export const sum = (a, b) => a + b")))
  })

  it("is of what a function of a package was made with", async () => {
    const adder = `export const compose = (...fns) => (x) => fns.reduce((value, fn) => fn(value), x)
let calls = 0
export const partial = (fn, first) => {
  const table = new WeakMap()
  return (...rest) => (calls++, table.has(fn) ? 0 : fn(first, ...rest))
}`
    const version = (text: string): Promise<string> =>
      versionIn({
        "main.mjs": `import { compose, partial } from "adder"\n${text}\nexport default (x) => made(x)`,
        "node_modules/adder/package.json": JSON.stringify({
          name: "adder",
          version: "1.0.0",
          exports: "./index.js",
          type: "module",
        }),
        "node_modules/adder/index.js": adder,
      })
    const before = await version(
      "const k = 1\nconst helper = (x) => x + k\nconst made = compose(helper, partial((a, b) => a + b, 1))",
    )
    const commented =
      "const k = 1\n/* a helper */ const helper = (x) => x + k\nconst made = compose(helper, partial((a, b) => a + b, 1))"
    assert.equal(before, await version(commented))
    assert.notEqual(before, await version(commented.replace("k = 1", "k = 2")))
    assert.notEqual(before, await version(commented.replace("a + b, 1", "a + b, 2")))
    assert.notEqual(before, await version(commented.replace("a + b,", "a - b,")))
  })

  it("is of the modules that it loads while it runs, and of theirs", async () => {
    for (const text of [
      'export default async (x) => (await import("./lazy.mjs")).helper(x)',
      'const load = () => import("./lazy.mjs")\nexport default (x) => load().then(({ helper }) => helper(x))',
    ]) {
      const files = { "main.mjs": text, "lazy.mjs": helper, "deep.mjs": deep }
      const before = await versionIn(files)
      assert.equal(before, await versionIn({ ...files, "lazy.mjs": `// lazily\n${helper}` }))
      assert.notEqual(before, await versionIn({ ...files, "lazy.mjs": helper.replace("2", "3") }))
      assert.notEqual(before, await versionIn({ ...files, "deep.mjs": deep.replace("1", "2") }))
      assert.notEqual(before, await versionIn({ ...files, "lazy.mjs": "export const other = 1" }))
    }
    const json = { "main.mjs": 'export default () => import("./a.json", { with: { type: "json" } })', "a.json": "1" }
    assert.notEqual(await versionIn(json), await versionIn({ ...json, "a.json": "2" }))
    const gone = { "main.mjs": 'export default () => import("./none.mjs")' }
    assert.equal(await versionIn(gone), await versionIn(gone))
  })

  it("is of what CommonJS functions require", async () => {
    const files = (value: number): Record<string, string> => ({
      "main.mjs": 'import fn from "./fn.cjs"\nexport default fn',
      "fn.cjs": 'module.exports = (x) => require("./value.cjs") + require("node:path").sep + x',
      "value.cjs": `module.exports = ${value}`,
    })
    assert.notEqual(await versionIn(files(1)), await versionIn(files(2)))
    assert.equal(await versionIn(files(1)), await versionIn(files(1)))
  })

  it("is of methods and properties that were assigned", async () => {
    const texts = [
      "function Old() {}\nOld.prototype.get = () => 1\nexport default () => new Old().get()",
      "class New { get() { return 0 } }\nObject.assign(New.prototype, { get: () => 1 })\nexport default () => new New().get()",
      "class New {}\nNew.prototype.get = () => 1\nexport default () => new New().get()",
      "class New {}\nObject.setPrototypeOf(New.prototype, { get: () => 1 })\nexport default () => new New().get()",
      "const fn = () => fn.step()\nfn.step = () => 1\nexport default fn",
      "class Counts { static #k = 1; static get() { return Counts.#k } }\nexport default () => Counts.get()",
    ]
    for (const text of texts) {
      const before = await versionIn({ "main.mjs": text })
      assert.equal(before, await versionIn({ "main.mjs": `// again\n${text}` }), text)
      assert.notEqual(before, await versionIn({ "main.mjs": text.replace("1", "2") }), text)
    }
  })

  it("is of where it is, if it asks for that", async () => {
    const text = "export default () => import.meta.url"
    assert.notEqual(await versionIn({ "main.mjs": text }), await versionIn({ "main.mjs": text }))
  })

  it("is not to be had of an arrow function that uses what is around it", () => {
    const makes = function (this: unknown, ...args: number[]): (() => unknown)[] {
      return [() => this, () => arguments.length + args.length, () => new.target]
    }
    for (const [i, what] of ["this", "arguments", "new.target"].entries()) {
      assert.throws(() => new CallKeys(makes(1)[i]!, {}).of([]), {
        name: "UnhashableError",
        path: `the function → ${what}`,
      })
    }
  })

  it("is of built-ins by their names, and of bound functions by what they are bound to", async () => {
    const of = (text: string): Promise<string> =>
      versionIn({
        "main.mjs": `import { readFileSync, statSync } from "node:fs"\nconst use = ${text}\nexport default () => use`,
      })
    const versions = await Promise.all(
      ["Math.max", "Math.min", "readFileSync", "statSync", "((a) => a).bind(null, 1)", "((a) => a).bind(null, 2)"].map(
        of,
      ),
    )
    assert.equal(new Set(versions).size, versions.length)
  })

  it("is not of what `ignore` names, is of what `deps` and `version` add", () => {
    const log = { lines: [] as string[], stream: Promise.resolve() }
    const work = (x: number): number => {
      log.lines.push(`${x}`)
      return x
    }
    assert.throws(() => new CallKeys(work, {}).of([1]), {
      name: "UnhashableError",
      path: "work → log.stream",
      message:
        /^work → log\.stream is a Promise, whose state cannot be read: it cannot be part of a key\n {2}hint: name the parameter or variable in `ignore`/,
    })
    const plain = new CallKeys(work, { ignore: ["log"] }).of([1])
    log.lines.push("more")
    assert.deepEqual(new CallKeys(work, { ignore: ["log"] }).of([1]), plain)
    const versions = [
      { version: 1 },
      { version: 2 },
      { version: "1" },
      { deps: [1] },
      { deps: [(x: number) => x] },
      { deps: [(x: number) => -x] },
    ].map((options) => new CallKeys(work, { ignore: ["log"], ...options }).of([1]))
    assert.equal(new Set([plain, ...versions].map(({ version }) => version)).size, 7)
    assert.ok(versions.every(({ args }) => args === plain.args))
  })
})

describe("the key of a call", () => {
  const key = (fn: Function, args: readonly unknown[], ignore: readonly string[] = []): string =>
    new CallKeys(fn, { ignore }).of(args).args

  it("takes a default for what it says, and nothing for undefined", () => {
    const fn = (a: number, b = 2, c = -1.5, d: string | null = null): unknown => [a, b, c, d]
    assert.equal(key(fn, [1]), key(fn, [1, 2]))
    assert.equal(key(fn, [1]), key(fn, [1, undefined, -1.5, undefined]))
    assert.notEqual(key(fn, [1]), key(fn, [1, 3]))
    assert.notEqual(key(fn, [1]), key(fn, []))
    const counts = function (...all: unknown[]): number {
      return all.length + arguments.length
    }
    assert.notEqual(key(counts, [1]), key(counts, [1, undefined]))
  })

  it("counts what is undefined in a rest parameter", () => {
    const fn = (a: number, ...rest: unknown[]): unknown => [a, rest]
    assert.notEqual(key(fn, [1]), key(fn, [1, undefined]))
    assert.notEqual(key(fn, [1, 2]), key(fn, [1, 2, undefined]))
    assert.equal(key(fn, [undefined]), key(fn, []))
  })

  it("is not of what is ignored, given or not, at any depth, of any object", () => {
    const log = (): void => {}
    const last = (a: number, o?: object, write?: () => void): unknown => [a, o, write]
    assert.equal(key(last, [1, undefined, log], ["write"]), key(last, [1], ["write"]))
    assert.notEqual(key(last, [1, {}, log], ["write"]), key(last, [1], ["write"]))
    const rest = (a: number, ...more: unknown[]): unknown => [a, more]
    assert.equal(key(rest, [1, 2], ["more"]), key(rest, [1], ["more"]))
    const deep = (o: { x: { y: number; z: number } }): number => o.x.y
    assert.equal(key(deep, [{ x: { y: 1, z: 1 } }], ["o.x.z"]), key(deep, [{ x: { y: 1, z: 2 } }], ["o.x.z"]))
    assert.notEqual(key(deep, [{ x: { y: 1, z: 1 } }], ["o.x.z"]), key(deep, [{ x: { y: 2, z: 1 } }], ["o.x.z"]))
    class Point {
      readonly #secret: number
      note = ""
      constructor(secret: number, note: string) {
        this.#secret = secret
        this.note = note
      }
      get secret(): number {
        return this.#secret
      }
    }
    const of = (p: Point): number => p.secret
    assert.equal(key(of, [new Point(1, "a")], ["p.note"]), key(of, [new Point(1, "b")], ["p.note"]))
    assert.notEqual(key(of, [new Point(1, "a")], ["p.note"]), key(of, [new Point(2, "a")], ["p.note"]))
  })

  it("is not of what a helper captures, if that is ignored", () => {
    const memo = new Map<number, number>()
    const logger = { sink: new WeakMap() }
    const helper = (x: number): number => {
      memo.set(x, logger.sink.has(memo) ? 1 : x)
      return x
    }
    const fn = (x: number): number => helper(x)
    const version = (): string => new CallKeys(fn, { ignore: ["helper.memo", "helper.logger"] }).version()
    const before = version()
    helper(3)
    assert.equal(version(), before)
    assert.throws(
      () => new CallKeys(fn, { ignore: ["logger"] }),
      /names of parameters and of what it captures: x, helper[^]*helper\.logger/,
    )
  })

  it("is not to be had of what is nested deeper than the stack", () => {
    let list: object | null = null
    for (let i = 0; i < 100_000; i++) list = { next: list }
    assert.throws(() => key((all: object) => all, [list]), { name: "UnhashableError", message: /nested too deep/ })
  })

  it("refuses options of other kinds", () => {
    for (const options of [{ deps: 1 }, { version: Number.NaN }, { version: {} }, { version: 1n }]) {
      assert.throws(() => new CallKeys((x: number) => x, options as never), { name: "OptionError" })
    }
  })

  it("is not of arguments that are ignored", () => {
    const fn = (a: number, verbose: boolean, ...rest: unknown[]): unknown => [a, verbose, rest]
    assert.equal(key(fn, [1, true], ["verbose"]), key(fn, [1, false], ["verbose"]))
    assert.notEqual(key(fn, [1, true], ["verbose"]), key(fn, [2, true], ["verbose"]))
    assert.equal(key(fn, [1, true, 2, 3], ["rest"]), key(fn, [1, true, 4], ["rest"]))
    const taking = ({ size, verbose }: { size: number; verbose: boolean }): unknown => [size, verbose]
    assert.equal(key(taking, [{ size: 1, verbose: true }], ["verbose"]), key(taking, [{ size: 1 }], ["verbose"]))
    assert.notEqual(key(taking, [{ size: 1 }], ["verbose"]), key(taking, [{ size: 2 }], ["verbose"]))
    const options = (a: number, o: { verbose?: boolean; size?: number }): unknown => [a, o]
    assert.equal(key(options, [1, { verbose: true }], ["o.verbose"]), key(options, [1, {}], ["o.verbose"]))
  })

  it("knows no other names", () => {
    const fn = (a: number, { size }: { size: number }): unknown => [a, size]
    assert.throws(() => new CallKeys(fn, { ignore: ["sice"] }), {
      name: "OptionError",
      message: '`ignore` must be names of parameters: a, size, got "sice" (string)',
    })
  })

  it("is of functions that are written in JavaScript", () => {
    assert.throws(() => new CallKeys(Math.max, {}), {
      name: "OptionError",
      message: /^`fn` must be a function that is written in JavaScript, .*\n {2}hint: write \(…args\) => fn\(…args\)$/,
    })
  })
})
