import type { Address } from "./address.ts"

/** An object of this thread. Its state has the methods that may be called: `method(call, ...args)`. */
export class LocalTarget {
  readonly state: object
  /** Its number with the owner, from when it is first sent to somebody. */
  id: number | undefined
  /** The handle that the user has of it. */
  handle: WeakRef<object> | undefined

  constructor(state: object) {
    this.state = state
  }
}

/** An object of another thread, here or in another process. */
export class RemoteTarget {
  readonly owner: Address
  readonly id: number
  handle: WeakRef<object> | undefined

  constructor(owner: Address, id: number) {
    this.owner = owner
    this.id = id
  }
}

export type Target = LocalTarget | RemoteTarget
