import { AbortError, ownFiles } from "../../core/errors/index.ts"
import { runningTask } from "../../core/task/index.ts"
import { registerHandle } from "../../core/wire/index.ts"
import type { Address } from "./address.ts"
import { Call, cancelled, Given, Party } from "./call.ts"
import { clientOf, openClientOf } from "./client.ts"
import { nameHandle } from "./payload.ts"
import { Op } from "./protocol.ts"
import { lendOwn, takeOwn } from "./registry.ts"
import { hold, isOwn, ownAddress, unhold } from "./server.ts"
import { LocalTarget, RemoteTarget } from "./target.ts"
import type { Target } from "./target.ts"

/** What of a handle travels. */
export interface HandleData {
  readonly owner: Address
  readonly id: number
}

type Method = (call: Call, ...args: readonly unknown[]) => unknown
type Kind = new (...args: never[]) => SharedObject

const here = new Party(true)

/** What handles are, beside them: a handle that arrives is made without the constructor of its class. */
const targets = new WeakMap<SharedObject, Target>()
const extras = new WeakMap<SharedObject, unknown>()

/** Where the object of a handle is. */
export function targetOf(object: SharedObject): Target {
  return targets.get(object)!
}

/** What a handle takes along beside its target. */
export function extraOf(object: SharedObject): unknown {
  return extras.get(object)
}

/**
 * A handle of an object that lives in one thread, its owner, and is used from any: threads, workers of pools, processes
 * and what they start. Subclasses have no fields of their own: a handle that arrives is made without their constructors.
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- its subclasses have the methods, by which it is told apart
export abstract class SharedObject {
  constructor(state: object, extra?: unknown) {
    const isTarget = state instanceof LocalTarget || state instanceof RemoteTarget
    const target = isTarget ? state : new LocalTarget(state)
    targets.set(this, target)
    if (extra !== undefined) extras.set(this, extra)
    target.handle = new WeakRef(this)
  }
}

/** What a worker loads when its first handle arrives. In a bundle it has what it was built with. */
function homeOf(here: string): string {
  return new URL(`../objects${here.endsWith(".ts") ? ".ts" : ".js"}`, here).href
}
const home = ownFiles === undefined ? undefined : homeOf(import.meta.url)

/** Lets handles of a class travel, under a name. */
export function defineKind(name: string, kind: Kind): void {
  registerHandle<SharedObject>(`heddle.shared.${name}`, kind, {
    encode(object) {
      const handle = lend(object)
      nameHandle(handle)
      return { ...handle, extra: extraOf(object) }
    },
    decode(data) {
      const { extra, ...handle } = data as HandleData & { readonly extra: unknown }
      const target = take(handle)
      return target.handle?.deref() ?? Reflect.construct(SharedObject, [target, extra], kind)
    },
    home,
  })
}

/**
 * Calls a method of the object where it lives, and resolves with what it gives.
 * @throws what the method throws; AbortError when `signal` is aborted while it waits; OwnerGoneError
 */
export async function invoke<T>(
  object: SharedObject,
  method: string,
  args: readonly unknown[] = [],
  signal?: AbortSignal,
): Promise<T> {
  if (signal?.aborted === true) throw new AbortError(signal.reason)
  const target = targetOf(object)
  if (target instanceof LocalTarget) return (await callHere(target, method, args, signal)) as T
  return (await clientOf(target.owner).call(target.id, method, trimmed(args), taskId(), signal)) as T
}

/** Without what is undefined at the end, which is as good as not there. */
function trimmed(args: readonly unknown[]): readonly unknown[] {
  let length = args.length
  while (length > 0 && args[length - 1] === undefined) length--
  return length === args.length ? args : args.slice(0, length)
}

async function callHere(
  target: LocalTarget,
  method: string,
  args: readonly unknown[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const call = new Call(here, taskId())
  const value = (target.state as Record<string, Method>)[method]!(call, ...args)
  if (!(value instanceof Promise)) return value instanceof Given ? value.value : value
  const cancel = (): void => call.cancel()
  signal?.addEventListener("abort", cancel, { once: true })
  // Nobody else can end a wait for what was never sent to anybody.
  const isShared = target.id !== undefined
  if (isShared) hold()
  try {
    const settled = await (value as Promise<unknown>)
    return settled instanceof Given ? settled.value : settled
  } catch (error) {
    throw error === cancelled ? new AbortError(signal?.reason) : error
  } finally {
    if (isShared) unhold()
    signal?.removeEventListener("abort", cancel)
  }
}

function taskId(): number {
  return runningTask()?.id ?? 0
}

/** Names the object for somebody else. It stays until the handle has arrived. */
export function lend(object: SharedObject): HandleData {
  const target = targetOf(object)
  if (target instanceof LocalTarget) {
    const owner = ownAddress()
    return { owner, id: lendOwn(target) }
  }
  clientOf(target.owner).send([Op.lend, target.id])
  return { owner: target.owner, id: target.id }
}

const remotes = new Map<string, WeakRef<RemoteTarget>>()
const collected = new FinalizationRegistry<{ readonly key: string; readonly owner: Address; readonly id: number }>(
  ({ key, owner, id }) => {
    if (remotes.get(key)?.deref() === undefined) remotes.delete(key)
    openClientOf(owner)?.send([Op.drop, id])
  },
)

/** The object that a handle names. Its owner is told that the handle has arrived. */
export function take({ owner, id }: HandleData): Target {
  if (isOwn(owner)) return takeOwn(id)
  const key = `${owner.path}#${id}`
  const known = remotes.get(key)?.deref()
  clientOf(owner).send([Op.take, id, known === undefined])
  if (known !== undefined) return known
  const target = new RemoteTarget(owner, id)
  remotes.set(key, new WeakRef(target))
  collected.register(target, { key, owner, id })
  return target
}
