import type { PoolOptions } from "heddle"
import type { Item, Order } from "./tasks.ts"

/*
 * What an episode does, as data: made from a seed before anything runs, so that it can be printed, repeated and cut down.
 */
export const backends = ["threads", "processes", "inline", "async"] as const
export type BackendName = (typeof backends)[number]

export interface Plan {
  readonly backend: BackendName
  readonly options: PoolOptions
  /** Each worker is sent the classes of tasks before its first task: their instances come back as such, and not only those that were sent. */
  readonly acquainted: boolean
  /** Somebody listens to each task: then tasks settle one by one, and not in rows. */
  readonly listens: boolean
  readonly mood: Mood
  readonly steps: readonly Step[]
  readonly ending: Ending
  /** How many tasks there are in all. */
  readonly tasks: number
  /** Steps were left out, with their tasks. */
  readonly cut?: boolean
}

/** What may go wrong in an episode. */
export type Mood = "calm" | "errors" | "rough" | "stray" | "memory"

/** `close` waits for everything first, `closeEarly` does not; `terminate` comes `turns` turns of the event loop after the last step. */
export interface Ending {
  readonly how: "close" | "closeEarly" | "terminate"
  readonly turns: number
}

/** The task options of a step. */
export interface Settings {
  readonly retries: number
  readonly priority: number
  /** In ms; 0: none. */
  readonly timeout: number
  readonly grace: number
}

/** How a step is taken back before its end. `some`: that every so-manieth call is cancelled. */
export interface Stop {
  readonly how: "abort" | "cancel"
  readonly when: "before" | "now" | "microtask" | "begun" | "turns" | "timer"
  readonly after: number
  readonly some: number
}

/** How fast a consumer takes results: after every so many it does something else. */
export interface Pace {
  readonly every: number
  readonly rest: "none" | "turn" | "timer" | "block"
}

export type Input = "array" | "generator" | "async" | "set" | "range"
export type ItemKind = "numbers" | "strings" | "objects" | "mixed"

/** Calls of `submit`, each with its own order and value. */
export interface Submits {
  readonly verb: "submit"
  readonly orders: readonly Order[]
  readonly settings: Settings
  readonly stop: Stop | undefined
  readonly spelling: "submit" | "apply" | "applyAsync"
  /** An imported function, a closure for all calls, or one for each. */
  readonly fn: "imported" | "closure" | "closures"
  /** Arguments are moved. */
  readonly moves: boolean
  /** The argument of each call cannot be sent. */
  readonly refused: boolean
}

/** One call of `map` or its kin over orders and values. */
export interface Maps {
  readonly verb: "map" | "starmap" | "imap" | "imapUnordered"
  readonly orders: readonly Order[]
  readonly settings: Settings
  readonly stop: Stop | undefined
  readonly onError: "abort" | "settle" | "finish"
  readonly chunkSize: number | "auto"
  readonly buffer: number | undefined
  readonly input: Exclude<Input, "range">
  readonly pace: Pace
  /** The loop is left after so many results. */
  readonly leaveAt: number | undefined
}

/** `imap` with a generator as function. */
export interface Streams {
  readonly verb: "stream"
  readonly later: boolean
  readonly ordered: boolean
  readonly orders: readonly Order[]
  readonly settings: Settings
  readonly onError: "abort" | "settle" | "finish"
  readonly buffer: number | undefined
  readonly pace: Pace
  readonly leaveAt: number | undefined
}

/** Thousands of tiny tasks in one call. */
export interface Sweep {
  readonly verb: "sweep"
  readonly how: "map" | "imap" | "imapUnordered"
  readonly first: number
  readonly count: number
  readonly items: ItemKind
  readonly input: Input
  /** A second input goes along, and is no longer. */
  readonly paired: boolean
  readonly chunkSize: number | "auto"
  readonly priority: number
  /** From this item on each spins for `spin` ms: a fast beginning with a slow tail. */
  readonly slowFrom: number
  readonly spin: number
  readonly pace: Pace
}

/** Many tiny calls of submit, while this thread is blocked. */
export interface Backlog {
  readonly verb: "backlog"
  readonly first: number
  readonly count: number
  readonly block: number
  readonly priority: number
  /** The function is a closure that needs nothing but memory that it shares. */
  readonly captures: boolean
}

/** More text there and back than the memory holds that it goes through, while this thread is blocked now and then. */
export interface Flood {
  readonly verb: "flood"
  readonly how: "map" | "submit"
  readonly first: number
  readonly count: number
  /** Characters of the longest; others have less. */
  readonly size: number
  /** For so many ms, after every so many ms. */
  readonly block: number
  readonly chunkSize: number | "auto"
}

/** Calls whose arguments are futures of other calls. */
export interface Chain {
  readonly verb: "chain"
  readonly sources: readonly Order[]
  /** Each gets the futures of two sources, and gives both values. */
  readonly followers: readonly { readonly order: Order; readonly left: number; readonly right: number }[]
  readonly settings: Settings
  /** The sources are items of a map, too. */
  readonly mapped: readonly Order[]
}

/**
 * Numbers and nothing else: tasks write them to memory that they share, as a captured variable or as an argument; the pool
 * writes them to an array of the caller's, shared or not; or they are plain results.
 */
export interface Writes {
  readonly verb: "write"
  readonly first: number
  readonly count: number
  readonly to: "captured" | "argument" | "outShared" | "out" | "results"
  readonly chunkSize: number | "auto"
}

export interface Broadcast {
  readonly verb: "broadcast"
  readonly order: Order
}

/** What the main program does meanwhile. `wait`: until all steps so far are over. */
export interface Meanwhile {
  readonly verb: "wait" | "drain" | "block" | "turns" | "timer"
  readonly amount: number
}

export type Step = Submits | Maps | Streams | Sweep | Backlog | Flood | Chain | Writes | Broadcast | Meanwhile

/** The items of a sweep. */
export function itemsOf({ first, count, items }: Sweep): Item[] {
  return Array.from({ length: count }, (_, i) => {
    const id = first + i
    const kind = items === "mixed" ? (["numbers", "strings", "objects"] as const)[id % 3]! : items
    if (kind === "numbers") return id
    if (kind === "strings") return `${id}:${(id % 4 === 0 ? "☃" : "é").repeat(id % 40)}`
    return id % 2 === 0 ? { id } : ([id, "pair"] as const)
  })
}

/** One line that says what a step does. */
export function describe(step: Step): string {
  switch (step.verb) {
    case "submit":
    case "map":
    case "starmap":
    case "imap":
    case "imapUnordered":
    case "stream": {
      const { orders, ...rest } = step
      return `${orders.length} tasks from ${orders[0]?.id} ${JSON.stringify(rest)} ${orders.slice(0, 4).map(brief).join(" ")}`
    }
    case "chain":
      return `chain from ${step.sources[0]?.id} of ${step.sources.length} sources, ${step.followers.length} followers`
    default:
      return JSON.stringify(step)
  }
}

/** An order in few words. */
export function brief({ id, work, deed, failures, give, recipe, tells }: Order): string {
  const how = work.kind === "none" ? "" : ` after ${work.kind}${work.ms > 0 ? ` ${work.ms}` : ""}`
  const what = failures === 0 && deed !== "stray" ? `${give} ${recipe.kind} ${recipe.size}` : `${deed} ×${failures}`
  return `[${id}: ${what}${how}${tells ? ", tells" : ""}]`
}
