import type { GraphEncoder, NodeRef } from "../../wire/index.ts"
import type { ValueRow } from "../thaw/index.ts"
import type { FreeVariable, Located } from "../static/index.ts"
import type { Edit } from "./edits.ts"
import type { Load } from "./loads.ts"

/** A parameter that the code takes beside the captured variables. */
export interface Parameter {
  readonly name: string
  readonly value: NodeRef
}

/** A captured variable of a function being written. */
export interface DraftVariable {
  readonly free: FreeVariable
  readonly value: NodeRef
  /** Which binding it is, if it is assigned anywhere: functions that name the same one share it. */
  readonly binding: string | undefined
  /** Needed while the class is being defined, in a computed key. */
  readonly inDefinition: boolean
  /** Of a variable that is a large array or holds some: what tells what it costs to send it. */
  readonly load: Load | undefined
}

/**
 * A function whose row waits for the end of the table: only then is it known which variables it shares with others and
 * which it is in a cycle with.
 */
export interface Draft {
  readonly id: number
  readonly fn: Function
  readonly row: ValueRow
  readonly located: Located
  readonly variables: DraftVariable[]
  readonly parameters: Parameter[]
  readonly edits: Edit[]
}

const key = Symbol("drafts")

/** The drafts of a table, in the order in which they were met. */
export function draftsOf(ctx: GraphEncoder): Draft[] {
  let drafts = ctx.memo.get(key) as Draft[] | undefined
  if (drafts === undefined) ctx.memo.set(key, (drafts = []))
  return drafts
}
