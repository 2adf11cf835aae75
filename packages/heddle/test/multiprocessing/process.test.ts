import {
  activeChildren,
  currentProcess,
  Event,
  getAllStartMethods,
  getContext,
  getStartMethod,
  parentProcess,
  Process,
  Queue,
  setStartMethod,
} from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { until } from "./until.ts"

async function codeOf(target: () => unknown): Promise<number | null> {
  const child = new Process(target)
  child.start()
  await child.join()
  return child.exitCode
}

/** One that does nothing until it is ended. */
function idle(ready: Event): Process<[Event]> {
  return new Process(async (ready: Event) => {
    await ready.set()
    await new Promise((resolve) => setTimeout(resolve, 2 ** 30))
  }, ready)
}

test("a process runs its target with arguments and captured variables, in a process of its own", async () => {
  const queue = new Queue<[number, string]>()
  const greeting = "hello"
  const child = new Process(async (name: string) => await queue.put([process.pid, `${greeting} ${name}`]), "ann")
  assert.deepEqual([child.pid, child.exitCode, child.isAlive()], [undefined, null, false])
  child.start()
  assert.deepEqual([child.exitCode, child.isAlive(), activeChildren()], [null, true, [child]])
  const [pid, text] = await queue.get()
  assert.deepEqual([pid, text], [child.pid, "hello ann"])
  await child.join()
  assert.deepEqual([child.exitCode, child.isAlive(), activeChildren()], [0, false, []])
})

test("options say the same as arguments", async () => {
  const queue = new Queue()
  const child = new Process({
    target: async (a: number, b: number) => await queue.put([a + b, process.env["COLOUR"], process.cwd()]),
    args: [1, 2],
    name: "adder",
    env: { COLOUR: "red" },
    cwd: "/",
  })
  child.start()
  assert.deepEqual(await queue.get(), [3, "red", "/"])
  await child.join()
  assert.equal(child.name, "adder")
})

test("the exit code is that of process.exit, 0 after a return", async () => {
  assert.deepEqual(
    await Promise.all([codeOf(() => 5), codeOf(() => process.exit(7)), codeOf(() => void (process.exitCode = 9))]),
    [0, 7, 9],
  )
})

test("an error ends the process with 1: thrown, rejected, or nobody's", async () => {
  const silent = (fail: () => unknown) => (): unknown => {
    process.stderr.write = () => true
    return fail()
  }
  const thrown = silent(() => {
    throw new Error("thrown")
  })
  const rejected = silent(() => Promise.reject(new Error("rejected")))
  const later = silent(() => {
    setImmediate(() => {
      throw new Error("later")
    })
    process.on("uncaughtException", () => process.exit(1))
  })
  assert.deepEqual(await Promise.all([thrown, rejected, later].map(codeOf)), [1, 1, 1])
})

test("a signal is the exit code's negative", async () => {
  const ends = ["terminate", "kill", "interrupt"] as const
  const codes = ends.map(async (end) => {
    const ready = new Event()
    const child = idle(ready)
    child.start()
    await ready.wait()
    child[end]()
    await child.join()
    assert.equal(child.isAlive(), false)
    return child.exitCode
  })
  assert.deepEqual(await Promise.all(codes), [-15, -9, -2])
})

test("one that spins is ended", async () => {
  const ready = new Event()
  const child = new Process(async () => {
    await ready.set()
    for (;;);
  })
  child.start()
  await ready.wait()
  child.terminate()
  assert.equal(await child.sentinel, -15)
})

test("join comes back after its timeout, or when it is given up, and the process runs on", async () => {
  const ready = new Event()
  await using child = idle(ready)
  child.start()
  await child.join({ timeout: 1 })
  assert.deepEqual([child.isAlive(), child.exitCode], [true, null])
  await assert.rejects(child.join({ signal: AbortSignal.abort() }), { name: "AbortError" })
  await ready.wait()
})

test("the sentinel is pending while the process runs, and settles with its exit code", async () => {
  const ready = new Event()
  const child = idle(ready)
  child.start()
  const first = await Promise.race([child.sentinel, ready.wait()])
  assert.equal(first, true)
  child.kill()
  assert.equal(await child.sentinel, -9)
})

test("a process is started once, and joined, ended and closed in its time only", async () => {
  const child = new Process(() => {})
  await assert.rejects(child.join(), { code: "HEDDLE_PROCESS" })
  assert.throws(() => child.terminate(), { code: "HEDDLE_PROCESS" })
  child.start()
  assert.throws(() => child.start(), { code: "HEDDLE_PROCESS", message: /only once/ })
  assert.throws(() => child.close(), { code: "HEDDLE_PROCESS", message: /running/ })
  assert.throws(() => (child.daemon = true), { code: "HEDDLE_PROCESS" })
  await child.join()
  assert.throws(() => child.start(), { code: "HEDDLE_PROCESS", message: /only once/ })
  child.close()
  assert.throws(() => child.exitCode, { code: "HEDDLE_PROCESS", message: /closed/ })
  await assert.rejects(child.join(), { code: "HEDDLE_PROCESS" })
})

