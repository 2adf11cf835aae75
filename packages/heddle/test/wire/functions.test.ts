import assert from "node:assert/strict"
import test from "node:test"
import { encode, poison, prepare, reduce } from "../../src/core/wire/index.ts"
import { argument, arrive, assertSame, cross, result } from "./crossing.ts"
import { hide, hiddenOf, importedBy } from "./table-codec.ts"

test("functions in arguments go through the codec, each once, and their code is named", () => {
  const f = (): number => 1
  const encoded = encode({ f, list: [f, Math.max, parseInt] }, argument)
  assert.equal(encoded.codes.length, 1)
  assert.equal(encoded.codes[0]!.src, f.toString())
  const arrived = arrive(encoded) as { f: () => number; list: unknown[] }
  assert.equal(arrived.f(), 1)
  assert.equal(arrived.list[0], arrived.f)
  assert.equal(arrived.list[1], Math.max)
})

test("only a graph with functions has something to prepare", async () => {
  assert.equal(prepare(encode(Object.freeze({}), argument).data), undefined)
  await prepare(encode({ f: () => 1 }, argument).data)
})

test("an object keeps methods, accessors and their attributes", () => {
  const value = {
    base: 2,
    get double() {
      return this.base * 2
    },
    set double(to: number) {
      this.base = to / 2
    },
    method() {
      return this.base + 1
    },
  }
  const arrived = cross(value)
  arrived.base = 5
  assert.deepEqual([arrived.double, arrived.method()], [10, 6])
  arrived.double = 4
  assert.equal(arrived.base, 2)
  assert.deepEqual(Object.keys(arrived), Object.keys(value))
})

class Account {
  owner = { name: "a" }
  self: unknown = this
  constructor() {
    Account.made++
  }
  static made = 0
  greet(): string {
    return `I am ${this.owner.name}`
  }
}

test("an instance takes its class along, and no constructor runs", () => {
  const account = new Account()
  const before = Account.made
  const arrived = cross({ account }).account
  assert.ok(arrived instanceof Account)
  assert.equal(arrived.greet(), "I am a")
  assert.equal(arrived.self, arrived)
  assert.equal(Account.made, before)
})

test("private fields of a class by value travel, and keep what they refer to", () => {
  const account = new Account()
  hide(
    account,
    { name: "#ledger", value: [1, account], depth: 0 },
    { name: "#base", value: Buffer.from("x"), depth: 1 },
  )
  const arrived = cross(account)
  const [ledger, base] = hiddenOf(arrived)!
  assert.deepEqual([ledger!.name, ledger!.depth, base!.depth], ["#ledger", 0, 1])
  assert.equal((ledger!.value as unknown[])[1], arrived)
  assert.equal(String(base!.value), "x")
})

test("private fields of a class by reference, and in results, are refused with the fix", () => {
  class Imported {
    a = 1
  }
  importedBy(Imported)
  const instance = new Imported()
  hide(instance, { name: "#key", value: 1, depth: 0 })
  const message =
    /is an instance of the class Imported, whose private fields \(#key\) cannot be restored on the other side\n {2}hint: give Imported a method \[Symbol.for\("heddle.reduce"\)\]/
  assert.throws(() => encode({ instance }, argument), { path: "args[0].instance", message })
  const account = new Account()
  hide(account, { name: "#ledger", value: 1, depth: 0 })
  assert.throws(() => encode(account, result), { message: /whose private fields \(#ledger\)/ })
})

test("an instance of a class that arrived here goes back as one", () => {
  const there = cross(new Account())
  assert.ok(cross({ there }, result).there instanceof Account)
})

test("reduce gives a function and its arguments", () => {
  const make = (a: number, b: unknown[]): object => ({ made: a, b })
  const value = { [reduce]: () => [make, 1, [Symbol.iterator]] }
  assertSame(cross(value as object), { made: 1, b: [Symbol.iterator] })
})

test("prototypes that are not classes travel as objects", () => {
  const proto = {
    hello(this: { name: string }) {
      return `hello ${this.name}`
    },
  }
  const value = Object.assign(Object.create(proto) as typeof proto & { name: string }, { name: "b" })
  assert.equal(cross(value).hello(), "hello b")
})

test("a function that its codec refuses is named by its path, or becomes a stub behind a helper", () => {
  function refused(): void {}
  assert.throws(() => encode({ a: refused }, argument), {
    path: "args[0].a",
    message: "cannot send argument args[0].a to a worker: it is a refused function",
  })
})

test("a class with a poisoned instance behind it refuses only that", () => {
  class Holder {
    pool = { [poison]: "no pools in workers" }
  }
  assert.throws(() => encode({ holder: new Holder() }, argument), {
    message: "no pools in workers",
    path: "args[0].holder.pool",
  })
})

test("an error of the user's own class takes the class along in an argument", () => {
  class Mine extends Error {
    override name = "Mine"
  }
  const arrived = cross({ error: new Mine("m") })
  assert.ok(arrived.error instanceof Mine)
})

test("an error with private fields arrives as its native class under its name, not as a broken instance", () => {
  class Sealed extends RangeError {
    code = "E"
  }
  const error = new Sealed("m")
  hide(error, { name: "#key", value: 1, depth: 0 })
  const arrived: RangeError = cross({ error }).error
  assert.equal(Object.getPrototypeOf(arrived), RangeError.prototype)
  assert.deepEqual([arrived.name, arrived.message, (arrived as Sealed).code], ["Sealed", "m", "E"])
})
