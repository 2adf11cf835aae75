import assert from "node:assert/strict"
import { test } from "node:test"
import { decodeValue } from "../../src/cli/map/decode-value.ts"
import { describeError } from "../../src/cli/map/describe-error.ts"
import { encodeValue, valueToJson } from "../../src/cli/map/encode-value.ts"
import type { Json } from "../../src/cli/map/encode-value.ts"

const shared = { x: 1 }

const values: Readonly<Record<string, unknown>> = {
  "plain data": { a: [1, "two", null, true], b: { c: 0.5 } },
  "numbers that JSON has no word for": [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
  "a bigint": 12_345_678_901_234_567_890n,
  "undefined in an array and in an object": [undefined, { a: undefined }],
  "a date": new Date("2026-01-02T03:04:05.678Z"),
  "a map": new Map<unknown, unknown>([
    ["a", 1n],
    [{ k: 1 }, new Set([1])],
  ]),
  "a set": new Set(["a", new Date(0)]),
  bytes: Uint8Array.of(0, 127, 255),
  "an ArrayBuffer": Uint8Array.of(1, 2, 3).buffer,
  "typed arrays": [Float64Array.of(1.5, Number.NaN), Int16Array.of(-1), BigInt64Array.of(-5n), Float32Array.of(0.5)],
  "a regular expression": /a+\/b/giu,
  "a URL": new URL("https://example.com/a?b=c"),
  "an object whose key looks like an encoding": { $date: "x", $$bigint: 1, a$: 2 },
  "an object with a key __proto__": JSON.parse('{"__proto__":{"a":1}}') as unknown,
  "the same object twice": [shared, shared],
  "an empty object": {},
}

for (const [what, value] of Object.entries(values)) {
  test(`${what} goes through JSON and back`, () => {
    const text = JSON.stringify(encodeValue(value))
    assert.deepEqual(decodeValue(JSON.parse(text) as Json), value)
  })
}

test("the encoding is one key that starts with a dollar", () => {
  assert.deepEqual(encodeValue({ id: 5n, seen: new Set([1]) }), { id: { $bigint: "5" }, seen: { $set: [1] } })
  assert.deepEqual(encodeValue(Buffer.from("hi")), { $bytes: "aGk=" })
  assert.deepEqual(encodeValue(Float32Array.of(1)), { $array: ["Float32Array", [1]] })
})

test("undefined as a whole has no text", () => {
  assert.equal(valueToJson(undefined), undefined)
  assert.equal(valueToJson(null), "null")
})

test("an error keeps its name, message, fields and cause", () => {
  const error = Object.assign(new TypeError("bad", { cause: new Error("why") }), { code: "E_BAD" })
  const back = decodeValue(JSON.parse(JSON.stringify(encodeValue(error))) as Json) as Error & { code: string }
  assert.ok(back instanceof Error)
  assert.deepEqual(
    [back.name, back.message, back.code, (back.cause as Error).message],
    ["TypeError", "bad", "E_BAD", "why"],
  )
})

test("what cannot be written is refused with its path", () => {
  const loop: { self?: unknown } = {}
  loop.self = [loop]
  assert.throws(
    () => encodeValue(loop),
    /`result\.self\[0\]` is an object that contains itself, which cannot be written as JSON/,
  )
  assert.throws(() => encodeValue({ f: () => 1 }), /`result\.f` is a function/)
  assert.throws(() => encodeValue([Symbol("s")]), /`result\[0\]` is a symbol/)
  assert.throws(() => encodeValue({ p: Promise.resolve() }), /`result\.p` is a Promise/)
  assert.throws(() => encodeValue(new Map([[1, 2]]).keys()), /`result` is a Map Iterator/)
  assert.throws(() => encodeValue((function* () {})()), /`result` is a Generator/)
  assert.throws(() => encodeValue((async function* () {})()), /`result` is an AsyncGenerator/)
})

test("an error in a result line has name, message, code, stack and cause", () => {
  const error = Object.assign(new RangeError("too far", { cause: "wind" }), { code: "E_FAR" })
  const record = describeError(error)
  assert.deepEqual(
    { ...record, stack: record.stack?.split("\n")[0] },
    {
      name: "RangeError",
      message: "too far",
      code: "E_FAR",
      stack: "RangeError: too far",
      cause: { name: "NonError", message: "wind" },
    },
  )
  assert.deepEqual(describeError(null), { name: "NonError", message: "null" })
  assert.deepEqual(describeError({ a: 1 }), { name: "NonError", message: "{ a: 1 }" })
})

test("an error that is its own cause ends", () => {
  const error = new Error("round")
  error.cause = error
  assert.equal(describeError(error).cause?.message, "round")
})
