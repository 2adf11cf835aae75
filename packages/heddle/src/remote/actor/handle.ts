import { ActorNameError, HeddleError } from "../../core/errors/index.ts"
import { boolean, integer, knownKeys } from "../../core/options/index.ts"
import { callSite, taskSettings } from "../../pool/index.ts"
import type { TaskOptions } from "../../pool/index.ts"
import type { RemoteArgs } from "../function.ts"
import type { ObjectRef } from "../object-ref.ts"
import { runtime } from "../runtime.ts"
import type { Runtime } from "../runtime.ts"
import { Actor } from "./actor.ts"
import { hostOf } from "./host.ts"

/** What an actor may be told when it is made. */
export interface ActorOptions extends Pick<TaskOptions, "grace"> {
  /** By which `getActor` finds it. */
  readonly name?: string | undefined
  /** With `name`: the actor that has the name, if there is one. */
  readonly getIfExists?: boolean | undefined
  /** How often it starts again, from its constructor, when its worker dies. Default: 0; Infinity or -1: always. */
  readonly maxRestarts?: number | undefined
  /** How often a call runs again that was under way when the worker died. Default: 0, each call runs at most once. */
  readonly maxTaskRetries?: number | undefined
  /** How many of its calls may be under way at once. Default: 1, for classes with async methods 1000. */
  readonly maxConcurrency?: number | undefined
  /** More calls than these that have no result yet are refused. */
  readonly maxPendingCalls?: number | undefined
  /** A worker of its own. Default: it shares one with others. */
  readonly dedicated?: boolean | undefined
}

/** What a method of an actor may be told for its calls. */
export interface MethodOptions {
  readonly maxTaskRetries?: number | undefined
}

/** A method of an actor. */
export interface ActorMethod<A extends unknown[], R> {
  /** Calls it, and gives a reference to its value at once. */
  remote(...args: RemoteArgs<A>): ObjectRef<Awaited<R>>
  options(options: MethodOptions): ActorMethod<A, R>
}

/** What a program has of an actor: its methods, to be called where it lives. */
export type ActorHandle<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (
    ...args: infer A
  ) => infer R
    ? ActorMethod<A, R>
    : never
}

/** A class whose instances live in workers. */
export interface ActorClass<A extends unknown[], T> {
  /** Makes one. */
  remote(...args: RemoteArgs<A>): ActorHandle<T>
  options(options: ActorOptions): ActorClass<A, T>
}

type Class = new (...args: never[]) => object

const keys = [
  "name",
  "getIfExists",
  "maxRestarts",
  "maxTaskRetries",
  "maxConcurrency",
  "maxPendingCalls",
  "dedicated",
  "grace",
]
const otherNames = {
  get_if_exists: "getIfExists",
  max_restarts: "maxRestarts",
  max_task_retries: "maxTaskRetries",
  max_concurrency: "maxConcurrency",
  max_pending_calls: "maxPendingCalls",
}

/** The actor behind a handle. */
const actors = new WeakMap<object, Actor>()
const handles = new WeakMap<Actor, WeakRef<object>>()

/** Nobody can call it any more: it ends when it is done with what it was asked. */
const collected = new FinalizationRegistry<Actor>((actor) => actor.kill(true))

