import type { ChildProcess } from "node:child_process"
import { constants } from "node:os"
import { AbortError, OptionError, ProcessError } from "../../core/errors/index.ts"
import { boolean, delay, knownKeys } from "../../core/options/index.ts"
import { bePartOf, program } from "../../core/leftovers/index.ts"
import type { ChildStart } from "./child-start.ts"
import { starting } from "./load-starting.ts"
import type { Surroundings } from "./start-child.ts"

/** How a process is made. */
export interface ProcessOptions<A extends readonly unknown[] = readonly unknown[]> {
  /** What the process runs. It travels with what it captures. */
  readonly target?: ((...args: A) => unknown) | undefined
  readonly args?: A | undefined
  /** Default: `"Process-1"`, `"Process-2"`, …, and for their children `"Process-1:1"`. */
  readonly name?: string | undefined
  /** The program does not wait for it at its end. Default: as the process that makes it. */
  readonly daemon?: boolean | undefined
  /** Its environment. Default: this one's. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Its working directory. Default: this one's. */
  readonly cwd?: string | undefined
  /** Node's own flags. Default: those of this program that load code. */
  readonly execArgv?: readonly string[] | undefined
}

/** How long `join` waits. */
export interface JoinOptions {
  /** Milliseconds, or `"1.5s"`. Default: for ever. */
  readonly timeout?: number | string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a child knows of the process that started it. */
export interface ParentProcess {
  readonly name: string
  readonly pid: number
  isAlive(): boolean
}

/** What a Process is behind its methods; kept beside it, so that instances of subclasses travel as any instance does. */
interface State {
  name: string
  daemon: boolean
  readonly identity: readonly number[]
  target: ((...args: never[]) => unknown) | undefined
  args: readonly unknown[]
  readonly surroundings: Surroundings
  /** Set from `start()` on. */
  child: ChildProcess | undefined
  exitCode: number | null
  /** Is it this process itself? */
  isSelf: boolean
  closed: boolean
  readonly ended: PromiseWithResolvers<number>
}

const states = new WeakMap<Process, State>()
const children = new Set<Process>()
let made = 0

const ownNames = ["target", "args", "name", "daemon", "env", "cwd", "execArgv"]

/**
 * A process that runs one function. What it prints goes where this one's output goes; it cannot read this one's input. It
 * ends when nothing is left to do in it, at the latest when this process does.
 *
 * @example
 * ```ts
 * import { Process, Value } from "heddle/multiprocessing"
 * const total = new Value("i", 0)
 * const child = new Process(async (n: number) => void (await total.add(n)), 5)
 * child.start()
 * await child.join()
 * await total.get() // => 5
 * child.exitCode // => 0
 * ```
 */
export class Process<A extends readonly unknown[] = readonly unknown[]> {
  constructor(target: (...args: A) => unknown, ...args: A)
  constructor(options?: ProcessOptions<A>)
  constructor(first: ((...args: A) => unknown) | ProcessOptions<A> = {}, ...args: A) {
    const options = typeof first === "function" ? { target: first, args } : first
    knownKeys(options, ownNames)
    states.set(this, newState(options as ProcessOptions))
  }

  /** Calls the target with its arguments: in the child. A subclass may override it, and travels with its fields. */
  run(): unknown {
    const { target, args } = stateOf(this)
    return (target as ((...args: readonly unknown[]) => unknown) | undefined)?.(...args)
  }

  /**
   * Starts the process. The target, its arguments and what they name are copied as they are now.
   * @throws ProcessError if it was started before, or this process is a daemon; ClosureError, UnsendableError
   */
  start(): void {
    const state = stateOf(this)
    if (state.child !== undefined || state.isSelf) throw new ProcessError("a process can be started only once")
    if (selfState().daemon) throw new ProcessError("a daemonic process may not have children")
    state.child = starting().startChild(startOf(this, state), state.surroundings)
    children.add(this)
    if (state.daemon) state.child.unref()
    state.child.on("exit", (code, signal) => {
      children.delete(this)
      state.exitCode = signal === null ? code! : -constants.signals[signal]
      state.ended.resolve(state.exitCode)
    })
  }

  /**
   * Resolves when the process has ended, or `timeout` is over: `exitCode` says which.
   * @throws ProcessError before the start; AbortError
   */
  async join(options: JoinOptions = {}): Promise<void> {
    knownKeys(options, ["timeout", "signal"])
    const timeout = options.timeout === undefined ? undefined : delay("timeout", options.timeout)
    const state = started(this, "joined")
    if (state.exitCode !== null) return
    const { child } = state
    // Who waits for a daemon waits.
    if (state.daemon) child.ref()
    try {
      await endOrElse(state.ended.promise, timeout, options.signal)
    } finally {
      if (state.daemon) child.unref()
    }
  }

  /** Sends SIGTERM. */
  terminate(): void {
    started(this, "terminated").child.kill("SIGTERM")
  }

  /** Sends SIGKILL. */
  kill(): void {
    started(this, "killed").child.kill("SIGKILL")
  }

  /** Sends SIGINT. */
  interrupt(): void {
    started(this, "interrupted").child.kill("SIGINT")
  }

  /** Runs it: started, and not ended? */
  isAlive(): boolean {
    const { isSelf, child, exitCode } = stateOf(this)
    return isSelf || (child !== undefined && exitCode === null)
  }

