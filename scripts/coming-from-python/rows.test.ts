import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import test from "node:test"
import { codeIn, tables } from "../doctest/tables.ts"
import type { Row } from "../doctest/tables.ts"
import { root } from "../test/processes.ts"

/** A row of the pages, and the Python module in whose section it stands. */
interface PlacedRow extends Row {
  readonly at: string
  readonly module: string | undefined
}

const folder = join(root, "docs/coming-from-python")
const { modules } = JSON.parse(readFileSync(join(import.meta.dirname, "names.json"), "utf8")) as {
  readonly modules: Readonly<Record<string, readonly string[]>>
}
const rows = globSync("*.md", { cwd: folder }).flatMap((page) =>
  tables(readFileSync(join(folder, page), "utf8")).flatMap((table) =>
    table.rows.map((row): PlacedRow => {
      return { ...row, at: `${page}:${row.line}`, module: moduleOf(table.headings) }
    }),
  ),
)

/** The innermost heading that is a module's name. */
function moduleOf(headings: readonly string[]): string | undefined {
  return headings.map((heading) => /^`([\w.]+)`$/.exec(heading)?.[1]).findLast((name) => name !== undefined)
}

/** What a row is about: the code of its first line, up to arguments. What follows are examples. */
function namesOf({ cells }: Row): string[] {
  return codeIn(cells[0]!.split("<br>")[0]!).map((code) => /^[\w.]*/.exec(code)![0])
}

for (const [module, names] of Object.entries(modules)) {
  test(`${module}: every public name has a row`, () => {
    const shown = new Set(rows.filter((row) => row.module === module).flatMap(namesOf))
    assert.deepEqual(
      names.filter((name) => !shown.has(name)),
      [],
    )
  })
}

test("rows of a module's section are about names of that module", () => {
  const strange = rows.flatMap((row) => {
    const known = row.module === undefined ? undefined : modules[row.module]
    return known === undefined
      ? []
      : namesOf(row)
          .filter((name) => !known.includes(name))
          .map((name) => `${row.at}: ${name}`)
  })
  assert.deepEqual(strange, [])
})

test("a row runs code and checks a result of it, or says why there is none", () => {
  const bad = rows.filter(({ cells, code }) =>
    code.length > 0 ? !code.some((line) => /\/\/ (=>|throws) /.test(line)) : cells[1] !== "—" || cells[2] === "",
  )
  assert.deepEqual(
    bad.map(({ at }) => at),
    [],
  )
})

test("a row has a cell for each column", () => {
  assert.deepEqual(
    rows.filter(({ cells }) => cells.length !== 3).map(({ at, cells }) => `${at}: ${cells.length}`),
    [],
  )
})
