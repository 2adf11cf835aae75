import { bounds, runsHere } from "./bounds.ts"
import type { Bounds } from "./bounds.ts"
import { Dice } from "./dice.ts"
import { OrderMaker, everyKind, movable, small } from "./order-maker.ts"
import type { BackendName, Ending, Mood, Pace, Plan, Settings, Step, Stop } from "./plan.ts"
import type { Deed, Order } from "./tasks.ts"

/** The plan of one episode: the same for the same seed. */
export function planOf(backend: BackendName, seed: number): Plan {
  return new Planner(backend, seed).plan()
}

class Planner {
  readonly #dice: Dice
  readonly #backend: BackendName
  readonly #bounds: Bounds
  readonly #mood: Mood
  readonly #ending: Ending
  readonly #copies: boolean
  readonly #acquainted: boolean
  readonly #orders: OrderMaker
  /** Tiny tasks so far. */
  #crowd = 0

  constructor(backend: BackendName, seed: number) {
    const dice = (this.#dice = new Dice(seed))
    this.#backend = backend
    this.#bounds = bounds[backend]
    this.#mood = dice.pick(this.#bounds.moods)
    const how = dice.pick({ close: 70, closeEarly: 15, terminate: 15 })
    this.#ending = { how, turns: dice.one([0, 0, 1, 3, 20]) }
    this.#copies = !runsHere(backend) || dice.chance(50)
    this.#acquainted = dice.chance(50)
    this.#orders = new OrderMaker(dice, backend, this.#mood, this.#copies, this.#acquainted)
  }

  plan(): Plan {
    const dice = this.#dice
    const options = this.#options()
    const count = dice.between(3, this.#backend === "threads" ? 10 : 7)
    const steps: Step[] = []
    while (steps.length < count) steps.push(this.#step())
    return {
      backend: this.#backend,
      options,
      acquainted: this.#acquainted,
      listens: dice.chance(50),
      mood: this.#mood,
      steps,
      ending: this.#ending,
      tasks: this.#orders.made,
    }
  }

  #options(): Plan["options"] {
    const dice = this.#dice
    const places = dice.chance(70) ? 1 : dice.between(2, 5)
    return {
      backend: this.#backend,
      workers: dice.one([1, 2, 2, 2, 3]),
      grace: dice.one([0, 1, 5, 20]),
      ...(places > 1 && this.#backend !== "inline" ? { tasksPerWorker: places } : {}),
      ...(dice.chance(10) && !runsHere(this.#backend) ? { maxTasksPerWorker: dice.between(20, 2000) } : {}),
      ...(dice.chance(10) ? { idleTimeout: dice.between(20, 200) } : {}),
      ...(dice.chance(15) ? { minWorkers: 1 } : {}),
      ...(dice.chance(15) ? { recordTiming: true } : {}),
      ...(this.#mood === "memory" ? { memoryLimit: "160M" } : {}),
      ...(runsHere(this.#backend) && this.#copies ? { strict: true } : {}),
    }
  }

  #step(): Step {
    const dice = this.#dice
    const verb = dice.pick({
      submit: 30,
      map: 16,
      imap: 14,
      stream: 7,
      sweep: 16,
      backlog: 5,
      flood: 7,
      chain: 6,
      write: 7,
      broadcast: 4,
      meanwhile: 22,
    })
    switch (verb) {
      case "submit":
        return this.#submits()
      case "map":
      case "imap":
        return this.#maps(verb === "map" ? dice.one(["map", "starmap"]) : dice.one(["imap", "imapUnordered"]))
      case "stream":
        return this.#streams()
      case "sweep":
        return this.#sweep()
      case "backlog": {
        const most = { some: 3000, many: 1.5 * this.#bounds.crowd }[dice.pick({ some: 80, many: 20 })]
        const count = this.#many(dice.between(500, most))
        // A closure notes on shared words.
        const captures = this.#backend !== "processes" && dice.chance(50)
        return {
          verb,
          first: this.#orders.take(count),
          count,
          block: dice.one([0, 2, 20]),
          priority: this.#priority(),
          captures,
        }
      }
      case "flood": {
        const size = dice.one([60, 300, 2000, 12_000, 31_000])
        const count = this.#many(Math.min(this.#bounds.crowd / 4, dice.between(2e5, this.#bounds.bytes / 10) / size))
        const block = dice.one([0, 2, 10])
        const chunkSize = dice.chance(70) ? "auto" : dice.one([1, 16, 200])
        return {
          verb,
          how: dice.one(["map", "submit"]),
          first: this.#orders.take(count),
          count,
          size,
          block,
          chunkSize,
        }
      }
      case "chain":
        return this.#chain()
      case "write": {
        const count = dice.between(1, 3000)
        const shared = this.#backend === "processes" ? [] : (["captured", "argument", "outShared"] as const)
        const to = dice.one(["out", "results", ...shared] as const)
        return { verb, first: this.#orders.take(count), count, to, chunkSize: dice.chance(70) ? "auto" : 100 }
      }
      case "broadcast":
        return { verb, order: this.#orders.one(small, "value") }
      default: {
        const what = dice.pick({ wait: 30, drain: 8, block: 20, turns: 25, timer: 17 })
        return { verb: what, amount: what === "block" ? dice.one([1, 5, 30]) : dice.between(1, 8) }
      }
    }
  }

  /** Up to `count` tiny tasks; the more an episode has had, the fewer are left. */
  #many(count: number): number {
    const left = Math.max(100, 2 * this.#bounds.crowd - this.#crowd)
    const many = Math.ceil(Math.min(count, left))
    this.#crowd += many
    return many
  }

  #priority(): number {
    return this.#dice.one([0, 0, 0, 0, 1, 5, -1])
  }

  #settings(orders: readonly Order[], stopped: boolean, retries: number): Settings {
    const dice = this.#dice
    const endless = !stopped && orders.some(({ deed }) => deed === "spin" || deed === "never")
    return {
      retries,
      priority: this.#priority(),
      timeout: endless ? dice.between(15, 40) : dice.chance(15) ? 60_000 : 0,
      grace: dice.one([0, 1, 5, 20]),
    }
  }

  #stop(percent = 20): Stop | undefined {
    const dice = this.#dice
    if (!dice.chance(percent)) return undefined
    const how = dice.one(["abort", "cancel"] as const)
    const when = dice.one([
      "now",
      "microtask",
      "begun",
      "turns",
      "timer",
      ...(how === "abort" ? ["before"] : []),
    ] as const)
    return { how, when: when as Stop["when"], after: dice.between(1, 12), some: dice.one([1, 1, 2, 7]) }
  }

  #retries(): number {
    return this.#mood !== "calm" && this.#dice.chance(25) ? this.#dice.between(1, 3) : 0
  }

  #pace(): Pace {
    const dice = this.#dice
    return { every: dice.one([1, 3, 20]), rest: dice.pick({ none: 50, turn: 30, timer: 12, block: 8 }) }
  }

  #submits(): Step {
    const dice = this.#dice
    const moves = dice.chance(12)
    const refused = !moves && this.#copies && dice.chance(6)
    const stop = this.#stop(moves ? 60 : 20)
    const count = moves || refused ? dice.between(1, 8) : this.#burst()
    const retries = this.#retries()
    const aborted = stop?.how === "abort"
    const kinds = moves ? movable : count > 200 ? small : everyKind
    const made = this.#orders.many({ count, kinds, retries, aborted })
    // What was moved cannot be taken back: only the abort ends such a task, wherever it is by then.
    const hangs = moves && aborted && this.#mood === "rough"
    const orders = made.map((order): Order => {
      if (!hangs) return order
      return dice.chance(50)
        ? { ...order, deed: "never", failures: retries + 1 }
        : { ...order, work: { kind: "spin", ms: 10 } }
    })
    const spelling = dice.pick({ submit: 80, apply: 10, applyAsync: 10 })
    const fn = dice.pick({ imported: 50, closure: count <= 200 ? 40 : 0, closures: count <= 40 ? 10 : 0 })
    const settings = this.#settings(orders, aborted, retries)
    return { verb: "submit", orders, settings, stop, spelling, fn, moves, refused }
  }

  /** Mostly few; now and then thousands. */
  #burst(): number {
    const size = this.#dice.pick({ one: 20, few: 50, some: 25, many: 5 })
    return size === "one" ? 1 : this.#dice.between(1, { few: 20, some: 300, many: this.#bounds.crowd / 4 }[size])
  }

  #maps(verb: "map" | "starmap" | "imap" | "imapUnordered"): Step {
    const dice = this.#dice
    const streams = verb === "imap" || verb === "imapUnordered"
    const chosen = this.#stop()
    const stop = chosen?.how === "abort" ? chosen : undefined
    const count = dice.one([0, 1, dice.between(2, 30), dice.between(2, 30), dice.between(20, 300)])
    const retries = this.#retries()
    const kinds = count > 60 ? small : everyKind
    const orders = this.#orders.many({ count, kinds, retries, aborted: stop !== undefined })
    return {
      verb,
      orders,
      settings: this.#settings(orders, stop !== undefined, retries),
      stop,
      onError: dice.one(["abort", "settle", "settle", "finish"]),
      chunkSize: dice.chance(60) ? "auto" : dice.between(1, 40),
      buffer: dice.chance(40) ? dice.between(1, 30) : undefined,
      input: dice.one(["array", "array", "generator", "async", "set"]),
      pace: this.#pace(),
      leaveAt: streams && dice.chance(25) ? dice.between(1, 20) : undefined,
    }
  }

  #streams(): Step {
    const dice = this.#dice
    const deeds: readonly Deed[] = this.#mood === "calm" ? ["value"] : ["value", "value", "value", "error", "null"]
    const orders = Array.from({ length: dice.between(1, 8) }, () =>
      this.#orders.one(everyKind, dice.one(deeds), dice.one([0, 1, 5, 60])),
    )
    return {
      verb: "stream",
      later: dice.chance(40),
      ordered: dice.chance(60),
      orders,
      settings: this.#settings([], false, 0),
      onError: dice.one(["abort", "settle", "finish"]),
      buffer: dice.chance(30) ? dice.between(1, 6) : undefined,
      pace: this.#pace(),
      leaveAt: dice.chance(25) ? dice.between(1, 60) : undefined,
    }
  }

  #sweep(): Step {
    const dice = this.#dice
    const most = { few: 200, some: 2000, many: this.#bounds.crowd }[dice.pick({ few: 45, some: 42, many: 13 })]
    const count = this.#many(dice.between(1, most))
    const items = dice.pick({ numbers: 45, strings: 20, objects: 15, mixed: 20 })
    const input = dice.one(["array", "array", "generator", "async", "set", "range"] as const)
    const how = dice.pick({ map: 60, imap: 25, imapUnordered: 15 })
    return {
      verb: "sweep",
      how,
      first: this.#orders.take(count),
      count,
      items: input === "range" ? "numbers" : items,
      input,
      paired: how === "map" && dice.chance(15),
      chunkSize: dice.chance(70) ? "auto" : dice.one([1, 2, 7, 100, 3000]),
      priority: this.#priority(),
      slowFrom: dice.chance(30) ? Math.max(0, count - dice.between(1, 12)) : count,
      spin: dice.one([0.05, 1, 4]),
      pace: { ...this.#pace(), every: dice.one([1, 50, 1000]) },
    }
  }

  #chain(): Step {
    const dice = this.#dice
    const deeds: readonly Deed[] = this.#mood === "calm" ? ["value"] : ["value", "value", "value", "value", "several"]
    const sources = Array.from({ length: dice.between(1, 12) }, () => this.#orders.one(everyKind, dice.one(deeds)))
    const follower = (): Order => ({ ...this.#orders.one(small, "value"), give: "echo" })
    return {
      verb: "chain",
      sources,
      followers: Array.from({ length: dice.between(1, 20) }, () => ({
        order: follower(),
        left: dice.below(sources.length),
        right: dice.below(sources.length),
      })),
      settings: this.#settings([], false, 0),
      mapped: dice.chance(40) ? sources.map(follower) : [],
    }
  }
}
