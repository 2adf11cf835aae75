import type { PreparedFunction } from "../core/backend/index.ts"
import { ActorNameError, CancelledError, OptionError } from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import { decode, encode } from "../core/wire/index.ts"
import {
  callSite,
  PoolCore,
  poolSettings,
  SubmittedCall,
  submitCall,
  submitStream,
  taskSettings,
} from "../pool/index.ts"
import type { PoolOptions, TaskSettings } from "../pool/index.ts"
import { Actor } from "./actor/actor.ts"
import { ActorCall } from "./actor/call.ts"
import { linkOf, makeHandle } from "./actor/handle.ts"
import type { ActorHandleObject, ActorLink, ActorRequest, MethodOptions } from "./actor/handle.ts"
import { hostOf } from "./actor/host.ts"
import { Hosts } from "./actor/hosts.ts"
import type { Called, Engine, Lent } from "./engine.ts"
import { lend, tokenOf } from "./link/lent.ts"
import { Stations } from "./link/stations.ts"
import { isGeneratorFunction } from "./generator.ts"
import type { ObjectRefGenerator } from "./generator.ts"
import { ObjectRef, refFrom, refKind } from "./object-ref.ts"
import { creditOf } from "./options.ts"
import type { CancelOptions, RemoteOptions } from "./options.ts"
import { generatorOf } from "./yields.ts"

/** What the runtime is, with defaults. */
export interface LocalSettings {
  readonly cpus: number
  readonly backend: "threads" | "processes"
}

/** Options of a remote function. `credit`: how many values it may yield ahead; undefined: it is no generator. */
interface Understood {
  readonly task: TaskSettings
  readonly credit: number | undefined
}

/** How many tasks of one worker may wait for what they called. */
const mostAside = 65_535

/** A reference that nothing runs for. */
const nobody = { cancel: () => false, running: () => false }

/** Nobody can call it any more: it ends when it is done with what it was asked. */
const collected = new FinalizationRegistry<Actor>((actor) => actor.kill(true))

/** Runs tasks and actors on workers of this program. */
export class LocalEngine implements Engine {
  readonly cpus: number
  readonly #tasks: PoolCore
  readonly #hosts: Hosts
  readonly #stations: Stations
  /** Options of remote functions, as they were understood. */
  readonly #settings = new WeakMap<RemoteOptions, Understood>()
  /** What workers run for the actors of a class. */
  readonly #classes = new WeakMap<Function, PreparedFunction>()
  /** Actors that have a name. */
  readonly #named = new Map<string, Actor>()
  readonly #handles = new WeakMap<Actor, WeakRef<ActorHandleObject>>()

