import assert from "node:assert/strict"
import { test } from "node:test"
import { Progress } from "../../src/cli/map/progress/index.ts"
import type { ProgressState } from "../../src/cli/map/progress/index.ts"
import { span } from "../../src/cli/words.ts"
import { Terminal } from "../progress-line/terminal.ts"

const state: ProgressState = { done: 420, total: 1000, failed: 2, retried: 1, resumed: 0, workers: 8, busy: 8 }

/** A terminal, or none, that keeps what is written, and a clock that a test sets. */
function stage(own: Partial<ProgressState>, isTTY: boolean, columns = 120) {
  const terminal = new Terminal(isTTY, columns)
  const clock = { now: 0 }
  const current = { ...state, ...own }
  const progress = new Progress({
    stream: terminal,
    env: { LANG: "C.UTF-8", NO_COLOR: "1" },
    state: () => current,
    now: () => clock.now,
    timer: false,
  })
  progress.start()
  return { terminal, clock, progress, current }
}

test("the line says share, count, times, rate, failures, retries, workers and what the journal had", () => {
  const { terminal, clock, progress } = stage({ resumed: 300 }, true)
  clock.now = 3000
  progress.tick()
  assert.match(
    terminal.shown[0]!,
    /^ 42%\|█+.? +\| 420\/1000 \[00:03<00:14, 40\/s, 2 failed, 1 retried, 8 workers 100% busy, 300 from the journal\]$/,
  )
})

test("it is taken away for other text and at the end", () => {
  const { terminal, progress } = stage({}, true)
  progress.tick()
  progress.interject("a warning\n")
  progress.tick()
  assert.equal(terminal.shown.length, 2)
  progress.stop()
  progress.stop()
  assert.deepEqual(terminal.shown, ["a warning"])
})

test("how busy the workers are is smoothed", () => {
  const { terminal, clock, progress, current } = stage({ failed: 0, retried: 0 }, true)
  progress.tick()
  current.busy = 0
  clock.now = 100
  progress.tick()
  assert.match(terminal.shown[0]!, /8 workers 95% busy/)
})

test("in a log a line comes now and then", () => {
  const { terminal, clock, progress } = stage({ failed: 0, retried: 0, workers: 1, busy: 1 }, false)
  clock.now = 1000
  progress.tick()
  progress.stop()
  assert.deepEqual(terminal.written, [
    "420 of 1000 done (42%), 420/s, 00:01 left, 1 worker 100% busy\n",
    "420 of 1000 done (42%), 420/s, 00:01 left, 1 worker 100% busy\n",
  ])
})

test("spans of time are short", () => {
  assert.deepEqual([0, 3.2, 80, 7505, 300_000, Number.POSITIVE_INFINITY].map(span), [
    "0s",
    "4s",
    "1m20s",
    "2h05m",
    "3d11h",
    "?",
  ])
})
