import assert from "node:assert/strict"
import { AssertionError } from "node:assert"
import { readFileSync } from "node:fs"
import test from "node:test"
import { types } from "node:util"
import {
  AbortError,
  HeddleError,
  OptionError,
  TaskTimeoutError,
  UnsendableError,
  WorkerDiedError,
} from "../../src/core/errors/index.ts"
import { decodeError, encodeError, giveClassKey } from "../../src/core/wire/index.ts"
import { argument, cross } from "./crossing.ts"

/** Node 22 has only the older name. */
const isError = (Reflect.get(Error, "isError") ?? Reflect.get(types, "isNativeError")) as (value: unknown) => boolean

function throwAcross<T>(thrown: T): T {
  return decodeError(structuredClone(encodeError(thrown))) as T
}

function caught(run: () => unknown): Error & Record<string, unknown> {
  try {
    run()
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error("nothing was thrown")
}

test("native errors keep class, message, code, own properties, symbols and stack", () => {
  for (const ctor of [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]) {
    const error = Object.assign(new ctor("no"), {
      code: "E_NO",
      detail: { list: [1, new Date(0)] },
      [Symbol.for("s")]: 1,
    })
    const arrived = throwAcross(error)
    assert.ok(isError(arrived))
    assert.equal(Object.getPrototypeOf(arrived), ctor.prototype)
    assert.equal(arrived.stack, error.stack)
    assert.deepEqual(Object.assign({}, arrived), Object.assign({}, error))
    assert.equal(Object.getOwnPropertyDescriptor(arrived, "message")!.enumerable, false)
    assert.equal(Object.getOwnPropertyDescriptor(arrived, "stack")!.enumerable, false)
  }
})

test("the errors of Node's own modules keep what they say", () => {
  const missing = throwAcross(caught(() => readFileSync("/nobody/home")))
  assert.deepEqual(
    [missing["code"], missing["syscall"], missing["path"], missing["errno"]],
    ["ENOENT", "open", "/nobody/home", -2],
  )
  const invalid = throwAcross(caught(() => Buffer.from(1 as never)))
  assert.ok(invalid instanceof TypeError)
  assert.equal(invalid["code"], "ERR_INVALID_ARG_TYPE")
  const assertion = throwAcross(caught(() => assert.equal(1, 2)))
  assert.ok(assertion instanceof AssertionError)
  assert.deepEqual([assertion.actual, assertion.expected, assertion.operator], [1, 2, "strictEqual"])
})

test("causes and the errors of an AggregateError arrive whole, and hidden as they were", () => {
  const root = new RangeError("root")
  const error = new AggregateError([new TypeError("a", { cause: root }), root, "text", null], "many", { cause: root })
  const arrived = throwAcross(error)
  assert.ok(arrived instanceof AggregateError)
  const [first, second, ...rest] = arrived.errors as Error[]
  assert.ok(first instanceof TypeError)
  assert.equal(first.cause, second)
  assert.equal(arrived.cause, second)
  assert.ok(second instanceof RangeError)
  assert.deepEqual(rest, ["text", null])
  assert.deepEqual(Object.keys(arrived), [])
})

test("an error that causes itself arrives so", () => {
  const error = new Error("loop")
  error.cause = { deep: [error] }
  const arrived = throwAcross(error)
  assert.equal((arrived.cause as { deep: unknown[] }).deep[0], arrived)
})

test("a class of the user's that the receiver knows comes back as itself, without running its constructor", () => {
  class Declined extends TypeError {
    override name = "Declined"
    readonly amount: number
    constructor(amount: number, ran?: true) {
      super(`declined ${amount}`)
      if (ran !== true) throw new Error("the constructor ran")
      this.amount = amount
    }
  }
  giveClassKey(Declined)
  const arrived = throwAcross(new Declined(5, true))
  assert.ok(arrived instanceof Declined)
  assert.ok(isError(arrived))
  assert.equal(arrived.amount, 5)
  assert.equal(arrived.name, "Declined")
})

test("a class that the receiver does not know arrives as its nearest native class, under its own name", () => {
  class Strange extends RangeError {
    extra = 1
  }
  class Named extends Error {
    override name = "OtherName"
  }
  const strange: RangeError = throwAcross(new Strange("odd"))
  assert.equal(Object.getPrototypeOf(strange), RangeError.prototype)
  assert.deepEqual([strange.name, strange.message, strange["extra" as never]], ["Strange", "odd", 1])
  assert.deepEqual(Object.keys(strange), ["extra"])
  assert.equal(throwAcross(new Named("n")).name, "OtherName")
})

test("heddle's own errors come back as themselves", () => {
  const timeout = throwAcross(new TaskTimeoutError(500, { hint: "less" }))
  assert.ok(timeout instanceof TaskTimeoutError && timeout instanceof HeddleError)
  assert.deepEqual(
    [timeout.code, timeout.timeout, timeout.hint, timeout.name],
    ["HEDDLE_TASK_TIMEOUT", 500, "less", "TaskTimeoutError"],
  )
  const died = throwAcross(new WorkerDiedError({ exitCode: 3, signal: null, phase: "running" }))
  assert.ok(died instanceof WorkerDiedError && died.exitCode === 3)
  const aborted = throwAcross(new AbortError(new Error("why")))
  assert.ok(aborted instanceof AbortError)
  assert.equal((aborted.cause as Error).message, "why")
  const unsendable = throwAcross(new UnsendableError("no", { path: "a.b", role: "result" }))
  assert.ok(unsendable instanceof UnsendableError && unsendable.path === "a.b")
  assert.ok(throwAcross(new OptionError("x", "a number", "y")) instanceof OptionError)
})

test("a DOMException keeps name, code, message and stack", () => {
  const error = new DOMException("stop", "AbortError")
  const arrived = throwAcross(error)
  assert.ok(arrived instanceof DOMException)
  assert.deepEqual(
    [arrived.name, arrived.code, arrived.message, arrived.stack],
    ["AbortError", 20, "stop", error.stack],
  )
})

test("thrown things that are not errors arrive exactly", () => {
  for (const thrown of [null, undefined, "text", "", 0, -0, NaN, 5n, false])
    assert.ok(Object.is(throwAcross(thrown), thrown))
  assert.equal(throwAcross(Symbol.for("registered")), Symbol.for("registered"))
  assert.deepEqual(throwAcross({ code: 1, list: [new Map([[1, 2]])] }), { code: 1, list: [new Map([[1, 2]])] })
  assert.deepEqual(throwAcross([1, "a"]), [1, "a"])
})

test("a property that cannot be sent becomes its text, and the rest is kept", () => {
  const error = Object.assign(new Error("kept"), {
    code: "E",
    retry: function retry() {},
    pending: Promise.resolve(1),
    proxy: new Proxy({ a: 1 }, {}),
    nested: { weak: new WeakMap(), fine: 1 },
    toJSON() {
      throw new Error("toJSON ran")
    },
  })
  const arrived = throwAcross(error) as unknown as Record<string, unknown>
  assert.ok(isError(arrived))
  assert.equal(arrived["code"], "E")
  assert.equal(arrived["retry"], "[Function: retry]")
  assert.match(String(arrived["pending"]), /^Promise \{ 1/)
  assert.match(String(arrived["proxy"]), /{ a: 1 }/)
  assert.deepEqual(arrived["nested"], { weak: "WeakMap { <items unknown> }", fine: 1 })
  assert.equal(arrived["toJSON"], "[Function: toJSON]")
})

test("an unclonable cause and getters that throw never lose the error", () => {
  const error = new Error("kept", { cause: () => 1 })
  Object.defineProperty(error, "bad", {
    enumerable: true,
    get() {
      throw new Error("from the getter")
    },
  })
  const arrived = throwAcross(error) as unknown as Record<string, unknown>
  assert.equal(arrived["message"], "kept")
  assert.equal(arrived["cause"], "[Function: cause]")
  assert.match(String(arrived["bad"]), /^\[a getter that throws: Error: from the getter/)
})

test("errors with a hostile name, message or stack arrive", () => {
  class Hostile extends Error {
    override get name(): string {
      throw new Error("no name")
    }
  }
  assert.equal(throwAcross(new Hostile("m")).message, "m")
  const stackless = new Error("s")
  Object.defineProperty(stackless, "stack", { get: () => assert.fail("no stack") })
  assert.equal(throwAcross(stackless).message, "s")
  const frozen = Object.freeze(new Error("frozen"))
  assert.equal(throwAcross(frozen).stack, frozen.stack)
  assert.ok(Object.isFrozen(throwAcross(frozen)))
})

test("a thrown function, promise or proxy is told as an error", () => {
  for (const thrown of [() => 1, Promise.resolve(), new WeakMap(), Map]) {
    const arrived: unknown = throwAcross<unknown>(thrown)
    assert.ok(arrived instanceof UnsendableError)
    assert.equal(arrived.role, "error")
    assert.match(arrived.message, /^a value was thrown that cannot be sent: /)
  }
  const arrived = throwAcross(new Proxy(new TypeError("behind a proxy"), {}))
  assert.ok(isError(arrived))
  assert.deepEqual([arrived.name, arrived.message], ["TypeError", "behind a proxy"])
})

test("a chain of ten thousand causes arrives whole", () => {
  let error = new Error("0")
  for (let i = 1; i < 10_000; i++) error = new Error(String(i), { cause: error })
  let arrived: unknown = throwAcross(error)
  for (let i = 9999; i >= 0; i--) {
    assert.equal((arrived as Error).message, String(i))
    arrived = (arrived as Error).cause
  }
  assert.equal(arrived, undefined)
})

test("errors inside values are as lossless as thrown ones", () => {
  const error = Object.assign(new TypeError("in a value", { cause: new Error("why") }), { code: "E" })
  const arrived = cross({ settled: [{ status: "rejected", reason: error }], again: error }, argument)
  const reason = arrived.settled[0]!.reason
  assert.equal(reason, arrived.again)
  assert.ok(reason instanceof TypeError)
  assert.deepEqual([reason.code, reason.message, (reason.cause as Error).message], ["E", "in a value", "why"])
})

test("an error that arrived can be sent on", () => {
  const error = Object.assign(new RangeError("on", { cause: "why" }), { code: "E" })
  const twice = throwAcross(throwAcross(error))
  assert.ok(twice instanceof RangeError)
  assert.deepEqual([twice.message, twice.cause, twice.code, twice.stack], ["on", "why", "E", error.stack])
})
