import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Pool, cpuCount as coresOfPools, range } from "heddle"
import {
  Barrier,
  cpuCount,
  Event,
  Lock,
  Manager,
  Pipe,
  Process,
  Queue,
  Semaphore,
  SharedArray,
  SharedMemory,
  SimpleQueue,
  Value,
} from "heddle/multiprocessing"
import { Event as ThreadEvent, Lock as ThreadLock, RLock as ThreadRLock } from "heddle/sync"
import { runProgram } from "../programs/run-program.ts"
import { letGo } from "./references.ts"

/** CPython's tests of shared objects that those of the rooms do not hold already. */
describe("queues and pipes", () => {
  it("a queue can be closed twice, and says then that it is closed and empty", async () => {
    for (const queue of [new SimpleQueue(), new Queue()]) {
      assert.deepEqual([await queue.closed(), await queue.empty()], [false, true])
      await queue.put("item")
      assert.equal(await queue.empty(), false)
      await queue.get()
      await queue.close()
      await queue.close()
      assert.deepEqual([await queue.closed(), await queue.empty()], [true, true])
    }
  })

  it("both sides see alike whether a queue is empty", async () => {
    const queue = new SimpleQueue<boolean>()
    const child = new Process(async () => {
      await queue.put(await queue.empty())
      await queue.put(await queue.empty())
    })
    assert.equal(await queue.empty(), true)
    child.start()
    await child.join()
    assert.equal(await queue.empty(), false)
    assert.deepEqual([await queue.get(), await queue.get(), await queue.empty()], [true, false, true])
  })

  it("a module may use a queue while it is loaded", async () => {
    const { answer } = await import("./sources/asks-while-loading.ts")
    assert.equal(answer, "knock knock")
  })

  it("a message may be empty, and messages stay apart, polled or not", async () => {
    const [a, b] = Pipe()
    assert.equal(await a.poll(), false)
    const messages = ["hello", "", "a", "b", "", "bye", "", "lop"].map((text) => Buffer.from(text))
    for (const message of messages) await b.sendBytes(message)
    for (const message of messages) {
      assert.deepEqual([await a.poll(), await a.poll({ timeout: 60_000 })], [true, true])
      assert.deepEqual(Buffer.from(await a.recvBytes()), message)
    }
    assert.equal(await a.poll(), false)
  })

  it("one that only polls takes no part of a message", async () => {
    const [reader, writer] = Pipe({ duplex: false })
    const [polled, gate] = [new Queue<boolean>(), new Queue<string>()]
    const child = new Process(async () => {
      await polled.put(await reader.poll({ timeout: 60_000 }))
      await gate.get()
    })
    child.start()
    for (const text of ["first", "second"]) await writer.sendBytes(Buffer.from(text))
    assert.equal(await polled.get(), true)
    for (const text of ["first", "second"]) assert.equal(Buffer.from(await reader.recvBytes()).toString(), text)
    await gate.put("go on")
    await child.join()
  })

  it("a part of bytes is sent as a view of them, sixteen megabytes too", async () => {
    const [a, b] = Pipe()
    const bytes = Buffer.from("abcdefghijklmnopqrstuvwxyz")
    for (const [from, to] of [
      [0, 26],
      [5, 26],
      [7, 15],
      [26, 26],
    ] as const) {
      await a.sendBytes(bytes.subarray(from, to))
      assert.equal(Buffer.from(await b.recvBytes()).toString(), bytes.toString().slice(from, to))
    }
    const large = new Uint8Array(2 ** 24).fill(88)
    const sent = a.sendBytes(large)
    assert.deepEqual(await b.recvBytes(), large)
    await sent
  })

  it("leaving the block closes an end of a pipe", async () => {
    const [a, b] = Pipe<number>()
    {
      using first = a
      using second = b
      await first.send(1729)
      assert.equal(await second.recv(), 1729)
      assert.deepEqual([await a.closed(), await b.closed()], [false, false])
    }
    assert.deepEqual([await a.closed(), await b.closed()], [true, true])
    await assert.rejects(a.recv())
    await assert.rejects(b.recv())
  })

  it("the error of an empty queue is let go, here and in a child", async () => {
    const queue = new Queue()
    const refs: WeakRef<object>[] = []
    const ask = async (): Promise<void> => {
      await queue.getNowait().catch((error: object) => refs.push(new WeakRef(error)))
    }
    await ask()
    assert.equal(refs.length, 1)
    await letGo(refs)
    const child = new Process(async (asked: Queue) => {
      const own: WeakRef<object>[] = []
      const remotely = async (): Promise<void> => {
        await asked.getNowait().catch((error: object) => own.push(new WeakRef(error)))
      }
      await remotely()
      await letGo(own)
      process.exitCode = own.length
    }, queue)
    child.start()
    await child.join()
    assert.equal(child.exitCode, 1)
  })
})

