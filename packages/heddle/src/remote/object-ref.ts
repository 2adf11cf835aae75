import { Future } from "../core/future/index.ts"
import type { FutureKind, FutureOwner } from "../core/future/index.ts"

let refs = 0

/**
 * A reference to the value of a remote task, of a call of an actor, or of `put`: a future, with a name. Given to a
 * remote function as an argument it stands for its value.
 *
 * @example
 * ```ts
 * import { get, remote } from "heddle/remote"
 * const square = remote((x: number) => x * x)
 * const ref = square.remote(3)
 * await get(square.remote(ref)) // => 81
 * ```
 */
export class ObjectRef<T> extends Future<T> {
  #number: number | undefined

  /** Its name, the only one of that name in this program. */
  get id(): string {
    return `ref-${(this.#number ??= ++refs)}`
  }
}

/** For who makes futures of them. */
export const refKind = ObjectRef as unknown as FutureKind

/** A reference that is settled by hand. */
export function refFrom<T>(owner: FutureOwner): {
  readonly ref: ObjectRef<T>
  resolve(value: T): void
  reject(error: unknown): void
} {
  const ref = Future.pending<T>(owner, undefined, refKind) as ObjectRef<T>
  return {
    ref,
    resolve: (value) => Future.settle(ref, true, value),
    reject: (error) => Future.settle(ref, false, error),
  }
}
