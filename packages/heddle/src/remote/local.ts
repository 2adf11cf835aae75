import type { Backend, PreparedFunction } from "../core/backend/index.ts"
import { isOnlyRead } from "../core/closure/index.ts"
import {
  ActorNameError,
  CancelledError,
  HeddleError,
  ObjectLostError,
  OptionError,
  PoolClosedError,
} from "../core/errors/index.ts"
import { Future } from "../core/future/index.ts"
import type { Crew } from "../core/scheduler/index.ts"
import { decode, encode, encodeShared } from "../core/wire/index.ts"
import {
  callSite,
  PoolCore,
  poolSettings,
  SubmittedCall,
  submitCall,
  submitStream,
  taskSettings,
} from "../pool/index.ts"
import type { Admission, PoolOptions, SubmitGroup, TaskSettings } from "../pool/index.ts"
import { Actor } from "./actor/actor.ts"
import { ActorCall } from "./actor/call.ts"
import { linkOf, makeHandle } from "./actor/handle.ts"
import type { ActorHandleObject, ActorLink, ActorRequest, MethodOptions } from "./actor/handle.ts"
import { hostOf } from "./actor/host.ts"
import { Hosts } from "./actor/hosts.ts"
import type { Called, Engine, Lent } from "./engine.ts"
import { isHeld, lend, tokenOf } from "./link/lent.ts"
import type { Parcel } from "./link/parcel.ts"
import { actorsRoom, plainRoom } from "./link/protocol.ts"
import { Stations } from "./link/stations.ts"
import { isGeneratorFunction } from "./generator.ts"
import type { ObjectRefGenerator } from "./generator.ts"
import { failedRef, refFrom, refKind } from "./object-ref.ts"
import type { ObjectRef } from "./object-ref.ts"
import { creditOf } from "./options.ts"
import type { CancelOptions, RemoteOptions } from "./options.ts"
import { demanded, plainTask, Resources } from "./resources.ts"
import type { Demand, Lease } from "./resources.ts"
import { Store } from "./store.ts"
import { generatorOf } from "./yields.ts"

/** What the runtime is, with defaults. */
export interface LocalSettings {
  readonly cpus: number
  readonly resources: Readonly<Record<string, number>>
  readonly backend: "threads" | "processes" | Backend
  /** What the arrays of values may take in memory, in bytes. */
  readonly storeLimit: number
}

/** Options of a remote function. `demand`: what it needs to run. `credit`: how many values it may yield ahead; undefined: it is no generator. */
interface Understood {
  readonly task: TaskSettings
  readonly demand: Demand
  readonly credit: number | undefined
}

/** The name of the pool of tasks that are counted. It has so many workers for each processor, and at least so many. */
const counted = "remote counted"
const countedPerCpu = 4
const leastCounted = 16

/** How many tasks of one worker may wait for what they called. */
const mostAside = 65_535

/** Nobody can call it any more: it ends when it is done with what it was asked. */
const collected = new FinalizationRegistry<Actor>((actor) => actor.kill(true))

/** Runs tasks and actors on workers of this program. */
export class LocalEngine implements Engine {
  readonly cpus: number
  /** Runs tasks that ask for one processor and nothing else: they are counted only where others are too. */
  readonly #tasks: PoolCore
  /** Runs the others, each on a worker of its own for that time. */
  readonly #counted: PoolCore
  readonly #hosts: Hosts
  readonly resources: Resources
  readonly store: Store
  readonly #leases = new WeakMap<SubmittedCall, Lease>()
  readonly #stations: Stations
  /** Options of remote functions, as they were understood. */
  readonly #settings = new WeakMap<RemoteOptions, Understood>()
  /** What workers run for the actors of a class. */
  readonly #classes = new WeakMap<Function, PreparedFunction>()
  /** Actors that have a name. */
  readonly #named = new Map<string, Actor>()
  /** Those that live. */
  readonly #actors = new Map<string, Actor>()
  readonly #handles = new WeakMap<Actor, WeakRef<ActorHandleObject>>()

