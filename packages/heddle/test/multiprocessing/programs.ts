/** Programs that end with children of theirs running. The first argument names one. */
import { Event, Process, Queue, SharedMemory, Thread } from "heddle/multiprocessing"

const programs: Record<string, () => unknown> = {
  waits() {
    const child = new Process(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      console.log("child")
    })
    child.start()
    console.log("main")
  },
  async leavesDaemon() {
    await startIdle(true, false)
  },
  async leavesSpinningDaemon() {
    await startIdle(true, true)
  },
  async exitsBeforeChild() {
    await startIdle(false, true)
    process.exit(3)
  },
  /** Never ends by itself. */
  async isKilled() {
    await startIdle(true, true)
    await startIdle(false, true)
    await startIdle(false, false)
    setInterval(() => {}, 1000)
    console.log("ready")
  },
  async throws() {
    const child = new Process(() => {
      throw new TypeError("the child's own", { cause: "why" })
    })
    child.start()
    await child.join()
    console.log(child.exitCode)
  },
  async queueLeftOpen() {
    const queue = new Queue<number>()
    const child = new Process(async () => await queue.put(1))
    child.start()
    console.log(await queue.get())
  },
  async waitsForNobody() {
    await new Queue().get()
  },
  async objectsOfOthers() {
    const made = new Queue<Event>()
    const child = new Process(async () => {
      const event = new Event()
      await made.put(event)
      await event.wait()
    })
    child.start()
    const event = await made.get()
    await event.set()
    console.log("set")
  },
  async thread() {
    const thread = new Thread(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      console.log("thread")
    })
    thread.start()
    new Thread({ target: () => new Promise(() => {}), daemon: true }).start()
    console.log("main")
  },
  leavesMemory() {
    const memory = new SharedMemory(process.argv[3], { create: true, size: 64 })
    memory.buf[0] = 7
    console.log(memory.name)
  },
  keepsMemory() {
    const memory = new SharedMemory(process.argv[3], { create: true, size: 64, track: false })
    console.log(memory.name)
  },
  diesWithMemory() {
    console.log(new SharedMemory(process.argv[3], { create: true, size: 64 }).name)
    process.kill(process.pid, "SIGKILL")
  },
  noMemory() {
    try {
      console.log(new SharedMemory({ create: true, size: 64 }).name)
    } catch (error) {
      console.log(String(error), (error as { code?: string }).code)
    }
  },
}

function spin(): never {
  for (;;);
}

/** Starts a child, prints its pid, and resolves when it runs. */
async function startIdle(daemon: boolean, spins: boolean): Promise<void> {
  const ready = new Event()
  const target = async (): Promise<void> => {
    await ready.set()
    if (spins) spin()
    await new Promise((resolve) => setTimeout(resolve, 2 ** 30))
  }
  const child = new Process({ target, daemon })
  child.start()
  await ready.wait()
  console.log(child.pid)
}

await programs[process.argv[2]!]!()
