import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { titlesOf } from "../upstream/titles.ts"

const rows = readFileSync(new URL("README.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^\| \d/.test(line))

test("the table of what Ray's tests hold has each of them once, and names tests that exist", () => {
  assert.deepEqual(
    rows.map((row) => Number(row.split("|")[1])),
    Array.from({ length: 44 }, (_, i) => i + 1),
  )
  const faults = rows.flatMap((row) => {
    const here = row.split("|")[3]!
    const named = [...here.matchAll(/`([\w.-]+\.ts)`(?: "([^"]+)")?/g)]
    if (named.length === 0 && !/left out|not of/.test(here)) return [`${row} names no test and gives no reason`]
    return named.flatMap(([, file, title]) => {
      const titles = titlesOf(`remote/${file}`)
      if (typeof titles === "string") return [`${file}: ${titles}`]
      return title === undefined || titles.has(title) ? [] : [`${file} has no test "${title}"`]
    })
  })
  assert.deepEqual(faults, [])
})
