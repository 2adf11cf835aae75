import { Future, nobody } from "../core/future/index.ts"
import type { FutureKind, FutureOwner } from "../core/future/index.ts"

let refs = 0

/**
 * A reference to the value of a remote task, of a call of an actor, or of `put`: a future, with a name. Given to a
 * remote function as an argument it stands for its value; inside of another value it stays a reference.
 *
 * @example
 * ```ts
 * import { get, remote } from "heddle/remote"
 * const square = remote((x: number) => x * x)
 * const ref = square.remote(3)
 * await get(square.remote(ref)) // => 81
 * ```
 */
export class ObjectRef<T> extends Future<T> implements Disposable {
  #id: string | undefined

  /** @internal The reference that has this name everywhere. */
  static named<T>(id: string, owner: FutureOwner): ObjectRef<T> {
    const ref = Future.pending<T>(owner, undefined, refKind) as ObjectRef<T>
    ref.#id = id
    return ref
  }

  /** Its name, the only one of that name in this program. */
  get id(): string {
    return (this.#id ??= `ref-${++refs}`)
  }

  /** @internal Tells the runtime that it is not wanted here any more. */
  static disposed: ((ref: ObjectRef<unknown>) => void) | undefined;

  /**
   * It is not wanted here any more: `using ref = f.remote()`. A large value that nobody else holds is freed at once, and
   * not when the reference is collected; who asks for it after all gets ObjectLostError.
   */
  [Symbol.dispose](): void {
    ObjectRef.disposed?.(this)
  }

  override done(): boolean {
    // Whether it is done somewhere else is found out when somebody asks.
    if (super.done()) return true
    Future.ownerOf(this)?.asked?.()
    return false
  }
}

/** For who makes futures of them. */
export const refKind = ObjectRef as unknown as FutureKind

/** A reference that is settled by hand. */
export interface RefSource<T> {
  readonly ref: ObjectRef<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

export function refFrom<T>(owner: FutureOwner = nobody, id?: string): RefSource<T> {
  const ref =
    id === undefined ? (Future.pending<T>(owner, undefined, refKind) as ObjectRef<T>) : ObjectRef.named<T>(id, owner)
  return {
    ref,
    resolve: (value) => Future.settle(ref, true, value),
    reject: (error) => Future.settle(ref, false, error),
  }
}

/** A reference that has failed. */
export function failedRef(error: unknown): ObjectRef<unknown> {
  const { ref, reject } = refFrom<unknown>()
  reject(error)
  return ref
}

/** Gives a reference what a future becomes. */
export function follow(source: RefSource<unknown>, future: Future<unknown>): void {
  future.then(source.resolve, source.reject)
}
