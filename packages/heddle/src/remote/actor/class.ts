import { ActorNameError, HeddleError, OptionError } from "../../core/errors/index.ts"
import { boolean, knownKeys, oneOf } from "../../core/options/index.ts"
import { reduce } from "../../core/wire/index.ts"
import { isGeneratorFunction } from "../generator.ts"
import type { RemoteArgs } from "../options.ts"
import { runtime } from "../runtime.ts"
import { checkMethod } from "./handle.ts"
import type { ActorHandle, ActorOptions, ActorRequest, MethodOptions } from "./handle.ts"
import { demanded } from "../resources.ts"
import { actorKeys, otherNames, times } from "./options.ts"

/** A class whose instances live in workers. */
export interface ActorClass<A extends unknown[], T> {
  /** Makes one. */
  remote(...args: RemoteArgs<A>): ActorHandle<T>
  options(options: ActorOptions): ActorClass<A, T>
}

type Class = new (...args: never[]) => object

/** `maker`: by which it is made again in a worker, from the same class and options. */
export function actorClass<A extends unknown[], T extends object>(
  Class: new (...args: A) => T,
  options: ActorOptions,
  maker: Function,
): ActorClass<A, T> {
  const request = actorRequest(Class as never, options)
  const direct = function direct(): never {
    const hint = `write ${Class.name === "" ? "Actor" : Class.name}.remote(…)`
    throw new HeddleError("a remote class is not called directly", { hint })
  }
  return Object.defineProperties(direct, {
    name: { value: Class.name, configurable: true },
    remote: { value: (...args: unknown[]) => runtime().actor(Class, request, args), enumerable: true },
    options: { value: (more: ActorOptions) => actorClass(Class, { ...options, ...more }, maker), enumerable: true },
    [reduce]: { value: () => [maker, Class, options] },
  }) as unknown as ActorClass<A, T>
}

/** @throws OptionError, ActorNameError */
function actorRequest(Class: Class, options: ActorOptions): ActorRequest {
  knownKeys(options, actorKeys, otherNames)
  const { name, getIfExists = false } = options
  if (getIfExists && name === undefined) {
    throw new ActorNameError("getIfExists finds an actor by its name", { hint: "give it a name too" })
  }
  if (options.lifetime !== undefined) oneOf("lifetime", options.lifetime, ["detached"])
  if (options.lifetime !== undefined && name === undefined) {
    throw new ActorNameError("a detached actor is reached by its name", { hint: "give it one" })
  }
  const { cpus, resources } = options
  demanded(options, 0)
  const methods = methodsOf(Class)
  const own = methodOptions(methods, options)
  const kindOf = (method: string): string => Object.prototype.toString.call((Class.prototype as never)[method])
  const isAsync = methods.some((method) => kindOf(method).startsWith("[object Async"))
  const { maxRestarts = 0, maxTaskRetries = 0, maxConcurrency = isAsync ? 1000 : 1 } = options
  return {
    className: Class.name === "" ? "actor" : Class.name,
    methods,
    streams: methods.filter((method) => {
      return isGeneratorFunction((Class.prototype as never)[method]) || own[method]?.numReturns === "streaming"
    }),
    name,
    getIfExists,
    dedicated: options.dedicated === undefined ? (cpus ?? 0) >= 1 : boolean("dedicated", options.dedicated),
    cpus,
    resources,
    maxRestarts: times("maxRestarts", maxRestarts),
    maxTaskRetries: times("maxTaskRetries", maxTaskRetries),
    maxConcurrency: times("maxConcurrency", maxConcurrency, 1),
    concurrencyGroups: Object.entries(options.concurrencyGroups ?? {}).map(([group, most]) => {
      return { name: group, most: times(`concurrencyGroups.${group}`, most, 1) }
    }),
    methodOptions: own,
    maxPendingCalls: times("maxPendingCalls", options.maxPendingCalls ?? Number.POSITIVE_INFINITY),
    grace: options.grace,
  }
}

/** @throws OptionError */
function methodOptions(
  methods: readonly string[],
  { methods: given = {}, concurrencyGroups = {} }: ActorOptions,
): Readonly<Record<string, MethodOptions>> {
  for (const [method, options] of Object.entries(given)) {
    if (!methods.includes(method)) throw new OptionError("methods", "the class's methods", method)
    checkMethod(options)
    const { concurrencyGroup: group } = options
    if (group !== undefined && !Object.hasOwn(concurrencyGroups, group)) {
      throw new OptionError(`methods.${method}.concurrencyGroup`, "one of concurrencyGroups", group)
    }
  }
  return given
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

/**
 * The actor that was made with this `name`.
 *
 * @throws ActorNameError if there is none. In a worker, which cannot know that at once, calls of the handle reject with it.
 */
export function getActor<T>(name: string): ActorHandle<T> {
  return runtime().named(name) as ActorHandle<T>
}
