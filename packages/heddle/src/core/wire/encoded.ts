import { HeddleError } from "../errors/index.ts"
import type { CodeUnit, Encoded, EncodeOptions, Graph } from "./graph-types.ts"
import { PROTOCOL_VERSION } from "./protocol.ts"
import type { LongArrays } from "./long-arrays.ts"
import type { Snapshot } from "./snapshot.ts"
import { moveOut } from "./transfer.ts"
import { unsendable } from "./value-path.ts"
import type { Refusal } from "./value-path.ts"

/** Moves what is marked for transfer, and gives the whole the shape that is posted. */
export function finishEncoded(
  whole: unknown,
  isGraph: boolean,
  snapshot: Snapshot,
  options: EncodeOptions,
  codes: readonly CodeUnit[],
): Encoded {
  const folded = snapshot.long === undefined ? undefined : fold(whole, isGraph, snapshot, snapshot.long)
  const graph = isGraph || folded !== undefined
  const data = folded ?? whole
  if (snapshot.moved.size === 0) return { data, graph, transfer: [], owned: snapshot.owned, codes }
  try {
    const out = moveOut(data, [...snapshot.moved])
    return { data: out.data, graph, transfer: out.moved, owned: [], codes }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const what = `marked with transfer(), but cannot be moved: ${why}`
    throw unsendable({ parent: undefined, label: options.label }, options.role, { what, cause })
  }
}

/** The table with its long arrays apart; undefined if all of them must stay where they are. */
function fold(whole: unknown, isGraph: boolean, snapshot: Snapshot, long: LongArrays): Graph | undefined {
  const root = { t: "clone", v: whole } as const
  long.put(whole, root, "v")
  const table = isGraph ? (whole as Graph) : { v: PROTOCOL_VERSION, nodes: [root], root: [0] as const }
  const apart = long.take()
  for (const { numbers } of apart) snapshot.own(numbers.buffer)
  return apart.length === 0 ? undefined : { ...table, long: apart }
}

const TOO_DEEP: Refusal = {
  what: "nested too deeply (a linked list?)",
  hint: "send it as an array, and link it again in the worker",
}

/** What to throw for what a walk threw: a stack overflow of the walk itself is said in words. */
export function walkError(error: unknown, options: EncodeOptions): unknown {
  if (error instanceof HeddleError || !(error instanceof RangeError) || !/call stack/i.test(error.message)) return error
  return unsendable({ parent: undefined, label: options.label }, options.role, TOO_DEEP)
}
