import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Future, OptionError, TimeoutError, range } from "heddle"
import { GetTimeoutError, ObjectRef, get, put, remote, wait } from "heddle/remote"
import { gates, opened, release } from "../contract/gates.ts"
import { failure } from "../contract/errors.ts"

const echo = remote(<T>(x: T): T => x)

/** A task that waits for its gate, and the gate. */
function held(): { readonly ref: ObjectRef<string>; readonly open: () => void } {
  const gate = gates()
  const ref = remote(async (words: typeof gate) => (await opened(words), "open")).remote(gate)
  return { ref, open: () => release(gate) }
}

export function references(): void {
  describe("references", () => {
    it("are futures with a name of their own", async () => {
      const [a, b] = [put(1), echo.remote(2)]
      assert.ok(a instanceof ObjectRef && b instanceof ObjectRef && b instanceof Future)
      assert.notEqual(a.id, b.id)
      assert.equal(a.id, a.id)
      assert.equal(await b, 2)
    })

    it("as arguments stand for their values, inside of others' too", async () => {
      const add = remote((x: number, y: number) => x + y)
      const one = put(1)
      const two = add.remote(one, one)
      assert.equal(await get(add.remote(two, add.remote(one, two))), 5)
    })

    it("of what failed fail what needs them, with the same error", async () => {
      const boom = remote((): number => {
        throw new RangeError("boom")
      })
      const error = await failure(get(remote((x: number) => x + 1).remote(boom.remote())))
      assert.ok(error instanceof RangeError)
      assert.equal(error.message, "boom")
    })
  })

  describe("get", () => {
    it("gives values in the order of the references", async () => {
      assert.deepEqual(await get(range(20).map((i) => echo.remote(i))), [...range(20)])
      assert.deepEqual(await get([put("a"), put(1), put(null)]), ["a", 1, null])
      assert.deepEqual(await get([]), [])
    })

    it("throws at once what the first failure was, and does not wait for the rest", async () => {
      const { ref, open } = held()
      const bad = remote(() => Promise.reject(new TypeError("bad")))
      assert.ok((await failure(get([ref, bad.remote()]))) instanceof TypeError)
      open()
      await ref
    })

    it("ends after its timeout, and the task goes on", async () => {
      const { ref, open } = held()
      const error = await failure(get([put(1), ref], { timeout: 5 }))
      assert.ok(error instanceof GetTimeoutError && error instanceof TimeoutError)
      assert.match(error.message, /1 of 2 values/)
      open()
      assert.equal(await get(ref), "open")
    })

    it("with a timeout of 0 takes what is there", async () => {
      const { ref, open } = held()
      assert.ok((await failure(get(ref, { timeout: 0 }))) instanceof GetTimeoutError)
      assert.equal(await get(put(3), { timeout: 0 }), 3)
      open()
      await ref
      assert.equal(await get(ref, { timeout: 0 }), "open")
    })

    it("refuses what is no reference, and options that it does not know", async () => {
      assert.match((await failure(get([put(1), 2 as never]))).message, /`refs\[1\]`/)
      assert.ok((await failure(get(1 as never))) instanceof OptionError)
      assert.match((await failure(get(put(1), { time: 1 } as never))).message, /timeout/)
    })
  })

  describe("put", () => {
    it("takes a copy of the value as it is now", async () => {
      const value = { list: [1], map: new Map([["a", new Date(5)]]), bytes: new Float64Array(3) }
      const ref = put(value)
      value.list.push(2)
      value.bytes[0] = 7
      assert.deepEqual(await get(ref), { list: [1], map: new Map([["a", new Date(5)]]), bytes: new Float64Array(3) })
    })

    it("refuses a reference", () => {
      assert.throws(() => put(put(1)), OptionError)
    })
  })

  describe("wait", () => {
    it("gives exactly as many as asked for, in the order of the references", async () => {
      const refs = range(4).map((i) => echo.remote(i))
      await get(refs)
      const { ready, notReady } = await wait(refs)
      assert.deepEqual([ready, notReady], [refs.slice(0, 1), refs.slice(1)])
      const all = await wait(refs, { numReturns: 4 })
      assert.deepEqual([all.ready, all.notReady], [refs, []])
      assert.deepEqual(await wait([]), { ready: [], notReady: [] })
    })

    it("returns when one is there, and after its timeout with what is", async () => {
      const { ref, open } = held()
      const here = put(1)
      const first = await wait<ObjectRef<unknown>>([ref, here])
      assert.deepEqual([first.ready, first.notReady], [[here], [ref]])
      const both = await wait<ObjectRef<unknown>>([ref, here], { numReturns: 2, timeout: 5 })
      assert.deepEqual([both.ready, both.notReady], [[here], [ref]])
      assert.deepEqual((await wait([ref], { timeout: 0 })).ready, [])
      const later = wait([ref])
      open()
      assert.deepEqual((await later).ready, [ref])
    })

    it("counts what failed as ready", async () => {
      const bad = remote(() => Promise.reject(new TypeError("bad"))).remote()
      const { ready } = await wait([bad])
      assert.deepEqual(ready, [bad])
      assert.ok((await failure(get(bad))) instanceof TypeError)
    })

    it("refuses one reference, the same one twice, and more than there are", async () => {
      const ref = put(1)
      assert.ok((await failure(wait(ref as never))) instanceof OptionError)
      assert.match((await failure(wait([ref, ref]))).message, /all different/)
      assert.match((await failure(wait([ref], { numReturns: 2 }))).message, /numReturns/)
      assert.match((await failure(wait([ref, 3 as never]))).message, /refs\[1\]/)
    })
  })
}
