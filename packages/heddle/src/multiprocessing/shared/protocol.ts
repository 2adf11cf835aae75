import type { EncodedError } from "../../core/wire/index.ts"

/** Both sides are of one installation, or say that they are not. */
export const version = 1

export const Op = {
  hello: 0,
  call: 1,
  cancel: 2,
  take: 3,
  drop: 4,
  lend: 5,
  received: 6,
} as const

/** From a client to the owner. The first message of a connection is `hello`. */
export type Request =
  | readonly [op: typeof Op.hello, key: string, version: number]
  | readonly [op: typeof Op.call, seq: number, object: number, method: string, args: readonly unknown[], task: number]
  | readonly [op: typeof Op.cancel, seq: number]
  /** A handle arrived here; `fresh`: it is the only one of its object in this thread. */
  | readonly [op: typeof Op.take, object: number, fresh: boolean]
  /** The last handle of an object in this thread was collected. */
  | readonly [op: typeof Op.drop, object: number]
  /** A handle was sent on to somebody else. */
  | readonly [op: typeof Op.lend, object: number]
  /** What was given has arrived. */
  | readonly [op: typeof Op.received, seq: number]

export const Outcome = { value: 0, error: 1, cancelled: 2, given: 3 } as const

/** From the owner to a client: how a call ended. */
export type Reply =
  | readonly [outcome: typeof Outcome.value, seq: number, value?: unknown]
  /** The object has it no more: if it does not arrive it is taken back. */
  | readonly [outcome: typeof Outcome.given, seq: number, value: unknown]
  | readonly [outcome: typeof Outcome.error, seq: number, error: EncodedError]
  | readonly [outcome: typeof Outcome.cancelled, seq: number]
