import { OptionError, PoolClosedError } from "../core/errors/index.ts"
import type { Future } from "../core/future/index.ts"
import { knownKeys } from "../core/options/index.ts"
import { zipRows } from "../core/sequences/index.ts"
import { poison } from "../core/wire/index.ts"
import { cancel } from "./cancel.ts"
import type { Engine } from "./engine.ts"
import { gathered, isPlain, refsIn } from "./gather.ts"
import type { Gathered, GatherOptions, Kept } from "./gather.ts"
import type { ObjectRef } from "./object-ref.ts"
import { checkRemoteOptions } from "./options.ts"
import type { CancelOptions, RemoteArgs, RemoteOptions } from "./options.ts"
import { put } from "./put.ts"
import { init, isInitialized, runtime, shutdown } from "./runtime.ts"
import type { ClusterInitOptions, InitOptions } from "./runtime.ts"

/** What calls of a client may be told. */
export type ClientTaskOptions = Omit<RemoteOptions, "numReturns" | "backpressure">

/** What `scatter` may be told. */
export interface ScatterOptions {
  /** To all workers at once. Here they share large arrays, and get the rest when they need it: it says nothing new. */
  readonly broadcast?: boolean | undefined
}

/** References in the places of values. */
export type Scattered<T> = T extends readonly unknown[]
  ? { -readonly [K in keyof T]: ObjectRef<T[K]> }
  : T extends Readonly<Record<string, unknown>>
    ? { -readonly [K in keyof T]: ObjectRef<T[K]> }
    : ObjectRef<T>

interface State {
  /** The runtime, if the client started it. */
  readonly own: Engine | undefined
  closed: boolean
  /** The dashboard that the client opened. */
  dashboard?: Promise<{ readonly url: string; close(): Promise<void> }>
}

/** The verbs of a client, with the options that hold for their tasks. */
export class ClientVerbs {
  readonly #state: State
  readonly #options: ClientTaskOptions

  /** @internal */
  constructor(state: State, options: ClientTaskOptions) {
    this.#state = state
    this.#options = options
  }

