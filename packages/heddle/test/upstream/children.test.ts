import assert from "node:assert/strict"
import { createServer } from "node:net"
import type { AddressInfo, Socket } from "node:net"
import { describe, it } from "node:test"
import { range } from "heddle"
import {
  currentProcess,
  JoinableQueue,
  Lock,
  Manager,
  parentProcess,
  Pipe,
  Process,
  Queue,
  RLock,
} from "heddle/multiprocessing"
import type { PipeEnd } from "heddle/multiprocessing"
import { runProgram } from "../programs/run-program.ts"
import { letGo } from "./references.ts"

/** Runs `target` in a process to its end. */
async function inChild<A extends readonly unknown[]>(target: (...args: A) => unknown, ...args: A): Promise<void> {
  const child = new Process(target, ...args)
  child.start()
  await child.join()
  assert.equal(child.exitCode, 0)
}

/** CPython's tests of processes that those of the room do not hold already. */
describe("a process", () => {
  it("the program's own process is alive, is no daemon, and has no parent", () => {
    const { pid, exitCode, daemon, name } = currentProcess()
    assert.deepEqual([pid, exitCode, daemon, name], [process.pid, null, false, "MainProcess"])
    assert.ok(currentProcess().isAlive())
    assert.equal(parentProcess(), undefined)
  })

  it("daemon is that of the current process unless it is given", () => {
    const target = (): void => {}
    assert.equal(new Process(target).daemon, currentProcess().daemon)
    assert.equal(new Process({ target, daemon: true }).daemon, true)
    assert.equal(new Process({ target, daemon: false }).daemon, false)
  })

  it("lets go of its target and arguments when it has ended", async () => {
    const refs: WeakRef<object>[] = []
    const start = async (): Promise<void> => {
      const argument = { some: "object" }
      const target = (given: object): object => given
      refs.push(new WeakRef(argument), new WeakRef(target))
      await inChild(target, argument)
    }
    await start()
    await letGo(refs)
  })

  it("inherits no descriptor of its siblings", async () => {
    const queue = new Queue<number>()
    const done = new Queue<string>()
    const count = async (): Promise<void> => {
      const { existsSync, readdirSync, readlinkSync } = await import("node:fs")
      const folder = ["/proc/self/fd", "/dev/fd"].find(existsSync)
      // What could be inherited: files come and go while modules are loaded.
      const isChannel = (name: string): boolean => {
        try {
          return /^(?:socket|pipe):/.test(readlinkSync(`${folder}/${name}`))
        } catch {
          return false
        }
      }
      await queue.put(folder === undefined ? 0 : readdirSync(folder).filter(isChannel).length)
      await done.get()
    }
    const children = [...range(2)].map(() => new Process(count))
    // One after the other, so that the later ones could inherit from the earlier ones.
    const counts: number[] = []
    for (const child of children) {
      child.start()
      counts.push(await queue.get())
    }
    for (const _ of children) await done.put("done")
    await Promise.all(children.map((child) => child.join()))
    assert.equal(new Set(counts).size, 1, counts.join(" "))
  })

  it("ends after its own timers, and its exit handlers run", async () => {
    const told = new Queue<string>()
    const path = await inFolder(async (folder) => {
      const file = `${folder}/exit.txt`
      await inChild(async (at: string) => {
        const { writeFileSync } = await import("node:fs")
        process.on("exit", () => writeFileSync(at, "deadbeef"))
        setTimeout(() => void told.put("timer"), 20)
      }, file)
      assert.equal(await told.get(), "timer")
      const { readFileSync } = await import("node:fs")
      return readFileSync(file, "utf8")
    })
    assert.equal(path, "deadbeef")
  })

  it("ends well without its standard streams", async () => {
    const told = new Queue<string>()
    await inChild(async () => {
      process.stdout.destroy()
      process.stderr.destroy()
      await told.put("without streams")
    })
    assert.equal(await told.get(), "without streams")
  })

  it("runs with the program's flags and finds its modules", async () => {
    const told = new Queue()
    await inChild(async () => {
      const { cpuCount } = await import("heddle/multiprocessing")
      await told.put([process.execArgv, typeof cpuCount])
    })
    const [flags, type] = (await told.get()) as [string[], string]
    assert.ok(flags.some((flag) => flag.includes("@heddle/source")))
    assert.equal(type, "function")
  })

  it("has queues, pools and children of its own, and hands its arguments on to them", async () => {
    const told = new Queue()
    await inChild(async (queue: Queue) => {
      const { Pool } = await import("heddle")
      const { Process, Queue } = await import("heddle/multiprocessing")
      const pool = new Pool({ workers: 2 })
      await queue.put(await pool.map((x: number) => x * x, [1, 2, 3]))
      await pool.close()
      const own = new Queue<string>()
      const child = new Process(
        async (inner: InstanceType<typeof Queue>, outer: Queue) => {
          await outer.put("from the grandchild")
          await inner.put("to the child")
        },
        own,
        queue,
      )
      child.start()
      await queue.put(await own.get())
      await child.join()
    }, told)
    const all = [await told.get(), await told.get(), await told.get()]
    assert.deepEqual(all[0], [1, 4, 9])
    assert.deepEqual(new Set(all.slice(1)), new Set(["from the grandchild", "to the child"]))
  })

  it("what was written before its start is not written again", async () => {
    const { code, stdout, stderr } = await runProgram("../../upstream/sources/children.ts", "flushing")
    assert.deepEqual([code, stdout, stderr], [0, "foo", ""])
  })

  it("the end of a process is waited for among pipes, whatever comes first", async () => {
    const [here, there] = Pipe<string>()
    const gate = new Queue<string>()
    const child = new Process(async () => void (await gate.get()))
    child.start()
    const first = async (): Promise<string> =>
      await Promise.race([child.sentinel.then(() => "ended"), here.poll({ timeout: 60_000 }).then(() => "pipe")])
    assert.equal(await here.poll({ timeout: 5 }), false)
    const early = first()
    await there.send("message")
    assert.equal(await early, "pipe")
    assert.equal(await here.recv(), "message")
    const late = first()
    await gate.put("go on")
    assert.equal(await late, "ended")
    await assert.rejects(here.poll({ timeout: -1 }), { code: "HEDDLE_OPTION" })
    await there.send("that nobody waits for in vain")
  })

  it("several pipes and sockets are read as they become ready, each to its end", async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const lines: Promise<string>[] = []
    const accepted = new Promise<void>((resolve) => {
      server.on("connection", (socket: Socket) => {
        lines.push(Array.fromAsync(socket.setEncoding("utf8")).then((parts) => parts.join("")))
        if (lines.length === 2) resolve()
      })
    })
    const readers: PipeEnd<number>[] = []
    const children = [...range(2)].map(() => {
      const [reader, writer] = Pipe<number>({ duplex: false })
      readers.push(reader)
      return new Process(
        async (end: PipeEnd<number>, at: number) => {
          const { connect } = await import("node:net")
          const socket = connect(at, "127.0.0.1")
          for (let i = 0; i < 10; i++) {
            await end.send(i)
            socket.write(`${i}\n`)
          }
          socket.end()
          await end.close()
        },
        writer,
        port,
      )
    })
    for (const child of children) child.start()
    const ten = [...range(10)]
    assert.deepEqual(await Promise.all(readers.map((reader) => Array.fromAsync(reader))), [ten, ten])
    await accepted
    const text = ten.map((i) => `${i}\n`).join("")
    assert.deepEqual(await Promise.all(lines), [text, text])
    await Promise.all(children.map((child) => child.join()))
    await new Promise((resolve) => server.close(resolve))
  })

  it("both sides see that a lock is held", async () => {
    const locks = [new Lock(), new RLock()] as const
    const [told, gate] = [new Queue<boolean[]>(), new Queue<string>()]
    const child = new Process(async () => {
      for (const lock of locks) await lock.acquire()
      await told.put(await Promise.all(locks.map((lock) => lock.locked())))
      await gate.get()
      for (const lock of locks) await lock.release()
    })
    child.start()
    assert.deepEqual(await told.get(), [true, true])
    assert.deepEqual(await Promise.all(locks.map((lock) => lock.locked())), [true, true])
    assert.deepEqual(await Promise.all(locks.map((lock) => lock.tryAcquire())), [false, false])
    await gate.put("go on")
    await child.join()
    assert.deepEqual(await Promise.all(locks.map((lock) => lock.locked())), [false, false])
  })

  it("a manager that was shut down is followed by another at once", async () => {
    for (const word of ["hello", "world"]) {
      await using manager = Manager()
      const queue = manager.Queue<string>()
      if (word === "hello") await queue.put(word)
      else await inChild(async (text: string) => await queue.put(text), word)
      assert.equal(await queue.get(), word)
    }
  })

  it("an immediate end of a queue is a close and a last look: join waits for what was taken", async () => {
    const queue = new JoinableQueue<string>()
    for (const item of ["a", "b"]) await queue.put(item)
    assert.equal(await queue.get(), "a")
    await queue.close()
    assert.deepEqual(await Array.fromAsync(queue), ["b"])
    assert.equal(await queue.size(), 0)
    await assert.rejects(queue.put("c"), { code: "HEDDLE_QUEUE_CLOSED" })
    await assert.rejects(queue.get(), { code: "HEDDLE_QUEUE_CLOSED" })
    assert.equal(await queue.join({ timeout: 0 }), false)
    await queue.taskDone()
    await queue.taskDone()
    assert.equal(await queue.join(), true)
    await assert.rejects(queue.taskDone())
  })
})

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const { mkdtempSync, rmSync } = await import("node:fs")
  const { tmpdir } = await import("node:os")
  const folder = mkdtempSync(`${tmpdir()}/heddle-test-`)
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