export function actorClass<A extends unknown[], T extends object>(
  Class: new (...args: A) => T,
  options: ActorOptions,
): ActorClass<A, T> {
  knownKeys(options, keys, otherNames)
  const { name, getIfExists = false } = options
  const dedicated = options.dedicated !== undefined && boolean("dedicated", options.dedicated)
  if (getIfExists && name === undefined) {
    throw new ActorNameError("getIfExists finds an actor by its name", { hint: "give it a name too" })
  }
  const methods = methodsOf(Class as never)
  const isAsync = methods.some((method) => isAsyncFunction((Class.prototype as Record<string, unknown>)[method]))
  const { maxRestarts = 0, maxTaskRetries = 0, maxConcurrency = isAsync ? 1000 : 1 } = options
  const counts = {
    maxRestarts: times("maxRestarts", maxRestarts),
    maxTaskRetries: times("maxTaskRetries", maxTaskRetries),
    maxConcurrency: times("maxConcurrency", maxConcurrency, 1),
    maxPendingCalls: times("maxPendingCalls", options.maxPendingCalls ?? Number.POSITIVE_INFINITY),
  }
  let known: { readonly of: Runtime; readonly fn: ReturnType<Runtime["hosts"]["core"]["prepare"]> } | undefined
  const make = (...args: unknown[]): object => {
    const home = runtime()
    const taken = name === undefined ? undefined : home.named.get(name)
    if (taken !== undefined) {
      if (getIfExists) return handleOf(taken)
      throw new ActorNameError(`there is an actor named ${name} already`, { hint: "getIfExists: true gives it" })
    }
    const { core } = home.hosts
    if (known?.of !== home) known = { of: home, fn: core.prepare(hostOf(Class as never, methods), true) }
    const task = taskSettings({ grace: options.grace }, core.settings.task)
    const call = { fn: known.fn, spread: true, mode: "call", timeout: 0, grace: task.grace, credit: 0 } as const
    const className = Class.name === "" ? "actor" : Class.name
    const actor = new Actor(
      home.hosts,
      { className, name, methods, call, dedicated, task, ...counts },
      args,
      callSite(),
    )
    if (name !== undefined) {
      home.named.set(name, actor)
      actor.onEnd(() => home.named.delete(name))
    }
    return handleOf(actor)
  }
  const direct = function direct(): never {
    const hint = `write ${Class.name === "" ? "Actor" : Class.name}.remote(…)`
    throw new HeddleError("a remote class is not called directly", { hint })
  }
  return Object.defineProperties(direct, {
    name: { value: Class.name, configurable: true },
    remote: { value: make, enumerable: true },
    options: { value: (more: ActorOptions) => actorClass(Class, { ...options, ...more }), enumerable: true },
  }) as unknown as ActorClass<A, T>
}

/** A count from `least` on. Infinity, and for counts from 0 on -1: no end. */
function times(key: string, value: number, least: 0 | 1 = 0): number {
  if (value === Number.POSITIVE_INFINITY || (value === -1 && least === 0)) return Number.POSITIVE_INFINITY
  return integer(key, value, { min: least })
}

/** All methods of a class and of those that it extends. */
function methodsOf(Class: Class): string[] {
  const names = new Set<string>()
  for (
    let proto = Class.prototype as object;
    proto !== Object.prototype;
    proto = Object.getPrototypeOf(proto) as object
  ) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto)))
      if (typeof value === "function" && key !== "constructor") names.add(key)
  }
  return [...names]
}

function isAsyncFunction(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object AsyncFunction]"
}

/** The handle of an actor: one for all who ask, as long as anybody has it. */
function handleOf(actor: Actor): object {
  const known = handles.get(actor)?.deref()
  if (known !== undefined) return known
  const handle: Record<string, unknown> = {}
  const { methods, maxTaskRetries } = actor.settings
  for (const [number, method] of methods.entries()) handle[method] = methodOf(actor, handle, number, maxTaskRetries)
  actors.set(handle, actor)
  handles.set(actor, new WeakRef(handle))
  if (actor.settings.name === undefined) collected.register(handle, actor)
  return Object.freeze(handle)
}

function methodOf(actor: Actor, handle: object, number: number, retries: number): ActorMethod<unknown[], unknown> {
  return {
    remote: (...args) => {
      // A pending call keeps its actor.
      const ref = actor.submit(number, args, retries)
      holds.set(ref, handle)
      return ref
    },
    options: (options) => {
      knownKeys(options, ["maxTaskRetries"], otherNames)
      return methodOf(actor, handle, number, times("maxTaskRetries", options.maxTaskRetries ?? retries))
    },
  }
}

const holds = new WeakMap<object, object>()

/** The actor of a handle; undefined: it is none. */
export function actorOf(handle: object): Actor | undefined {
  return actors.get(handle)
}

/**
 * The actor that was made with this `name`.
 *
 * @throws ActorNameError if there is none
 */
export function getActor<T>(name: string): ActorHandle<T> {
  const actor = runtime().named.get(name)
  if (actor !== undefined) return handleOf(actor) as ActorHandle<T>
  throw new ActorNameError(`there is no actor named ${name}`, { hint: "Class.options({ name }).remote(…) makes one" })
}
