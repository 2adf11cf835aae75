import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import test, { suite } from "node:test"
import { fileURLToPath } from "node:url"
import * as heddle from "@heddle/frame"
import type { Frame } from "@heddle/frame"
import { agrees, assertRows, inOneOrder } from "./compared.ts"
import { lacksPandas, python } from "./python.ts"

type Code = null | boolean | number | string | Code[] | { readonly number: string } | Named
type Named = { readonly bigint: string } | { readonly date: string }

interface Case {
  readonly title: string
  /** An expression of the frames, and of what the package exports. */
  readonly ours: string
  /** What pandas gives. */
  readonly result: { readonly columns: readonly string[]; readonly rows: readonly Code[][] }
  readonly anyOrder?: true
  /** What we give on purpose; `why` is a row of pandas-differences.md. */
  readonly differs?: { readonly why: string; readonly rows: readonly Code[][] }
}

interface Fixture {
  readonly frames: Readonly<
    Record<string, Readonly<Record<string, { readonly type: string; readonly values: readonly Code[] }>>>
  >
  readonly cases: readonly Case[]
}

const here = fileURLToPath(new URL("fixtures/", import.meta.url))
const known = read(here)

function read(folder: string): Fixture {
  return JSON.parse(readFileSync(path.join(folder, "pandas-cases.json"), "utf8")) as Fixture
}

function decoded(code: Code): unknown {
  if (typeof code !== "object" || code === null) return code
  if (Array.isArray(code)) return code.map(decoded)
  if ("number" in code) return Number(code.number)
  return "bigint" in code ? BigInt(code.bigint) : new Date(code.date)
}

function rowsOf(rows: readonly Code[][]): unknown[][] {
  return rows.map((row) => row.map(decoded))
}

const frames = Object.fromEntries(
  Object.entries(known.frames).map(([name, columns]): [string, Frame] => {
    const each = Object.entries(columns)
    const values = Object.fromEntries(each.map(([column, one]) => [column, one.values.map(decoded)]))
    const types = Object.fromEntries(each.map(([column, { type }]) => [column, type]))
    return [name, heddle.fromColumns(values, { types })]
  }),
)

/** Runs an expression that is written beside pandas' own. */
function frameOf(ours: string): Frame {
  const names = { ...heddle, ...frames }
  // oxlint-disable-next-line typescript/no-implied-eval -- the fixture is ours
  return new Function(...Object.keys(names), `return ${ours}`)(...Object.values(names)) as Frame
}

const reasons = readFileSync(new URL("pandas-differences.md", import.meta.url), "utf8")

suite("what pandas gives", () => {
  for (const { title, ours, result, anyOrder = false, differs } of known.cases) {
    test(title, async () => {
      const table = await frameOf(ours).compute()
      assert.deepEqual([...table.columns], [...result.columns], ours)
      const found = table.map((row) => table.columns.map((name) => (row as Record<string, unknown>)[name]))
      const order = (rows: unknown[][]): readonly (readonly unknown[])[] => (anyOrder ? inOneOrder(rows) : rows)
      assertRows(order(found), order(rowsOf(differs?.rows ?? result.rows)))
      if (differs === undefined) return
      assert.match(reasons, new RegExp(`^\\| ${differs.why} \\|`, "m"))
      assert.ok(!agrees(order(rowsOf(differs.rows)), order(rowsOf(result.rows))), "pandas gives the same")
    })
  }

  test("titles are different", () => {
    const titles = known.cases.map(({ title }) => title)
    assert.deepEqual(
      titles.filter((one, i) => titles.indexOf(one) !== i),
      [],
    )
  })

  test("each reason of pandas-differences.md with a case is one", () => {
    const named = [...reasons.matchAll(/^\| (.*?) \|.*\| case \|$/gm)].map(([, name]) => name!)
    const used = known.cases.flatMap(({ differs }) => (differs === undefined ? [] : [differs.why]))
    assert.deepEqual(named.toSorted(), [...new Set(used)].toSorted())
  })
})

test("pandas-cases.json is what pandas-cases.py writes", { skip: lacksPandas() }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "frame-pandas-"))
  try {
    const { status, stderr } = spawnSync(python, [path.join(here, "pandas-cases.py"), folder], { encoding: "utf8" })
    assert.equal(status, 0, stderr)
    const [made, ours] = [read(folder), known]
    assert.deepEqual(made.frames, ours.frames)
    const facts = ({ result, ...rest }: Case): unknown => [rest, result.columns]
    assert.deepEqual(made.cases.map(facts), ours.cases.map(facts))
    for (const [i, { title, result }] of made.cases.entries()) {
      assert.ok(agrees(rowsOf(result.rows), rowsOf(ours.cases[i]!.result.rows)), title)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
