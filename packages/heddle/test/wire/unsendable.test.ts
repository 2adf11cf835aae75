import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { createServer, Socket } from "node:net"
import test from "node:test"
import { EventEmitter } from "node:events"
import { UnsendableError } from "../../src/core/errors/index.ts"
import { encode, encodeGraph, poison } from "../../src/core/wire/index.ts"
import { argument, arrive, cross, result } from "./crossing.ts"

/** What the types of Node alone do not name. */
interface Wasm {
  readonly Instance: new (module: object) => object
  readonly Module: new (bytes: Uint8Array) => object
}

/** The message without its hint. */
function refusal(value: unknown, options = argument): string {
  try {
    encode(value, options)
  } catch (error) {
    assert.ok(error instanceof UnsendableError, String(error))
    assert.equal(error.role, options.role)
    return error.message.split("\n")[0]!
  }
  throw new Error("it was sent")
}

test("the message names the path, the kind and the fix", () => {
  const conn = createReadStream("/dev/null")
  assert.throws(() => encode({ db: { conn } }, argument), {
    name: "UnsendableError",
    code: "HEDDLE_UNSENDABLE",
    path: "args[0].db.conn",
    role: "argument",
    message:
      "cannot send argument args[0].db.conn to a worker: it is a ReadStream, which lives in this thread\n" +
      "  hint: open it inside the function",
  })
  assert.equal(
    refusal({ conn }, result),
    "cannot send result.conn back from a worker: it is a ReadStream, which lives in that thread",
  )
  conn.destroy()
})

test("every step of the path is shown as it is written", () => {
  const lost = Promise.resolve()
  const value = { list: [new Map<unknown, unknown>([["key", { "a b": new Set([{ [Symbol.for("s")]: lost }]) }]])] }
  assert.equal(
    refusal(value),
    'cannot send argument args[0].list[0].get("key")["a b"]<item 0>[Symbol(s)] to a worker: it is a Promise',
  )
})

test("what belongs to this thread is named for what it is", async () => {
  class Conn extends Socket {}
  const file = await open("/dev/null")
  const timer = setTimeout(() => undefined, 1)
  const server = createServer()
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Wasm }
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))
  const cases: [unknown, RegExp][] = [
    [Promise.resolve(), /it is a Promise$/],
    [new Proxy({}, {}), /it is a Proxy$/],
    [new WeakMap(), /a WeakMap$/],
    [new WeakSet(), /a WeakSet$/],
    [new WeakRef({}), /a WeakRef$/],
    [
      (function* () {
        yield 1
      })(),
      /a running generator$/,
    ],
    [[1].values(), /an iterator that is under way$/],
    [new Map().keys(), /an iterator that is under way$/],
    [createHash("md5"), /a Hash, which lives in this thread$/],
    [server, /a Server, which lives in this thread$/],
    [new Conn(), /a Conn( \(a Socket\))?, which lives in this thread$/],
    [timer, /a Timeout, which lives in this thread$/],
    [file, /a FileHandle, which lives in this thread$/],
    [new AbortController().signal, /an AbortSignal$/],
    [wasm, /a WebAssembly\.Instance, which lives in this thread$/],
    [Object(Symbol("boxed")), /a Symbol/],
    [new Request("http://a/b"), /a Request, which lives in this thread$/],
  ]
  for (const [value, expected] of cases) assert.match(refusal({ value }), expected)
  clearTimeout(timer)
  await file.close()
})

test("a function in a result is refused; for a generator the hint is imap", () => {
  assert.match(refusal({ f() {} }, result), /result\.f back from a worker: it is the function f$/)
  assert.match(
    refusal(
      class A {
        a = 1
      },
      result,
    ),
    /it is the class A$/,
  )
  assert.throws(() => encode(function* numbers() {}, result), { message: /generator function numbers\n.*imap/ })
  const running = (function* () {})()
  assert.throws(() => encode(running, result), { message: /running generator\n {2}hint: use imap/ })
})

test("keys are shared between threads and refused between processes", async () => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"])
  assert.ok(!encode({ key }, argument).graph)
  assert.match(
    refusal({ key }, { ...argument, shared: false }),
    /args\[0\]\.key to a worker: it is a key, which only threads/,
  )
})

test("a poisoned object is refused with its own words", () => {
  const pool = { [poison]: "a pool cannot be used in its own workers" }
  assert.equal(refusal({ pool }), "a pool cannot be used in its own workers")
})

test("what is reached only through a helper becomes a stub that says the same when it is used", () => {
  const soft = { parent: undefined, label: "helper", variable: "helper", soft: true }
  const value = {
    fine: 1,
    conn: Promise.resolve(),
    pool: Object.assign(new EventEmitter(), { [poison]: "no pools here" }),
  }
  const encoded = encodeGraph({ ...argument, role: "captured variable" }, (ctx) => ctx.encode(value, soft))
  const arrived = arrive(encoded) as { fine: number; conn: Promise<unknown>; pool: EventEmitter }
  assert.equal(arrived.fine, 1)
  assert.throws(() => arrived.conn.then, {
    name: "UnsendableError",
    message: /cannot send captured variable helper\.conn to a worker: it is a Promise/,
  })
  assert.throws(() => arrived.pool.emit("x"), { message: "no pools here" })
})

test("a captured variable is named as one, with the code frame of its use", () => {
  const at = { parent: undefined, label: "job", variable: "job", frame: () => "    at work.ts:3:9" }
  assert.throws(
    () => encodeGraph({ ...argument, role: "captured variable" }, (ctx) => ctx.encode({ conn: Promise.resolve() }, at)),
    {
      path: "job.conn",
      role: "captured variable",
      message: /^cannot send captured variable job\.conn to a worker: it is a Promise\n {4}at work\.ts:3:9\n {2}hint:/,
    },
  )
})

test("an argument that cannot be sent leaves the next one unharmed", () => {
  assert.throws(() => encode({ a: Promise.resolve() }, argument))
  assert.deepEqual(cross({ a: 1 }), { a: 1 })
})