test("what cannot be sent fails the start, and no process is started", () => {
  let count = 0
  const writes = new Process(() => count++)
  assert.throws(() => writes.start(), { code: "HEDDLE_CLOSURE" })
  const holds = new Process((promise: Promise<void>) => promise, Promise.resolve())
  assert.throws(() => holds.start(), { code: "HEDDLE_UNSENDABLE", path: "args[0]" })
  assert.deepEqual([holds.pid, activeChildren(), count], [undefined, [], 0])
})

test("wrong options are refused by name", () => {
  assert.throws(() => new Process({ targt: () => {} } as object), { code: "HEDDLE_OPTION", message: /`target`/ })
  assert.throws(() => new Process({ target: 3 as never }), { code: "HEDDLE_OPTION" })
  assert.throws(() => new Process({ args: {} as never }), { code: "HEDDLE_OPTION" })
  assert.throws(() => new Process({ daemon: 1 as never }), { code: "HEDDLE_OPTION" })
})

test("a subclass travels with its fields, private ones too, and runs its own run", async () => {
  const queue = new Queue()
  class Adder extends Process {
    readonly #a: number
    readonly b: number
    constructor(a: number, b: number) {
      super({ name: "adder" })
      this.#a = a
      this.b = b
    }
    override async run(): Promise<void> {
      await queue.put([this.#a + this.b, this.name, currentProcess() === this])
    }
  }
  const child = new Adder(1, 2)
  child.start()
  assert.deepEqual(await queue.get(), [3, "adder", true])
  await child.join()
  assert.equal(child.exitCode, 0)
})

test("names count up, also those of children's children", async () => {
  assert.deepEqual(
    [currentProcess().name, currentProcess().pid, parentProcess()],
    ["MainProcess", process.pid, undefined],
  )
  const queue = new Queue()
  const child = new Process(async () => {
    const tell = async (): Promise<void> => {
      const parent = parentProcess()!
      await queue.put([currentProcess().name, parent.name, parent.isAlive(), process.ppid === parent.pid])
    }
    await tell()
    const grandchild = new Process(tell)
    grandchild.start()
    await grandchild.join()
    process.exit(grandchild.exitCode)
  })
  child.start()
  const { name } = child
  assert.match(name, /^Process-\d+$/)
  assert.deepEqual(await queue.get(), [name, "MainProcess", true, true])
  assert.deepEqual(await queue.get(), [`${name}:1`, name, true, true])
  await child.join()
  assert.equal(child.exitCode, 0)
})

test("a daemon may not have children", async () => {
  const queue = new Queue<string>()
  const child = new Process({
    target: async () => {
      try {
        new Process(() => {}).start()
      } catch (error) {
        await queue.put((error as Error).message)
      }
    },
    daemon: true,
  })
  child.start()
  assert.match(await queue.get(), /daemonic/)
  await child.join()
})

test("await using ends a process that still runs", async () => {
  const ready = new Event()
  let child: Process<[Event]>
  {
    await using made = idle(ready)
    child = made
    made.start()
    await ready.wait()
  }
  assert.equal(child.exitCode, -15)
})

test("many processes are joined, each with what it put", async () => {
  const queue = new Queue<number>()
  const children = [0, 1, 2, 3].map((n) => new Process(async (n: number) => await queue.put(n), n))
  for (const child of children) child.start()
  await Promise.all(children.map((child) => child.join()))
  assert.deepEqual(
    children.map(({ exitCode }) => exitCode),
    [0, 0, 0, 0],
  )
  await queue.close()
  assert.deepEqual(
    (await Array.fromAsync(queue)).toSorted((a, b) => a - b),
    [0, 1, 2, 3],
  )
})

test("there is one way to start a process", () => {
  assert.deepEqual(
    [getStartMethod(), getAllStartMethods(), getContext().getStartMethod()],
    ["spawn", ["spawn"], "spawn"],
  )
  setStartMethod("spawn")
  assert.throws(() => setStartMethod("fork" as "spawn"), { code: "HEDDLE_OPTION", message: /cannot fork/ })
  assert.equal(getContext("spawn").Process, Process)
})

test("an object whose owner has ended is gone", async () => {
  const queue = new Queue<Queue<number>>()
  const child = new Process(async () => await queue.put(new Queue<number>()))
  child.start()
  const theirs = await queue.get()
  const waits = theirs.get()
  await assert.rejects(waits, { code: "HEDDLE_OWNER_GONE" })
  await child.join()
  await assert.rejects(theirs.put(1), { code: "HEDDLE_OWNER_GONE" })
  await until(() => activeChildren().length === 0)
})
