import { Pool } from "heddle"
import { Event, Lock, Manager, Queue } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import { once } from "node:events"
import net from "node:net"
import test from "node:test"
import v8 from "node:v8"
import vm from "node:vm"
import { encodeFrame, FrameReader } from "../../src/multiprocessing/shared/frame.ts"
import { Op, version } from "../../src/multiprocessing/shared/protocol.ts"
import { servedCount } from "../../src/multiprocessing/shared/registry.ts"
import { ownAddress } from "../../src/multiprocessing/shared/server.ts"
import { until } from "./until.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

test("who does not know the key is cut off", async () => {
  const { path, key } = ownAddress()
  const strangers = [
    encodeFrame([Op.hello, "0".repeat(key.length), version]),
    encodeFrame([Op.hello, "short", version]),
    encodeFrame([Op.hello, key, version + 1]),
    encodeFrame([Op.call, 1, 1, "get", [], 0]),
    encodeFrame([]),
    // A frame of no bytes.
    Buffer.alloc(5),
  ]
  for (const bytes of strangers) {
    const socket = net.connect({ path })
    socket.on("error", () => {})
    socket.end(bytes)
    socket.resume()
    await once(socket, "close")
  }
})

test("frames are put together however they arrive", () => {
  const messages = [
    [1, "zwölf", [true, null]],
    [{ three: [3] }],
    [new Uint8Array(5000)],
    [-0, NaN, "\ud800", undefined],
    [],
  ]
  const bytes = Buffer.concat(messages.map(encodeFrame))
  for (const size of [1, 3, 7, 1000, bytes.length]) {
    const reader = new FrameReader()
    const got: unknown[] = []
    for (let at = 0; at < bytes.length; at += size) got.push(...reader.push(bytes.subarray(at, at + size)))
    assert.deepEqual(got, messages)
  }
})

test("an object that nobody can reach is let go", async () => {
  await using pool = new Pool({ workers: 1 })
  const before = servedCount()
  await pool.submit(async (queue: Queue<number>) => await queue.put(1), new Queue<number>())
  assert.equal(servedCount(), before + 1)
  await pool.terminate()
  await until(() => {
    collect()
    return servedCount() === before
  })
})

test("an object stays while only somebody else has a handle of it", async () => {
  await using pool = new Pool({ workers: 1 })
  const go = new Event()
  const kept = pool.submit(async (lock: Lock) => {
    await go.wait()
    return await lock.acquire()
  }, new Lock())
  for (let i = 0; i < 5; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await go.set()
  assert.equal(await kept, true)
})

test("an object in a container stays although nobody has a handle of it", async () => {
  using manager = Manager()
  const dict = manager.dict<string, Queue<number>>()
  await dict.set("queue", new Queue<number>())
  await (await dict.get("queue"))!.put(5)
  for (let i = 0; i < 5; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(await (await dict.get("queue"))!.get(), 5)
})
