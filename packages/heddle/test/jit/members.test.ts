import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, it } from "node:test"
import { jit, prange, vectorize } from "../../src/jit/index.ts"
import * as live from "./live-module.ts"

let table = Float64Array.of(1)
let helper = (x: number): number => x + 1
if (table.length > 1) [table, helper] = [new Float64Array(2), (x) => x + 2]

describe("members of objects around a kernel", () => {
  it("are what they are at the call", async () => {
    const settings = { gain: 2, deep: { offset: 0.5 }, isOn: true }
    const f = jit((a: Float64Array | Float32Array) =>
      settings.isOn ? a[0]! * settings.gain + settings.deep.offset : -1,
    )
    const a = Float64Array.of(3)
    const agree = async (): Promise<void> => {
      for (const one of [a, Float32Array.of(3)]) {
        assert.equal(f(one), f.js(one))
        assert.equal(f.reference(one), f.js(one))
        assert.equal(await f.async(one), f.js(one))
      }
    }
    await agree()
    settings.gain = 10
    await agree()
    settings.deep.offset = -0
    await agree()
    settings.deep = { offset: Number.NaN }
    await agree()
    settings.isOn = false
    await agree()
    settings.isOn = true
    settings.gain = 2
    settings.deep = { offset: 0.5 }
    await agree()
    assert.deepEqual(f.signatures, ["(Float64Array)", "(Float32Array)"])
    assert.equal(f.parallelDiagnostics().length, 2)
  })

  it("are the arrays and the functions that they hold at the call", () => {
    const held = { a: Float64Array.of(1), f: (x: number) => x + 1 }
    const f = jit((i: number) => held.f(held.a[i]!))
    assert.equal(f(0), 2)
    held.a = Float64Array.of(5)
    assert.equal(f(0), 6)
    held.f = (x) => -x
    assert.equal(f(0), -5)
  })

  it("are the same in lists, in patterns and in functions that are called", () => {
    const list = [1, 2]
    const pair = { x: 1, y: 2 }
    const sum = (): number => {
      const { x, y } = pair
      return x + y
    }
    const f = jit(() => {
      let all = sum()
      for (const one of list) all = all * 10 + one
      return all
    })
    assert.equal(f(), 312)
    list.push(3)
    assert.equal(f(), 3123)
    list[0] = 7
    pair.y = 4
    assert.equal(f(), 5723)
  })

  it("are the same where they are inherited, or of a class", () => {
    class Scale {
      static by = 2
      readonly unit = 1
    }
    const settings = Object.create({ gain: 3 }) as { gain: number }
    const f = jit((x: number) => x * Scale.by * settings.gain)
    assert.equal(f(1), 6)
    Scale.by = 5
    assert.equal(f(1), 15)
    settings.gain = 1
    assert.equal(f(1), 5)
  })

  it("are the same of a module, and of the global object", () => {
    const name = globalThis as unknown as { gainOfThisTest: number }
    name.gainOfThisTest = 2
    const f = jit((x: number) => x * live.limit * name.gainOfThisTest)
    assert.equal(f(1), 2)
    live.setLimit(10)
    assert.equal(f(1), 20)
    name.gainOfThisTest = 3
    assert.equal(f(1), 30)
  })

  it("are the same in what is written around a function", () => {
    const settings = { gain: 2 }
    const scaled = vectorize((x: number) => x * settings.gain)
    assert.deepEqual(scaled(Float64Array.of(1, 2)), Float64Array.of(2, 4))
    settings.gain = 3
    assert.deepEqual(scaled(Float64Array.of(1, 2)), Float64Array.of(3, 6))
  })

  it("are told of where they change much", async () => {
    const settings = { gain: 0 }
    const total = jit((a: Float64Array) => {
      let sum = 0
      for (const i of prange(a)) sum += a[i]! * settings.gain
      return sum
    })
    const told = once(process, "warning") as Promise<[Error]>
    for (let i = 0; i < 12; i++) {
      settings.gain = i
      assert.equal(total(Float64Array.of(1, 2)), 3 * i)
    }
    const [warning] = await told
    assert.match(
      warning.message,
      /`total` has been compiled 9 times, .* as `settings.gain` changes between calls: pass it/,
    )
  })
})

describe("a variable around a kernel that is assigned", () => {
  it("may be none, whatever it holds", () => {
    assert.throws(
      () => jit(() => table[0]!)(),
      /`table` is captured and assigned elsewhere[^]*hint: pass it as an argument/,
    )
    assert.throws(
      () => jit((x: number) => helper(x))(1),
      /`helper` is captured and assigned elsewhere[^]*hint: declare it by const/,
    )
  })
})
