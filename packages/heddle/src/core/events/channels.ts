import { channel } from "node:diagnostics_channel"
import type { Channel } from "node:diagnostics_channel"
import { inspect } from "node:util"
import type { EventKind, EventOf, HeddleEvent } from "./program-events.ts"

/** All kinds of events. */
export const eventKinds: readonly EventKind[] = [
  "job",
  "sent",
  "returned",
  "task",
  "worker",
  "transfer",
  "spill",
  "stage",
  "actor",
  "error",
  "progress",
  "cache",
  "hint",
  "sample",
]

const channels = Object.fromEntries(eventKinds.map((kind) => [kind, channel(`heddle:${kind}`)])) as Readonly<
  Record<EventKind, Channel>
>

/** Does anybody listen to this kind? One property read: ask before making an event. */
export function isHeard(kind: EventKind): boolean {
  return channels[kind].hasSubscribers
}

/** What happens in a worker goes to who listens in the program; samples are the program's own. */
const forwarded = eventKinds
  .filter((kind) => kind !== "sample")
  .map((kind, i) => [kind, channels[kind], 1 << i] as const)

/** The kinds of events that are heard in this thread, as bits: for a worker. */
export function heard(): number {
  let bits = 0
  for (let i = 0; i < forwarded.length; i++) if (forwarded[i]![1].hasSubscribers) bits |= forwarded[i]![2]
  return bits
}

/** Is the kind among these? */
export function hears(bits: number, kind: EventKind): boolean {
  return forwarded.some(([each, , bit]) => each === kind && (bits & bit) !== 0)
}

/** Gives what is told of these kinds in this thread to `send`; gives what ends that. */
export function forward(bits: number, send: (event: HeddleEvent) => void): () => void {
  const ends = forwarded.filter(([, , bit]) => (bits & bit) !== 0).map(([kind]) => listen(kind, send))
  return () => {
    for (const end of ends) end()
  }
}

/** Publishes an event on `heddle:KIND` of diagnostics_channel. Ask `isHeard` first. */
export function tell(event: HeddleEvent): void {
  channels[event.kind].publish(event)
}

/** Listens to a kind of events of this thread; gives what ends that. */
export function listen<K extends EventKind>(kind: K, listener: (event: EventOf<K>) => void): () => void {
  const heard = (event: unknown): void => listener(event as EventOf<K>)
  channels[kind].subscribe(heard)
  return () => {
    channels[kind].unsubscribe(heard)
  }
}

const { timeOrigin } = performance

/** The moment as events have it: ms since 1970 with fractions. */
export function moment(now: number = performance.now()): number {
  return timeOrigin + now
}

/** An error as events have it: whatever was thrown, also what throws when it is read. */
export function errorText(error: unknown): { readonly name: string; readonly message: string; readonly stack: string } {
  try {
    if (error instanceof Error) {
      // Any of them may be whatever somebody has put there.
      const { name, message, stack = "" }: { readonly [key in keyof Error]?: unknown } = error
      return { name: String(name), message: String(message), stack: String(stack) }
    }
    const isPrimitive = Object(error) !== error
    return { name: typeof error, message: isPrimitive ? String(error) : inspect(error, shortly), stack: "" }
  } catch {
    return { name: typeof error, message: "what was thrown cannot be read", stack: "" }
  }
}

const shortly = { depth: 1, breakLength: Number.POSITIVE_INFINITY } as const