  /** Lets go what belongs to an ended process; any later use is an error. @throws ProcessError while it runs */
  close(): void {
    if (this.isAlive()) {
      throw new ProcessError("a running process cannot be closed", { hint: "join() or terminate() it first" })
    }
    stateOf(this).closed = true
  }

  /** Ends the process if it still runs, with SIGTERM, and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const state = states.get(this)!
    if (state.closed || !this.isAlive() || state.isSelf) return
    this.terminate()
    await this.join()
  }

  /**
   * null before the end. 0: it ended well. 1: an error that nobody caught, which is on its stderr. N: `process.exit(N)`.
   * -N: it was ended by signal N.
   */
  get exitCode(): number | null {
    return stateOf(this).exitCode
  }

  /** The operating system's number of the process; undefined before the start. */
  get pid(): number | undefined {
    const { isSelf, child } = stateOf(this)
    return isSelf ? process.pid : child?.pid
  }

  /** Resolves with the exit code when the process has ended; never rejects, and does not keep the program. */
  get sentinel(): Promise<number> {
    return stateOf(this).ended.promise
  }

  get name(): string {
    return stateOf(this).name
  }

  set name(name: string) {
    if (typeof name !== "string") throw new OptionError("name", "a string", name)
    stateOf(this).name = name
  }

  /** Is it ended with this process instead of being waited for? To be set before the start. */
  get daemon(): boolean {
    return stateOf(this).daemon
  }

  set daemon(daemon: boolean) {
    const state = stateOf(this)
    if (state.child !== undefined || state.isSelf) throw new ProcessError("`daemon` is set before the start")
    state.daemon = boolean("daemon", daemon)
  }
}

function newState(options: ProcessOptions): State {
  const { target, args = [], name, env, cwd, execArgv } = options
  if (target !== undefined && typeof target !== "function") throw new OptionError("target", "a function", target)
  if (!Array.isArray(args)) throw new OptionError("args", "an array", args)
  if (name !== undefined && typeof name !== "string") throw new OptionError("name", "a string", name)
  const identity = [...(self === undefined ? [] : states.get(self)!.identity), ++made]
  return {
    name: name ?? `Process-${identity.join(":")}`,
    daemon: boolean("daemon", options.daemon ?? false),
    identity,
    target,
    args,
    surroundings: { env, cwd, execArgv },
    child: undefined,
    exitCode: null,
    isSelf: false,
    closed: false,
    ended: Promise.withResolvers(),
  }
}

/** Everything that may fail is done before the child is started. */
function startOf(process_: Process, { name, identity, daemon, target, args }: State): ChildStart {
  const { freezeTarget, pack } = starting()
  const isSubclass = Object.getPrototypeOf(process_) !== Process.prototype
  return {
    name,
    identity,
    daemon,
    parent: { name: currentProcess().name, pid: process.pid },
    program: program(),
    argv: process.argv,
    self: isSubclass ? pack(process_, "this") : undefined,
    target: target && freezeTarget(target),
    args: pack(args, "args"),
  }
}

function stateOf(process_: Process): State {
  const state = states.get(process_)
  if (state === undefined) throw new ProcessError("the process was not made by its constructor here")
  if (state.closed) throw new ProcessError("the process is closed")
  return state
}

function started(process_: Process, what: string): State & { readonly child: ChildProcess } {
  const state = stateOf(process_)
  if (state.child === undefined) throw new ProcessError(`only a started process can be ${what}`)
  return state as State & { readonly child: ChildProcess }
}

async function endOrElse(
  ended: Promise<unknown>,
  timeout: number | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
  let timer: NodeJS.Timeout | undefined
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = (): void => reject(new AbortError(signal!.reason))
  signal?.addEventListener("abort", abort, { once: true })
  if (timeout !== undefined) timer = setTimeout(resolve, timeout)
  try {
    await Promise.race([ended, promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", abort)
  }
}

let self: Process | undefined
let parent: ParentProcess | undefined

/** The process that this is: in a child the one that was started, else one named `"MainProcess"`. */
export function currentProcess(): Process {
  if (self !== undefined) return self
  const main = Object.create(Process.prototype) as Process
  states.set(main, { ...newState({ name: "MainProcess" }), identity: [], isSelf: true })
  made--
  return (self = main)
}

function selfState(): State {
  return states.get(currentProcess())!
}

/** The process that started this one; undefined in the main program. */
export function parentProcess(): ParentProcess | undefined {
  return parent
}

/** The children of this thread that have not ended. */
export function activeChildren(): Process[] {
  return [...children]
}

/** Gives an instance that arrived in the child what belongs to it. */
export function adopt(process_: Process, target: ((...args: never[]) => unknown) | undefined, args: unknown[]): void {
  const state = states.get(process_) ?? newState({})
  state.target = target
  state.args = args
  states.set(process_, state)
}

/** Makes it the process that this is. */
export function beChild(process_: Process, start: ChildStart): void {
  const { name, identity, daemon, parent: by } = start
  bePartOf(start.program)
  states.set(process_, { ...stateOf(process_), name, identity, daemon, isSelf: true })
  self = process_
  made = 0
  parent = { ...by, isAlive: () => isRunning(by.pid) }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
