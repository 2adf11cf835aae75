import type { LaneEnd } from "../backend.ts"

/*
 * What a program and the host of its worker say to each other: one byte, then what the byte says. Numbers are int32, little-endian.
 */

/**
 * `frame`: bytes for the worker's pipe; `abort` (item, grace in ms): the frame that tells the worker, which is ended if the item still
 * runs after that; `close`: the frame that tells the worker to end; `revoke`: take back
 * what has not begun, of the items before (item).
 */
export const ToHost = { frame: 0, abort: 1, close: 2, kill: 3, attend: 4, revoke: 5 } as const

/**
 * `message`: of the worker's protocol, as V8 wrote it; `ready` (pid); `results`: the worker's record, then pieces of its ring, each with
 * its place and length; `output` (descriptor, text); `timedOut` (item); `ended`: JSON; `revoked` (items from, to before).
 */
export const FromHost = {
  message: 0,
  ready: 1,
  results: 2,
  output: 3,
  timedOut: 4,
  attended: 5,
  ended: 6,
  revoked: 7,
} as const

/** How a worker ended, and which item it would have begun next. */
export interface FarEnd extends Omit<LaneEnd, "error"> {
  readonly message: string | undefined
  readonly claim: number | undefined
}

export function word(kind: number, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(1 + 4 * numbers.length)
  bytes[0] = kind
  for (const [i, number] of numbers.entries()) bytes.writeInt32LE(number, 1 + 4 * i)
  return bytes
}
