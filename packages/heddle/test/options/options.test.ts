import assert from "node:assert/strict"
import { test } from "node:test"
import { OptionError } from "../../src/core/errors/index.ts"
import {
  boolean,
  bytes,
  duration,
  integer,
  knownKeys,
  nearest,
  number,
  oneOf,
  workerCount,
} from "../../src/core/options/index.ts"

function refuses(message: RegExp, call: () => unknown): void {
  assert.throws(call, (error: unknown) => {
    assert.ok(error instanceof OptionError)
    assert.match(error.message, message)
    return true
  })
}

test("a duration is a number of milliseconds or a string with a unit", () => {
  assert.equal(duration("timeout", 500), 500)
  assert.equal(duration("timeout", 0), 0)
  assert.equal(duration("timeout", Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY)
  assert.equal(duration("timeout", "1.5s"), 1500)
  assert.equal(duration("timeout", "5m"), 300_000)
  assert.equal(duration("timeout", "2h"), 7_200_000)
  assert.equal(duration("timeout", "7d"), 604_800_000)
  assert.equal(duration("timeout", "250 ms"), 250)
  assert.equal(duration("timeout", "0.1s"), 100)
})

test("a bare number in a string is a duration only where a unit was given for it", () => {
  assert.equal(duration("--timeout", "1.5", { bare: 1000 }), 1500)
  refuses(/^`timeout` must be milliseconds or a duration like "1.5s", "5m", not negative, got "1.5" \(string\)/, () =>
    duration("timeout", "1.5"),
  )
})

test("a duration that is negative, NaN, of an unknown unit, or no duration at all is refused", () => {
  for (const bad of [-1, Number.NaN, "-1s", "5 parsecs", "", "s", null, undefined, true, {}, 5n]) {
    refuses(/^`timeout` must be/, () => duration("timeout", bad))
  }
  refuses(/more than 0, got 0 \(number\)/, () => duration("interval", 0, { min: Number.MIN_VALUE }))
})

test("a size is a number of bytes or a string with a unit", () => {
  assert.equal(bytes("memoryLimit", 1000), 1000)
  assert.equal(bytes("memoryLimit", "1000"), 1000)
  assert.equal(bytes("memoryLimit", "512M"), 512 * 2 ** 20)
  assert.equal(bytes("memoryLimit", "512MiB"), 512 * 2 ** 20)
  assert.equal(bytes("memoryLimit", "512MB"), 512e6)
  assert.equal(bytes("memoryLimit", "10g"), 10 * 2 ** 30)
  assert.equal(bytes("memoryLimit", "1.5K"), 1536)
})

test("a size that is negative, zero, a fraction of a byte, or no size is refused", () => {
  for (const bad of [0, -1, 1.5, Number.NaN, "0", "-5M", "5X", "M", "", null, {}]) {
    refuses(/^`memoryLimit` must be a number of bytes or a size like "512M", "10G", got/, () =>
      bytes("memoryLimit", bad),
    )
  }
  assert.equal(bytes("memoryLimit", 0, { min: 0 }), 0)
})

test("a worker count takes joblib's numbers and a share of the processors", () => {
  assert.equal(workerCount("workers", 3, 8), 3)
  assert.equal(workerCount("workers", "3", 8), 3)
  assert.equal(workerCount("workers", "auto", 8), 8)
  assert.equal(workerCount("workers", -1, 8), 8)
  assert.equal(workerCount("workers", "-2", 8), 7)
  assert.equal(workerCount("workers", -20, 8), 1)
  assert.equal(workerCount("workers", "50%", 8), 4)
  assert.equal(workerCount("workers", "1%", 8), 1)
  assert.equal(workerCount("workers", "200%", 8), 16)
})

test("a worker count that is zero, a fraction or no number is refused", () => {
  for (const bad of [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "many", "0%", "", null, {}]) {
    refuses(/^`workers` must be a positive integer, "auto", -1/, () => workerCount("workers", bad, 8))
  }
})

test("an integer is checked with its range, and the message says the range", () => {
  assert.equal(integer("chunkSize", 5, { min: 1 }), 5)
  refuses(/^`chunkSize` must be a positive integer, got -1 \(number\)/, () => integer("chunkSize", -1, { min: 1 }))
  refuses(/^`port` must be an integer from 0 to 65535, got 70000/, () => integer("port", 70000, { min: 0, max: 65535 }))
  refuses(/^`retries` must be an integer, at least 0, got "5" \(string\)/, () => integer("retries", "5", { min: 0 }))
  refuses(/^`n` must be an integer, got 1.5/, () => integer("n", 1.5))
  assert.equal(number("share", 0.5, { min: 0, max: 1 }), 0.5)
  refuses(/^`share` must be a number from 0 to 1, got NaN/, () => number("share", Number.NaN, { min: 0, max: 1 }))
  assert.equal(boolean("strict", true), true)
  refuses(/^`strict` must be true or false, got 1 \(number\)/, () => boolean("strict", 1))
})

test("a choice that is not offered is refused, with the one that was meant", () => {
  assert.equal(oneOf("onError", "abort", ["abort", "settle", "finish"]), "abort")
  refuses(
    /^`onError` must be one of "abort", "settle", "finish", got "setle" \(string\)\n  hint: did you mean "settle"\?/,
    () => oneOf("onError", "setle", ["abort", "settle", "finish"]),
  )
})

test("an unknown option is refused, with the one that was meant", () => {
  knownKeys({ chunkSize: 5, extra: undefined }, ["chunkSize"])
  refuses(
    /^`chunksize` must be absent: there is no such option, got 5 \(number\)\n  hint: did you mean `chunkSize`\?/,
    () => knownKeys({ chunksize: 5 }, ["chunkSize", "signal"]),
  )
  refuses(/the options are chunkSize, signal/, () => knownKeys({ colour: "red" }, ["chunkSize", "signal"]))
  refuses(/^`options` must be an object, got 5 \(number\)/, () => knownKeys(5, []))
})

test("the nearest name is found through a swap, a missing letter and letter case, but not through anything", () => {
  assert.equal(nearest("timoeut", ["timeout", "retries"]), "timeout")
  assert.equal(nearest("retry", ["timeout", "retries"]), undefined)
  assert.equal(nearest("retrys", ["timeout", "retries"]), "retries")
  assert.equal(nearest("WORKERS", ["workers"]), "workers")
})
