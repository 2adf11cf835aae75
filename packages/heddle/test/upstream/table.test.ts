import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cases } from "./cases.ts"
import { suites } from "./suites.ts"
import { titlesOf } from "./titles.ts"
import type { Row, Suite, Verdict } from "./verdicts.ts"

/** At least so many of each suite's tests hold here, and of all together. */
const least = 0.9

const rowsOf = (suite: Suite): Row[] => suite.tables.flatMap(({ rows }) => [...rows])

function share(rows: readonly Row[]): number {
  return rows.filter(([, , { kind }]) => kind !== "not applicable").length / rows.length
}

/** What is wrong with a verdict, in words; undefined if nothing is. */
function fault(verdict: Verdict): string | undefined {
  if (verdict.kind === "not applicable") return verdict.because.trim() === "" ? "gives no reason" : undefined
  const { file, title } = verdict.by
  if (verdict.differs?.trim() === "") return "differs without saying how"
  if (verdict.kind === "ported" && !file.startsWith("upstream/")) return `${file} is not in this folder`
  if (verdict.kind === "covered" && file.startsWith("upstream/")) return `${file} is in this folder: it is ported`
  const titles = titlesOf(file)
  if (typeof titles === "string") return `${file}: ${titles}`
  return titles.has(title) ? undefined : `${file} has no test "${title}"`
}

describe("the table of Python's own tests", () => {
  for (const suite of suites) {
    it(`has a row with words and a verdict that holds for each test of ${suite.name}`, () => {
      const faults = suite.tables.flatMap(({ file, class: name, rows }) =>
        rows.flatMap(([test, behaviour, verdict]) => {
          const at = `${file} ${name ?? ""} ${test}`
          const words = test.trim() === "" || behaviour.trim() === "" ? ["is empty"] : []
          return [...words, fault(verdict) ?? []].flat().map((text) => `${at}: ${text}`)
        }),
      )
      assert.deepEqual(faults, [])
    })

    it(`has each test of ${suite.name} once, and none less`, () => {
      const counts = suite.tables.map(({ file, class: name, rows }) => [file, name, new Set(rows.map(([t]) => t)).size])
      assert.deepEqual(
        counts,
        suite.tables.map(({ file, class: name, tests }) => [file, name, tests]),
      )
      assert.deepEqual(
        suite.tables.map(({ rows }) => rows.length),
        suite.tables.map(({ tests }) => tests),
      )
      const places = suite.tables.map(({ file, class: name }) => `${file} ${name ?? ""}`)
      assert.equal(new Set(places).size, places.length)
    })

    it(`holds nine in ten of ${suite.name}`, (t) => {
      const rows = rowsOf(suite)
      const apart = suite.leftOut.reduce((sum, { tests }) => sum + tests, 0)
      t.diagnostic(
        `${suite.name} ${suite.version}: ${Math.floor(1000 * share(rows)) / 10} % of ${rows.length} tests, ${apart} left out by class`,
      )
      assert.ok(share(rows) >= least, `only ${share(rows)}`)
      for (const { what, because } of suite.leftOut) assert.ok(because !== "", what)
    })
  }

  it("holds nine in ten of all", () => {
    const all = suites.flatMap(rowsOf)
    assert.ok(share(all) >= least, `only ${share(all)}`)
  })
})

describe("the cases that the pools were designed by", () => {
  it("have a number each, from 1 to 44, and tests that exist", () => {
    assert.deepEqual(
      cases.map(([number]) => number),
      Array.from({ length: 44 }, (_, i) => i + 1),
    )
    const faults = cases.flatMap(([number, behaviour, ...proofs]) => {
      const empty = behaviour.trim() === "" || proofs.length === 0 ? [`${number} is empty`] : []
      return [...empty, ...proofs.flatMap((verdict) => fault(verdict) ?? []).map((text) => `${number}: ${text}`)]
    })
    assert.deepEqual(faults, [])
  })
})
