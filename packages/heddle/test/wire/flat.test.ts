import assert from "node:assert/strict"
import { describe, it } from "node:test"
import vm from "node:vm"
import { copyFlat, copyFlatList } from "../../src/core/wire/index.ts"

describe("copyFlat", () => {
  it("copies objects and arrays of primitives", () => {
    const values = [{}, { a: 1, b: "x", c: null, d: undefined, e: 2n, f: true }, [], [1, "a", null, -0, Number.NaN]]
    for (const value of values) {
      const copy = copyFlat(value)
      assert.deepEqual(copy, value)
      assert.notEqual(copy, value)
    }
    const own = JSON.parse('{"__proto__":1}') as object
    assert.deepEqual(Object.getOwnPropertyNames(copyFlat(own)), ["__proto__"])
  })

  it("leaves everything else to the snapshot, and calls nothing", () => {
    const fail = (): never => assert.fail("called")
    const others: Readonly<Record<string, object>> = {
      nested: { a: {} },
      method: { a() {} },
      symbol: { [Symbol.iterator]: 1 },
      "symbol as a value": { a: Symbol.iterator },
      getter: Object.defineProperty({}, "a", { get: fail, enumerable: true, configurable: true }),
      hidden: Object.defineProperty({ a: 1 }, "b", { value: 1, writable: true, configurable: true }),
      constant: Object.defineProperty({}, "a", { value: 1, enumerable: true }),
      frozen: Object.freeze({ a: 1 }),
      proxy: new Proxy({ a: 1 }, { getOwnPropertyDescriptor: fail, ownKeys: fail, getPrototypeOf: fail }),
      instance: new URL("file:///a"),
      "no prototype": Object.create(null) as object,
      foreign: vm.runInNewContext("({ a: 1 })") as object,
      date: new Date(0),
      map: new Map([[1, 2]]),
      bytes: new Uint8Array(2),
      "array of objects": [{}],
      hole: Object.assign(Array.from({ length: 0 }), { 2: 1 }),
      named: Object.assign([1], { a: 1 }),
      "long array": Array.from({ length: 1000 }, (_, i) => i),
    }
    for (const [name, value] of Object.entries(others)) assert.equal(copyFlat(value), undefined, name)
  })
})

describe("copyFlatList", () => {
  it("copies a list of arguments, each by itself", () => {
    const object = { a: 1 }
    const list = [1, "a", undefined, object, [1, 2]]
    const copy = copyFlatList(list)!
    assert.deepEqual(copy, list)
    assert.notEqual(copy, list)
    assert.notEqual(copy[3], object)
  })

  it("leaves to the snapshot what is there twice, and what is more", () => {
    const object = { a: 1 }
    assert.equal(copyFlatList([object, object]), undefined)
    assert.equal(copyFlatList([1, { a: { b: 1 } }]), undefined)
    assert.equal(copyFlatList([Symbol.iterator]), undefined)
    assert.equal(copyFlatList([() => 1]), undefined)
  })
})
