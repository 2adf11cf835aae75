import { Worker } from "node:worker_threads"
import { parentMayBeProfiled } from "../attendant/folder.ts"
import { mayInspect } from "../attendant/may-inspect.ts"
import type { ChildInit } from "../processes/init.ts"
import { ChildState, childStateBytes } from "../processes/watchdog-protocol.ts"
import type { ToldByMain, WatchdogStart } from "../processes/watchdog-protocol.ts"
import { Word, noItem } from "../threads/control.ts"
import { RunningItems, runningBytes } from "../threads/running-items.ts"

/** How long a process waits for its profile to begin, in ms. */
const firstWithin = 3000
/** How long the end of a process waits for its profile, in ms: less than its parent waits for the end. */
const lastWithin = 1500
const letGoWithin = 20

/** What the main thread of a child process has in common with its watchdog. */
export class Watched {
  readonly memory: SharedArrayBuffer
  readonly control: Int32Array
  /** Shared clocks count from it. */
  readonly epoch: number = performance.timeOrigin - 1
  readonly #start: WatchdogStart
  #watchdog: Worker | undefined

  constructor({ name, memoryLimit, tasksPerWorker, aside }: ChildInit) {
    const control = new SharedArrayBuffer(childStateBytes + runningBytes(tasksPerWorker + aside))
    this.memory = control
    this.control = new Int32Array(control)
    // Until it is ready: what it does to start, with the user's initializer, is looked at too.
    this.control[Word.busy] = 1
    this.control[Word.abort] = noItem
    this.control[Word.deadlineItem] = noItem
    new RunningItems(control, childStateBytes).clear()
    this.#start = { name, control, epoch: this.epoch, memoryLimit, mayInspect: mayInspect() }
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
    this.#tell("watch")
  }

  #tell(what: ToldByMain): void {
    this.#watchdog?.postMessage(what)
  }

  /** Call it before any task runs: a profile that the parent records begins then. V8 answers while we wait. */
  first(): void {
    if (parentMayBeProfiled()) Atomics.wait(this.control, ChildState.profiled, 0, firstWithin)
  }

  /** Call it at the end of the process: its profile is taken while it still can be. */
  last(): void {
    if (this.#watchdog === undefined || Atomics.load(this.control, ChildState.profiled) === 0) return
    this.#tell("last")
    if (Atomics.wait(this.control, ChildState.profiled, 1, lastWithin) === "timed-out") return
    // The inspector lets go a moment later; until it has, Node says that it waits for a debugger.
    Atomics.wait(this.control, ChildState.profiled, 0, letGoWithin)
  }

  /** What is used from now on counts. */
  measure(): void {
    if (this.#start.memoryLimit === undefined) return
    Atomics.store(this.control, ChildState.baseline, Math.round(process.memoryUsage.rss() / 1024))
  }
}
