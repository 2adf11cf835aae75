import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { jit } from "../../../src/jit/index.ts"
import { titlesOf } from "../../upstream/titles.ts"
import { missing } from "./missing.ts"
import { parfors } from "./table/index.ts"
import type { Verdict } from "./verdicts.ts"

/** So many tests has Numba 0.68.1, and at least this part of them holds here. */
const tests = 293
const least = 0.7

/** What is wrong with a verdict, in words; undefined if nothing is. */
function fault(verdict: Verdict): string | undefined {
  if (verdict.kind === "missing") return undefined
  if (verdict.kind === "not applicable") return verdict.because.trim() === "" ? "gives no reason" : undefined
  const { file, title } = verdict.by
  if (verdict.differs?.trim() === "") return "differs without saying how"
  const isHere = file.startsWith("jit/parfors/")
  if (isHere !== (verdict.kind === "ported")) return `${file} is ${isHere ? "" : "not "}of this folder`
  const titles = titlesOf(file)
  if (typeof titles === "string") return `${file}: ${titles}`
  return titles.has(title) ? undefined : `${file} has no test "${title}"`
}

describe("the table of Numba's tests of parallel loops", () => {
  const rows = parfors.flatMap((table) => table.rows)

  it("has a row with words and a verdict that holds for each", () => {
    const faults = parfors.flatMap((table) =>
      table.rows.flatMap(([test, behaviour, verdict]) => {
        const words = test.trim() === "" || behaviour.trim() === "" ? ["is empty"] : []
        return [...words, fault(verdict) ?? []].flat().map((text) => `${table.class}.${test}: ${text}`)
      }),
    )
    assert.deepEqual(faults, [])
  })

  it("has each once, and none less", () => {
    for (const table of parfors) {
      assert.equal(new Set(table.rows.map(([test]) => test)).size, table.tests, table.class)
      assert.equal(table.rows.length, table.tests, table.class)
    }
    assert.equal(new Set(parfors.map((table) => table.class)).size, parfors.length)
    assert.equal(rows.length, tests)
  })

  it("holds most of them", (t) => {
    const count = (kind: Verdict["kind"]): number => rows.filter(([, , verdict]) => verdict.kind === kind).length
    const [ported, covered] = [count("ported"), count("covered")]
    t.diagnostic(
      `Numba 0.68.1, test_parfors.py: of ${rows.length} tests ${ported} are ported, ${covered} covered, ` +
        `${count("missing")} wait for what is missing, ${count("not applicable")} are not applicable`,
    )
    assert.ok((ported + covered) / rows.length >= least)
  })

  it("waits for nothing that is there, and for nothing that nobody needs", () => {
    const wanted = new Set(rows.flatMap(([, , verdict]) => (verdict.kind === "missing" ? [verdict.feature] : [])))
    assert.deepEqual([...wanted].toSorted(), Object.keys(missing).toSorted())
    for (const feature of Object.values(missing)) {
      if (!("kernel" in feature)) continue
      const args: readonly unknown[] = "args" in feature ? feature.args : []
      const call = (): unknown => jit(feature.kernel as (...args: unknown[]) => unknown)(...args)
      assert.throws(
        call,
        { name: /^(?:KernelCompileError|OptionError)$/ },
        `it is there: port its rows (${feature.what})`,
      )
    }
  })
})
