import assert from "node:assert/strict"
import test from "node:test"
import type { CsvOptions } from "../../src/csv/index.ts"
import { factsOf, fast, slow, write } from "./reading.ts"

/** Numbers from 0 to 1 (mulberry32), so that a failure can be seen again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

class Generator {
  readonly next: () => number
  constructor(seed: number) {
    this.next = random(seed)
  }

  int(below: number): number {
    return Math.floor(this.next() * below)
  }

  of<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  digits(most: number): string {
    return Array.from({ length: 1 + this.int(most) }, () => this.int(10)).join("")
  }

  /** A text of a type; `wild`: perhaps none. */
  value(type: string, wild: boolean): string {
    if (wild && this.chance(0.01))
      return this.of(["x", "1.5", "-", "1e3", "0x1", " ", "+", "--1", "1 2", ".", "24:00:00", "nan"])
    const sign = this.of(["", "", "", "-", "+"])
    const padding = this.chance(0.05) ? this.of([" ", "  "]) : ""
    switch (type) {
      case "BIGINT":
        return padding + sign + this.digits(this.of([3, 9, 10, 15, 16, 18]))
      case "INTEGER":
        return sign + this.digits(9)
      case "SMALLINT":
        return sign + this.digits(4)
      case "DOUBLE":
        return padding + sign + this.#decimal()
      case "FLOAT":
        return sign + this.digits(7) + (this.chance(0.7) ? `.${this.digits(4)}` : "")
      case "BOOLEAN":
        return this.of(["true", "false", "True", "FALSE", "t", "F"])
      case "DATE":
        return this.#day()
      case "TIME":
        return this.#clock()
      case "TIMESTAMP":
        return `${this.#day()}${this.of([" ", "T"])}${this.#clock()}`
      default:
        return Array.from({ length: this.int(12) }, () =>
          this.of(["a", "b", "Z", "0", " ", "é", "日", "😀", "-", "'", "/", "\\", ";", "\t", "|"]),
        ).join("")
    }
  }

  #decimal(): string {
    if (this.chance(0.5)) return String(this.next() * 10 ** (this.int(30) - 15))
    const exponent = this.chance(0.2)
      ? `${this.of(["e", "E"])}${this.of(["", "-", "+"])}${this.int(this.of([10, 40, 330]))}`
      : ""
    const point = this.of([0, 1, 2, 3, 3])
    const [before, behind] = [this.digits(this.of([2, 9, 19])), this.digits(this.of([2, 6, 12, 20]))]
    return [before, `${before}.`, `.${behind}`, `${before}.${behind}`][point]! + exponent
  }

  #two(below: number): string {
    return String(this.int(below)).padStart(2, "0")
  }

  #day(): string {
    const year = String(this.of([1, 1600, 1900, 1970, 2000, 2024, 9000]) + this.int(100)).padStart(4, "0")
    return `${year}-${String(1 + this.int(12)).padStart(2, "0")}-${String(1 + this.int(28)).padStart(2, "0")}`
  }

  #clock(): string {
    const fraction = this.chance(0.3) ? `.${this.digits(6)}` : ""
    return `${this.#two(24)}:${this.#two(60)}:${this.#two(60)}${fraction}`
  }
}

const types = [
  "BIGINT",
  "INTEGER",
  "SMALLINT",
  "DOUBLE",
  "FLOAT",
  "BOOLEAN",
  "DATE",
  "TIME",
  "TIMESTAMP",
  "VARCHAR",
  "VARCHAR",
]

/** A file, and how it is read. */
function example(seed: number): {
  text: string
  facts: ReturnType<typeof factsOf>
  options: CsvOptions
  needed: string[]
  rangeBytes: number
} {
  const from = new Generator(seed)
  const wild = from.chance(0.3)
  const newline = from.of(["\n", "\n", "\r\n"] as const)
  const delimiter = from.of([",", ",", ";", "\t", "|"])
  const hasHeader = from.chance(0.8)
  const nullValues = from.of([undefined, undefined, ["", "NA"], ["NA"], ["", "0", "é"]])
  const columns = Object.fromEntries(Array.from({ length: 1 + from.int(5) }, (_, i) => [`c${i}`, from.of(types)]))
  const quoted = from.of([0, 0.05, 0.5])
  const field = (type: string): string => {
    if (from.chance(0.05)) return nullValues === undefined ? from.of(["", "", '""']) : from.of(nullValues)
    const value = from.value(type, wild)
    const special =
      type === "VARCHAR" && from.chance(quoted) ? from.of([delimiter, '"', newline, "\n", "\r\n", ""]) : ""
    if (special !== "" || value.includes(delimiter) || from.chance(quoted))
      return `"${`${value}${special}${from.chance(0.5) ? "e" : ""}`.replace(/e$/, type === "VARCHAR" ? "e" : "").replaceAll('"', '""')}"`
    return value
  }
  const line = (): string => {
    if (from.chance(0.01)) return ""
    const fields = Object.values(columns).map(field)
    if (wild && from.chance(0.002)) fields.push("")
    if (wild && from.chance(0.002)) fields.pop()
    return fields.join(delimiter)
  }
  const lines = Array.from({ length: 1 + from.int(from.of([5, 60])) }, line)
  if (hasHeader) lines.unshift(Object.keys(columns).join(delimiter))
  const text = (from.chance(0.1) ? "\uFEFF" : "") + lines.join(newline) + (from.chance(0.8) ? newline : "")
  const needed = Object.keys(columns).filter(() => from.chance(0.7))
  return {
    text,
    facts: factsOf(columns, { newline, delimiter, hasHeader }),
    options: nullValues === undefined ? {} : { nullValues },
    needed: needed.length > 0 ? needed : ["c0"],
    rangeBytes: from.of([16, 100, 1000, 1 << 20]),
  }
}

const seconds = Number(process.env["HEDDLE_FUZZ_SECONDS"] ?? 0)

test("what the fast path takes is what DuckDB reads", async () => {
  const end = performance.now() + seconds * 1000
  const first = seconds > 0 ? Math.floor(Math.random() * 2 ** 31) : 1
  let taken = 0
  let count = 0
  for (let seed = first; count < 300 || performance.now() < end; seed++, count++) {
    const { text, facts, ...how } = example(seed)
    const file = write("fuzz.csv", text)
    const found = await fast([file], facts, how)
    if (found === undefined) continue
    taken++
    const rows = await slow([file], facts, how)
    if (rows instanceof Error) assert.fail(`seed ${seed}: DuckDB says ${rows.message}\n${text}`)
    assert.deepEqual(found, rows, `seed ${seed}\n${text}`)
  }
  assert.ok(taken > count / 3, `${taken} of ${count} files were taken`)
})

test("doubles of all lengths are the nearest ones", async () => {
  const from = new Generator(7)
  const texts = Array.from({ length: 20_000 }, () => from.value("DOUBLE", false).trim())
  // Beside the middle of two doubles the last digit decides.
  for (let i = 0; i < 5000; i++) texts.push(String((2 ** 53 + 2 * from.int(2 ** 52) + 1) / 2 ** from.int(10)))
  for (let i = 0; i < 5000; i++)
    texts.push(`${BigInt(2 ** 53) + BigInt(from.int(2 ** 53))}.${from.of(["", "5", "49", "51", "500"])}`)
  const file = write("doubles.csv", `x,y\n${texts.map((text) => `${text},1\n`).join("")}`)
  const found = await fast([file], factsOf({ x: "DOUBLE", y: "INTEGER" }), { needed: ["x"] })
  assert.deepEqual(
    found?.flat(),
    texts.map((text) => Number(text)),
  )
})
