import { JoinableQueue, Queue } from "./channel/index.ts"
import { DictProxy, ListProxy, NamespaceProxy, SetProxy, SharedArray, Value } from "./container/index.ts"
import type { NumberOf, NumberType } from "./container/index.ts"
import { PoolClosedError } from "../core/errors/index.ts"
import { extraOf, LocalTarget, release, SharedObject, targetOf } from "./shared/index.ts"
import { Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore } from "./sync/index.ts"
import type { BarrierOptions } from "./sync/index.ts"

/** Makes shared objects, and lets them go together. */
class ObjectManager implements Disposable, AsyncDisposable {
  #objects: WeakRef<SharedObject>[] | undefined = []

  /** A dictionary: of entries, of an object's properties, or empty. */
  dict<K = string, V = unknown>(
    entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>> = [],
  ): DictProxy<K, V> {
    return this.#add(new DictProxy<K, V>(entries as Iterable<readonly [K, V]>))
  }

  list<T = unknown>(items: Iterable<T> = []): ListProxy<T> {
    return this.#add(new ListProxy<T>(items))
  }

  set<T = unknown>(items: Iterable<T> = []): SetProxy<T> {
    return this.#add(new SetProxy<T>(items))
  }

  /** Named values. */
  Namespace<T extends object = Record<string, unknown>>(values: T = {} as T): NamespaceProxy<T> {
    return this.#add(new NamespaceProxy<T>(values))
  }

  Queue<T = unknown>(maxSize: number = 0): Queue<T> {
    return this.#add(new Queue<T>(maxSize))
  }

  JoinableQueue<T = unknown>(maxSize: number = 0): JoinableQueue<T> {
    return this.#add(new JoinableQueue<T>(maxSize))
  }

  Lock(): Lock {
    return this.#add(new Lock())
  }

  RLock(): RLock {
    return this.#add(new RLock())
  }

  Semaphore(value: number = 1): Semaphore {
    return this.#add(new Semaphore(value))
  }

  BoundedSemaphore(value: number = 1): BoundedSemaphore {
    return this.#add(new BoundedSemaphore(value))
  }

  Event(): Event {
    return this.#add(new Event())
  }

  Condition(lock?: Lock | RLock): Condition {
    return this.#add(new Condition(lock))
  }

  Barrier(parties: number, options: BarrierOptions = {}): Barrier {
    return this.#add(new Barrier(parties, options))
  }

  Value<N extends NumberType>(type: N, initial?: NumberOf<N>): Value<N> {
    return this.#add(new Value(type, initial))
  }

  Array<N extends NumberType>(type: N, content: number | Iterable<NumberOf<N>>): SharedArray<N> {
    return this.#add(new SharedArray(type, content))
  }

  /** Lets all objects go: calls of handles elsewhere reject with OwnerGoneError. A second call does nothing. */
  shutdown(): void {
    const objects = this.#objects ?? []
    this.#objects = undefined
    for (const object of objects) letGo(object.deref())
  }

  [Symbol.dispose](): void {
    this.shutdown()
  }

  // Asynchronous for `await using`, as a manager is made with `await` in ported programs.
  [Symbol.asyncDispose](): Promise<void> {
    this.shutdown()
    return Promise.resolve()
  }

  #add<T extends SharedObject>(object: T): T {
    if (this.#objects === undefined) throw new PoolClosedError("the manager is shut down")
    if (this.#objects.length % 1024 === 1023) this.#objects = this.#objects.filter((ref) => ref.deref() !== undefined)
    this.#objects.push(new WeakRef(object))
    return object
  }
}

function letGo(object: SharedObject | undefined): void {
  if (object === undefined) return
  const target = targetOf(object)
  if (target instanceof LocalTarget) release(target)
  const extra = extraOf(object)
  if (extra instanceof SharedObject) letGo(extra)
}

/** Makes a manager: `new Manager()`, or `Manager()` as in Python. */
export interface ManagerConstructor {
  new (): Manager
  (): Manager
  readonly prototype: Manager
}

/** Makes shared objects, and lets them go together. */
export type Manager = ObjectManager

/**
 * Makes objects that any thread, worker or process may use through the handles that it is sent. They live in the thread
 * that made the manager, which needs no server process: in that thread calls go straight to them.
 *
 * @example
 * ```ts
 * import { Manager, Process } from "heddle/multiprocessing"
 * await using manager = Manager()
 * const squares = manager.dict<number, number>()
 * const children = [1, 2].map((n) => new Process((n: number) => squares.set(n, n * n), n))
 * for (const child of children) child.start()
 * for (const child of children) await child.join()
 * const keys = await squares.keys()
 * keys.toSorted() // => [1, 2]
 * ```
 */
export const Manager: ManagerConstructor = new Proxy(ObjectManager, {
  apply: () => new ObjectManager(),
}) as unknown as ManagerConstructor
