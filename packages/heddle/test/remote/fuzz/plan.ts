import { Dice } from "../../fuzz/dice.ts"

/** What a call does, one after the other. */
export type Act =
  | { readonly do: "turns"; readonly count: number }
  /** In its first so many runs. */
  | { readonly do: "throw" | "exit"; readonly times: number }
  /** Until the program opens that gate. */
  | { readonly do: "hold"; readonly gate: number }
  /** Until it is cancelled. */
  | { readonly do: "listen" }
  | { readonly do: "call"; readonly child: number; readonly waits: boolean }
  /** Calls something, and cancels it at once. */
  | { readonly do: "cancel"; readonly child: number }
  | { readonly do: "yield"; readonly count: number }

export interface CallPlan {
  /** Undefined: a task. */
  readonly actor: number | undefined
  readonly stream: boolean
  readonly async: boolean
  readonly retries: number
  /** What it threw is tried again too. */
  readonly again: boolean
  readonly slots: number
  readonly cpus: number | undefined
  readonly backpressure: number | undefined
  /** How many values the caller of a stream reads before it leaves. */
  readonly reads: number
  readonly acts: readonly Act[]
  readonly children: readonly CallPlan[]
  /** What it is given: earlier calls of its caller (by their place), or values that are put. Nested: inside of an object. */
  readonly args: readonly { readonly from: number | "put"; readonly nested: boolean }[]
  /** The least actor that it or its children call, in a way that they wait for. */
  readonly level: number
}

export interface ActorPlan {
  readonly dedicated: boolean
  readonly async: boolean
  readonly maxRestarts: number
  readonly maxTaskRetries: number
  readonly maxConcurrency: number
  readonly slots: number
  /** Its constructor ends its worker in its first so many runs; it throws. */
  readonly dies: number
  readonly throws: boolean
}

export type Step =
  | { readonly op: "call"; readonly call: CallPlan }
  | { readonly op: "turns"; readonly count: number }
  | { readonly op: "open"; readonly gate: number }
  | { readonly op: "cancel"; readonly step: number; readonly force: boolean; readonly recursive: boolean }
  | { readonly op: "kill"; readonly actor: number; readonly noRestart: boolean }
  | { readonly op: "drop"; readonly actor: number }
  | { readonly op: "settle"; readonly step: number }

export interface Plan {
  readonly backend: "threads" | "processes"
  readonly actors: readonly ActorPlan[]
  readonly steps: readonly Step[]
  /** The runtime is shut down while calls are under way. */
  readonly abrupt: boolean
  /** Nothing dies, is killed, cancelled or shut down: each call that does not throw gives its value. */
  readonly calm: boolean
}

export const gateCount = 2
const above = 1000

/** What an episode does: all of it is drawn before anything runs. */
export function planOf(backend: Plan["backend"], seed: number): Plan {
  const dice = new Dice(seed)
  const calm = dice.chance(25)
  const abrupt = !calm && dice.chance(25)
  const actors = Array.from({ length: dice.between(1, 4) }, (_, i) => actorPlan(dice, calm, i))
  const steps: Step[] = []
  /** Calls so far, by step. */
  const made: (CallPlan | undefined)[] = []
  const push = (step: Step): void => {
    steps.push(step)
    made.push(step.op === "call" ? step.call : undefined)
  }
  const mustEnd: number[] = []
  for (let left = dice.between(6, backend === "threads" ? 40 : 24); left > 0; left--) {
    const kind = dice.pick({
      call: 70,
      turns: 12,
      cancel: calm ? 0 : 8,
      kill: calm ? 0 : 4,
      open: 2,
      settle: 6,
      drop: 2,
    })
    if (kind === "call") {
      const call = new CallMaker(dice, calm, actors, made).make(0, -1)
      if (call.acts.some((act) => act.do === "listen")) mustEnd.push(steps.length)
      push({ op: "call", call })
    } else if (kind === "turns") push({ op: "turns", count: dice.between(1, 20) })
    else if (kind === "open") push({ op: "open", gate: dice.below(gateCount) })
    else if (kind === "kill") push({ op: "kill", actor: dice.below(actors.length), noRestart: dice.chance(50) })
    else if (kind === "drop") push({ op: "drop", actor: dice.below(actors.length) })
    else {
      const calls = [...made.keys()].filter((i) => made[i] !== undefined)
      if (calls.length === 0) continue
      const step = dice.one(calls)
      if (kind === "settle") push({ op: "settle", step })
      else {
        const force = made[step]!.actor === undefined && dice.chance(40)
        push({ op: "cancel", step, force, recursive: dice.chance(80) })
      }
    }
  }
  for (const step of mustEnd) push({ op: "cancel", step, force: false, recursive: true })
  return { backend, actors, steps, abrupt, calm }
}

