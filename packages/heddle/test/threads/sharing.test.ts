import assert from "node:assert/strict"
import { once } from "node:events"
import { describe, it } from "node:test"
import { MessageChannel } from "node:worker_threads"
import { Pool, WorkerDiedError, range, shared, transfer } from "heddle"

/** 2 MB. */
const size = 250_000

/*
 * A function that reads elements cannot see that they are shared. These tests can: an index that only running shows to be
 * the name of a property gives the memory itself.
 */
const buffer = "buffer" as unknown as number
type Memory = SharedArrayBuffer | ArrayBuffer

function isOne(a: Memory, b: Memory): boolean {
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)]
  const before = left[0]!
  left[0] = before ^ 255
  const one = right[0] === left[0]
  left[0] = before
  return one
}

describe("a large array that is only read", () => {
  it("is one memory for all workers, calls and ways to get it", async () => {
    await using pool = new Pool({ workers: 2 })
    const table = new Float64Array(size).fill(3)
    const captured = (i: number): Memory => table[i] as unknown as Memory
    const given = (array: Float64Array, i: number): Memory => array[i] as unknown as Memory
    const memories = [
      ...(await pool.broadcast(captured, buffer)),
      ...(await pool.map(captured, [buffer, buffer])),
      ...(await pool.map(given, [table, table], [buffer, buffer])),
      await pool.submit(given, table, buffer),
    ]
    for (const memory of memories) {
      assert.ok(memory instanceof SharedArrayBuffer)
      assert.ok(isOne(memory, memories[0]!))
    }
    assert.ok(!isOne(memories[0]!, table.buffer))
  })

  it("is another memory after it was written, and tasks that were submitted before keep theirs", async () => {
    await using pool = new Pool({ workers: 1 })
    const table = new Float64Array(size).fill(3)
    const read = (i: number): Memory => table[i] as unknown as Memory
    const before = pool.submit(read, buffer)
    table[0] = 4
    const after = await pool.submit(read, buffer)
    assert.ok(!isOne(await before, after))
    assert.deepEqual([new Float64Array(await before)[0], new Float64Array(after)[0]], [3, 4])
  })

  it("is not shared where the function shows its buffer, writes, or gives it away", async () => {
    await using pool = new Pool({ workers: 1 })
    const table = new Float64Array(size)
    const look = (array: Float64Array): unknown => Reflect.get(array, "buffer").constructor.name
    assert.equal(await pool.submit(() => table.buffer.constructor.name), "ArrayBuffer")
    assert.equal(await pool.submit((a: Float64Array) => a.buffer.constructor.name, table), "ArrayBuffer")
    assert.equal(await pool.submit(look, table), "ArrayBuffer")
    const bound = look.bind(null, table)
    assert.equal(await pool.submit(bound), "ArrayBuffer")
    const write = (i: number): boolean => {
      table[0] = 1
      return (table[i] as unknown) instanceof ArrayBuffer
    }
    assert.equal(await pool.submit(write, buffer), true)
    assert.equal(table[0], 0)
  })

  it("is still there when the worker that had it died, and for the next attempt", async () => {
    await using pool = new Pool({ workers: 1 })
    const table = new Float64Array(size).fill(2)
    const fails = (array: Float64Array, i: number): number => (i === 0 ? process.exit(1) : array[i]!)
    const futures = range(3).map((i) => pool.submit(fails, table, i))
    await assert.rejects(futures[0]!, WorkerDiedError)
    assert.deepEqual(await Promise.all(futures.slice(1)), [2, 2])
    const attempts = shared(new Int32Array(1))
    const second = (array: Float64Array): number => {
      if (Atomics.add(attempts, 0, 1) === 0) throw new Error("not yet")
      return array[1]!
    }
    assert.equal(await pool.with({ retries: 1 }).submit(second, table), 2)
  })

  it("goes when nothing names it: workers look for garbage although V8 counts no shared memory", async () => {
    await using pool = new Pool({ workers: 1 })
    const see = (array: Uint8Array, i: number): void => {
      const { refs = [] } = globalThis as { refs?: WeakRef<object>[] }
      ;(globalThis as { refs?: WeakRef<object>[] }).refs = refs
      refs.push(new WeakRef(array[i] as unknown as object))
    }
    const rounds = 100
    for (let i = 0; i < rounds; i++) await pool.submit(see, new Uint8Array(8_000_000).fill(i), buffer)
    const count = (): number =>
      (globalThis as unknown as { refs: WeakRef<object>[] }).refs.filter((ref) => ref.deref() !== undefined).length
    const alive = await pool.submit(count)
    assert.ok(alive < 0.7 * rounds, `${alive} of ${rounds} are still there`)
  })
})

