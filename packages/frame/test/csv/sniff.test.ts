import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { after } from "node:test"
import { DuckDBInstance } from "@duckdb/node-api"
import { checkCsvOptions, sniffCsv, toReadCsv } from "../../src/csv/index.ts"
import type { CsvFacts, CsvOptions } from "../../src/csv/index.ts"

const folder = mkdtempSync(path.join(tmpdir(), "frame-sniff-"))
after(() => rmSync(folder, { recursive: true, force: true }))
const instance = await DuckDBInstance.create(":memory:")
const connection = await instance.connect()
after(() => {
  connection.closeSync()
  instance.closeSync()
})

function write(name: string, text: string | Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

function sniff(text: string | Uint8Array, options: CsvOptions = {}): CsvFacts | undefined {
  return sniffCsv([write("x.csv", text)], options)
}

function inWords({ dialect, columns }: CsvFacts): string {
  const { delimiter, newline, hasHeader, skip } = dialect
  const names = columns.map(({ name, type }) => `${name} ${type}`).join("; ")
  return `${delimiter} ${JSON.stringify(newline)} ${hasHeader ? "header" : "no header"} ${skip}: ${names}`
}

async function duckdbInWords(file: string): Promise<string> {
  const result = await connection.runAndReadAll(`from sniff_csv('${file}')`)
  const [row] = result.getRowObjectsJson() as unknown as {
    Delimiter: string
    NewLineDelimiter: string
    SkipRows: number
    HasHeader: boolean
    Columns: { name: string; type: string }[]
  }[]
  const { Delimiter, NewLineDelimiter, SkipRows, HasHeader, Columns } = row!
  const names = Columns.map(({ name, type }) => `${name} ${type}`).join("; ")
  return `${Delimiter} "${NewLineDelimiter}" ${HasHeader ? "header" : "no header"} ${SkipRows}: ${names}`
}

function values(...column: string[]): string {
  return `x,y\n${column.map((value) => `${value},z\n`).join("")}`
}

const same: Readonly<Record<string, string>> = {
  integers: values("1", "-2", "0"),
  "integers with spaces": values(" 1", "2 "),
  "the smallest integer": values("-9223372036854775808"),
  "beyond int64": values("9223372036854775808", "1"),
  "very long integers": values("123456789012345678901234567890"),
  "leading zeros": values("007", "012"),
  "leading zeros of floats": values("007.5"),
  "a plus": values("+1", "+2"),
  zeros: values("0", "0.5", "-0.5"),
  floats: values("1.5", "2"),
  exponents: values("1e5", "2E-3", "1e400"),
  "points without digits": values(".5", "5."),
  "only a point": values("."),
  "only a minus": values("-"),
  nan: values("nan", "1"),
  "-nan": values("-nan", "1"),
  "inf first": values("inf", "1.5"),
  "inf later": values("1e5", "inf"),
  "floats with spaces": values(" 1.5 "),
  na: values("NA", "1"),
  empty: values("", ""),
  "empty and numbers": "a,b\n1,\n,2\n",
  booleans: values("true", "False"),
  "t and f": values("t", "F"),
  "yes and no": values("yes", "no"),
  "y and n": values("y", "n"),
  "on and off": values("on", "off"),
  "0 and 1": values("0", "1"),
  "booleans and numbers": values("true", "1"),
  "booleans with spaces": values(" true"),
  dates: values("2024-01-05", "2024-02-29"),
  "dates of single digits": values("2024-1-5"),
  "dates with spaces": values(" 2024-01-05 "),
  timestamps: values("2024-01-05 10:11:12"),
  "timestamps with T": values("2024-01-05T10:11:12.123456"),
  "timestamps without seconds": values("2024-01-05 10:11"),
  "timestamps, then a date": values("2024-01-05 10:11:12", "2024-01-05"),
  "a date, then timestamps": values("2024-01-05", "2024-01-05 10:11:12"),
  "timestamps with Z": values("2024-01-05T10:11:12Z"),
  "timestamps with an offset": values("2024-01-05 10:11:12+02:00"),
  "timestamps of both kinds": values("2024-01-05 10:11:12", "2024-01-05 10:11:12+02"),
  times: values("10:11:12", "1:02:03.5"),
  "times beyond the day": values("25:00:00"),
  "times and dates": values("10:11:12", "2024-01-05"),
  "dates and numbers": values("2024-01-05", "5"),
  "numbers and dates": values("5", "2024-01-05"),
  "numbers and texts": values("1.5", "7", "x"),
  "years and months": values("2024-01"),
  "digits of a date": values("20240105"),
  addresses: values("1.2.3.4"),
  percent: values("5%"),
  uuid: values("550e8400-e29b-41d4-a716-446655440000"),
  "quoted numbers": values('"1"', '"2"'),
  "quoted delimiters": values('"1,000"'),
  "quoted quotes": values('"{""a"":1}"'),
  "quoted nothing": values('""', '"a"'),
  "quoted lines": 'a,b\n"x\ny",2\n',
  "quoted lines of the other end": 'a,b\r\n"x\r\ny",2\r\n',
  "a quoted header": '"a","b,c"\n1,2\n',
  "names twice": "a,a,a\n1,2,3\n",
  "names twice, renamed by hand": "a,a_1,a\n1,2,3\n",
  "names but for case": "a,A\n1,2\n",
  "no names": "a,,\n1,2,3\n",
  "no names at all": ",,\n1,2,3\n",
  "names with spaces": " a , b\n1,2\n",
  "names beyond ASCII": "ä,ö\nü,2\n",
  "no header": "1,2\n3,4\n",
  "no header, with texts": "a,1\nb,2\nc,3\n",
  "a header of numbers": "1,2\n1.5,x\n",
  "a header with a number": "id,2020,2021\n1,1,2\n",
  "texts only": "a,b\nc,d\n",
  "only a header": "a,b,c\n",
  "only a header, no end": "a,b,c",
  "only a line of numbers": "1,2",
  "a delimiter at each end": "a,b,\n1,2,\n3,4,\n",
  semicolons: "a;b\n1;2\n",
  tabs: "a\tb\n1\t2\n",
  bars: "a|b\n1|2\n",
  "two delimiters": "a,b;c\n1,2;3\n",
  "one column": "a\n1\n\n2\n",
  "one column of texts": "a\nb\nc\n",
  "blank lines": "a,b\n1,2\n\n3,4\n",
  "\\r\\n": "a,b\r\n1,2\r\n\r\n3,4",
  "a byte order mark": "\uFEFFa,b\n1,2\n",
  "an apostrophe": "a,b\nit's,2\n",
  "ten columns without names": `${"1,".repeat(10)}1\n${"2,".repeat(10)}3\n`,
}

for (const [name, text] of Object.entries(same)) {
  test(`sees what DuckDB sees: ${name}`, async () => {
    const facts = sniff(text)
    assert.ok(facts)
    assert.equal(inWords(facts), await duckdbInWords(path.join(folder, "x.csv")))
  })
}

/** What is left to DuckDB. */
const unsaid: Readonly<Record<string, string | Uint8Array>> = {
  "dates of other forms": values("13.01.2024"),
  "dates with slashes": values("2024/01/05"),
  "numbers of base 16": values("0x1F"),
  "numbers with underscores": values("1_000"),
  "lines before the header": "title\nfoo\na,b,c\n1,2,3\n4,5,6\n",
  comments: "# hi\na,b\n1,2\n",
  "more fields than names": "a,b\n1,2,3\n4,5,6\n",
  "both ends of lines": "a,b\n1,2\r\n3,4\n",
  "carriage returns alone": "a,b\r1,2\r",
  "single quotes": "a,b\n'x,y',2\n",
  backslashes: 'a,b\n"x\\"y",2\n',
  "spaces before quotes": 'a,b\n1, "x,y"\n',
  "quotes that are not closed": 'a,b\n1,"x\n',
  "nothing at all": "",
  "a line that never ends": "x".repeat(1 << 17),
  "other encodings": Buffer.from("a,b\n1,\u00E9\n", "latin1"),
  "two bytes a character": Buffer.from("a,b\n1,2\n", "utf16le"),
}

for (const [name, text] of Object.entries(unsaid)) {
  test(`says nothing of ${name}`, () => assert.equal(sniff(text), undefined))
}

/** Where we differ from DuckDB, and why. */
const different: Readonly<Record<string, { text: string; ours: string; because: string }>> = {
  "negative codes": {
    text: values("-007"),
    ours: ', "\\n" header 0: x VARCHAR; y VARCHAR',
    because: "007 is a text, also for DuckDB",
  },
  midnight: {
    text: values("24:00:00"),
    ours: ', "\\n" header 0: x VARCHAR; y VARCHAR',
    because: "a TIME that is no time of a day is safer as a text",
  },
  "commas in numbers": {
    text: "a;b\n1,5;2,5\n",
    ours: '; "\\n" header 0: a VARCHAR; b VARCHAR',
    because: "DuckDB takes the comma and drops the header",
  },
}

for (const [name, { text, ours, because }] of Object.entries(different)) {
  test(`differs from DuckDB: ${name}, because ${because}`, async () => {
    assert.equal(inWords(sniff(text)!), ours)
    assert.notEqual(await duckdbInWords(path.join(folder, "x.csv")), ours)
  })
}

test("types are widened by the middle and the end of the first and the last file", () => {
  const lines = (value: string, at: number): string =>
    `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${i === at ? value : i},t\n`).join("")}`
  const type = (...texts: string[]): string | undefined =>
    sniffCsv(
      texts.map((text, i) => write(`${i}.csv`, text)),
      {},
    )?.columns[0]!.type
  assert.equal(type(lines("0.5", -1)), "BIGINT")
  assert.equal(type(lines("0.5", 59_999)), "DOUBLE")
  assert.equal(type(lines("x", 30_400)), "VARCHAR")
  assert.equal(type(lines("0", 0), lines("0", 0), lines("x", 59_990)), "VARCHAR")
  assert.equal(type("a,b\n", "a,b\n1,2\n"), "BIGINT")
})

test("a file with other columns is an error that names both and the option", () => {
  const files = [write("a.csv", "a,b\n1,2\n"), write("b.csv", "a,b\n3,4\n"), write("c.csv", "b,a\n1,2\n")]
  assert.throws(() => sniffCsv(files, {}), {
    code: "HEDDLE_CSV",
    file: files[2],
    message: /c\.csv has the columns b, a, but .*a\.csv has a, b/,
    hint: /`unionByName: true`/,
  })
  assert.equal(sniffCsv(files, { unionByName: true }), undefined)
  assert.ok(sniffCsv([...files.slice(0, 2), write("d.csv", "")], {}))
})

test("remote and compressed files are left to DuckDB", () => {
  assert.equal(sniffCsv(["s3://bucket/x.csv"], {}), undefined)
  assert.equal(sniffCsv([write("x.csv.gz", "a,b\n1,2\n")], {}), undefined)
  assert.equal(sniffCsv([], {}), undefined)
})

test("`columns` gives types, and all names where there is no header", () => {
  const text = "a,b\n1,2\n"
  assert.deepEqual(sniff(text, { columns: { b: "VARCHAR" } })!.columns, [
    { name: "a", type: "BIGINT" },
    { name: "b", type: "VARCHAR" },
  ])
  assert.throws(() => sniff("alpha,beta\n1,2\n", { columns: { bta: "VARCHAR" } }), {
    code: "HEDDLE_COLUMN",
    nearest: "beta",
  })
  const named = sniff("1,2\n3,4\n", { columns: { x: "DOUBLE", y: "VARCHAR" }, header: false })!
  assert.equal(inWords(named), ', "\\n" no header 0: x DOUBLE; y VARCHAR')
  assert.throws(() => sniff("1,2\n", { columns: { x: "DOUBLE" }, header: false }), { code: "HEDDLE_CSV" })
})

test("columns may be called as what every object has", () => {
  const text = "constructor,__proto__,toString\n1,2,x\n"
  assert.deepEqual(sniff(text)?.columns, [
    { name: "constructor", type: "BIGINT" },
    { name: "__proto__", type: "BIGINT" },
    { name: "toString", type: "VARCHAR" },
  ])
})

test("other options say how values are to be read", () => {
  const types = (text: string, options: CsvOptions): string[] => sniff(text, options)!.columns.map(({ type }) => type)
  assert.deepEqual(types("a;b\n1,5;x\n2;y\n", { decimal: ",", delimiter: ";" }), ["DOUBLE", "VARCHAR"])
  assert.deepEqual(types("a;b\n1.5;x\n2;y\n", { decimal: ",", delimiter: ";" }), ["VARCHAR", "VARCHAR"])
  assert.deepEqual(types("a,b\nNA,1\n3,\n", { nullValues: ["", "NA"] }), ["BIGINT", "BIGINT"])
  assert.deepEqual(types("a,b\n%,1\n% no line\n3,4\n", { comment: "%" }), ["BIGINT", "BIGINT"])
  assert.deepEqual(types("a,b\n'1,5',1\n", { quote: "'" }), ["VARCHAR", "BIGINT"])
  assert.equal(inWords(sniff("one\ntwo,\na,b\n1,2\n", { skipRows: 2 })!), ', "\\n" header 2: a BIGINT; b BIGINT')
  assert.deepEqual(types("1,2\n3,4\n", { header: true }), ["BIGINT", "BIGINT"])
  assert.equal(sniff("a,b\n1,2\n", { sample: "all" }), undefined)
})

test("options are checked", () => {
  checkCsvOptions({ delimiter: "\t", header: true, columns: {}, skipRows: 1 })
  assert.throws(() => checkCsvOptions({ delimiter: "ab" }), { code: "HEDDLE_OPTION", option: "delimiter" })
  assert.throws(() => checkCsvOptions({ skipRows: -1 }), { code: "HEDDLE_OPTION" })
  assert.throws(() => checkCsvOptions({ delimter: "," } as CsvOptions), { hint: /`delimiter`/ })
})

test("DuckDB reads what `toReadCsv` says", async () => {
  const options: CsvOptions = {
    delimiter: ";",
    quote: "'",
    escape: "'",
    nullValues: ["", "NA"],
    skipRows: 1,
    comment: "%",
    decimal: ",",
    header: true,
  }
  const text = "one\nit's;b'\r\n1,5;'x;''y'\r\n% no line\r\n;NA\r\n"
  const file = write("it's.csv", text.replaceAll("'b'", "b").replace("one\n", "one\r\n"))
  const facts = sniffCsv([file], options)!
  const sql = toReadCsv(`['${file.replaceAll("'", "''")}']`, facts, options)
  const result = await connection.runAndReadAll(`from ${sql}`)
  assert.deepEqual(result.columnNames(), ["it's", "b'"])
  assert.deepEqual(result.getRowsJS(), [
    [1.5, "x;'y"],
    [null, null],
  ])
})
