import assert from "node:assert/strict"
import test from "node:test"
import { agents, bellOf, bury, deaths, enlist, isAlive, thisAgent } from "../../src/core/task/index.ts"

test("a thread that was enlisted lives until it is buried, once", () => {
  const agent = enlist()
  const other = enlist()
  assert.notEqual(agent, other)
  assert.equal(isAlive(agent), true)
  const before = deaths()
  bury(agent)
  bury(agent)
  assert.equal(deaths(), before + 1)
  assert.equal(isAlive(agent), false)
  assert.equal(isAlive(other), true)
  bury(other)
})

test("a burial rings the bell of everyone who lives", () => {
  const [dying, living] = [enlist(), enlist()]
  const words = agents()
  const [mine, theirs] = [words[bellOf(thisAgent())]!, words[bellOf(living)]!]
  bury(dying)
  assert.equal(words[bellOf(thisAgent())], mine + 1)
  assert.equal(words[bellOf(living)], theirs + 1)
  bury(living)
})

test("a thread whose parent has ended has ended too", () => {
  const parent = enlist()
  const child = enlist()
  // As its parent would have written it.
  agents()[bellOf(child) - 1] = parent
  assert.equal(isAlive(child), true)
  bury(parent)
  assert.equal(isAlive(child), false)
  bury(child)
})

test("numbers are not used again soon, and places are", () => {
  const seen = new Set<number>()
  for (let i = 0; i < 5000; i++) {
    const agent = enlist()
    assert.ok(!seen.has(agent))
    seen.add(agent)
    bury(agent)
  }
  assert.equal(isAlive(thisAgent()), true)
})
