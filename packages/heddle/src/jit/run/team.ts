import { availableParallelism } from "node:os"
import * as threads from "node:worker_threads"
import { OptionError } from "../../core/errors/index.ts"
import { heap } from "../../core/heap/index.ts"
import { mostThreads } from "./arena.ts"
import type { Arena } from "./arena.ts"
import { lead } from "./lead.ts"
import type { Outside, TeamWords } from "./lead.ts"
import { teamWorker, Word } from "./team-worker.ts"
import { inPieces } from "./progress.ts"
import type { CallProgress } from "./progress.ts"
import type { KernelMessage, TeamInit } from "./team-worker.ts"

/** A worker looks out for the next fork this long before it sleeps, in ms. */
const spin = 0.05

/**
 * Helpers are started when loops have had none for so long, in `patience`s: for 5 ms, which is what it costs this thread. They are
 * there 30 ms later.
 */
const startsAfter = 100

/** What a fork runs. */
export interface Part {
  readonly kernel: KernelMessage
  /** Which prange of the kernel. */
  readonly number: number
  /** So many units are done at once: shares are multiples of it. */
  readonly grain: number
  run(first: number, last: number, environment: number, partials: number, scratch: number): void
  /** What a unit took the last time, in ms of one thread. */
  pace: number
}

/** The units of a prange, and where in the heap its variables and its partial results are. */
export interface Fork {
  readonly units: number
  readonly environment: number
  readonly partials: number
  readonly scratch: number
}

interface Helper {
  readonly port: threads.MessagePort
  /** Kernels that it was sent. */
  readonly known: Set<number>
}

/** The threads that kernels run on: this one, and workers that wait in memory. They hold no program open. */
export class Team {
  readonly #arena: Arena
  readonly #words = new SharedArrayBuffer(4 * (Word.helpers + 2 * mostThreads))
  readonly #shared = new Int32Array(this.#words)
  readonly #team: TeamWords = {
    shared: this.#shared,
    floats: new Float64Array(this.#words),
    word: Word,
    spin,
  }
  readonly #helpers: Helper[] = []
  /** In a worker of a pool the other threads have work of their own. */
  #size = threads.isMainThread ? Math.min(availableParallelism(), mostThreads) : 1

  /** What takes less than this, in ms, is done before anybody is woken. */
  patience = 0.05
  /** How long loops have run that helpers would have taken part in, in ms. */
  #missed = 0

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

  /** Helpers that have started. */
  get ready(): number {
    return this.#helpers.filter((_, number) => this.#isReady(number)).length
  }

  /** Loops that other threads took part in. */
  get forks(): number {
    return Atomics.load(this.#shared, Word.forks)
  }

  #isReady(number: number): boolean {
    return Atomics.load(this.#shared, Word.helpers + 2 * number) === 1
  }

  /** A thread that does as `init` says, and holds no program open. */
  start(init: Pick<TeamInit, "number" | "scratch" | "granted">): threads.MessagePort {
    const { port1, port2 } = new threads.MessageChannel()
    const { memory } = heap()
    const workerData: TeamInit = { ...init, words: this.#words, word: Word, spin, memory, port: port2 }
    const text = `(${teamWorker.toString()})(require("node:worker_threads"), ${lead.toString()}, require("node:buffer").isAscii)`
    const worker = new threads.Worker(text, {
      eval: true,
      workerData,
      transferList: [port2],
      execArgv: [],
      name: "heddle kernels",
    })
    worker.unref()
    port1.unref()
    return port1
  }

  /** The first so many helpers, which know the kernel; they may not have started yet. */
  crew(count: number, kernel: KernelMessage): readonly number[] {
    for (let number = this.#helpers.length; number < count; number++) {
      const scratch = this.#arena.scratchOf(number + 1)
      this.#helpers.push({ port: this.start({ number, scratch }), known: new Set() })
    }
    for (const { port, known } of this.#helpers.slice(0, count)) {
      if (known.has(kernel.id)) continue
      known.add(kernel.id)
      port.postMessage(kernel)
    }
    return Array.from({ length: count }, (_, number) => number)
  }

  #ready(count: number, kernel: KernelMessage): readonly number[] {
    return this.crew(count, kernel).filter((number) => this.#isReady(number))
  }

  /** The same work, which tells in between how far the loop is. */
  #told(
    whole: (first: number, last: number) => void,
    grain: number,
    units: number,
    progress: CallProgress,
  ): (first: number, last: number) => void {
    const { forks } = this
    return (first, last) => {
      inPieces(first, last, grain, whole, (done) => {
        // What others have taken counts as done, what this thread has yet to do of its share does not.
        const next = this.forks > forks ? Atomics.load(this.#shared, Word.next) : last
        progress.at((next - (last - done)) / units)
      })
    }
  }

  /** How far the loop is that a kernel runs on several threads now; undefined: it runs none. */
  shareOf(kernel: number): number | undefined {
    if (Atomics.load(this.#shared, Word.busy) === 0 || this.#shared[Word.kernel] !== kernel) return undefined
    return Atomics.load(this.#shared, Word.next) / this.#shared[Word.units]!
  }

  /** Has the units of a prange run, on this thread and, if it is worth it, on others: `threads` in all. */
  fork(part: Part, fork: Fork, threads: number = this.#size, progress?: CallProgress): Outside | undefined {
    const { kernel, number, grain, pace } = part
    const { units, environment, partials, scratch } = fork
    const whole = (first: number, last: number): void => part.run(first, last, environment, partials, scratch)
    const alone = progress === undefined ? whole : this.#told(whole, grain, units, progress)
    if (threads === 1) {
      alone(0, units)
      return undefined
    }
    const job = { kernel: kernel.id, part: number, units, grain, environment, partials, patience: this.patience, pace }
    const { forks } = this
    const began = performance.now()
    let since: number | undefined
    const crew = (): readonly number[] => {
      if (this.#helpers.length < threads - 1) {
        since ??= performance.now()
        const missed = this.#missed + performance.now() - since
        if (missed < startsAfter * this.patience) return []
      }
      return this.#ready(threads - 1, kernel)
    }
    try {
      return lead(this.#team, job, crew, alone)
    } finally {
      const now = performance.now()
      if (since !== undefined) this.#missed += now - since
      part.pace = ((now - began) * (this.forks > forks ? threads : 1)) / units
    }
  }
}