function actorPlan(dice: Dice, calm: boolean, i: number): ActorPlan {
  return {
    dedicated: dice.chance(35),
    async: dice.chance(60),
    maxRestarts: dice.below(4),
    maxTaskRetries: dice.below(3),
    maxConcurrency: dice.one([1, 1, 2, 5]),
    slots: i === 0 && dice.chance(20) ? 1 : 0,
    dies: !calm && dice.chance(8) ? dice.between(1, 2) : 0,
    throws: !calm && dice.chance(4),
  }
}

/** Draws calls, so that none waits for what waits for it: a call waits only for calls of actors with larger numbers. */
class CallMaker {
  readonly #dice: Dice
  readonly #calm: boolean
  readonly #actors: readonly ActorPlan[]
  readonly #made: readonly (CallPlan | undefined)[]
  constructor(dice: Dice, calm: boolean, actors: readonly ActorPlan[], made: readonly (CallPlan | undefined)[]) {
    this.#dice = dice
    this.#calm = calm
    this.#actors = actors
    this.#made = made
  }

  make(depth: number, over: number): CallPlan {
    const dice = this.#dice
    const free = this.#actors.length - 1 - over
    const actor = free > 0 && dice.chance(60) ? over + 1 + dice.below(free) : undefined
    const own = actor === undefined ? undefined : this.#actors[actor]!
    const stream = dice.chance(15)
    const isAsync = own === undefined ? dice.chance(60) : own.async && dice.chance(75)
    const slots = own === undefined && dice.chance(10) ? dice.between(1, 2 - this.#actors[0]!.slots) : 0
    const children: CallPlan[] = []
    const acts: Act[] = []
    let level = actor ?? above
    for (let n = dice.below(4); n > 0; n--) {
      const kind = dice.pick({
        turns: isAsync ? 6 : 0,
        throw: 3,
        exit: this.#calm ? 0 : 2,
        hold: isAsync && !this.#calm ? 2 : 0,
        listen: isAsync && depth === 0 && !this.#calm && !stream ? 0.4 : 0,
        call: depth < 2 && slots === 0 ? 5 : 0,
        cancel: depth < 2 && slots === 0 && !this.#calm ? 1 : 0,
      })
      if (kind === "turns") acts.push({ do: kind, count: dice.between(1, 8) })
      else if (kind === "throw" || kind === "exit") acts.push({ do: kind, times: dice.one([1, 1, 2, 9]) })
      else if (kind === "hold") acts.push({ do: kind, gate: dice.below(gateCount) })
      else if (kind === "listen") acts.push({ do: kind })
      else {
        const child = this.make(depth + 1, actor ?? over)
        children.push(child)
        level = Math.min(level, child.level)
        if (kind === "call") acts.push({ do: kind, child: children.length - 1, waits: isAsync && dice.chance(75) })
        else acts.push({ do: kind, child: children.length - 1 })
      }
      if (stream && dice.chance(60)) acts.push({ do: "yield", count: dice.between(1, 5) })
    }
    if (stream) acts.push({ do: "yield", count: dice.between(0, 4) })
    const args = depth > 0 ? [] : this.#args(actor, slots > 0)
    for (const { from } of args) if (from !== "put") level = Math.min(level, this.#made[from]!.level)
    return {
      actor,
      stream,
      async: isAsync,
      retries: own === undefined ? dice.one([0, 0, 1, 2]) : dice.one([own.maxTaskRetries, own.maxTaskRetries, 0, 2]),
      again: own !== undefined && dice.chance(20),
      slots,
      cpus: own === undefined && dice.chance(10) ? dice.one([0, 0.5, 2]) : undefined,
      backpressure: stream && dice.chance(60) ? dice.between(1, 3) : undefined,
      reads: this.#calm || dice.chance(70) ? 99 : dice.below(4),
      acts,
      children,
      args,
      level,
    }
  }

  #args(actor: number | undefined, isCounted: boolean): CallPlan["args"] {
    const dice = this.#dice
    const good = [...this.#made.keys()].filter((i) => {
      const call = this.#made[i]
      return call !== undefined && !call.stream && (actor === undefined || call.level > actor)
    })
    return Array.from({ length: dice.chance(60) ? 0 : dice.between(1, 2) }, () => {
      // What waits inside must not keep what others need.
      const nested = !isCounted && dice.chance(40)
      return { from: good.length > 0 && dice.chance(75) ? dice.one(good) : "put", nested } as const
    })
  }
}
