import { types } from "node:util"
import { threadId } from "node:worker_threads"
import { weigh } from "../heap/index.ts"
import { isIntrinsicView, viewCount, viewName } from "./buffers.ts"
import { nameOfLent } from "./lent.ts"
import type { LentNode } from "./lent.ts"

/**
 * Arrays from this size on travel in memory of their own. At 256 KB that costs as much as a copy if the array is sent once
 * (0.2 ms there and back), and half as much if it is sent again; at 4 MB, half and a quarter.
 */
export const lendBytes: number = 1 << 18

/** How long, in ms, the copy of an array that was sent more than once is kept after it was last sent. */
const keepFor = 30_000

/**
 * What may go into memory of its own: a large typed array, Buffer, DataView or ArrayBuffer that is not shared; or a view
 * of such memory that was lent to this thread, and goes on.
 */
export type Lendable = ArrayBuffer | ArrayBufferView

/** A copy in shared memory of some bytes of a buffer, as they were when it was sent. Nobody writes to it. */
interface Loan {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly memory: WeakRef<SharedArrayBuffer>
  /** Holds the memory for the next time. */
  kept: SharedArrayBuffer | undefined
  /** It was sent since somebody last looked. */
  recent: boolean
}

/** What was lent of each buffer. The copies go with the buffer. */
const loans = new WeakMap<ArrayBuffer, Loan[]>()
const kept = new Set<WeakRef<Loan>>()
let made = 0

/** A stretch of time in which nobody can write to an array: what was compared with its copy once stays the same. */
export class Moment {
  readonly same: Set<object> = new Set()
}

/** Whether a value is worth lending. Views of a class of the user's own are not: they travel as instances. */
export function isLendable(value: unknown): value is Lendable {
  if (typeof value !== "object" || value === null) return false
  if (!ArrayBuffer.isView(value)) return isPlainBuffer(value) && value.byteLength >= lendBytes
  const proto: unknown = Object.getPrototypeOf(value)
  if (!isIntrinsicView(proto) && proto !== Buffer.prototype) return false
  return value.byteLength >= lendBytes && (isPlainBuffer(value.buffer) || nameOfLent(value.buffer) !== undefined)
}

function isPlainBuffer(value: object): value is ArrayBuffer {
  return types.isArrayBuffer(value) && Object.getPrototypeOf(value) === ArrayBuffer.prototype && !value.resizable
}

/** The row of a value, over a copy in shared memory: the one that holds the same bytes, or else a new one. */
export function lend(value: Lendable, own: boolean, moment: Moment): LentNode {
  const isView = ArrayBuffer.isView(value)
  const buffer = isView ? value.buffer : value
  const start = isView ? value.byteOffset : 0
  const c = isView ? viewName(value) : "ArrayBuffer"
  const n = isView ? viewCount(value) : value.byteLength
  const id = nameOfLent(buffer)
  if (id !== undefined) {
    return { t: "lent", id, m: buffer as SharedArrayBuffer, c, o: start, e: start + value.byteLength, n, own }
  }
  const { loan, memory } = borrow(buffer as ArrayBuffer, start, start + value.byteLength, moment)
  const o = start - origin(loan.start)
  return { t: "lent", id: loan.id, m: memory, c, o, e: o + value.byteLength, n, own }
}

/** The byte of the buffer that is the first one of the copy. Copies keep the alignment that views need. */
function origin(start: number): number {
  return start - (start % 8)
}

type Borrowed = { readonly loan: Loan; readonly memory: SharedArrayBuffer }

function borrow(buffer: ArrayBuffer, start: number, end: number, moment: Moment): Borrowed {
  let known = loans.get(buffer)
  if (known === undefined) loans.set(buffer, (known = []))
  for (let i = known.length - 1; i >= 0; i--) {
    const loan = known[i]!
    const memory = loan.memory.deref()
    const fits = loan.start <= start && loan.end >= end
    if (memory === undefined || (fits && !isSame(buffer, start, end, loan, memory, moment))) known.splice(i, 1)
    else if (fits) {
      loan.recent = true
      // What was sent twice may be sent often.
      if (loan.kept === undefined) keep(loan, memory)
      return { loan, memory }
    }
  }
  const memory = new SharedArrayBuffer(end - origin(start))
  new Uint8Array(memory, start - origin(start)).set(new Uint8Array(buffer, start, end - start))
  weigh(memory, memory.byteLength)
  const id = `${threadId}:${++made}`
  const loan: Loan = { id, start, end, memory: new WeakRef(memory), kept: undefined, recent: true }
  known.push(loan)
  moment.same.add(loan)
  return { loan, memory }
}

function isSame(
  buffer: ArrayBuffer,
  start: number,
  end: number,
  loan: Loan,
  memory: SharedArrayBuffer,
  { same }: Moment,
): boolean {
  if (same.has(loan)) return true
  const then = new Uint8Array(memory, start - origin(loan.start), end - start)
  if (Buffer.compare(new Uint8Array(buffer, start, end - start), then) !== 0) return false
  if (loan.start === start && loan.end === end) same.add(loan)
  return true
}

function keep(loan: Loan, memory: SharedArrayBuffer): void {
  loan.kept = memory
  kept.add(new WeakRef(loan))
  if (kept.size === 1) setTimeout(letGo, keepFor).unref()
}

/** Lets go of what was not sent for a while; of the rest after another while. */
function letGo(): void {
  for (const ref of kept) {
    const loan = ref.deref()
    if (loan?.recent === true) loan.recent = false
    else {
      if (loan !== undefined) loan.kept = undefined
      kept.delete(ref)
    }
  }
  if (kept.size > 0) setTimeout(letGo, keepFor).unref()
}