describe("the hint on a large array", () => {
  it("comes as an event, for what is copied and not for what is shared", async () => {
    await using pool = new Pool({ workers: 1 })
    const hints: string[] = []
    pool.on("hint", ({ message }) => hints.push(message))
    const table = new Float64Array(2_000_000)
    await pool.submit((i: number) => table[i], 0)
    await pool.map((array: Float64Array) => array[0], [table, table])
    assert.deepEqual(hints, [])
    await pool.submit((array: Float64Array) => array.fill(1).length, table)
    await pool.map((i: number) => (table[i] = i), [0, 1])
    assert.equal(hints.length, 2)
    assert.match(hints[0]!, /^argument 1, `array`, of the function at .*sharing\.test\.ts:\d+ was copied once, 16 MB/)
    assert.match(hints[1]!, /^captured `table` at .*sharing\.test\.ts:\d+ was copied once, 16 MB/)
  })
})

describe("transfer", () => {
  it("moves arrays and buffers there and back, large ones too", async () => {
    await using pool = new Pool({ workers: 1 })
    const there = new Float64Array(size).fill(2)
    const plain = new ArrayBuffer(8 * size)
    const double = (array: Float64Array, raw: ArrayBuffer): [Float64Array, number] => {
      for (let i = 0; i < array.length; i++) array[i]! *= 2
      const back: [Float64Array, number] = [transfer(array), raw.byteLength]
      return back
    }
    const [back, bytes] = await pool.submit(double, transfer(there), transfer(plain))
    assert.deepEqual([there.length, plain.detached, back[size - 1], bytes], [0, true, 4, 8 * size])
    const mapped = range(3).map((i) => new Float64Array(size).fill(i))
    const sums = await pool.map((array: Float64Array) => transfer(array.fill(array[0]! + 1)), mapped.map(transfer))
    assert.deepEqual(
      [mapped.map((array) => array.length), sums.map((array) => array[7])],
      [
        [0, 0, 0],
        [1, 2, 3],
      ],
    )
  })

  it("detaches in the worker what a task gives back so, and not what it only returns", async () => {
    await using pool = new Pool({ workers: 1 })
    const give = (move: boolean): Float64Array => {
      const kept = ((globalThis as { kept?: Float64Array }).kept = new Float64Array(size))
      return move ? transfer(kept) : kept
    }
    const left = (): number => (globalThis as { kept?: Float64Array }).kept!.length
    assert.equal((await pool.submit(give, true)).length, size)
    assert.equal(await pool.submit(left), 0)
    assert.equal((await pool.submit(give, false)).length, size)
    assert.equal(await pool.submit(left), size)
  })

  it("moves ports and web streams there and back", async () => {
    await using pool = new Pool({ workers: 1 })
    const { port1, port2 } = new MessageChannel()
    const back = await pool.submit((port: typeof port2) => transfer(port), transfer(port2))
    const heard = once(port1, "message")
    back.postMessage("over")
    assert.deepEqual(await heard, ["over"])
    port1.close()
    const words = new ReadableStream<string>({
      start(controller) {
        controller.enqueue("a")
        controller.enqueue("b")
        controller.close()
      },
    })
    const read = async (stream: ReadableStream<string>): Promise<string> => (await Array.fromAsync(stream)).join()
    assert.equal(await pool.submit(read, transfer(words)), "a,b")
    const made = (): ReadableStream<number> =>
      transfer(
        new ReadableStream<number>({
          start(controller) {
            controller.enqueue(7)
            controller.close()
          },
        }),
      )
    assert.deepEqual(await Array.fromAsync(await pool.submit(made)), [7])
  })
})
