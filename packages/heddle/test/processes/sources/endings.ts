/** Programs with worker processes. The first argument names one. */
import { readFileSync, writeSync } from "node:fs"
import { Pool, TaskTimeoutError, range } from "heddle"

const open = (options: ConstructorParameters<typeof Pool>[0] = {}): Pool =>
  new Pool({ workers: 2, backend: "processes", ...options })

const spin = (): never => {
  console.log(`worker ${process.pid}`)
  for (;;);
}

const programs: Record<string, () => unknown> = {
  async idle() {
    console.log(await open().map((x: number) => x + 1, [1, 2, 3]))
  },
  async pending() {
    void open()
      .submit(async () => await new Promise((resolve) => setTimeout(resolve, 200, "done")))
      .then(console.log)
  },
  neverUsed() {
    open({ minWorkers: 2 })
  },
  async exits() {
    const pool = open({ stdout: "capture" })
    pool.on("output", ({ text }) => {
      console.log(text.trim())
      process.exit(7)
    })
    await pool.submit(spin)
  },
  /** For the tests that kill it: it names its workers and stays. */
  async spinning() {
    await Promise.all(range(2).map(() => open({ workers: 1 }).submit(spin)))
  },
  async starting() {
    await open({ initializer: spin }).submit(() => 1)
  },
  async waiting() {
    const pool = open()
    await pool.broadcast(async () => {
      console.log(`worker ${process.pid}`)
      await new Promise(() => {})
    })
  },
  async printing() {
    const pool = open({ workers: 1, stdout: "capture" })
    pool.on("output", ({ text }) => {
      writeSync(1, text)
      for (;;);
    })
    await pool.submit(() => {
      console.log(`worker ${process.pid}`)
      for (;;) console.log("x".repeat(1000))
    })
  },
  async nested() {
    await open({ workers: 1 }).submit(async () => {
      const { Pool: Inner } = await import("heddle")
      console.log(`worker ${process.pid}`)
      await new Inner({ workers: 1, backend: "processes" }).submit(() => {
        console.log(`worker ${process.pid}`)
        for (;;);
      })
    })
  },
  /** While this thread is blocked, the worker ends the task that spins. */
  async blocked() {
    const pool = open({ workers: 1 })
    const pid = await pool.submit(() => process.pid)
    const late = pool.with({ timeout: 50, grace: 10 }).submit(spin).exception()
    await pool.submit(() => 1).wait(1)
    while (!gone(pid));
    console.log((await late) instanceof TaskTimeoutError)
  },
  /** Ctrl-C reaches the whole group; this program decides to go on. */
  async interrupted() {
    const pool = open({ workers: 1 })
    process.on("SIGINT", () => console.log("interrupted"))
    const result = pool.submit(async () => {
      console.log("ready")
      await new Promise((resolve) => process.once("SIGINT", resolve))
      return "and finished"
    })
    console.log(await result)
  },
  /** It does not decide anything. */
  async interruptible() {
    await open({ workers: 1 }).submit(async () => {
      console.log(`worker ${process.pid}`)
      await new Promise(() => {})
    })
  },
  async denied() {
    const error = (await open({ workers: 1 })
      .run(import.meta.url)
      .catch((thrown: unknown) => thrown)) as Error
    console.log(error.name, (error.cause as Error).message)
  },
}

/** A process that its parent had no chance to bury counts as gone. */
function gone(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return true
  }
}

await programs[process.argv[2]!]!()