describe("locks, values and memory", () => {
  it("locks and events tell their state", async () => {
    const [lock, rlock, event] = [new ThreadLock(), new ThreadRLock(), new ThreadEvent()]
    for (const one of [lock, rlock]) {
      assert.equal(one.statistics().locked, false)
      await one.acquire()
      assert.deepEqual([one.statistics().locked, one.locked()], [true, true])
      one.release()
      assert.equal(one.statistics().locked, false)
    }
    assert.equal(event.statistics().isSet, false)
    event.set()
    assert.equal(event.statistics().isSet, true)
    const [remote, told] = [new Lock(), new Event()]
    assert.deepEqual([await remote.locked(), await remote.waiting(), await told.isSet()], [false, 0, false])
  })

  it("a barrier of one never waits, and a thousand rounds are passed in step", async () => {
    const one = new Barrier(1)
    assert.deepEqual([await one.wait(), await one.wait()], [0, 0])
    const parties = 3
    const barrier = new Barrier(parties)
    let inside = 0
    const party = async (): Promise<void> => {
      for (let round = 0; round < 1000; round++) {
        inside++
        await barrier.wait()
        assert.ok(inside >= parties * (round + 1) && inside <= parties * (round + 2), `${inside} in round ${round}`)
      }
    }
    await Promise.all([...range(parties)].map(party))
    assert.equal(inside, 3000)
  })

  it("a semaphore without a permit fails at once, or when its time is over", async () => {
    const none = new Semaphore(0)
    assert.deepEqual(
      [await none.tryAcquire(), await none.acquire({ timeout: 0 }), await none.acquire({ timeout: 5 })],
      [false, false, false],
    )
    assert.equal(await none.value(), 0)
  })

  it("a worker uses a manager's sets, namespaces and arrays", async () => {
    await using pool = new Pool({ workers: 1 })
    await using manager = Manager()
    const [set, names, array] = [manager.set(["a"]), manager.Namespace({ x: 0, y: 1 }), manager.Array("i", [0, 1])]
    const seen = await pool.submit(async () => {
      await set.add("b")
      const { x, y } = await names.toObject()
      await names.set("x", 2)
      return [await set.has("a"), x, y, [...(await array.slice())]]
    })
    assert.deepEqual(seen, [true, 0, 1, [0, 1]])
    assert.deepEqual([await set.copy(), await names.toObject()], [new Set(["a", "b"]), { x: 2, y: 1 }])
  })

  it("there is at least one core, and a whole number of them", () => {
    assert.ok(Number.isInteger(cpuCount()) && cpuCount() >= 1)
    assert.equal(cpuCount(), coresOfPools())
  })

  it("an unknown type of a value or array is refused", () => {
    for (const type of ["x", "int3", 5] as never[]) {
      assert.throws(() => new Value(type), { code: "HEDDLE_OPTION" })
      assert.throws(() => new SharedArray(type, 3), { code: "HEDDLE_OPTION" })
    }
  })

  it("a child's writes to values and arrays of each type are seen", async () => {
    const values = [
      new Value("i", 4343),
      new Value("d", 3.625),
      new Value("h", -232),
      new Value("q", 2n ** 33n),
    ] as const
    const array = new SharedArray("i", [680, 626, 934, 821, 150])
    const child = new Process(async () => {
      await values[0].set(24234)
      await values[1].set(-4.25)
      await values[2].set(234)
      await values[3].set(2n ** 34n)
      for (let i = 1; i < (await array.length()); i++)
        await array.set(i, (await array.get(i)) + (await array.get(i - 1)))
    })
    assert.deepEqual([...(await array.slice(2, 4))], [934, 821])
    child.start()
    await child.join()
    assert.deepEqual(await Promise.all(values.map((value) => value.get())), [24234, -4.25, 234, 2n ** 34n])
    assert.deepEqual([...(await array.slice())], [680, 1306, 2240, 3061, 3211])
    await array.assign([1, 2], 3)
    assert.deepEqual([...(await array.slice())], [680, 1306, 2240, 1, 2])
  })

  it("memory without a name gets one that nobody has; what is gone cannot be attached or unlinked again", () => {
    using first = new SharedMemory({ create: true, size: 1 })
    using second = new SharedMemory({ create: true, size: 1 })
    assert.notEqual(first.name, second.name)
    const { name } = first
    assert.throws(() => new SharedMemory(`${name}\0a`), { code: "HEDDLE_OPTION" })
    first.unlink()
    second.unlink()
    assert.throws(() => new SharedMemory(name), { code: "HEDDLE_SHARED_MEMORY" })
    assert.throws(() => first.unlink(), { code: "HEDDLE_SHARED_MEMORY" })
  })

  it("memory that was sent and is gone cannot be received", async () => {
    const memory = new SharedMemory({ create: true, size: 8 })
    const queue = new Queue<SharedMemory>()
    await queue.put(memory)
    memory.close()
    memory.unlink()
    await assert.rejects(queue.get(), { code: "HEDDLE_SHARED_MEMORY" })
  })

  it("a program that unlinks what it made reports nothing", async () => {
    const { code, stdout, stderr } = await runProgram("../../upstream/sources/children.ts", "memory")
    assert.deepEqual([code, stdout, stderr], [0, "10\n", ""])
  })
})