  constructor({ cpus, resources, backend, storeLimit }: LocalSettings) {
    this.cpus = cpus
    this.store = new Store(storeLimit, backend === "threads")
    this.resources = new Resources(cpus, resources, () => Math.min(cpus, busy(this.#tasks)))
    this.#stations = new Stations(this, backend === "threads", { stands: this.#stands, kept: this.#keep })
    const open = (name: string, workers: number): PoolCore => {
      const options: PoolOptions = { workers, backend, name }
      const settings = { ...poolSettings(options), aside: mostAside, mail: this.#stations.room(name) }
      const core = new PoolCore(settings, options)
      core.keep = this.store.keep
      return core
    }
    this.#tasks = open(plainRoom, cpus)
    this.#tasks.onCallEnd = this.#scan
    this.#counted = open(counted, Math.max(leastCounted, countedPerCpu * cpus))
    this.#hosts = new Hosts(cpus, backend, this.#stations.room(actorsRoom))
    this.#hosts.core.keep = this.store.keep
  }

  readonly #scan = (): void => {
    if (this.resources.counts) this.resources.scan()
  }

  /** A task waits for what others do, or goes on. */
  readonly #stands = (crew: Crew, task: number, isAside: boolean): void => {
    const call = this.#callOf(crew, task)
    if (call === undefined) return this.#scan()
    const lease = call instanceof ActorCall ? call.actor.lease : this.#leases.get(call)
    if (lease === undefined) this.#scan()
    else lease.stand(isAside)
  }

  readonly #admitPlain = (call: SubmittedCall, enter: () => void): void => {
    if (this.resources.counts) this.resources.request(plainTask, call, enter)
    else enter()
  }

  #admit(demand: Demand): Admission {
    return (call, enter) =>
      this.resources.request(demand, call, (lease) => {
        this.#leases.set(call, lease)
        Future.onSettled(call.future, () => lease.release())
        enter()
      })
  }

  task(fn: Function, args: unknown[], options: RemoteOptions): Called {
    const { task, demand, credit } = this.#understood(fn, options)
    const isPlain = demand === plainTask
    const core = isPlain ? this.#tasks : this.#counted
    const admit = isPlain ? this.#admitPlain : this.#admit(demand)
    const site = core.sites.of(fn, core.scheduler.turn)
    const { numReturns, name = fn.name } = options
    const refused = isPlain ? undefined : this.resources.refusal(demand, name === "" ? "the task" : name)
    if (credit !== undefined) {
      const call = submitStream(core, fn, args, task, credit, site, refKind, admit)
      if (refused !== undefined) call.stop(refused)
      return generatorOf(call, credit)
    }
    if (refused !== undefined) return failedCalls(refused, numReturns)
    const ref = submitCall(core, fn, args, task, site, refKind, admit) as ObjectRef<unknown>
    return typeof numReturns === "number" ? parts(ref, numReturns, name) : ref
  }

  #understood(fn: Function, options: RemoteOptions): Understood {
    let known = this.#settings.get(options)
    if (known === undefined) {
      const { name: _, numReturns: __, backpressure: ___, cpus: ____, resources: _____, ...task } = options
      const credit = creditOf(options, isGeneratorFunction(fn))
      known = { task: taskSettings(task, this.#tasks.settings.task), demand: demanded(options, 1), credit }
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
    const demand = demanded(request, 0)
    const refused = this.resources.refusal(demand, request.className)
    if (refused !== undefined) throw refused
    const { core } = this.#hosts
    let fn = this.#classes.get(Class)
    if (fn === undefined) {
      fn = core.prepare(hostOf(Class as never, request.methods), true)
      this.#classes.set(Class, fn)
    }
    const task = taskSettings({ grace: request.grace }, core.settings.task)
    const call = { fn, spread: true, mode: "call", timeout: 0, grace: task.grace, credit: 0 } as const
    const admit = (made: Actor, place: (lease: Lease) => void): void =>
      this.resources.request(
        demand,
        {
          get over() {
            return made.dead
          },
          stop: (error) => made.end(error),
        },
        place,
      )
    const readsOnly = (method: string): ((index: number) => boolean) | undefined => this.#readsOnly(Class, method)
    const settings = { ...request, call, task, readsOnly, admit: demand.amounts.size === 0 ? undefined : admit }
    const actor = new Actor(this.#hosts, settings, args, callSite())
    this.#actors.set(actor.id, actor)
    if (name !== undefined) this.#named.set(name, actor)
    actor.onEnd(() => {
      this.#actors.delete(actor.id)
      if (name !== undefined) this.#named.delete(name)
    })
    return this.#handleOf(actor)
  }

  /** A method's text tells what it does with its arguments. Undefined: it cannot be had. */
  #readsOnly(Class: Function, method: string): ((index: number) => boolean) | undefined {
    try {
      const fn = (Class.prototype as Record<string, Function>)[method]!
      const { frozen } = this.#hosts.core.prepare(fn, true)
      return frozen && ((index) => isOnlyRead(frozen, index))
    } catch {
      return undefined
    }
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
    const options = { role: "argument", label: "value", shared: true, functions: true } as const
    const { data, graph } = this.#stations.shares ? encodeShared(value, options) : encode(value, options)
    const copy = structuredClone(data)
    const kept = graph ? decode(copy) : copy
    const { ref } = refFrom<unknown>()
    Future.give(ref, kept, this.store.keep)
    return ref
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
    if (!(owner instanceof SubmittedCall)) return void owner?.cancel()
    // Who cancels it knows how it ended.
    ref.then(undefined, () => {})
    owner.stop(error, force ? 0 : undefined)
  }

  kill(actor: ActorHandleObject, noRestart: boolean): void {
    const link = linkOf(actor)
    if (link instanceof LocalLink) link.actor.kill(noRestart)
    else this.#stations.kill(actor, noRestart)
  }

  get isActor(): boolean {
    return false
  }

  checkpoint(): never {
    throw new HeddleError("checkpoint is for methods of actors")
  }

  /** The call that a worker runs under this number. */
  #callOf(crew: Crew, task: number): SubmittedCall | undefined {
    const found = crew.running(task)
    return (found?.job as SubmitGroup | undefined)?.callAt(found!.index)
  }

  readonly #keep = (actor: string, state: Parcel): void => {
    const found = this.#actors.get(actor)
    if (found !== undefined) found.kept = state
  }

