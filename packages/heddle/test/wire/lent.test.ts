import assert from "node:assert/strict"
import { describe, it, mock, test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import v8 from "node:v8"
import vm from "node:vm"
import { encodeArguments, lendBytes, Moment, transfer } from "../../src/core/wire/index.ts"
import type { Graph } from "../../src/core/wire/index.ts"
import { argument, arrive, assertSame } from "./crossing.ts"
import { seeded } from "./random-value.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

// What was sent is kept for a while: here that passes when a test says so.
mock.timers.enable({ apis: ["setTimeout"] })

const elements = lendBytes / 8
const reads = (): boolean => true
const writes = (): boolean => false

function large(value: number = 1): Float64Array<ArrayBuffer> {
  return new Float64Array(elements).fill(value)
}

/** What the other side gets of arguments. */
function send(args: readonly unknown[], readOnly: (index: number) => boolean = reads): unknown[] {
  return arrive(encodeArguments(args, true, readOnly, argument)) as unknown[]
}

/** The shared memory that each of the arguments went in. */
function memories(args: readonly unknown[], moment: Moment = new Moment()): readonly (SharedArrayBuffer | undefined)[] {
  const { nodes } = encodeArguments(args, true, reads, { ...argument, moment }).data as Graph
  return nodes.flatMap((node) => (node.t === "lent" ? [node.m] : []))
}

describe("a large array that is only read", () => {
  it("is a view of shared memory with the same content", () => {
    const x = large().map((_, i) => i)
    const [y, name] = send([x, "x"]) as [Float64Array, string]
    assert.ok(y.buffer instanceof SharedArrayBuffer)
    assert.deepEqual(y, x)
    assert.equal(name, "x")
  })

  it("may be of any kind, and a part of its buffer", () => {
    const bytes = Uint8Array.from({ length: lendBytes + 64 }, (_, i) => (i * 7919) >> 5)
    const [from, length] = [24, lendBytes + 16]
    const views = [
      new DataView(bytes.buffer, from, length),
      ...[Int8Array, Uint8Array, Uint8ClampedArray].map((Kind) => new Kind(bytes.buffer, from, length)),
      new Int16Array(bytes.buffer, from, length / 2),
      ...[Uint32Array, Float32Array].map((Kind) => new Kind(bytes.buffer, from, length / 4)),
      new BigInt64Array(bytes.buffer, from, length / 8),
    ]
    for (const view of views) {
      const [arrived] = send([view]) as [typeof view]
      assert.equal(arrived.buffer.byteLength, length)
      assert.ok(arrived.buffer instanceof SharedArrayBuffer, view.constructor.name)
      assertSame(arrived, view)
    }
  })

  it("is one array where it is given twice", () => {
    const x = large()
    const [a, b] = send([x, x])
    assert.equal(a, b)
    const [c, d] = send([x, x], (i) => i === 0) as [Float64Array, Float64Array]
    assert.equal(c, d)
    assert.ok(c.buffer instanceof ArrayBuffer, "one of the two may be written")
  })

  it("is the same memory each time until it is written", () => {
    const x = large()
    const [first] = memories([x])
    assert.equal(memories([x])[0], first)
    x[9] = 7
    const [second] = memories([x, 1])
    assert.notEqual(second, first)
    assert.equal(new Float64Array(first!)[9], 1)
    assert.equal(new Float64Array(second!)[9], 7)
    assert.equal(memories([x])[0], second)
  })

  it("is compared once in one moment, in which nobody can write", () => {
    const [x, moment] = [large(), new Moment()]
    const [memory] = memories([x], moment)
    x[0] = 2
    assert.equal(memories([x], moment)[0], memory)
    assert.notEqual(memories([x])[0], memory)
  })

  it("serves its parts too, which are compared by themselves", () => {
    const x = new Float64Array(4 * elements)
    const [whole] = memories([x])
    const part = x.subarray(elements, 2 * elements + 3)
    assert.equal(memories([part])[0], whole)
    x[0] = 1
    assert.equal(memories([part])[0], whole)
    const moment = new Moment()
    memories([part], moment)
    assert.notEqual(memories([x], moment)[0], whole)
    part[5] = 3
    const [own] = memories([part])
    assert.notEqual(own, whole)
    assert.equal(own!.byteLength, part.byteLength)
    assert.deepEqual(send([part, 0])[0], part)
  })

  it("takes memory of its own while it lives, and not longer", async () => {
    const held = { x: large() as Float64Array | undefined }
    const memory = sentTwice(held)
    for (let i = 0; i < 9; i++) await collected()
    assert.ok(isThere(memory), "what was sent twice is kept")
    held.x = undefined
    while (isThere(memory)) await collected()
  })

  it("is let go when it was not sent for a while", async () => {
    const held = { x: large() }
    const memory = sentTwice(held)
    mock.timers.tick(30_000)
    sentTwice(held)
    mock.timers.tick(30_000)
    for (let i = 0; i < 9; i++) await collected()
    assert.ok(isThere(memory), "it was sent since")
    mock.timers.tick(60_000)
    while (isThere(memory)) await collected()
    assert.deepEqual(send([held.x])[0], held.x)
  })
})

/** These are functions of their own so that nothing on the stack holds what is to be collected. */
function sentTwice({ x }: { readonly x: Float64Array | undefined }): WeakRef<SharedArrayBuffer> {
  memories([x])
  return new WeakRef(memories([x])[0]!)
}

function isThere(memory: WeakRef<SharedArrayBuffer>): boolean {
  return memory.deref() !== undefined
}

async function collected(): Promise<void> {
  await turn()
  collect()
}

describe("a large array that is not only read", () => {
  it("is the receiver's own", () => {
    const x = large()
    const [a] = send([x], writes) as [Float64Array]
    const [b] = send([x], writes) as [Float64Array]
    assert.ok(a.buffer instanceof ArrayBuffer && a.buffer.byteLength === x.byteLength)
    a[0] = 5
    assert.deepEqual([x[0], b[0]], [1, 1])
  })

  it("takes its own bytes only", () => {
    const x = new Uint8Array(4 * lendBytes)
    memories([x])
    const part = x.subarray(3, 3 + lendBytes).fill(1)
    const [arrived] = send([part], writes) as [Uint8Array]
    assert.equal(arrived.buffer.byteLength, lendBytes + 3)
    assertSame(arrived, part)
  })

  it("may be a Buffer or an ArrayBuffer, which are the receiver's own always", () => {
    const bytes = Buffer.alloc(lendBytes, "heddle")
    const [buffer, view] = send([bytes.buffer.slice(0), bytes]) as [ArrayBuffer, Buffer]
    assert.ok(buffer instanceof ArrayBuffer && Buffer.isBuffer(view))
    assert.ok(view.buffer instanceof ArrayBuffer)
    assert.equal(Buffer.compare(Buffer.from(buffer), bytes) || Buffer.compare(view, bytes), 0)
  })

  it("stays the same memory as its neighbours", () => {
    const x = large()
    const bytes = new Uint8Array(x.buffer)
    const [a, b] = send([x, bytes], (i) => i === 0) as [Float64Array, Uint8Array]
    assert.equal(a.buffer, b.buffer)
    b.fill(0)
    assert.equal(a[0], 0)
  })

  it("is copied as ever where other values show it", () => {
    const x = large()
    for (const other of [
      { x },
      { x, s: Symbol.iterator },
      [x],
      { list: [x.subarray(2)] },
      new Map([[x, Symbol.iterator]]),
    ]) {
      for (const args of [
        [x, other],
        [other, x],
      ]) {
        const { nodes } = encodeArguments(args, true, reads, argument).data as Graph
        assert.ok(
          nodes.every(({ t }) => t !== "lent"),
          "nothing is lent",
        )
      }
    }
    const [a, { x: b }] = send([x, { x }]) as [Float64Array, { x: Float64Array }]
    assert.equal(a, b)
    const bytes = new Uint8Array(x.buffer)
    const [c, d] = send([bytes, x, { x, s: Symbol.iterator }]) as [Uint8Array, Float64Array]
    assert.equal(c.buffer, d.buffer)
  })
})

describe("what is sent as ever", () => {
  it("is small, shared, moved, resizable, or meant for a process", () => {
    const values = [
      large().subarray(1),
      new Float64Array(new SharedArrayBuffer(lendBytes)),
      transfer(large()),
      new Float64Array(new ArrayBuffer(lendBytes, { maxByteLength: lendBytes })),
    ]
    for (const value of values) assert.deepEqual(memories([value]), [])
    const { nodes } = encodeArguments([large()], true, reads, { ...argument, shared: false }).data as Graph
    assert.ok(nodes.every(({ t }) => t !== "lent"))
  })
})

/** Writes wherever the receiver may write, and says what it then sees in each place. */
function scribble(args: readonly unknown[], readOnly: readonly boolean[]): number[][] {
  const seen: Uint8Array[] = []
  const visit = (value: unknown, write: boolean): void => {
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      if (write) bytes[0] = bytes[8]! + 1
      seen.push(bytes)
    } else if (typeof value === "object") for (const each of Object.values(value as object)) visit(each, true)
  }
  for (const [i, value] of args.entries()) visit(value, !readOnly[i]!)
  return seen.map((bytes) => [...bytes.subarray(0, 32)])
}

test("whatever is one memory stays one: random lists of arguments", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
    const buffers = [new ArrayBuffer(lendBytes + 64), new ArrayBuffer(lendBytes + 64)]
    const views: ArrayBufferView[] = []
    const view = (): ArrayBufferView => {
      if (views.length > 0 && random() < 0.3) return pick(views)
      const count = random() < 0.8 ? elements : 8
      const made = new (pick([Float64Array, BigInt64Array]))(pick(buffers), 8 * pick([0, 1, 2, 8]), count)
      views.push(made)
      return made
    }
    const value = (): unknown => pick([view, view, (): unknown => ({ a: view() }), (): unknown => [view(), 1]])()
    const args = Array.from({ length: pick([1, 2, 3, 4]) }, value)
    const readOnly = args.map(() => random() < 0.6)
    const arrived = send(args, (i) => readOnly[i]!)
    assertSame(arrived, args)
    assert.deepEqual(scribble(arrived, readOnly), scribble(structuredClone(args), readOnly), `seed ${seed}`)
  }
})
