import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { GraphCycleError, OptionError, compute, delayed, parallelConfig } from "heddle"
import type { Delayed } from "heddle"
import { failedCall } from "heddle/parallel"
import { tick } from "../contract/gates.ts"
import { words } from "./words.ts"

const inc = delayed((x: number) => x + 1)
const add = delayed((a: number, b: number) => a + b, { name: "add" })
const sum = delayed((values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0))

for (const nJobs of [1, 2]) {
  describe(`delayed calls, with ${nJobs} jobs`, () => {
    it("may be arguments of each other, and stand for values", async () => {
      assert.equal(await add(1, 2).compute({ nJobs }), 3)
      assert.equal(await add(add(1, 2), 3).compute({ nJobs }), 6)
      assert.equal(await add(add(delayed(1), 2), 3).compute({ nJobs }), 6)
      assert.equal(await delayed(1).compute({ nJobs }), 1)
      const call = inc(1)
      assert.equal(delayed(call), call)
    })

    it("are found in arrays, objects, Maps and Sets, however deep", async () => {
      const [a, b] = [delayed(1), inc(1)]
      assert.equal(await sum([a, b]).compute({ nJobs }), 3)
      assert.equal(await sum(new Set([a, inc(5)])).compute({ nJobs }), 7)
      assert.deepEqual(await delayed([a, b, 3]).compute({ nJobs }), [1, 2, 3])
      assert.deepEqual(await delayed(new Set([a, b, 3])).compute({ nJobs }), new Set([1, 2, 3]))
      assert.deepEqual(await delayed({ a, b, c: [{ d: b }] }).compute({ nJobs }), { a: 1, b: 2, c: [{ d: 2 }] })
      const map = new Map<unknown, unknown>([
        [a, "a"],
        ["b", b],
      ])
      assert.deepEqual(
        await delayed(map).compute({ nJobs }),
        new Map<unknown, unknown>([
          [1, "a"],
          ["b", 2],
        ]),
      )
      const deepest = delayed((rows: number[][]) => Math.max(...rows.map((row) => row[0]!)))
      assert.equal(
        await deepest([
          [a, 10],
          [b, 20],
        ]).compute({ nJobs }),
        2,
      )
    })

    it("are made once wherever their result is used", async () => {
      const made = words(1)
      const once = delayed((g: Int32Array<SharedArrayBuffer>) => tick(g))
      const shared = once(made)
      assert.deepEqual(await add(add(shared, shared), shared).compute({ nJobs }), 3)
      assert.equal(made[0], 1)
    })

    it("several are computed together: shared parts once, containers come back as they were", async () => {
      const made = words(1)
      const shared = delayed((g: Int32Array<SharedArrayBuffer>) => tick(g))(made)
      const plain = { untouched: [1] }
      const results = await parallelConfig({ nJobs }, () =>
        compute(inc(shared), { k: [inc(shared), shared] }, 5, plain, [shared]),
      )
      assert.deepEqual(results, [2, { k: [2, 1] }, 5, { untouched: [1] }, [1]])
      assert.equal(results[3], plain)
      assert.equal(made[0], 1)
      assert.deepEqual(await compute(), [])
    })

    it("of a pure function with equal arguments are one call", async () => {
      const made = words(1)
      const pure = delayed((g: Int32Array<SharedArrayBuffer>, x: unknown) => tick(g) + (x as number[])[0]!, {
        pure: true,
      })
      const calls = [pure(made, [1, "a"]), pure(made, [1, "a"]), pure(made, [1, "b"])]
      assert.equal(new Set((await parallelConfig({ nJobs }, () => compute(calls)))[0]).size, 2)
      assert.equal(made[0], 2)
      const impure = delayed((g: Int32Array<SharedArrayBuffer>) => tick(g))
      await parallelConfig({ nJobs }, () => compute([impure(made), impure(made)]))
      assert.equal(made[0], 4)
      const twice = delayed((g: Int32Array<SharedArrayBuffer>, x: number) => tick(g) + x, { pure: true })
      await add(twice(made, inc(1)), twice(made, inc(1))).compute({ nJobs })
      assert.equal(made[0], 6, "inc is not pure: its two calls are two")
    })

    it("of a function with nout give one call for each value", async () => {
      const split = delayed((x: number): [number, number] => [x, -x], { nout: 2 })
      const pair = split(1)
      assert.equal(pair.length, 2)
      const [a, b] = pair
      assert.deepEqual(await parallelConfig({ nJobs }, () => compute(a, b)), [1, -1])
      assert.equal(await add(a, b).compute({ nJobs }), 0)
      assert.deepEqual(await delayed(pair).compute({ nJobs }), [1, -1])
      assert.equal(delayed((): number[] => [], { nout: 0 })().length, 0)
      const [only] = delayed((x: number): [number] => [x], { nout: 1 })(4)
      assert.equal(await only.compute({ nJobs }), 4)
      const [, missing] = delayed((): number[] => [1], { nout: 2, name: "short" })()
      await assert.rejects(missing!.compute({ nJobs }), /short was to give 2 values, but gave no array with one at 1/)
      await assert.rejects(inc(missing as Delayed<number>).compute({ nJobs }), /short was to give 2 values/)
    })

    it("await what their functions promise", async () => {
      const later = delayed(async (x: number) => {
        await Promise.resolve()
        return x * 2
      })
      assert.equal(await inc(later(later(1))).compute({ nJobs }), 5)
    })

    it("fail with the error that was thrown; its stack tells the way of calls that led there", async () => {
      const fail = delayed(
        (x: number): number => {
          throw new RangeError(`no ${x}`)
        },
        { name: "fail" },
      )
      const graph = delayed((x: number) => x, { name: "report" })(add(inc(fail(inc(1))), 3))
      const error: unknown = await graph.compute({ nJobs }).catch((error: unknown) => error)
      assert.ok(error instanceof RangeError)
      assert.equal(error.message, "no 2")
      assert.match(error.stack!, /delayed\.test\.ts/)
      assert.match(error.stack!, /--- in fail\(.*\), for a function <- add <- report ---/)
      assert.deepEqual(failedCall(error)?.path, ["fail", "a function", "add", "report"])
      const thrown: unknown = await inc(
        delayed((): number => {
          throw "text"
        })(),
      )
        .compute({ nJobs })
        .catch((e: unknown) => e)
      assert.equal(thrown, "text")
    })

    it("of a generator's array, a cyclic object without calls, and many arguments arrive as they are", async () => {
      const cyclic: { self?: unknown; n: number } = { n: 1 }
      cyclic.self = cyclic
      const check = delayed((o: { self?: unknown; n: number }, n: number) => o.self === o && o.n === n)
      assert.equal(await check(cyclic, inc(0)).compute({ nJobs }), true)
      const count = delayed((...values: number[]) => values.length)
      assert.equal(await count(...Array.from({ length: 300 }, (_, i) => inc(i))).compute({ nJobs }), 300)
    })

    it("whose arguments are not searched are passed as they are", async () => {
      const shallow = delayed((values: number[], x: number) => values.length + x, { traverse: false })
      assert.equal(await shallow([1, 2], inc(0)).compute({ nJobs }), 3)
      const call = inc(1)
      const [value] = (await delayed([call], { traverse: false }).compute({ nJobs })) as unknown as [unknown]
      assert.equal(value, call)
    })
  })
}

