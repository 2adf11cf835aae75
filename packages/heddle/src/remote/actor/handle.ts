import { boolean, knownKeys } from "../../core/options/index.ts"
import type { TaskOptions } from "../../pool/index.ts"
import type { ObjectRef } from "../object-ref.ts"
import type { ObjectRefGenerator } from "../generator.ts"
import { checkReturns } from "../options.ts"
import type { Remote, RemoteArgs } from "../options.ts"
import type { ResourceOptions } from "../resources.ts"
import { methodKeys, otherNames, times } from "./options.ts"

/** What an actor may be told when it is made. */
export interface ActorOptions extends Pick<TaskOptions, "grace">, ResourceOptions {
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
  /** Limits of their own for some methods: `{ io: 2 }` lets two calls of that group be under way beside all others. */
  readonly concurrencyGroups?: Readonly<Record<string, number>> | undefined
  /** Options of methods, by their names: `{ read: { concurrencyGroup: "io" } }`. */
  readonly methods?: Readonly<Record<string, MethodOptions>> | undefined
  /** `"detached"`: it lives until it is killed or the runtime ends, and needs a name. Actors that have a name do so anyway. */
  readonly lifetime?: "detached" | undefined
  /** More calls than these that have no result yet are refused. */
  readonly maxPendingCalls?: number | undefined
  /** A worker of its own. Default: it shares one with others, unless it asks for a whole processor. */
  readonly dedicated?: boolean | undefined
}

/** What a method of an actor may be told for its calls. */
export interface MethodOptions {
  /** How often a call runs again that was under way when the worker died. */
  readonly maxTaskRetries?: number | undefined
  /** A call that threw runs again too. Default: false. */
  readonly retryExceptions?: boolean | undefined
  /** Which of the actor's `concurrencyGroups` its calls belong to. Default: none. */
  readonly concurrencyGroup?: string | undefined
  /** `"streaming"`: it returns a generator. Generator methods do so without being told. */
  readonly numReturns?: "streaming" | undefined
  /** How many values a generator may yield before they are read. Default: no limit. */
  readonly backpressure?: number | undefined
}

/** A method of an actor. */
export interface ActorMethod<A extends unknown[], R> {
  /** Calls it, and gives a reference to its value at once. */
  remote(...args: RemoteArgs<A>): Remote<R>
  options(options: MethodOptions): ActorMethod<A, R>
}

/** What a program has of an actor: its methods, to be called where it lives. It may be given to tasks and other actors. */
export type ActorHandle<T> = {
  readonly [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (
    ...args: infer A
  ) => infer R
    ? ActorMethod<A, R>
    : never
}

/** What an engine makes an actor of, beside its class and the arguments of its constructor. */
export interface ActorRequest extends ResourceOptions {
  readonly className: string
  readonly methods: readonly string[]
  /** Those that are generators. */
  readonly streams: readonly string[]
  readonly name: string | undefined
  readonly getIfExists: boolean
  readonly dedicated: boolean
  readonly maxRestarts: number
  readonly maxTaskRetries: number
  readonly maxConcurrency: number
  readonly concurrencyGroups: readonly { readonly name: string; readonly most: number }[]
  readonly methodOptions: Readonly<Record<string, MethodOptions>>
  readonly maxPendingCalls: number
  readonly grace: TaskOptions["grace"]
}

/** What is behind a handle. */
export interface ActorLink {
  readonly id: string
  /** Undefined: not known here. */
  readonly methods: readonly string[] | undefined
  readonly streams: readonly string[] | undefined
  /** `handle`: the one that is called, which keeps its actor. */
  call(
    method: string,
    args: unknown[],
    options: MethodOptions,
    handle: object,
  ): ObjectRef<unknown> | ObjectRefGenerator<unknown>
}

/** What all handles are, whatever methods they have. */
// oxlint-disable-next-line typescript/no-extraneous-class -- handles are told by it
export class ActorHandleObject {}

const links = new WeakMap<object, ActorLink>()

/** The link of a handle; undefined: it is none. */
export function linkOf(handle: object): ActorLink | undefined {
  return links.get(handle)
}

export function makeHandle(link: ActorLink): ActorHandleObject {
  const handle = link.methods === undefined ? withAnyMethod(link) : new (kindOf(link.methods))()
  links.set(handle, link)
  return handle
}

/** Classes of handles, by the list of their methods: most handles never use most of them. */
const kinds = new WeakMap<readonly string[], new () => ActorHandleObject>()

function kindOf(methods: readonly string[]): new () => ActorHandleObject {
  let kind = kinds.get(methods)
  if (kind !== undefined) return kind
  kind = class ActorHandle extends ActorHandleObject {}
  for (const method of methods) {
    const get = function get(this: object): unknown {
      const value = methodOf(links.get(this)!, this, method, {})
      Object.defineProperty(this, method, { value, enumerable: true })
      return value
    }
    Object.defineProperty(kind.prototype, method, { get, enumerable: true })
  }
  kinds.set(methods, kind)
  return kind
}

/** A handle of an actor whose class is not known here: a call of a method that it lacks fails where it lives. */
function withAnyMethod(link: ActorLink): object {
  const made = new Map<string, ActorMethod<unknown[], unknown>>()
  const proxy: object = new Proxy(Object.create(ActorHandleObject.prototype) as object, {
    get(target, key) {
      if (typeof key === "symbol" || key === "then" || key in target) return Reflect.get(target, key) as unknown
      let method = made.get(key)
      if (method === undefined) made.set(key, (method = methodOf(link, proxy, key, {})))
      return method
    },
    set: () => false,
  })
  return proxy
}

/** @throws OptionError */
export function checkMethod(options: MethodOptions): void {
  knownKeys(options, methodKeys, otherNames)
  if (options.maxTaskRetries !== undefined) times("maxTaskRetries", options.maxTaskRetries)
  if (options.retryExceptions !== undefined) boolean("retryExceptions", options.retryExceptions)
  checkReturns(options)
}

function methodOf(
  link: ActorLink,
  handle: object,
  method: string,
  options: MethodOptions,
): ActorMethod<unknown[], unknown> {
  return {
    remote: (...args) => link.call(method, args, options, handle) as never,
    options: (more) => {
      checkMethod(more)
      return methodOf(link, handle, method, { ...options, ...more })
    },
  }
}
