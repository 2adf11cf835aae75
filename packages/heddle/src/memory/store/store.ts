import type { Source } from "../entry/index.ts"

/** One entry, as the limits see it. */
export interface Item {
  /** `<name>/<version>.<arguments>` */
  readonly key: string
  readonly bytes: number
  /** When it was last used, in ms since 1970. */
  readonly usedAt: number
}

/** Says that it is this caller who makes an entry now. */
export interface Claim {
  /** Lets the others go on: the entry is there, or will not be. */
  release(): void
}

/**
 * Where entries are kept. All that programs which share one must agree on is in here; what entries and keys are, is not.
 * What fails for reasons of the place (no room, no permission) throws what the place says.
 */
export interface Store {
  /** The entry's bytes as they are now, also if it is replaced or removed meanwhile. undefined: there is none. */
  open(key: string): Source | undefined
  /** Puts an entry there, in one step for whoever looks. */
  put(key: string, parts: readonly Uint8Array[]): Promise<void>
  /** Notes that an entry was used now. */
  touch(key: string): void
  /** All entries, or those of one name, in no order. Those that come or go meanwhile may be among them. */
  list(name?: string): AsyncIterable<Item>
  /** Removes entries; those that are not there are no matter. */
  remove(keys: Iterable<string>): Promise<void>
  /** Removes all there is. At once for whoever looks; what is to be done after that may take until the promise is settled. */
  clear(): Promise<void>
  /** It is this caller who is to make the entry. undefined: somebody else makes it now, or has died over it. */
  tryClaim(key: string): Claim | undefined
  /** Waits for the claim, or until `isThere`: then undefined. One caller at a time has it; that of who has died is free again. */
  claim(key: string, isThere: () => boolean): Promise<Claim | undefined>
  /** Removes what dead programs have left half done. */
  sweep(): Promise<void>
}
