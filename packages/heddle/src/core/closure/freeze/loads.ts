import { types } from "node:util"
import type { AnyNode } from "acorn"
import { copying, isLendable } from "../../wire/index.ts"
import type { LentRow } from "../../wire/index.ts"
import type { Located, Misuse } from "../static/index.ts"
import { placeOf } from "../trace/index.ts"
import type { CaptureHint } from "./hints.ts"

/** A large array that was sent, or a value with large arrays in it. */
export interface Load {
  readonly value: unknown
  /** It is a large array itself. */
  readonly isArray: boolean
  /** What copies of large buffers cost while it was encoded. */
  readonly bytes: number
  readonly ms: number
  /** What the function does with it beyond reading its elements. */
  readonly misuse: Misuse | undefined
}

/** The load that a value is, if it is one. `before` is what copies had cost before it was encoded. */
export function loadOf(
  value: unknown,
  before: Readonly<typeof copying>,
  misuse: () => Misuse | undefined,
): Load | undefined {
  const bytes = copying.bytes - before.bytes
  const isArray = isLendable(value)
  if (bytes === 0 && !isArray) return undefined
  return { value, isArray, bytes, ms: copying.ms - before.ms, misuse: isArray ? misuse() : undefined }
}

/** Where in the program it is sent. */
export interface LoadPlace {
  readonly located: Located
  /** The variable's or the parameter's name. */
  readonly name: string
  /** "captured `table`", "argument 1, `table`,": what a sentence on it starts with. */
  readonly subject: string
  readonly node: AnyNode
}

/** What is smaller is copied in less time than a message takes that says so. */
const worthCounting = 1 << 20
/** Copying this much takes longer than most tasks that are worth a worker. */
const worthTelling = 8e6

interface Account {
  times: number
  bytes: number
  ms: number
  told: boolean
}

const accounts = new WeakMap<object, Map<string, Account>>()

/**
 * Counts what was copied at a place, and gives advice once it is 8 MB in all. Nothing where the array went shared.
 * `row` is what became of it in its table, if it could be lent there.
 */
export function countLoad(
  place: LoadPlace,
  load: Load,
  row: LentRow | undefined,
  shared: boolean,
): CaptureHint | undefined {
  if (row?.outcome === "shared") return undefined
  const bytes = row === undefined ? load.bytes : (load.value as ArrayBufferView).byteLength
  if (bytes < worthCounting) return undefined
  const { unit } = place.located
  let known = accounts.get(unit)
  if (known === undefined) accounts.set(unit, (known = new Map()))
  let account = known.get(place.subject)
  if (account === undefined) known.set(place.subject, (account = { times: 0, bytes: 0, ms: 0, told: false }))
  account.times++
  account.bytes += bytes
  account.ms += row === undefined ? load.ms : row.ms
  if (account.told || account.bytes < worthTelling) return undefined
  account.told = true
  const at = placeOf(place.located.analysis, place.node.start)
  const { reason, fix } = explainCopy(place, load, row, shared)
  const message =
    `${place.subject} at ${at.url}:${at.line} was copied ${account.times === 1 ? "once" : `${account.times} times`}, ` +
    `${Math.round(account.bytes / 1e6)} MB in ${Math.round(account.ms)} ms so far, because ${reason}: ${fix}`
  return { kind: "size", message, at, variables: [place.name] }
}

interface Explained {
  readonly reason: string
  readonly fix: string
}

function explainCopy(
  { located: { analysis }, name }: LoadPlace,
  { value, misuse }: Load,
  row: LentRow | undefined,
  shared: boolean,
): Explained {
  const fix = `shared(${name}) is one array for all tasks, transfer(${name}) moves it`
  if (!shared) return { reason: "worker processes have no memory in common", fix: "threads share it, or send less" }
  if (row?.outcome === "copied") return { reason: "other things that are sent with it show the same memory", fix }
  if (row !== undefined && misuse !== undefined) {
    return { reason: `it ${misuse.what} at line ${placeOf(analysis, misuse.node.start).line}`, fix }
  }
  if (Buffer.isBuffer(value)) return { reason: "it is a Buffer", fix: "a Uint8Array that is only read is shared" }
  if (types.isAnyArrayBuffer(value))
    return { reason: "it is an ArrayBuffer", fix: "a typed array that is only read is shared" }
  if (ArrayBuffer.isView(value)) return { reason: "its class or its buffer is not a plain one", fix }
  return { reason: "it is inside of another value", fix: "an array that is sent by itself, and only read, is shared" }
}
