import type * as Threads from "node:worker_threads"

/** Words that the threads of a team share. */
export const Word = {
  /** The next unit that nobody has taken. */
  next: 0,
  units: 1,
  /** So many units are taken at once. */
  grain: 2,
  /** Workers that have not finished the fork. */
  pending: 3,
  kernel: 4,
  part: 5,
  environment: 6,
  partials: 7,
  /** 1: an index was outside, `site` and `index` tell which. */
  failed: 8,
  site: 9,
  /** A float64: two words. */
  index: 10,
  /** From here on one for each worker: it counts the forks that the worker takes part in. */
  turns: 12,
} as const

/** What a worker of a team is given. */
export interface TeamInit {
  readonly words: SharedArrayBuffer
  /** Which of the workers it is. */
  readonly number: number
  readonly memory: object
  readonly scratch: number
  readonly port: Threads.MessagePort
  readonly word: typeof Word
  /** How long it looks for work before it sleeps, in ms. */
  readonly spin: number
}

export interface KernelMessage {
  readonly id: number
  readonly module: object
  readonly imports: readonly string[]
}

/**
 * What a worker thread of a team does, as text: it names nothing from around it, so that it runs wherever the library is
 * bundled. It waits for forks, takes units of them until none are left, and waits again.
 */
export function teamWorker(threads: typeof Threads): void {
  const { workerData, receiveMessageOnPort } = threads
  const { words, number, memory, scratch, port, word, spin } = workerData as TeamInit
  const shared = new Int32Array(words)
  const index = new Float64Array(words, 4 * word.index, 1)
  const wasm = (
    globalThis as unknown as { WebAssembly: { Instance: new (module: object, imports: object) => { exports: object } } }
  ).WebAssembly
  type Part = (first: number, last: number, environment: number, partials: number, scratch: number) => void
  const kernels = new Map<number, Readonly<Record<string, Part>>>()
  const outside = {}
  // Methods: tools that keep names of functions call something of theirs around all others.
  const own = {
    importOf(name: string): unknown {
      if (name === "rem") return (a: number, b: number) => a % b
      if (name === "int32") return (a: number) => a | 0
      if (name === "fork") return () => 0
      if (name !== "bounds") return (Math as unknown as Record<string, unknown>)[name.slice(5)]
      return (site: number, at: number) => {
        if (Atomics.compareExchange(shared, word.failed, 0, 2) === 0) {
          shared[word.site] = site
          index[0] = at
          Atomics.store(shared, word.failed, 1)
        }
        throw outside
      }
    },
    learn(): void {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        const { id, module, imports } = next.message as KernelMessage
        const js = Object.fromEntries(imports.map((name) => [name, own.importOf(name)]))
        kernels.set(id, new wasm.Instance(module, { heap: { memory }, js }).exports as Readonly<Record<string, Part>>)
      }
    },
    work(): void {
      const id = shared[word.kernel]!
      if (!kernels.has(id)) own.learn()
      const part = kernels.get(id)![`part${shared[word.part]}`]!
      const units = shared[word.units]!
      const grain = shared[word.grain]!
      for (;;) {
        const first = Atomics.add(shared, word.next, grain)
        if (first >= units || first < 0) return
        part(first, Math.min(units, first + grain), shared[word.environment]!, shared[word.partials]!, scratch)
      }
    },
  }
  const turn = word.turns + number
  let seen = 0
  port.postMessage("ready")
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
}
