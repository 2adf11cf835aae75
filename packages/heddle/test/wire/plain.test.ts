import assert from "node:assert/strict"
import { once } from "node:events"
import test from "node:test"
import vm from "node:vm"
import { frameHeaderBytes, messageFrame, readMessage } from "../../src/core/backend/processes/frames.ts"
import { decode, encode, isPrimitive } from "../../src/core/wire/index.ts"
import { argument, arrive, cross, result } from "./crossing.ts"

test("primitives need no encoding", () => {
  for (const value of ["a", 1, true, 1n, undefined, null]) {
    assert.ok(isPrimitive(value))
    assert.deepEqual(encode(value, argument), { data: value, graph: false, transfer: [], owned: [], codes: [] })
  }
  assert.ok(!isPrimitive(Symbol.iterator))
})

test("what is sent is a snapshot: changing the value afterwards changes nothing", () => {
  const value = { list: [1, { a: 1 }], map: new Map([["k", [1]]]), bytes: new Uint8Array([1, 2]), date: new Date(0) }
  const encoded = encode(value, argument)
  value.list.push(2)
  ;(value.list[1] as { a: number }).a = 9
  value.map.get("k")!.push(9)
  value.bytes[0] = 9
  value.date.setTime(9)
  assert.deepEqual(arrive(encoded), {
    list: [1, { a: 1 }],
    map: new Map([["k", [1]]]),
    bytes: new Uint8Array([1, 2]),
    date: new Date(0),
  })
})

test("a snapshot of a graph does not change either", () => {
  const value = {
    frozen: Object.freeze({ list: [1] }),
    part: new Uint8Array(8).subarray(2, 4),
    buffer: Buffer.from("a"),
  }
  const encoded = encode(value, argument)
  assert.ok(encoded.graph)
  value.frozen.list.push(2)
  value.part[0] = 9
  value.buffer[0] = 0
  const arrived = arrive(encoded) as typeof value
  assert.deepEqual(arrived.frozen.list, [1])
  assert.deepEqual([...arrived.part], [0, 0])
  assert.equal(String(arrived.buffer), "a")
})

test("an array keeps its holes and its named properties", () => {
  const match = /(?<year>\d+)/.exec("in 2024")!
  assert.deepEqual(cross(match).groups, match.groups)
  assert.equal(cross(match).index, 3)
  for (const length of [3, 1000]) {
    const rows = Object.assign(
      Array.from({ length }, (_, i) => ({ i })),
      { columns: ["i"] },
    )
    const arrived = cross(rows)
    assert.deepEqual(arrived.columns, ["i"])
    assert.equal(arrived.length, length)
    assert.deepEqual(arrived[2], { i: 2 })
  }
  const holes: number[] = []
  holes[2] = 1
  assert.ok(!(1 in cross(holes)))
})

test("objects of another realm arrive as ordinary ones", () => {
  const foreign = vm.runInNewContext("({ list: [1, { a: 2 }], map: 1 })") as object
  const encoded = encode(foreign, argument)
  assert.ok(!encoded.graph)
  assert.deepEqual(arrive(encoded), { list: [1, { a: 2 }], map: 1 })
})

test("shared memory is shared between threads", () => {
  const shared = new SharedArrayBuffer(8)
  const encoded = encode({ shared, view: new Int32Array(shared) }, argument)
  const data = encoded.data as { shared: SharedArrayBuffer; view: Int32Array }
  assert.equal(data.shared, shared)
  data.view[0] = 5
  assert.equal(new Int32Array(shared)[0], 5)
})

test("shared memory arrives in another process as shared memory of its own, still one for all its views", async () => {
  const words = new Int32Array(new SharedArrayBuffer(8)).fill(7)
  const value = { deep: [words, words.subarray(1)], memory: words.buffer }
  const warned = once(process, "warning")
  const { data, graph } = encode(value, { ...argument, shared: false })
  encode(value, { ...argument, shared: false })
  assert.ok(graph)
  const arrived = decode(readMessage(messageFrame(data).subarray(frameHeaderBytes))) as typeof value
  assert.deepEqual([...arrived.deep[0]!], [7, 7])
  assert.ok(arrived.memory instanceof SharedArrayBuffer && arrived.memory !== words.buffer)
  Atomics.store(arrived.deep[1]!, 0, 5)
  assert.deepEqual([...new Int32Array(arrived.memory)], [7, 5])
  assert.deepEqual([...words], [7, 7])
  const [warning] = (await warned) as [Error]
  assert.match(warning.message, /shared memory goes to worker processes as a copy/)
})

test("large buffers of the snapshot are named as owned, so that the sender may move them", () => {
  const array = new Float64Array(10_000)
  const { data, owned } = encode({ array }, argument)
  assert.deepEqual(owned, [(data as { array: Float64Array }).array.buffer])
  assert.equal(array.length, 10_000)
})

test("a getter of a result is read, as structured clone does; one that throws is named", () => {
  const value = {
    get total() {
      return 3
    },
  }
  assert.deepEqual(cross(value, result), { total: 3 })
  const cause = new Error("no total")
  const bad = {
    get total(): number {
      throw cause
    },
  }
  assert.throws(() => encode(bad, result), { path: "result.total", cause })
})

test("lists of any length arrive, longer than structured clone alone can take", () => {
  interface Link {
    readonly next: Link | undefined
    readonly i: number
  }
  for (const wrap of [(link: Link) => link, (link: Link) => Object.freeze(link)]) {
    let list: Link | undefined
    for (let i = 0; i < 50_000; i++) list = wrap({ next: list, i })
    assert.throws(() => structuredClone(list), RangeError)
    let arrived = cross(list)
    let length = 0
    for (; arrived !== undefined; arrived = arrived.next) length++
    assert.equal(length, 50_000)
  }
})

test("large values arrive intact", () => {
  const text = "x".repeat(8_000_000)
  assert.equal(cross({ text }).text, text)
  const rows = Array.from({ length: 300_000 }, (_, i) => ({ i }))
  const arrived = cross(rows)
  assert.equal(arrived.length, 300_000)
  assert.deepEqual(arrived[299_999], { i: 299_999 })
})
