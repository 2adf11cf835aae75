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