describe("a graph that cannot be", () => {
  it("a call that was put among its own arguments is an error with the path", async () => {
    const values: (number | Delayed<number>)[] = [1]
    const total = delayed((list: number[]) => list.length, { name: "total" })(values)
    values.push(add(total, 1))
    for (const nJobs of [1, 2]) {
      await assert.rejects(delayed((x: number) => x, { name: "top" })(total).compute({ nJobs }), (error) => {
        assert.ok(error instanceof GraphCycleError)
        assert.deepEqual(error.path, ["total", "add", "total"])
        return /a call depends on itself: total -> add -> total/.test(error.message)
      })
    }
    assert.throws(() => total.visualize(), GraphCycleError)
  })

  it("a container that holds itself and a call", async () => {
    const list: unknown[] = [inc(1)]
    list.push(list)
    await assert.rejects(delayed(list).compute(), OptionError)
    await assert.rejects(delayed((x: unknown) => x)(list).compute({ nJobs: 2 }), OptionError)
  })

  it("options that there are not", async () => {
    assert.throws(() => delayed(inc, { nout: -1 } as never), OptionError)
    assert.throws(() => delayed(() => 1, { nout: 1.5 }), OptionError)
    assert.throws(() => delayed(() => 1, { name: 5 } as never), OptionError)
    assert.throws(() => delayed(() => 1, { dask_key_name: "x" } as never), /did you mean `name`/)
    assert.throws(() => delayed(5, { nout: 1 }), OptionError)
    await assert.rejects(inc(1).compute({ n_jobs: 2 } as never), OptionError)
    await assert.rejects(inc(1).compute({ batchSize: 2 } as never), OptionError)
  })

  it("a function that cannot be sent fails with its name", async () => {
    const secret = new WeakRef({})
    const bad = delayed(() => secret.deref() === undefined, { name: "bad" })
    const error: unknown = await delayed((x: boolean) => x)(bad())
      .compute({ nJobs: 2 })
      .catch((error: unknown) => error)
    assert.match((error as { code: string }).code, /HEDDLE_(UNSENDABLE|CLOSURE)/)
    assert.equal(failedCall(error)?.name, "bad")
  })

  it("an argument that cannot be sent fails with its call", async () => {
    const error: unknown = await add(inc(new WeakRef({}) as never), 1)
      .compute({ nJobs: 2 })
      .catch((error: unknown) => error)
    assert.equal((error as { code: string }).code, "HEDDLE_UNSENDABLE")
    assert.deepEqual(failedCall(error)?.path, ["a function", "add"])
  })
})

describe("a Delayed", () => {
  it("has no then: await gives it back and runs nothing", async () => {
    const call = delayed((): never => assert.fail("it ran"))()
    assert.equal("then" in call, false)
    const awaited: unknown = await Promise.resolve(call)
    assert.equal(awaited, call)
  })

  it("is no number, silently; as text it has its name", () => {
    const call = add(1, 2)
    assert.equal(String(call), "Delayed(add)")
    assert.throws(() => (call as never) + 1, /Delayed\(add\) has no value before it is computed/)
    assert.throws(() => (call as never) > 1, /has no value before it is computed/)
  })

  it("is not iterable without nout", () => {
    assert.throws(() => [...(add(1, 2) as never as number[])], TypeError)
  })

  it("can be computed again, and then runs again", async () => {
    const made = words(1)
    const call = delayed((g: Int32Array<SharedArrayBuffer>) => tick(g))(made)
    assert.deepEqual([await call.compute(), await call.compute({ nJobs: 1 })], [1, 2])
  })
})
