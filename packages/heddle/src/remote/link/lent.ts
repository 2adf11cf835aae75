/** What was lent to somebody else: a reference or an actor, under its name. */
interface Entry {
  readonly weak: WeakRef<object>
  /** The same, while somebody else holds it. */
  held: object | undefined
  /** How often each of them does. */
  readonly holders: Map<object, number>
}

/** Workers that may still say that they hold something. */
export interface Room {
  /** Resolves when each of them has said all that it had to say when this was called. */
  sync(): Promise<unknown>
}

const entries = new Map<string, Entry>()
const gone = new FinalizationRegistry<string>((id) => {
  if (entries.get(id)?.weak.deref() === undefined) entries.delete(id)
})
export const rooms: Set<Room> = new Set()

/** It may be asked for under its name, as long as it is there. */
export function lend(id: string, thing: object): void {
  if (entries.get(id)?.weak.deref() === thing) return
  entries.set(id, { weak: new WeakRef(thing), held: undefined, holders: new Map() })
  gone.register(thing, id)
}

/** What was lent under this name. */
export function lentAs(id: string): object | undefined {
  return entries.get(id)?.weak.deref()
}

export function hold(id: string, holder: object): void {
  const entry = entries.get(id)
  const thing = entry?.weak.deref()
  if (entry === undefined || thing === undefined) return
  entry.held = thing
  entry.holders.set(holder, (entry.holders.get(holder) ?? 0) + 1)
}

export function drop(id: string, holder: object): void {
  const entry = entries.get(id)
  const count = entry?.holders.get(holder)
  if (entry === undefined || count === undefined) return
  if (count > 1) return void entry.holders.set(holder, count - 1)
  entry.holders.delete(holder)
  letGo(entry)
}

/** A holder has ended. */
export function holderLeft(holder: object): void {
  for (const entry of entries.values()) if (entry.holders.delete(holder)) letGo(entry)
}

function letGo(entry: Entry): void {
  if (entry.holders.size > 0 || entry.held === undefined) return
  linger(entry.held)
  entry.held = undefined
}

/** Does somebody else hold it? */
export function isHeld(id: string): boolean {
  return entries.get(id)?.held !== undefined
}

/** How many things somebody else holds. */
export function heldCount(): number {
  return [...entries.values()].filter((entry) => entry.held !== undefined).length
}

/** Kept until all that was under way has arrived: one that names them may be among it. */
let lingering = new Set<object>()
let isRound = false

export function linger(thing: object): void {
  if (rooms.size === 0) return
  lingering.add(thing)
  if (!isRound) void round()
}

async function round(): Promise<void> {
  isRound = true
  while (lingering.size > 0) {
    const now = lingering
    lingering = new Set()
    await Promise.all([...rooms].map((room) => room.sync()))
    // Results that were there then have been read by now.
    await new Promise((resolve) => setImmediate(resolve))
    now.clear()
  }
  isRound = false
}

const unsent = new FinalizationRegistry<object>(linger)

/** Keeps a thing for as long as the token lives, which goes with the message that names it, and until that has arrived. */
export function tokenOf(thing: object): object {
  const token = {}
  unsent.register(token, thing)
  return token
}
