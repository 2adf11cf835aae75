import assert from "node:assert/strict"
import { test } from "node:test"
import { stripVTControlCharacters } from "node:util"
import { frame, plainLine, Progress, RateMeter, rateText } from "../../src/cli/map/progress/index.ts"
import { span } from "../../src/cli/words.ts"
import type { ProgressPicture, ProgressState } from "../../src/cli/map/progress/index.ts"

const picture: ProgressPicture = {
  done: 420,
  total: 1000,
  failed: 2,
  retried: 1,
  resumed: 0,
  workers: 8,
  busy: 8,
  busyShare: 0.94,
  rate: 145,
}

/** A terminal, or none, that keeps what is written, and a clock that a test sets. */
function stage(state: ProgressState, isTTY: boolean, env: Record<string, string> = {}, columns = 100) {
  const written: string[] = []
  const clock = { now: 0 }
  const progress = new Progress({
    stream: { isTTY, columns, write: (text) => written.push(text) },
    env,
    state: () => state,
    now: () => clock.now,
  })
  return { written, clock, progress }
}

test("the bar says share, count, workers, rate, the time left, failures and retries", () => {
  assert.equal(
    frame(picture, 83, false),
    "42% [=====>      ] 420/1000  8 workers 94% busy  145/s  ETA 4s  2 failed  1 retried",
  )
})

test("on a narrower terminal the bar gets shorter, then goes, then the parts that say least; no frame is too wide", () => {
  const frames = [80, 70, 60, 40, 20, 10, 4].map((columns) => frame(picture, columns, false))
  assert.deepEqual(frames, [
    "42% [===>     ] 420/1000  8 workers 94% busy  145/s  ETA 4s  2 failed  1 retried",
    "42% 420/1000  8 workers 94% busy  145/s  ETA 4s  2 failed  1 retried",
    "42% [===>     ] 420/1000  145/s  ETA 4s  2 failed  1 retried",
    "42% 420/1000  145/s  ETA 4s  2 failed",
    "42% 420/1000",
    "42% 420/10",
    "42% ",
  ])
  for (let columns = 1; columns < 130; columns++) {
    const shown = frame(picture, columns, true)
    assert.ok(stripVTControlCharacters(shown).length <= columns, `${columns}: ${shown}`)
  }
})

test("where the number of inputs is not known there is no bar and no end", () => {
  assert.equal(
    frame({ ...picture, total: undefined }, 80, false),
    "420 done  8 workers 94% busy  145/s  2 failed  1 retried",
  )
})

test("colour changes nothing but the colour", () => {
  const colored = frame(picture, 90, true)
  assert.notEqual(colored, frame(picture, 90, false))
  assert.equal(stripVTControlCharacters(colored), frame(picture, 90, false))
})

test("a full bar is full, an empty run is done", () => {
  assert.match(frame({ ...picture, done: 1000 }, 60, false), /^100% \[=+\] 1000\/1000/)
  assert.match(frame({ ...picture, done: 0, total: 0 }, 60, false), /^100% /)
})

test("rates and spans of time are short", () => {
  assert.deepEqual([118.4, 12.3, 9.87, 1, 0.5, 0.001].map(rateText), [
    "118/s",
    "12/s",
    "9.9/s",
    "1.0/s",
    "30/min",
    "4/h",
  ])
  assert.deepEqual([0, 3.2, 80, 7505, 300_000, Number.POSITIVE_INFINITY].map(span), [
    "0s",
    "4s",
    "1m20s",
    "2h05m",
    "3d11h",
    "?",
  ])
})

test("the rate follows a change, and is right from the first second", () => {
  const meter = new RateMeter(0)
  let count = 0
  let rate = 0
  const run = (seconds: number, perSecond: number, from: number): number => {
    for (let i = 1; i <= seconds * 10; i++) rate = meter.update((count += perSecond / 10), from + i * 100)
    return rate
  }
  assert.ok(Math.abs(run(1, 100, 0) - 100) < 1)
  assert.ok(Math.abs(run(20, 1000, 1000) - 1000) < 20)
})

test("on a terminal one line is drawn again, and taken away for other text and at the end", () => {
  const { written, clock, progress } = stage({ ...picture }, true)
  progress.tick()
  clock.now = 100
  progress.tick()
  progress.interject("a warning\n")
  progress.tick()
  progress.stop()
  progress.stop()
  assert.equal(written.length, 6)
  assert.ok(written[0]!.startsWith("\r42% ") && written[0]!.endsWith("\u001B[K"))
  assert.match(written[1]!, /^\r42% /)
  assert.deepEqual([written[2], written[3], written[5]], ["\r\u001B[K", "a warning\n", "\r\u001B[K"])
})

test("NO_COLOR takes the colour, TERM=dumb and CI the bar", () => {
  const drawn = (env: Record<string, string>): string => {
    const { written, clock, progress } = stage({ ...picture }, true, env)
    clock.now = 10_000
    progress.tick()
    return written.join("")
  }
  assert.ok(drawn({}).includes("\u001B[31m2 failed"))
  assert.equal(drawn({ NO_COLOR: "1" }).includes("\u001B[31m"), false)
  assert.match(drawn({ NO_COLOR: "1" }), /^\r42% \[/)
  assert.match(drawn({ TERM: "dumb" }), /^420 of 1000 done \(42%\).*\n$/)
  assert.match(drawn({ CI: "true" }), /^420 of 1000 done/)
})

test("where there is no terminal a line comes at each tenth, not more than one a second, and every five seconds", () => {
  const state = { ...picture, done: 0 }
  const { written, clock, progress } = stage(state, false)
  const at = (now: number, done: number): number => {
    clock.now = now
    state.done = done
    progress.tick()
    return written.length
  }
  assert.equal(at(500, 300), 0)
  assert.equal(at(1000, 350), 1)
  assert.equal(at(1900, 900), 1)
  assert.equal(at(2100, 900), 2)
  assert.equal(at(4000, 950), 2)
  assert.equal(at(7200, 950), 3)
  assert.match(written[0]!, /^350 of 1000 done \(35%\), \d+\/s, ETA \d+s, 2 failed, 1 retried\n$/)
})

test("a line of a log has no bar and no colour", () => {
  assert.equal(plainLine(picture), "420 of 1000 done (42%), 145/s, ETA 4s, 2 failed, 1 retried")
  assert.equal(plainLine({ ...picture, total: undefined, failed: 0, retried: 0 }), "420 done, 145/s")
})