  lend(id: string, thing: ObjectRef<unknown> | ActorHandleObject): void {
    lend(id, thing)
  }

  take(lent: Lent): ObjectRef<unknown> | ActorHandleObject {
    return this.#stations.take(lent)
  }

  release(ref: ObjectRef<unknown>): void {
    if (isHeld(ref.id)) return
    const hint = "it was disposed of, by `using` or by hand"
    Future.letGo(ref, () => new ObjectLostError(`the value of ${ref.id} is gone`, { hint }))
  }

  hold(thing: object): object {
    return tokenOf(thing)
  }

  async end(): Promise<void> {
    const error = (): PoolClosedError => new PoolClosedError("the runtime was shut down")
    this.#stations.end()
    this.resources.end(error)
    for (const actor of this.#actors.values()) actor.end(error())
    await Promise.all([this.#tasks.terminate(), this.#counted.terminate(), this.#hosts.end()])
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

  call(
    method: string,
    args: unknown[],
    options: MethodOptions,
    handle: object,
  ): ObjectRef<unknown> | ObjectRefGenerator<unknown> {
    const own = this.actor.settings.methodOptions[method]
    const all = own === undefined ? options : { ...own, ...options }
    const credit = creditOf(all, this.streams.includes(method))
    const call = this.actor.submit(method, args, credit, all, handle)
    return credit === undefined ? (call.future as ObjectRef<unknown>) : generatorOf(call, credit)
  }
}

/** How many processors the tasks of a pool have or are about to have. */
function busy({ scheduler }: PoolCore): number {
  return scheduler.running + scheduler.queued - scheduler.crews.reduce((sum, { aside }) => sum + aside, 0)
}

function failedCalls(error: unknown, numReturns: RemoteOptions["numReturns"]): Called {
  return typeof numReturns === "number" ? Array.from({ length: numReturns }, () => failedRef(error)) : failedRef(error)
}

/** A reference to each of the values that a task gives. */
function parts(whole: ObjectRef<unknown>, count: number, name: string): ObjectRef<unknown>[] {
  const owner = { cancel: () => whole.cancel(), running: () => whole.running() }
  const all = Array.from({ length: count }, () => refFrom<unknown>(owner))
  const fail = (error: unknown): void => all.forEach((part) => part.reject(error))
  whole.then((value) => {
    const list = Array.isArray(value) ? (value as unknown[]) : undefined
    if (list?.length === count) all.forEach((part, i) => part.resolve(list[i]))
    else fail(new OptionError("numReturns", `the number of values that ${name} returns in an array`, count))
  }, fail)
  return all.map(({ ref }) => ref)
}
