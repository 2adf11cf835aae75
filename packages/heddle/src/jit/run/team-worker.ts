import type { isAscii as IsAscii } from "node:buffer"
import type * as Threads from "node:worker_threads"
import type { Job, lead as Lead, TeamWords } from "./lead.ts"

/** Words that the threads of a team share. */
export const Word = {
  /** The next unit that nobody has taken. */
  next: 0,
  units: 1,
  /** What is left is taken in so many parts, the next of them at a time. */
  parts: 2,
  /** Workers that have not finished the fork. */
  pending: 3,
  kernel: 4,
  part: 5,
  /** 1: an index was outside, `site` and `index` tell which. */
  failed: 6,
  site: 7,
  /** From here on three float64: two words each. */
  index: 8,
  environment: 10,
  partials: 12,
  /** 1: a thread has the helpers. */
  busy: 14,
  /** Loops that other threads took part in. */
  forks: 15,
  /** No fewer units are taken at once. */
  least: 16,
  /** From here on two for each helper: 1 once it has started; and how many forks it has been asked to take part in. */
  helpers: 18,
} as const

/** What a worker of a team is given. */
export interface TeamInit {
  readonly words: SharedArrayBuffer
  readonly word: typeof Word
  /** How long it looks for work before it sleeps, in ms. */
  readonly spin: number
  readonly memory: object
  readonly scratch: number
  readonly port: Threads.MessagePort
  /** Which of the helpers it is; undefined: it runs whole kernels, one after the other, and leads the helpers. */
  readonly number?: number
  /** Where it finds the address of bytes that it has asked for, as a float64; an int32 says before that it is there. */
  readonly granted?: SharedArrayBuffer
}

export interface KernelMessage {
  readonly id: number
  readonly module: object
  readonly imports: readonly string[]
  /** Of each part so many units are done at once. */
  readonly grains: readonly number[]
  /** It leaves the upper halves of vectors as it had them. */
  readonly isWide: boolean
}

/** A call for the thread that runs whole kernels. */
export interface CallMessage {
  readonly call: number
  /** The first call of it only. */
  readonly kernel?: KernelMessage
  readonly id: number
  readonly args: readonly (number | bigint)[]
  /** Those that it may lead, once they are ready. */
  readonly helpers: readonly number[]
  readonly patience: number
  /** Bytes for partial results. */
  readonly partials: { readonly at: number; readonly size: number }
}

/** What that thread answers. `ask`: it waits for so many bytes. */
export type AnswerMessage =
  | { readonly call: number; readonly ask: number }
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly site: number; readonly index: number }
  | { readonly call: number; readonly error: unknown }

/**
 * What a worker thread of a team does, as text: it names nothing from around it, so that it runs wherever the library is
 * bundled. A helper waits for forks, takes units of them until none are left, and waits again.
 */
