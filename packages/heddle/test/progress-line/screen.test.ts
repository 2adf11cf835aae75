import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { Screen } from "../../src/core/progress-line/index.ts"
import { Terminal } from "./terminal.ts"

/** A screen on a terminal, or none, with a clock that a test sets. */
function stage(isTTY: boolean, env: Record<string, string> = {}, columns = 60) {
  const terminal = new Terminal(isTTY, columns)
  const clock = { now: 0 }
  const screen = new Screen({
    stream: terminal,
    env: { LANG: "C.UTF-8", NO_COLOR: "1", ...env },
    now: () => clock.now,
    timer: false,
  })
  return { terminal, clock, screen }
}

/** Something of 100 steps. */
function work(done = 0) {
  const state = { done, total: 100 }
  return { state, look: () => state }
}

test("a line is drawn again in its place, and stays with a line's end behind it when it is over", () => {
  const { terminal, clock, screen } = stage(true)
  const { state, look } = work()
  const line = screen.add("resize", look)
  assert.deepEqual(terminal.written, [])
  clock.now = 1000
  state.done = 10
  screen.tick()
  assert.match(terminal.shown[0]!, /^resize  10%\|█▉ +\| 10\/100 \[00:01<00:09, 10\/s\]$/)
  clock.now = 2000
  state.done = 100
  screen.tick()
  assert.equal(terminal.shown.length, 1)
  line.end()
  line.end()
  assert.match(terminal.shown.join("\n"), /^resize 100%\|█+\| 100\/100 \[00:02<00:00, 50\/s\]$/)
  assert.deepEqual(terminal.cursor, [1, 0])
})

test("several stand one below the other; those that began beside others go when they are over", () => {
  const { terminal, clock, screen } = stage(true)
  const [outer, inner, last] = [work(20), work(50), work(1)]
  const first = screen.add("outer", outer.look)
  const second = screen.add("inner", inner.look)
  clock.now = 1000
  screen.tick()
  assert.deepEqual(
    terminal.shown.map((text) => text.slice(0, 10)),
    ["outer  20%", "inner  50%"],
  )
  second.end()
  const third = screen.add("third", last.look)
  screen.tick()
  assert.deepEqual(
    terminal.shown.map((text) => text.slice(0, 10)),
    ["outer  20%", "third   1%"],
  )
  outer.state.done = 100
  first.end()
  assert.deepEqual(
    terminal.shown.map((text) => text.slice(0, 10)),
    ["outer 100%", "third   1%"],
  )
  third.end()
  assert.deepEqual(
    terminal.shown.map((text) => text.slice(0, 10)),
    ["outer 100%"],
  )
  assert.deepEqual(terminal.cursor, [1, 0])
})

test("other text goes above, and the lines come again below it", () => {
  const { terminal, screen } = stage(true)
  screen.add("a", work(10).look)
  screen.add("b", work(20).look)
  screen.tick()
  screen.interject("a warning\n")
  assert.deepEqual(terminal.shown, ["a warning"])
  screen.tick()
  assert.equal(terminal.shown[0], "a warning")
  assert.match(terminal.shown[1]!, /^a  10%/)
  assert.match(terminal.shown[2]!, /^b  20%/)
})

test("a terminal that gets narrower gets narrower lines, and no more of them than it has rows", () => {
  const { terminal, screen } = stage(true)
  for (let i = 0; i < 40; i++) screen.add(`line ${i}`, work(i).look)
  screen.tick()
  assert.equal(terminal.shown.length, 12)
  terminal.rows = 4
  terminal.columns = 20
  screen.tick()
  assert.equal(terminal.shown.length, 3)
  assert.ok(terminal.shown.every((text) => text.length < 20))
})

test("nothing but lines is written, and the cursor is never hidden", () => {
  const { terminal, screen } = stage(true, { NO_COLOR: "" })
  const line = screen.add("a", work(10).look)
  screen.tick()
  line.end()
  const commands = new Set(terminal.written.join("").match(/\p{Cc}\[\??\d*[A-Za-z]/gu))
  assert.deepEqual([...commands].toSorted(), ["\u001B[32m", "\u001B[39m", "\u001B[J", "\u001B[K"])
})

test("where there is no terminal, in CI and on a dumb one a line comes at each tenth, one a second at most, and every five seconds", () => {
  for (const [isTTY, env] of [
    [false, {}],
    [true, { CI: "true" }],
    [true, { TERM: "dumb" }],
  ] as const) {
    const { terminal, clock, screen } = stage(isTTY, env)
    const { state, look } = work()
    const line = screen.add("resize", look)
    const at = (now: number, done: number): number => {
      clock.now = now
      state.done = done
      screen.tick()
      return terminal.written.length
    }
    assert.deepEqual(
      [at(500, 30), at(1000, 35), at(1900, 90), at(2100, 90), at(4000, 95), at(7200, 95)],
      [0, 1, 1, 2, 2, 3],
    )
    state.done = 100
    line.end()
    assert.equal(terminal.written[0], "resize: 35 of 100 done (35%), 33/s, 00:01 left\n")
    assert.equal(terminal.written.at(-1), "resize: 100 of 100 done (100%), 14/s, 00:07 passed\n")
    assert.equal(terminal.written.join("").includes("\u001B"), false)
  }
})

test("a locale without UTF-8 gets ASCII", () => {
  const { terminal, screen } = stage(true, { LANG: "C", TERM: "linux" })
  screen.add("a", work(50).look)
  screen.tick()
  assert.match(terminal.shown[0]!, /^a  50%\|#+ +\| 50\/100/)
})

test("a program that ends in the middle leaves the cursor on a line of its own, and stdout as it is", () => {
  const program = `
    import { Screen } from ${JSON.stringify(new URL("../../src/core/progress-line/index.ts", import.meta.url).href)}
    const stream = { isTTY: true, write: (text) => process.stderr.write(text) }
    const screen = new Screen({ stream, env: { NO_COLOR: "1" }, now: () => 0 })
    screen.add("a", () => ({ done: 1, total: 2 }))
    screen.tick()
    process.exit(3)`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["-C", "@heddle/source", "--input-type=module", "-e", program],
    { encoding: "utf8" },
  )
  assert.deepEqual([status, stdout], [3, ""])
  assert.match(stderr, /^\ra  50%.*\]\p{Cc}\[K\n$/u)
})

test("a terminal that does not know its size has the usual one", () => {
  const written: string[] = []
  const stream = { isTTY: true, columns: 0, rows: 0, write: (text: string) => written.push(text) }
  const screen = new Screen({ stream, env: { LANG: "C.UTF-8", NO_COLOR: "1" }, now: () => 0, timer: false })
  const lines = [screen.add("resize", work(10).look), screen.add("crop", work(20).look)]
  screen.tick()
  assert.match(written[0]!, /resize  10%\|.*10\/100.*\n.*crop/)
  for (const line of lines) line.end()
})