  constructor({ cpus, backend }: LocalSettings) {
    this.cpus = cpus
    this.#stations = new Stations(this, backend === "threads")
    const options: PoolOptions = { workers: cpus, backend, name: "remote" }
    const settings = { ...poolSettings(options), aside: mostAside, mail: this.#stations }
    this.#tasks = new PoolCore(settings, options)
    this.#hosts = new Hosts(cpus, backend, this.#stations)
  }

  task(fn: Function, args: unknown[], options: RemoteOptions): Called {
    const core = this.#tasks
    const { task, credit } = this.#understood(fn, options)
    const site = core.sites.of(fn, core.scheduler.turn)
    if (credit !== undefined) return generatorOf(submitStream(core, fn, args, task, credit, site, refKind), credit)
    const ref = submitCall(core, fn, args, task, site, refKind) as ObjectRef<unknown>
    const { numReturns, name = fn.name } = options
    return typeof numReturns === "number" ? parts(ref, numReturns, name) : ref
  }

  #understood(fn: Function, options: RemoteOptions): Understood {
    let known = this.#settings.get(options)
    if (known === undefined) {
      const { name: _, numReturns: __, backpressure: ___, ...task } = options
      const credit = creditOf(options, isGeneratorFunction(fn))
      known = { task: taskSettings(task, this.#tasks.settings.task), credit }
      this.#settings.set(options, known)
    }
    return known
  }

  actor(Class: Function, request: ActorRequest, args: unknown[]): ActorHandleObject {
    const { name, getIfExists } = request
    const taken = name === undefined ? undefined : this.#named.get(name)
    if (taken !== undefined) {
      if (getIfExists) return this.#handleOf(taken)
      throw new ActorNameError(`there is an actor named ${name} already`, { hint: "getIfExists: true gives it" })
    }
    const { core } = this.#hosts
    let fn = this.#classes.get(Class)
    if (fn === undefined) {
      fn = core.prepare(hostOf(Class as never, request.methods), true)
      this.#classes.set(Class, fn)
    }
    const task = taskSettings({ grace: request.grace }, core.settings.task)
    const call = { fn, spread: true, mode: "call", timeout: 0, grace: task.grace, credit: 0 } as const
    const actor = new Actor(this.#hosts, { ...request, call, task }, args, callSite())
    if (name !== undefined) {
      this.#named.set(name, actor)
      actor.onEnd(() => this.#named.delete(name))
    }
    return this.#handleOf(actor)
  }

  /** The handle of an actor: one for all who ask, as long as anybody has it. */
  #handleOf(actor: Actor): ActorHandleObject {
    const known = this.#handles.get(actor)?.deref()
    if (known !== undefined) return known
    const handle = makeHandle(new LocalLink(actor))
    this.#handles.set(actor, new WeakRef(handle))
    if (actor.settings.name === undefined) collected.register(handle, actor)
    return handle
  }

  put(value: unknown): ObjectRef<unknown> {
    const { data, graph } = encode(value, { role: "argument", label: "value", shared: true, functions: true })
    const copy = structuredClone(data)
    const made = refFrom<unknown>(nobody)
    made.resolve(graph ? decode(copy) : copy)
    return made.ref
  }

  named(name: string): ActorHandleObject {
    const actor = this.#named.get(name)
    if (actor !== undefined) return this.#handleOf(actor)
    throw new ActorNameError(`there is no actor named ${name}`, { hint: "Class.options({ name }).remote(…) makes one" })
  }

  cancel(ref: Future<unknown>, { force = false, recursive = true }: CancelOptions): void {
    const owner = Future.ownerOf(ref)
    if (owner instanceof ActorCall && force) {
      throw new OptionError("force", "false for a call of an actor", force, { hint: "kill(actor) ends the actor" })
    }
    const error = new CancelledError()
    if (!recursive) Object.assign(error, { recursive })
    if (owner instanceof SubmittedCall) owner.stop(error, force ? 0 : undefined)
    else owner?.cancel()
  }

  kill(actor: ActorHandleObject, noRestart: boolean): void {
    const link = linkOf(actor)
    if (link instanceof LocalLink) link.actor.kill(noRestart)
    else this.#stations.kill(actor, noRestart)
  }

  lend(thing: ObjectRef<unknown> | ActorHandleObject): Lent {
    if (thing instanceof ObjectRef) {
      lend(thing.id, thing)
      return { id: thing.id }
    }
    const { id, methods, streams } = linkOf(thing)!
    lend(id, thing)
    return { id, methods, streams }
  }

  take(lent: Lent): ObjectRef<unknown> | ActorHandleObject {
    return this.#stations.take(lent)
  }

  hold(thing: object): object {
    return tokenOf(thing)
  }

  async end(): Promise<void> {
    this.#stations.end()
    await Promise.all([this.#tasks.terminate(), this.#hosts.end()])
  }
}

/** What is behind a handle where its actor is known. */
class LocalLink implements ActorLink {
  readonly actor: Actor

  constructor(actor: Actor) {
    this.actor = actor
  }

  get id(): string {
    return this.actor.id
  }

  get methods(): readonly string[] {
    return this.actor.settings.methods
  }

  get streams(): readonly string[] {
    return this.actor.settings.streams
  }

  call(method: string, args: unknown[], options: MethodOptions): ObjectRef<unknown> | ObjectRefGenerator<unknown> {
    const credit = creditOf(options, this.streams.includes(method))
    const retries = options.maxTaskRetries === -1 ? Number.POSITIVE_INFINITY : options.maxTaskRetries
    const call = this.actor.submit(method, args, credit, retries)
    return credit === undefined ? (call.future as ObjectRef<unknown>) : generatorOf(call, credit)
  }
}

/** A reference to each of the values that a task gives. */
function parts(whole: ObjectRef<unknown>, count: number, name: string): ObjectRef<unknown>[] {
  const owner = { cancel: () => whole.cancel(), running: () => whole.running() }
  const all = Array.from({ length: count }, () => refFrom<unknown>(owner))
  whole.then(
    (value) => {
      const list = Array.isArray(value) ? (value as unknown[]) : undefined
      if (list?.length === count) return all.forEach((part, i) => part.resolve(list[i]))
      const error = new OptionError("numReturns", `the number of values that ${name} returns in an array`, count)
      for (const part of all) part.reject(error)
    },
    (error: unknown) => {
      for (const part of all) part.reject(error)
    },
  )
  return all.map(({ ref }) => ref)
}