export function teamWorker(threads: typeof Threads, lead: typeof Lead, isAscii: typeof IsAscii): void {
  const { workerData, receiveMessageOnPort } = threads
  const { words, number, memory, scratch, port, word, spin, granted } = workerData as TeamInit
  const shared = new Int32Array(words)
  const floats = new Float64Array(words)
  const team: TeamWords = { shared, floats, word, spin }
  const wasm = (
    globalThis as unknown as { WebAssembly: { Instance: new (module: object, imports: object) => { exports: object } } }
  ).WebAssembly
  type Part = (first: number, last: number, environment: number, partials: number, scratch: number) => void
  interface Known extends KernelMessage {
    readonly exports: Readonly<Record<string, Part>>
  }
  const kernels = new Map<number, Known>()
  const grant = granted && new Int32Array(granted)
  const place = granted && new Float64Array(granted)
  /** What `clearUpperHalves` says. */
  const bytes = new Uint8Array(64)
  /** What a helper throws. */
  const outside = {}
  /** The call that is running, and what it has for partial results. */
  let now: CallMessage | undefined
  let partials = { at: 0, size: 0 }
  // Methods: tools that keep names of functions call something of theirs around all others.
  const own = {
    importOf(name: string, grains: readonly number[], id: number): unknown {
      if (name === "rem") return (a: number, b: number) => a % b
      if (name === "int32") return (a: number) => a | 0
      if (name === "fork") {
        return (part: number, units: number, reductions: number, environment: number) =>
          own.fork(
            { kernel: id, part, units, grain: grains[part]!, environment, partials: 0, patience: 0, pace: 0 },
            reductions,
          )
      }
      if (name !== "bounds") return (Math as unknown as Record<string, unknown>)[name.split(/[./]/)[1]!]
      return (site: number, at: number) => {
        if (number === undefined) throw { call: now!.call, site, index: at }
        if (Atomics.compareExchange(shared, word.failed, 0, 2) === 0) {
          shared[word.site] = site
          floats[word.index / 2] = at
          Atomics.store(shared, word.failed, 1)
        }
        throw outside
      }
    },
    add(kernel: KernelMessage): void {
      const { id, module, imports, grains } = kernel
      const js = Object.fromEntries(imports.map((name) => [name, own.importOf(name, grains, id)]))
      const { exports } = new wasm.Instance(module, { heap: { memory }, js }) as { exports: Known["exports"] }
      kernels.set(id, { ...kernel, exports })
    },
    learn(): void {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        own.add(next.message as KernelMessage)
      }
    },
    work(): void {
      const id = shared[word.kernel]!
      if (!kernels.has(id)) own.learn()
      const { exports, isWide } = kernels.get(id)!
      const part = exports[`part${shared[word.part]}`]!
      const units = shared[word.units]!
      const parts = shared[word.parts]!
      const least = shared[word.least]!
      const environment = floats[word.environment / 2]!
      const partials = floats[word.partials / 2]!
      for (;;) {
        const first = Atomics.load(shared, word.next)
        if (first >= units) break
        // As in `lead`.
        const last = Math.min(units, first + Math.max(1, Math.floor((units - first) / (parts * least))) * least)
        if (Atomics.compareExchange(shared, word.next, first, last) !== first) continue
        part(first, last, environment, partials, scratch)
      }
      if (isWide) isAscii(bytes)
    },
    help(mine: number): void {
      const ready = word.helpers + 2 * mine
      const turn = ready + 1
      let seen = 0
      Atomics.store(shared, ready, 1)
      for (;;) {
        for (const until = performance.now() + spin; Atomics.load(shared, turn) === seen;) {
          if (performance.now() > until) Atomics.wait(shared, turn, seen)
        }
        seen = Atomics.load(shared, turn)
        try {
          own.work()
        } catch (error) {
          // Nobody else needs to go on.
          Atomics.store(shared, word.next, shared[word.units]!)
          if (error !== outside) Atomics.store(shared, word.failed, 3)
        }
        if (Atomics.sub(shared, word.pending, 1) === 1) Atomics.notify(shared, word.pending)
      }
    },
    /** Bytes for partial results: more of them the thread that called must give. */
    room(size: number): number {
      if (partials.size >= size) return partials.at
      Atomics.store(grant!, 0, 0)
      port.postMessage({ call: now!.call, ask: size })
      while (Atomics.load(grant!, 0) === 0) Atomics.wait(grant!, 0, 0)
      // Whoever refused has the error.
      if (Atomics.load(grant!, 0) === -1) throw { call: now!.call, error: undefined }
      partials = { at: place![1]!, size }
      return partials.at
    },
    crew(this: void): readonly number[] {
      return now!.helpers.filter((one) => Atomics.load(shared, word.helpers + 2 * one) === 1)
    },
    fork(job: Job, reductions: number): number {
      const { environment, part } = job
      const at = reductions === 0 ? 0 : own.room(8 * job.units * reductions)
      const run = kernels.get(job.kernel)!.exports[`part${part}`]!
      const failed = lead(team, { ...job, partials: at, patience: now!.patience }, own.crew, (first, last) => {
        run(first, last, environment, at, scratch)
      })
      if (failed !== undefined) throw { call: now!.call, ...failed }
      return at
    },
    call(this: void, message: CallMessage): void {
      now = message
      partials = message.partials
      if (message.kernel !== undefined) own.add(message.kernel)
      const { call, id, args } = message
      const { exports, isWide } = kernels.get(id)!
      let answer: unknown
      try {
        answer = { call, result: (exports["run"] as (...list: readonly (number | bigint)[]) => unknown)(...args) }
      } catch (error) {
        const isOurs = typeof error === "object" && error !== null && (error as { call?: unknown }).call === call
        answer = isOurs ? error : { call, error }
      }
      if (isWide) isAscii(bytes)
      port.postMessage(answer)
    },
  }
  if (number !== undefined) own.help(number)
  else port.on("message", own.call)
}
