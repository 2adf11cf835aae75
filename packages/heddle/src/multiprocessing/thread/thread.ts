import { inspect } from "node:util"
import { AbortError, HeddleError, OptionError, ProcessError } from "../../core/errors/index.ts"
import { boolean, delay, knownKeys } from "../../core/options/index.ts"
import type { Future } from "../../core/future/index.ts"
import type { JoinOptions } from "../process/index.ts"
import type { Pool } from "../../pool/index.ts"
import { runThread } from "./run-thread.ts"
import { poolFor } from "./thread-pools.ts"

/** How a thread is made. */
export interface ThreadOptions<A extends readonly unknown[] = readonly unknown[]> {
  /** What the thread runs. It travels with what it captures. */
  readonly target?: ((...args: A) => unknown) | undefined
  readonly args?: A | undefined
  /** Default: `"Thread-1"`, `"Thread-2"`, … */
  readonly name?: string | undefined
  /** The program does not wait for it at its end. @default false */
  readonly daemon?: boolean | undefined
  /** A thread of its own, whatever number there is. @default false */
  readonly dedicated?: boolean | undefined
}

interface State {
  name: string
  daemon: boolean
  readonly dedicated: boolean
  readonly target: ((...args: never[]) => unknown) | undefined
  readonly args: readonly unknown[]
  readonly ident: Int32Array
  future: Future<unknown> | undefined
}

const states = new WeakMap<Thread, State>()
const alive = new Set<Thread>()
let made = 0

/**
 * A function on a worker thread. There are up to four threads a core, which are used again; what is started beyond that
 * waits for one. A thread that waits for others to do something is better `dedicated`.
 *
 * Memory is not shared but for what is made to be: `shared()` arrays, the locks and queues of `heddle/sync` and of this
 * module. An error that the function throws is printed, as Python prints it, and ends the thread.
 *
 * @example
 * ```ts
 * import { shared } from "heddle"
 * import { Thread } from "heddle/multiprocessing"
 * const squares = shared(new Float64Array(3))
 * const threads = [0, 1, 2].map((i) => new Thread((i: number) => void (squares[i] = i * i), i))
 * for (const thread of threads) thread.start()
 * for (const thread of threads) await thread.join()
 * Array.from(squares) // => [0, 1, 4]
 * ```
 */
export class Thread<A extends readonly unknown[] = readonly unknown[]> {
  constructor(target: (...args: A) => unknown, ...args: A)
  constructor(options?: ThreadOptions<A>)
  constructor(first: ((...args: A) => unknown) | ThreadOptions<A> = {}, ...args: A) {
    const options = typeof first === "function" ? { target: first, args } : first
    knownKeys(options, ["target", "args", "name", "daemon", "dedicated"])
    states.set(this, newState(options as ThreadOptions))
  }

  /** Calls the target with its arguments: on the thread. A subclass may override it, and travels with its fields. */
  run(): unknown {
    const { target, args } = stateOf(this)
    return (target as ((...args: readonly unknown[]) => unknown) | undefined)?.(...args)
  }

  /** Starts the thread. The target, its arguments and what they name are copied as they are now. @throws ProcessError if it was started before */
  start(): void {
    const state = stateOf(this)
    if (state.future !== undefined) throw new ProcessError("a thread can be started only once")
    const self = Object.getPrototypeOf(this) === Thread.prototype ? undefined : this
    const pool = poolFor(state.daemon, state.dedicated)
    state.future = pool.submit(
      runThread as (...args: unknown[]) => unknown,
      state.ident,
      self,
      state.target,
      state.args,
    )
    alive.add(this)
    void settle(this, state.future, state.dedicated ? pool : undefined)
  }

  /** Resolves when the thread has ended, or `timeout` is over: `isAlive` says which. @throws ProcessError before the start; AbortError */
  async join(options: JoinOptions = {}): Promise<void> {
    knownKeys(options, ["timeout", "signal"])
    const { future } = stateOf(this)
    if (future === undefined) throw new ProcessError("only a started thread can be joined")
    const timeout = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
    await waitFor(future, timeout, options.signal)
  }

  /** Runs it, or waits to run: started, and not ended? */
  isAlive(): boolean {
    return alive.has(this)
  }

  /** Node's `threadId` of the thread that runs it; undefined before that. */
  get ident(): number | undefined {
    const ident = Atomics.load(stateOf(this).ident, 0)
    return ident < 0 ? undefined : ident
  }

  get name(): string {
    return stateOf(this).name
  }

  set name(name: string) {
    if (typeof name !== "string") throw new OptionError("name", "a string", name)
    stateOf(this).name = name
  }

  /** Does the program end without waiting for it? To be set before the start. */
  get daemon(): boolean {
    return stateOf(this).daemon
  }

  set daemon(daemon: boolean) {
    const state = stateOf(this)
    if (state.future !== undefined) throw new ProcessError("`daemon` is set before the start")
    state.daemon = boolean("daemon", daemon)
  }
}

/** The threads that were started here and have not ended. */
export function enumerate(): Thread[] {
  return [...alive]
}

/** How many threads run: those of `enumerate()`, and this one. */
export function activeCount(): number {
  return alive.size + 1
}

function newState(options: ThreadOptions): State {
  const { target, args = [], name } = options
  if (target !== undefined && typeof target !== "function") throw new OptionError("target", "a function", target)
  if (!Array.isArray(args)) throw new OptionError("args", "an array", args)
  if (name !== undefined && typeof name !== "string") throw new OptionError("name", "a string", name)
  const ident = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  return {
    name: name ?? `Thread-${++made}`,
    daemon: boolean("daemon", options.daemon ?? false),
    dedicated: boolean("dedicated", options.dedicated ?? false),
    target,
    args,
    ident,
    future: undefined,
  }
}

function stateOf(thread: Thread): State {
  const state = states.get(thread)
  if (state === undefined) throw new HeddleError("a thread has no state of its own on the thread that it runs on")
  return state
}

/** Nobody else looks at how a thread ends, as in Python: an error is printed. */
async function settle(thread: Thread, future: Future<unknown>, own: Pool | undefined): Promise<void> {
  try {
    await future
  } catch (error) {
    process.stderr.write(`Exception in thread ${thread.name}:\n${inspect(error)}\n`)
  }
  alive.delete(thread)
  await own?.close()
}

async function waitFor(
  future: Future<unknown>,
  timeout: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(new AbortError(signal!.reason))
  signal?.addEventListener("abort", abort, { once: true })
  try {
    await (signal === undefined ? future.wait(timeout) : Promise.race([future.wait(timeout), aborted.promise]))
  } finally {
    signal?.removeEventListener("abort", abort)
  }
}
