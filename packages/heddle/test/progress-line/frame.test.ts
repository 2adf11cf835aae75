import assert from "node:assert/strict"
import { test } from "node:test"
import { clock, frame, plainLine, RateMeter, rateText } from "../../src/core/progress-line/index.ts"
import type { Picture } from "../../src/core/progress-line/index.ts"
import { plain } from "./terminal.ts"

const picture: Picture = {
  name: "resize",
  done: 420,
  total: 1000,
  rate: 145,
  elapsed: 3.2,
  notes: [{ text: "2 failed", color: "red" }, { text: "1 retried" }],
}
const look = { color: false, unicode: true }

test("a line says name, share, count, time passed and left, rate and what else there is", () => {
  assert.equal(
    frame({ ...picture, notes: picture.notes!.slice(0, 1) }, 64, look),
    "resize  42%|████▌      | 420/1000 [00:03<00:04, 145/s, 2 failed]",
  )
})

test("the bar is as wide as there is room, up to 40 cells; then it goes, then the parts that say least", () => {
  const frames = [120, 76, 66, 60, 50, 40, 30, 16, 10, 4].map((columns) => frame(picture, columns, look))
  assert.deepEqual(frames, [
    "resize  42%|████████████████▊                       | 420/1000 [00:03<00:04, 145/s, 2 failed, 1 retried]",
    "resize  42%|█████       | 420/1000 [00:03<00:04, 145/s, 2 failed, 1 retried]",
    "resize  42% 420/1000 [00:03<00:04, 145/s, 2 failed, 1 retried]",
    "resize  42%|██▉    | 420/1000 [00:03<00:04, 145/s, 2 failed]",
    "resize  42%|██▉    | 420/1000 [00:03<00:04, 145/s]",
    "resize  42% 420/1000 [00:03<00:04]",
    "resize  42% 420/1000",
    "42% 420/1000",
    "resize  42",
    "resi",
  ])
  for (let columns = 1; columns < 130; columns++) {
    for (const unicode of [true, false]) {
      const shown = plain(frame(picture, columns, { color: true, unicode }))
      assert.ok(shown.length <= columns, `${columns}: ${shown}`)
    }
  }
})

test("without a total there is no bar and no end; without a name none is shown", () => {
  assert.equal(frame({ ...picture, total: undefined, notes: [] }, 80, look), "resize 420 [00:03, 145/s]")
  assert.match(frame({ ...picture, name: "" }, 80, look), /^ 42%\|/)
})

test("a share of 1 is no count: what is left follows from the time that has passed", () => {
  assert.equal(
    frame(
      { name: "mean", done: 0.25, total: 1, isShare: true, rate: 0.1, elapsed: 10, notes: [{ text: "pass 2" }] },
      50,
      look,
    ),
    "mean  25%|████            | [00:10<00:30, pass 2]",
  )
})

test("a terminal without more than ASCII gets #, and colour changes nothing but the colour", () => {
  assert.match(frame(picture, 80, { color: false, unicode: false }), /^resize  42%\|######\s+\| 420/)
  const colored = frame(picture, 90, { color: true, unicode: true })
  assert.notEqual(colored, frame(picture, 90, look))
  assert.equal(plain(colored), frame(picture, 90, look))
  assert.ok(colored.includes("\u001B[31m2 failed"))
})

test("a full bar is full, an empty run is done", () => {
  assert.match(frame({ ...picture, done: 1000 }, 80, look), /^resize 100%\|█+\| 1000\/1000 \[00:03<00:00/)
  assert.match(frame({ ...picture, done: 0, total: 0 }, 80, look), /^resize 100%\|█+\| 0\/0/)
})

test("a line of a log has no bar and no colour", () => {
  assert.equal(plainLine(picture), "resize: 420 of 1000 done (42%), 145/s, 00:04 left, 2 failed, 1 retried")
  assert.equal(plainLine({ ...picture, total: undefined, notes: [], name: "" }), "420 done, 145/s, 00:03 passed")
  assert.equal(
    plainLine({ ...picture, done: 1000, notes: [] }),
    "resize: 1000 of 1000 done (100%), 145/s, 00:03 passed",
  )
  assert.equal(
    plainLine({ name: "mean", done: 0.5, total: 1, isShare: true, rate: 0.1, elapsed: 5 }),
    "mean: 50% done, 00:05 left",
  )
})

test("rates and times are short", () => {
  assert.deepEqual([118.4, 12.3, 9.87, 1, 0.5, 0.001].map(rateText), [
    "118/s",
    "12/s",
    "9.9/s",
    "1.0/s",
    "30/min",
    "4/h",
  ])
  assert.deepEqual([0, 3.9, 80, 7505, Number.POSITIVE_INFINITY].map(clock), ["00:00", "00:03", "01:20", "2:05:05", "?"])
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
