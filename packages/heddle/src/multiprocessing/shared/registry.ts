import { OwnerGoneError } from "../../core/errors/index.ts"
import type { HandleWatcher, Party } from "./call.ts"
import { LocalTarget } from "./target.ts"

/** What this thread knows of an object of its that it has sent to somebody. */
interface Entry {
  readonly state: object
  /** The target that handles here share; empty when all of them were collected. */
  local: WeakRef<LocalTarget>
  /** How often a handle was sent, and how often one arrived. While some are on their way the object stays. */
  lent: number
  taken: number
  /** How many targets each thread elsewhere has. */
  readonly holders: Map<Party, number>
}

const entries = new Map<number, Entry>()
let lastId = 0

const collected = new FinalizationRegistry<number>((id) => forgetIfUnused(id))

/** The number of an object that is sent to somebody. */
export function lendOwn(target: LocalTarget): number {
  if (target.id === undefined) {
    target.id = ++lastId
    const local = new WeakRef(target)
    entries.set(target.id, { state: target.state, local, lent: 0, taken: 0, holders: new Map() })
    collected.register(target, target.id)
  }
  entries.get(target.id)!.lent++
  return target.id
}

/** The object behind a handle that came home. */
export function takeOwn(id: number): LocalTarget {
  const entry = entryOf(id)
  entry.taken++
  const known = entry.local.deref()
  if (known !== undefined) return known
  const target = new LocalTarget(entry.state)
  target.id = id
  entry.local = new WeakRef(target)
  collected.register(target, id)
  return target
}

/** What a peer calls, and what it does with handles. */
export function stateOf(id: number): object {
  return entryOf(id).state
}

export function taken(id: number, party: Party, fresh: boolean): void {
  const entry = entries.get(id)
  if (entry === undefined) return
  entry.taken++
  if (!fresh) return
  entry.holders.set(party, (entry.holders.get(party) ?? 0) + 1)
  ;(entry.state as HandleWatcher).joined?.(party)
}

export function lentOn(id: number): void {
  const entry = entries.get(id)
  if (entry !== undefined) entry.lent++
}

export function dropped(id: number, party: Party): void {
  const entry = entries.get(id)
  const count = entry?.holders.get(party)
  if (count === undefined) return
  if (count > 1) entry!.holders.set(party, count - 1)
  else {
    entry!.holders.delete(party)
    ;(entry!.state as HandleWatcher).parted?.(party)
  }
  forgetIfUnused(id)
}

/** A thread elsewhere has ended. */
export function partyLeft(party: Party): void {
  party.leave()
  for (const [id, entry] of entries) if (entry.holders.delete(party)) forgetIfUnused(id)
}

/** An object that nobody can reach any more is let go. */
function forgetIfUnused(id: number): void {
  const entry = entries.get(id)
  if (entry === undefined || entry.holders.size > 0 || entry.taken < entry.lent) return
  if (entry.local.deref() === undefined) entries.delete(id)
}

/** Lets an object go although others may have handles of it: their calls reject with OwnerGoneError. */
export function release(target: LocalTarget): void {
  if (target.id !== undefined) entries.delete(target.id)
}

/** How many objects of this thread others may still use. */
export function servedCount(): number {
  return entries.size
}

function entryOf(id: number): Entry {
  const entry = entries.get(id)
  if (entry !== undefined) return entry
  throw new OwnerGoneError("the object is no longer there: its manager was shut down, or nobody had a handle of it", {
    hint: "keep the handle, or the manager, for as long as others use the object",
  })
}
