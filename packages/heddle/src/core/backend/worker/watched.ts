import { Worker } from "node:worker_threads"
import type { ChildInit } from "../processes/init.ts"
import { ChildState, childStateBytes } from "../processes/watchdog-protocol.ts"
import type { WatchdogStart } from "../processes/watchdog-protocol.ts"
import { Word, noItem } from "../threads/control.ts"
import { RunningItems, runningBytes } from "../threads/running-items.ts"

/** What the main thread of a child process has in common with its watchdog. */
export class Watched {
  readonly memory: SharedArrayBuffer
  readonly control: Int32Array
  /** Shared clocks count from it. */
  readonly epoch: number = performance.timeOrigin - 1
  readonly #start: WatchdogStart
  #watchdog: Worker | undefined

  constructor({ memoryLimit, tasksPerWorker, aside }: ChildInit) {
    const control = new SharedArrayBuffer(childStateBytes + runningBytes(tasksPerWorker + aside))
    this.memory = control
    this.control = new Int32Array(control)
    // Until it is ready: what it does to start, with the user's initializer, is looked at too.
    this.control[Word.busy] = 1
    this.control[Word.abort] = noItem
    this.control[Word.deadlineItem] = noItem
    new RunningItems(control, childStateBytes).clear()
    this.#start = { control, epoch: this.epoch, memoryLimit }
  }

  start(): void {
    const here = import.meta.url
    this.#watchdog = new Worker(new URL(`../processes/watchdog${here.endsWith(".ts") ? ".ts" : ".js"}`, here), {
      name: "heddle watchdog",
      workerData: this.#start,
      execArgv: [],
      argv: [],
      env: {},
    })
    // Without it nothing would end this process with its parent.
    this.#watchdog.on("error", (error) => {
      throw error
    })
    this.#watchdog.unref()
  }

  wake(): void {
    this.#watchdog?.postMessage(0)
  }

  /** What is used from now on counts. */
  measure(): void {
    if (this.#start.memoryLimit === undefined) return
    Atomics.store(this.control, ChildState.baseline, Math.round(process.memoryUsage.rss() / 1024))
  }
}
