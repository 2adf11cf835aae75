import { availableParallelism } from "node:os"
import * as threads from "node:worker_threads"
import { OptionError } from "../../core/errors/index.ts"
import { heap } from "../../core/heap/index.ts"
import { mostThreads } from "./arena.ts"
import type { Arena } from "./arena.ts"
import { teamWorker, Word } from "./team-worker.ts"
import type { KernelMessage, TeamInit } from "./team-worker.ts"

/** A worker looks out for the next fork this long before it sleeps, in ms. */
const spin = 0.05
/** Of a fork each thread takes about so many parts, so that all end together. */
const partsEach = 8

/** What a fork runs. */
export interface Part {
  readonly kernel: KernelMessage
  /** Which prange of the kernel. */
  readonly number: number
  /** So many units are done at once: shares are multiples of it. */
  readonly grain: number
  run(first: number, last: number, environment: number, partials: number, scratch: number): void
}

/** The units of a prange, and where in the heap its variables and its partial results are. */
export interface Fork {
  readonly units: number
  readonly environment: number
  readonly partials: number
  readonly scratch: number
}

/** Where an index was outside of its array, on another thread. */
export interface Outside {
  readonly site: number
  readonly index: number
}

interface Helper {
  readonly number: number
  readonly port: threads.MessagePort
  ready: boolean
  /** Kernels that it was sent. */
  readonly known: Set<number>
}

/** The threads that kernels run on: this one, and workers that wait in memory. They hold no program open. */
export class Team {
  readonly #arena: Arena
  readonly #words = new SharedArrayBuffer(4 * (Word.turns + mostThreads))
  readonly #shared = new Int32Array(this.#words)
  readonly #index = new Float64Array(this.#words, 4 * Word.index, 1)
  readonly #workers: Helper[] = []
  /** In a worker of a pool the other threads have work of their own. */
  #size = threads.isMainThread ? Math.min(availableParallelism(), mostThreads) : 1

  /** What takes less than this, in ms, is done before anybody is woken. */
  patience = 0.05
  /** Loops that other threads took part in. */
  forks = 0

  constructor(arena: Arena) {
    this.#arena = arena
  }

  get size(): number {
    return this.#size
  }

  /** @throws OptionError where it is no number of threads from 1 on */
  set size(count: number) {
    if (!Number.isInteger(count) || count < 1 || count > mostThreads) {
      throw new OptionError("threads", `an integer from 1 to ${mostThreads}`, count)
    }
    this.#size = count
  }

  /** Workers that have started. */
  get ready(): number {
    return this.#workers.filter((one) => this.#isReady(one)).length
  }

  #start(): void {
    const { port1, port2 } = new threads.MessageChannel()
    const number = this.#workers.length
    const scratch = this.#arena.scratchOf(number + 1)
    const { memory } = heap()
    const workerData: TeamInit = { words: this.#words, number, memory, scratch, port: port2, word: Word, spin }
    const text = `(${teamWorker.toString()})(require("node:worker_threads"))`
    const worker = new threads.Worker(text, {
      eval: true,
      workerData,
      transferList: [port2],
      execArgv: [],
      name: "heddle kernels",
    })
    this.#workers.push({ number, port: port1, ready: false, known: new Set() })
    worker.unref()
    port1.unref()
  }

  /** Has the units of a prange run, on this thread and, if it is worth it, on others: `threads` in all. */
  fork(part: Part, fork: Fork, threads: number = this.#size): Outside | undefined {
    const { units, environment, partials, scratch } = fork
    const alone = (first: number, last: number): void => part.run(first, last, environment, partials, scratch)
    if (threads === 1) {
      alone(0, units)
      return undefined
    }
    // The beginning tells what the rest will take.
    const began = performance.now()
    let done = 0
    for (let size = part.grain, spent = 0; spent < this.patience; size *= 2) {
      if (done >= units) return undefined
      const last = Math.min(units, done + size)
      alone(done, last)
      done = last
      spent = performance.now() - began
    }
    while (this.#workers.length < threads - 1) this.#start()
    const helpers = this.#workers.slice(0, threads - 1).filter((one) => this.#isReady(one))
    if (helpers.length === 0) {
      alone(done, units)
      return undefined
    }
    for (const helper of helpers) {
      if (helper.known.has(part.kernel.id)) continue
      helper.known.add(part.kernel.id)
      helper.port.postMessage(part.kernel)
    }
    return this.#together(part, { ...fork, done, helpers }, alone)
  }

  #isReady(one: Helper): boolean {
    one.ready ||= threads.receiveMessageOnPort(one.port) !== undefined
    return one.ready
  }

  #together(
    part: Part,
    fork: Fork & { readonly done: number; readonly helpers: readonly Helper[] },
    alone: (first: number, last: number) => void,
  ): Outside | undefined {
    this.forks++
    const shared = this.#shared
    const { units, done } = fork
    const helpers = fork.helpers.length
    const share = Math.ceil((units - done) / ((helpers + 1) * partsEach))
    const grain = Math.max(1, Math.ceil(share / part.grain)) * part.grain
    shared[Word.units] = units
    shared[Word.grain] = grain
    shared[Word.kernel] = part.kernel.id
    shared[Word.part] = part.number
    shared[Word.environment] = fork.environment
    shared[Word.partials] = fork.partials
    shared[Word.failed] = 0
    Atomics.store(shared, Word.next, done)
    Atomics.store(shared, Word.pending, helpers)
    for (const { number } of fork.helpers) {
      Atomics.add(shared, Word.turns + number, 1)
      Atomics.notify(shared, Word.turns + number)
    }
    try {
      for (;;) {
        const first = Atomics.add(shared, Word.next, grain)
        if (first >= units || first < 0) break
        alone(first, Math.min(units, first + grain))
      }
    } catch (error) {
      Atomics.store(shared, Word.next, units)
      this.#join()
      throw error
    }
    this.#join()
    if (shared[Word.failed] === 0) return undefined
    if (shared[Word.failed] === 3) throw new Error("a kernel failed on another thread")
    return { site: shared[Word.site]!, index: this.#index[0]! }
  }

  /** Waits until no worker runs the part any more. */
  #join(): void {
    const shared = this.#shared
    for (const until = performance.now() + spin; performance.now() < until;) {
      if (Atomics.load(shared, Word.pending) === 0) return
    }
    for (let left = Atomics.load(shared, Word.pending); left > 0; left = Atomics.load(shared, Word.pending)) {
      Atomics.wait(shared, Word.pending, left)
    }
  }
}
