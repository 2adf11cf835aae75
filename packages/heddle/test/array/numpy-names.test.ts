import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import test from "node:test"
import * as da from "../../src/array/index.ts"
import { fixture, testReproduces } from "./numpy.ts"

testReproduces("numpy_names")

const names = fixture("numpy_names") as readonly string[]
const text = readFileSync(new URL("numpy-names.md", import.meta.url), "utf8")
const rows = [...text.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)].map(([, name, state]) => ({
  name: name!,
  state: state!,
}))
const done = rows.flatMap(({ name, state }) => {
  const own = /^`([^`]+)`$/.exec(state)?.[1]
  return own === undefined ? [] : [{ name, own }]
})

test("the table has all of NumPy's names", () => {
  assert.deepEqual(
    rows.map(({ name }) => name),
    names,
  )
})

test("each name is done, or has a reason why it is not", () => {
  assert.deepEqual(
    rows.filter(({ state }) => !/^(`\w+`|not done: .+)$/.test(state)),
    [],
  )
})

test("what is done is exported, and as many as the table says", () => {
  assert.deepEqual(
    done.filter(({ own }) => !(own in da)),
    [],
  )
  assert.match(text, new RegExp(`Of ${names.length} names ${done.length} are done`))
  assert.ok(done.length >= 350)
})