  /** The same client with other options for its tasks: `client.with({ retries: 2 }).submit(fn, x)`. */
  with(options: ClientTaskOptions): ClientVerbs {
    checkRemoteOptions(options)
    for (const key of ["numReturns", "backpressure"] as const) {
      const value: unknown = (options as RemoteOptions)[key]
      if (value === undefined) continue
      throw new OptionError(key, "absent: a call has one value", value, { hint: "use remote(fn).options(…)" })
    }
    return new ClientVerbs(this.#state, { ...this.#options, ...options })
  }

  /**
   * Calls `fn` in a worker; gives a reference to its value at once. Arguments that are references stand for their values.
   *
   * @throws OptionError, PoolClosedError
   */
  submit<A extends unknown[], R>(fn: (...args: A) => R, ...args: RemoteArgs<A>): ObjectRef<Awaited<R>> {
    checkFunction(fn)
    return this._call(fn, args) as ObjectRef<Awaited<R>>
  }

  /**
   * Calls `fn` for each item, or with an item of each iterable, up to the shortest; gives the references at once. Items
   * that are references stand for their values.
   */
  map<A extends unknown[], R>(
    fn: (...args: A) => R,
    ...iterables: { [K in keyof A]: Iterable<A[K] | Future<A[K]>> }
  ): ObjectRef<Awaited<R>>[] {
    checkFunction(fn)
    for (const [i, one] of iterables.entries()) {
      if (typeof (one as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === "function") continue
      throw new OptionError(`iterables[${i}]`, "an iterable", one, {
        hint: "options go before: client.with({ … }).map(…)",
      })
    }
    if (iterables.length === 0) throw new OptionError("iterables", "one or more", iterables)
    return Array.from(zipRows(iterables), (args) => this._call(fn, args) as ObjectRef<Awaited<R>>)
  }

  /** @internal */
  _call(fn: Function, args: unknown[]): unknown {
    this._open()
    return runtime().task(fn, args, this.#options)
  }

  /** @internal */
  get _state(): State {
    return this.#state
  }

  /** @internal */
  _open(): void {
    if (this.#state.closed) throw new PoolClosedError("the client is closed")
  }

  static {
    Object.defineProperty(ClientVerbs.prototype, poison, {
      value: "a Client stays where it was made\n  hint: make one inside the task: new Client() is of the same runtime",
    })
  }
}

/** The runtime was started for the client that is being made. */
let begins = false

/**
 * dask.distributed's Client, of the runtime that `remote` and its kin use: it starts it, if there is none, and ends it with
 * `close`; else it uses what there is.
 *
 * @example
 * ```ts
 * import { Client } from "heddle/remote"
 * await using client = new Client({ numCpus: 2 })
 * const squares = client.map((x: number) => x * x, [1, 2, 3])
 * const total = client.submit((a: number, b: number) => a + b, squares[1]!, squares[2]!)
 * await client.gather({ squares, total }) // => { squares: [1, 4, 9], total: 13 }
 * ```
 */
export class Client extends ClientVerbs implements AsyncDisposable {
  /** @throws OptionError; AlreadyRunningError for options where there is a runtime */
  constructor(options: InitOptions = {}) {
    if (typeof options === "string") {
      const hint = `write await Client.connect(${JSON.stringify(options)})`
      throw new OptionError("options", "an object", options, { hint })
    }
    const isOwner = begins || !isInitialized()
    if ((isOwner && !begins) || Object.values(options).some((value) => value !== undefined)) init(options)
    super({ own: isOwner ? runtime() : undefined, closed: false }, {})
  }

  /**
   * A client of a cluster: its tasks run on the machines that have joined. Needs the package `@heddle/cluster`.
   *
   * @throws HeddleError without it; AlreadyRunningError where there is a runtime
   */
  static async connect(url: string | URL, options: Omit<ClusterInitOptions, "cluster"> = {}): Promise<Client> {
    if (typeof url !== "string" && !(url instanceof URL)) throw new OptionError("url", "a URL", url)
    await init({ ...options, cluster: url })
    begins = true
    try {
      return new Client()
    } finally {
      begins = false
    }
  }

  /**
   * The values of references, in the shape in which they stand in arrays and plain objects; what is no reference stays. Rejects
   * with the first failure. With `errors: "skip"` what failed is left out of its array or object; by itself it is undefined.
   */
  async gather<T>(
    futures: T,
    options: GatherOptions & { readonly errors: "skip" },
  ): Promise<T extends Future<infer V> ? V | undefined : Kept<T>>
  async gather<const T>(futures: T, options?: GatherOptions): Promise<Gathered<T>>
  async gather(futures: unknown, options: GatherOptions = {}): Promise<unknown> {
    this._open()
    return await gathered(futures, options)
  }

  /**
   * References to copies of values as they are now: of an array or a plain object one for each of its values, in the same
   * shape; else one.
   */
  scatter<const T>(data: T, options: ScatterOptions = {}): Scattered<T> {
    this._open()
    knownKeys(options, ["broadcast"])
    if (Array.isArray(data)) return data.map((one: unknown) => put(one)) as Scattered<T>
    if (!isPlain(data)) return put<unknown>(data) as Scattered<T>
    return Object.fromEntries(Object.entries(data).map(([key, one]) => [key, put(one)])) as Scattered<T>
  }

  /** Takes tasks back, wherever their references stand in arrays and plain objects. */
  cancel(futures: unknown, options: CancelOptions = {}): void {
    for (const ref of refsIn(futures)) cancel(ref, options)
  }

  /** How many tasks run at once in each place: here there is one, `local`. */
  async ncores(): Promise<Record<string, number>> {
    this._open()
    return { local: runtime().cpus }
  }

  /** The same. */
  async nthreads(): Promise<Record<string, number>> {
    return await this.ncores()
  }

  /**
   * The address of the dashboard of heddle/monitor: of the one that the program has opened, else of one that is opened now
   * and closes with the client. It shows what happens from when it is opened.
   */
  get dashboardLink(): Promise<string> {
    return this.#dashboardLink()
  }

  async #dashboardLink(): Promise<string> {
    this._open()
    // That room stands above this one: it is asked for by its public name, as a program would.
    const { dashboard, DashboardLink } = await import("heddle/monitor")
    const { url } = DashboardLink.current ?? (await (this._state.dashboard ??= dashboard()))
    return url
  }

  /** Ends the runtime with its tasks and actors, if this client started it. The client takes nothing more. */
  async close(): Promise<void> {
    const { own } = this._state
    this._state.closed = true
    await this.#closeDashboard()
    if (own !== undefined && isInitialized() && runtime() === own) await shutdown()
  }

  /** Ends the runtime with its tasks and actors, whoever started it. */
  async shutdown(): Promise<void> {
    this._state.closed = true
    await this.#closeDashboard()
    await shutdown()
  }

  async #closeDashboard(): Promise<void> {
    await (await this._state.dashboard)?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function checkFunction(fn: unknown): void {
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
}
