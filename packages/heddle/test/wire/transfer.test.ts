import assert from "node:assert/strict"
import { once } from "node:events"
import test from "node:test"
import { MessageChannel } from "node:worker_threads"
import { encode, transfer } from "../../src/core/wire/index.ts"
import { argument, arrive, result } from "./crossing.ts"

test("transfer moves a typed array: the sender's is detached when the call returns", () => {
  const array = new Float64Array([1, 2, 3])
  const encoded = encode({ array: transfer(array), other: [1] }, argument)
  assert.equal(array.length, 0)
  assert.equal(encoded.transfer.length, 1)
  const arrived = arrive(encoded) as { array: Float64Array }
  assert.deepEqual([...arrived.array], [1, 2, 3])
})

test("transfer of a view moves its whole buffer, and other views of it come along", () => {
  const buffer = new ArrayBuffer(64)
  const part = new Uint8Array(buffer, 8, 8).fill(7)
  const encoded = encode([transfer(part), new Uint8Array(buffer)], result)
  assert.equal(buffer.detached, true)
  const [view, whole] = arrive(encoded) as [Uint8Array, Uint8Array]
  assert.equal(view.buffer, whole.buffer)
  assert.equal(view.byteOffset, 8)
  assert.deepEqual([...view], [7, 7, 7, 7, 7, 7, 7, 7])
})

test("nothing is detached when the rest of the value cannot be sent", () => {
  const array = new Uint8Array(8)
  assert.throws(() => encode([transfer(array), Promise.resolve()], argument), { path: "args[0][1]" })
  assert.equal(array.length, 8)
})

test("a Buffer cut from Node's pool is copied, for its slab belongs to others", () => {
  const buffer = Buffer.from("hello")
  const encoded = encode(transfer(buffer), argument)
  assert.equal(String(buffer), "hello")
  assert.equal(String(arrive(encoded)), "hello")
})

test("a MessagePort moves with transfer, and says so without", async () => {
  const { port1, port2 } = new MessageChannel()
  assert.throws(() => encode({ port: port1 }, argument), {
    message: "cannot send argument args[0].port to a worker: it is a MessagePort\n  hint: move it: transfer(port)",
  })
  const { port } = arrive(encode({ port: transfer(port1) }, argument)) as { port: typeof port1 }
  const message = once(port2, "message")
  port.postMessage("over")
  assert.deepEqual(await message, ["over"])
  port2.close()
})

test("web streams move with transfer", async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue("chunk")
      controller.close()
    },
  })
  assert.throws(() => encode(stream, argument), { message: /a ReadableStream, which lives in this thread/ })
  const arrived = arrive(encode(transfer(stream), argument)) as ReadableStream<string>
  assert.equal(stream.locked, true)
  assert.deepEqual(await Array.fromAsync(arrived), ["chunk"])
})

test("a buffer that was moved already is named", () => {
  const buffer = new ArrayBuffer(8)
  encode(transfer(buffer), argument)
  assert.throws(() => encode({ buffer }, argument), { path: "args[0].buffer", message: /a detached ArrayBuffer/ })
})

test("a typed array that is transferred twice is named, in an argument and in a closure", () => {
  const array = new Float64Array(8)
  encode(transfer(array), argument)
  for (const again of [[transfer(array)], [array, () => 1], { array }]) {
    assert.throws(() => encode(again, { ...argument, functions: true }), {
      name: "UnsendableError",
      message: /args\[0\].* a view of a detached ArrayBuffer/,
    })
  }
})

test("what is marked and cannot be moved is told in words", () => {
  const stream = new ReadableStream()
  stream.getReader()
  assert.throws(() => encode({ stream: transfer(stream) }, argument), {
    name: "UnsendableError",
    message: /marked with transfer\(\), but cannot be moved: .*locked/,
  })
})
