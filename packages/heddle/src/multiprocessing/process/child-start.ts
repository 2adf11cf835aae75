import type { CodeUnit } from "../../core/wire/index.ts"
import type { Payload } from "../shared/index.ts"

/** What a child is told when it starts. */
export interface ChildStart {
  readonly name: string
  /** The counters that its name is made of, for the names of its own children. */
  readonly identity: readonly number[]
  readonly daemon: boolean
  readonly parent: { readonly name: string; readonly pid: number }
  /** The program that it is a part of, by `leftovers`. */
  readonly program: string
  readonly argv: readonly string[]
  /** The instance of a subclass, which has a `run` of its own. */
  readonly self: Payload
  readonly target: { readonly data: unknown; readonly codes: readonly CodeUnit[] } | undefined
  readonly args: Payload
}
