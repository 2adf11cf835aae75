import { Pipe, Process } from "heddle/multiprocessing"
import type { PipeEnd } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { until } from "./until.ts"

test("what one end sends the other receives, both ways, in order", async () => {
  const [a, b] = Pipe()
  await a.send({ n: 1 })
  await a.send("two")
  await b.send(3)
  assert.deepEqual([await b.recv(), await b.recv(), await a.recv()], [{ n: 1 }, "two", 3])
})

test("a pipe in one direction is received from at the first end and sent to at the second", async () => {
  const [receiver, sender] = Pipe<number>({ duplex: false })
  await sender.send(1)
  assert.equal(await receiver.recv(), 1)
  await assert.rejects(receiver.send(2), { code: "HEDDLE_PIPE_CLOSED" })
  await assert.rejects(sender.recv(), { code: "HEDDLE_PIPE_CLOSED" })
})

test("poll says whether there is something to receive, and waits for it if asked to", async () => {
  const [a, b] = Pipe<number>()
  assert.equal(await b.poll(), false)
  assert.equal(await b.poll({ timeout: 1 }), false)
  const waits = b.poll({ timeout: "1m" })
  await a.send(1)
  assert.equal(await waits, true)
  assert.equal(await b.recv(), 1)
})

test("recv gives up after its timeout", async () => {
  const [a, b] = Pipe<number>()
  await assert.rejects(b.recv({ timeout: 1 }), { code: "HEDDLE_TIMEOUT" })
  await a.send(1)
  assert.equal(await b.recv({ timeout: 1000 }), 1)
})

test("after the other end was closed what it sent can be received, then comes the end", async () => {
  const [a, b] = Pipe<number>()
  await a.send(1)
  await a.close()
  assert.equal(await b.poll(), true)
  assert.equal(await b.recv(), 1)
  assert.equal(await b.poll(), true)
  await assert.rejects(b.recv(), { code: "HEDDLE_PIPE_CLOSED" })
  await assert.rejects(b.send(2), { code: "HEDDLE_PIPE_CLOSED" })
  await assert.rejects(a.send(2), { code: "HEDDLE_PIPE_CLOSED" })
})

test("who waits at an end learns that either end is closed", async () => {
  const [a, b] = Pipe<number>()
  const waits = b.recv()
  const closing = a.close()
  await assert.rejects(waits, { code: "HEDDLE_PIPE_CLOSED" })
  await closing
  const [c] = Pipe<number>()
  const own = c.recv()
  const closed = c.close()
  await assert.rejects(own, { code: "HEDDLE_PIPE_CLOSED" })
  await closed
})

test("bytes are received as bytes, and no more than allowed", async () => {
  const [a, b] = Pipe()
  await a.sendBytes(Buffer.from("hello"))
  assert.equal(Buffer.from(await b.recvBytes()).toString(), "hello")
  await a.sendBytes(new Uint8Array(10))
  await assert.rejects(b.recvBytes({ maxLength: 9 }), { code: "HEDDLE_OPTION" })
  await assert.rejects(a.sendBytes("text" as never), { code: "HEDDLE_OPTION" })
})

test("a sender waits while more than 1 MB is on its way", async () => {
  const [a, b] = Pipe<string>()
  const large = "x".repeat(400_000)
  await a.send(large)
  let sent = false
  const second = a.send(large).then(() => (sent = true))
  assert.equal(await b.poll(), true)
  // All that could happen here has happened by then.
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(sent, false)
  assert.equal((await b.recv()).length, large.length)
  await second
  assert.equal((await b.recv()).length, large.length)
})

test("what was received at once leaves no room behind", async () => {
  const [a, b] = Pipe<string>()
  const large = "x".repeat(400_000)
  for (let i = 0; i < 3; i++) {
    const waits = b.recv()
    await a.send(large)
    await waits
  }
  await a.send(large)
  let sent = false
  const second = a.send(large).then(() => (sent = true))
  assert.equal(await b.poll(), true)
  // All that could happen here has happened by then.
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(sent, false)
  await b.recv()
  await second
})

test("a process talks with its parent, and its end is the end of the pipe", async () => {
  const [here, there] = Pipe<number>()
  const child = new Process(async (end: PipeEnd<number>) => {
    for await (const n of end) {
      await end.send(n * 2)
      if (n === 3) process.exit(5)
    }
  }, there)
  child.start()
  for (const n of [1, 2, 3]) {
    await here.send(n)
    assert.equal(await here.recv(), n * 2)
  }
  await assert.rejects(here.recv(), { code: "HEDDLE_PIPE_CLOSED" })
  await child.join()
  assert.equal(child.exitCode, 5)
})

test("two processes talk with each other past this one", async () => {
  const [a, b] = Pipe<string>()
  const [report, reported] = Pipe<string>({ duplex: false })
  const asks = new Process(async () => {
    await a.send("ping")
    await reported.send(await a.recv())
  })
  const answers = new Process(async () => await b.send(`${await b.recv()} pong`))
  asks.start()
  answers.start()
  assert.equal(await report.recv(), "ping pong")
  await Promise.all([asks.join(), answers.join()])
  await until(() => report.poll())
  await assert.rejects(report.recv(), { code: "HEDDLE_PIPE_CLOSED" })
})
