/** Programs that end with their executors and tasks open. The first argument names one, the second the executor. */
import { ProcessPoolExecutor, ThreadPoolExecutor, range } from "heddle"
import type { ExecutorOptions } from "heddle"
import { createTask, sleep } from "heddle/async"

const make = (options: ExecutorOptions): ThreadPoolExecutor | ProcessPoolExecutor =>
  process.argv[3] === "processes" ? new ProcessPoolExecutor(options) : new ThreadPoolExecutor(options)

const apple = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 50))
  console.log("apple")
}

const programs: Record<string, () => unknown> = {
  pending() {
    void make({ maxWorkers: 5 }).submit(apple)
  },
  async notWaitedFor() {
    const executor = make({ maxWorkers: 3 })
    void executor.submit(apple)
    await executor.shutdown({ wait: false })
    console.log("after shutdown")
  },
  async cancelled() {
    const executor = make({ maxWorkers: 1 })
    const futures = [...range(20)].map(() => executor.submit(apple))
    await executor.shutdown({ wait: false, cancelFutures: true })
    const outcomes = await Promise.allSettled(futures)
    console.log(outcomes.some(({ status }) => status === "rejected"))
  },
  unread() {
    make({ maxWorkers: 1 }).map((n: number) => console.log(n), range(3))
  },
  async halfRead() {
    const results = make({ maxWorkers: 1 }).map((n: number) => n, range(3000))
    console.log((await results.next()).value)
  },
  async endless() {
    function* forever(): Generator<number> {
      for (let n = 0; ; n++) yield n
    }
    const executor = make({ maxWorkers: 1 })
    const results = executor.map((n: number) => n, forever())
    console.log((await results.next()).value)
    const unread = executor.map((n: number) => n, forever())
    await results.return()
    await executor.shutdown()
    console.log(await unread.next().catch((error: Error) => error.name))
  },
  async killed() {
    const executor = make({ maxWorkers: 1 })
    const future = executor.submit(() => {
      for (;;);
    })
    while (!future.running()) await new Promise((resolve) => setImmediate(resolve))
    await executor.killWorkers()
    console.log(await future.catch((error: Error) => error.name))
  },
  unseenTask() {
    void createTask(async () => {
      await sleep(1)
      throw new RangeError("nobody looks")
    })
  },
  async sleeping() {
    const asleep = createTask(() => sleep("1d"))
    asleep.cancel()
    await asleep.catch(() => console.log("woken"))
  },
}

await programs[process.argv[2]!]!()
