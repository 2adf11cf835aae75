import assert from "node:assert/strict"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, suite, test } from "node:test"
import { decodeValue } from "../../src/cli/map/decode-value.ts"
import type { Json } from "../../src/cli/map/encode-value.ts"
import { heddle, lines, results } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-map-"))
after(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text)
  return name
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8")
const map = (args: string, stdin?: string) => heddle(folder, ["map", ...args.split(" ")], stdin)

file(
  "work.ts",
  `interface Context { readonly index: number; readonly signal: AbortSignal }
   export default function (line: string, { index, signal }: Context) {
     return [line.toUpperCase(), index, signal.aborted]
   }
   export const echo = async (input: unknown) => input
   export function picky(input: unknown) {
     if (input === 3) throw Object.assign(new RangeError("three is too many"), { code: "E_THREE" })
     return input
   }
   export const kinds = (input: number) =>
     [5n, new Date(0), new Map([["a", new Set([1])]]), undefined, Number.NaN, Float64Array.of(1, 2), () => 1][input]
   export const bytes = (input: number) => input === 0 ? Uint8Array.of(1, 2, 255) : { text: input }
   export const chatty = (input: string) => { console.log("printed", input); return input }
   export const noFunction = 5`,
)

suite("heddle map: inputs and results", { concurrency: 2 }, () => {
  test("each line of standard input gives a line, and the exit status is 0", async () => {
    const { code, stdout } = await map("work.ts", "one\ntwo\r\n\nlast")
    const found = results(stdout)
    assert.equal(code, 0)
    assert.deepEqual(
      found.map(({ index, input, ok, value, attempt }) => [index, input, ok, value, attempt]),
      [
        [0, "one", true, ["ONE", 0, false], 1],
        [1, "two", true, ["TWO", 1, false], 1],
        [2, "", true, ["", 2, false], 1],
        [3, "last", true, ["LAST", 3, false], 1],
      ],
    )
    assert.deepEqual(Object.keys(found[0]!), ["index", "input", "ok", "value", "ms", "attempt"])
    assert.ok(found[0]!.ms >= 0)
  })

  test("a failing input is named with its error, the others are done, and the exit status is 1", async () => {
    const { code, stdout } = await map("work.ts#picky --range 6")
    const found = results(stdout)
    assert.equal(code, 1)
    assert.deepEqual(
      found.map(({ ok }) => ok),
      [true, true, true, false, true, true],
    )
    const { input, error } = found[3]!
    assert.equal(input, 3)
    assert.partialDeepStrictEqual(error, { name: "RangeError", message: "three is too many", code: "E_THREE" })
    assert.match(error!.stack!, /^RangeError: three is too many\n\s+at picky \(.*work\.ts:7:\d+\)$/)
  })

  test("rows of CSV, JSON lines and files come as objects, values and paths", async () => {
    file("people.csv", '\uFEFFname,quote\r\nAda,"a, ""b""\r\nc"\r\n')
    file("values.jsonl", '{"a":[1]}\n5\n{"torn\n')
    mkdirSync(join(folder, "photos"))
    for (const name of ["b.jpg", "a.jpg"]) file(`photos/${name}`, name)
    const [csv, jsonl, files, glob] = await Promise.all([
      map("work.ts#echo --csv people.csv"),
      map("work.ts#echo --jsonl", read("values.jsonl")),
      map("work.ts#echo photos/b.jpg people.csv"),
      map("work.ts#echo --glob photos/*.jpg"),
    ])
    assert.deepEqual(
      results(csv.stdout).map(({ value }) => value),
      [{ name: "Ada", quote: 'a, "b"\r\nc' }],
    )
    const values = results(jsonl.stdout)
    assert.deepEqual(
      values.map(({ ok, value }) => [ok, value]),
      [
        [true, { a: [1] }],
        [true, 5],
        [false, undefined],
      ],
    )
    assert.deepEqual([values[2]!.error!.name, values[2]!.input, jsonl.code], ["SyntaxError", '{"torn', 1])
    assert.deepEqual(
      results(files.stdout).map(({ value }) => value),
      ["photos/b.jpg", "people.csv"],
    )
    assert.deepEqual(
      results(glob.stdout).map(({ value }) => value),
      ["photos/a.jpg", "photos/b.jpg"],
    )
  })

  test("values that JSON has no word for are encoded, and those that cannot be fail", async () => {
    const { code, stdout } = await map("work.ts#kinds --range 7")
    const found = results(stdout)
    assert.equal(code, 1)
    assert.deepEqual(
      found.slice(0, 6).map(({ value }) => (value === undefined ? undefined : decodeValue(value as Json))),
      [5n, new Date(0), new Map([["a", new Set([1])]]), undefined, Number.NaN, Float64Array.of(1, 2)],
    )
    assert.equal(found[6]!.error!.code, "HEDDLE_UNSENDABLE")
    assert.match(found[6]!.error!.message, /`result` is a function/)
  })

  test("--keep-order gives results in the order of the inputs, though the first is done last", async () => {
    file(
      "first-waits.ts",
      `const others = new BroadcastChannel("others")
       export default (n: number) => {
         if (n > 0) return others.postMessage(n), n
         return new Promise((done) => { others.onmessage = ({ data }) => { if (data === 5) done(n) } })
       }`,
    )
    const numbers = Array.from({ length: 200 }, (_, i) => i)
    const [kept, loose] = await Promise.all([
      map("first-waits.ts --range 200 -j 2 -k"),
      map("first-waits.ts --range 200 -j 2"),
    ])
    assert.deepEqual(
      lines(kept.stdout).map(({ index }) => index),
      numbers,
    )
    assert.deepEqual(
      results(loose.stdout).map(({ index }) => index),
      numbers,
    )
  })

  test("--raw prints the bare values, and failures on standard error", async () => {
    const { code, stdout, stderr } = await map("work.ts#picky --range 2:5 --raw -k --no-progress")
    assert.equal(code, 1)
    assert.equal(stdout, "2\n4\n")
    assert.equal(stderr, "heddle map: input 1 3: RangeError: three is too many\n")
  })

  test("--results writes a file for each value, bytes as they are, and lines that name the files", async () => {
    const { code, stdout } = await map("work.ts#bytes --range 3 --results out/values")
    assert.equal(code, 0)
    assert.deepEqual(readdirSync(join(folder, "out/values")).toSorted(), ["000000.bin", "000001.json", "000002.json"])
    assert.deepEqual([...readFileSync(join(folder, "out/values/000000.bin"))], [1, 2, 255])
    assert.deepEqual(JSON.parse(read("out/values/000001.json")), { text: 1 })
    assert.deepEqual(
      results(stdout).map(({ file, value }) => [file, value]),
      [
        ["000000.bin", undefined],
        ["000001.json", undefined],
        ["000002.json", undefined],
      ],
    )
  })

  test("what the function prints goes to standard error: standard output has results only", async () => {
    const { stdout, stderr } = await map("work.ts#chatty", "a\nb\n")
    assert.deepEqual(
      results(stdout).map(({ value }) => value),
      ["a", "b"],
    )
    assert.match(stderr, /^printed a$/m)
    assert.match(stderr, /^printed b$/m)
    const inline = await map("work.ts#chatty --backend inline --raw", "a\n")
    assert.equal(inline.stdout, "a\n")
    const processes = await map("work.ts#chatty --backend processes --raw", "a\n")
    assert.equal(processes.stdout, "a\n")
    assert.match(processes.stderr, /^printed a$/m)
  })

  test("--joblog has a row of nine columns for each input", async () => {
    await map("work.ts#picky --range 2:5 --joblog log.tsv")
    const [header, ...rows] = read("log.tsv").trimEnd().split("\n")
    assert.equal(header, "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand")
    const columns = rows.map((row) => row.split("\t")).toSorted((a, b) => Number(a[0]) - Number(b[0]))
    assert.deepEqual(
      columns.map((row) => [row.length, row[0], row[6], row[8]]),
      [
        [9, "1", "0", "work.ts#picky 2"],
        [9, "2", "1", "work.ts#picky 3"],
        [9, "3", "0", "work.ts#picky 4"],
      ],
    )
    assert.ok(Math.abs(Number(columns[0]![2]) - Date.now() / 1000) < 600)
  })

  test("--dry-run prints the inputs and calls nothing", async () => {
    file(
      "trace.ts",
      `import { appendFileSync } from "node:fs"\nexport default (x: unknown) => appendFileSync("called", String(x))`,
    )
    const { code, stdout, stderr } = await map("trace.ts --range 2 --dry-run")
    assert.deepEqual([code, stdout], [0, '{"index":0,"input":0}\n{"index":1,"input":1}\n'])
    assert.match(stderr, /would call trace\.ts#default for 2 inputs/)
    assert.equal(existsSync(join(folder, "called")), false)
  })

  test("--chunk and --backend give the same results", async () => {
    const expected = Array.from({ length: 25 }, (_, i) => [i, i])
    for (const args of ["--chunk 10", "--chunk 1", "--backend inline", "--backend processes"]) {
      const { code, stdout } = await map(`work.ts#echo --range 25 ${args}`)
      assert.equal(code, 0, args)
      assert.deepEqual(
        results(stdout).map(({ input, value }) => [input, value]),
        expected,
        args,
      )
    }
  })

  test("no inputs are no error", async () => {
    const { code, stdout } = await map("work.ts", "")
    assert.deepEqual([code, stdout], [0, ""])
  })

  test("CommonJS modules have their default export called", async () => {
    file("plain.cjs", `module.exports = (x) => x + "!"`)
    file(
      "compiled.cjs",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = (x) => x + "?"`,
    )
    const [plain, compiled] = await Promise.all([map("plain.cjs --raw", "a"), map("compiled.cjs --raw", "a")])
    assert.deepEqual([plain.stdout, compiled.stdout], ["a!\n", "a?\n"])
  })
})

suite("heddle map: names of files", () => {
  test("a file may have a # in its name", async () => {
    file("a#b.ts", "export default (x: number) => x + 1; export const twice = (x: number) => 2 * x")
    const [whole, named] = await Promise.all([map("a#b.ts --range 2 -k --raw"), map("a#b.ts#twice --range 2 -k --raw")])
    assert.deepEqual([whole.stdout, named.stdout], ["1\n2\n", "0\n2\n"])
  })
})

suite("heddle map: what cannot start ends with one clear line and exit status 2", { concurrency: 2 }, () => {
  file("broken.ts", "export default (x: string) => {{")
  file("throws.ts", `throw new TypeError("not today")`)
  file(
    "marks.ts",
    `import { writeFileSync } from "node:fs"\nwriteFileSync("imported", "")\nexport default (x: string) => x`,
  )
  mkdirSync(join(folder, "common"))
  file("common/package.json", `{ "type": "commonjs" }`)
  file("common/exports.ts", "export default (x: string) => x")
  file("common/imports.js", `import { sep } from "node:path"\nmodule.exports = () => sep`)
  const refused: readonly [string, RegExp][] = [
    ["common/exports.ts --range 3", /SyntaxError: .*\n {2}hint: .*"type": "module".*, or name the file \.mts$/],
    ["common/imports.js --range 3", /SyntaxError: .*\n {2}hint: .*"type": "module".*, or name the file \.mjs$/],
    ["none.ts --range 3", /^heddle map: there is no file none\.ts$/],
    [
      "work.ts#missing --range 3",
      /^heddle map: work\.ts has no export missing; it has work\.ts#bytes, work\.ts#chatty, work\.ts, .*$/,
    ],
    ["work.ts#noFunction --range 3", /^heddle map: work\.ts has an export noFunction that is no function; it has .*$/],
    ["throws.ts --range 3", /^heddle map: cannot load throws\.ts: TypeError: not today$/],
    ["broken.ts --range 3", /^heddle map: cannot load broken\.ts: SyntaxError.*$/],
    ["work.ts gone.jpg", /^heddle map: there is no file gone\.jpg$/],
    ["work.ts --glob *.gif", /^heddle map: no file matches \*\.gif$/],
    ["work.ts --csv gone.csv", /^heddle map: there is no file gone\.csv$/],
    ["marks.ts --range 3 --retries -1", /^heddle map: `--retries` must be an integer, at least 0, got -1 \(number\)$/],
    [
      "marks.ts --rangee 3",
      /^heddle map: `--rangee` must be an option of `heddle map`.*\n {2}hint: did you mean `--range`\?$/,
    ],
  ]
  for (const [args, message] of refused) {
    test(args, async () => {
      const { code, stdout, stderr } = await map(args)
      assert.deepEqual([code, stdout], [2, ""])
      assert.match(stderr.replace(/\n$/, ""), message)
    })
  }

  test("a wrong option is found before the module is loaded", () => {
    assert.equal(existsSync(join(folder, "imported")), false)
  })
})

suite("heddle", { concurrency: 2 }, () => {
  test("help and version go to standard output with status 0; no command, and an unknown one, to standard error with 2", async () => {
    const run = (...args: string[]) => heddle(folder, args)
    const [help, mapHelp, version, none, unknown] = await Promise.all([
      run("--help"),
      run("map", "--help"),
      run("--version"),
      run(),
      run("mpa"),
    ])
    assert.equal(help.code, 0)
    assert.match(help.stdout, /^Usage: heddle COMMAND/m)
    assert.match(mapHelp.stdout, /^Input [^]*^Output:[^]*^Control:[^]*^Examples:/m)
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
    assert.deepEqual([none.code, none.stdout], [2, ""])
    assert.deepEqual(
      [unknown.code, unknown.stderr.split("\n")[0]],
      [2, "heddle: there is no command mpa; did you mean map?"],
    )
  })
})
