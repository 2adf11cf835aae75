import { OptionError, UnschedulableError } from "../core/errors/index.ts"
import { number } from "../core/options/index.ts"
import { Deque } from "../core/sequences/index.ts"

/** What a task or an actor asks for. */
export interface ResourceOptions {
  /** Processors, also parts of one. Default: 1 for a task, 0 for an actor. */
  readonly cpus?: number | undefined
  /** Of what `init({ resources })` says that there is: `{ license: 1 }`. They are counted, no more. */
  readonly resources?: Readonly<Record<string, number>> | undefined
}

/** Amounts by name; `cpus` is one of them. */
type Amounts = ReadonlyMap<string, number>

/** What one call needs to run. */
export interface Demand {
  readonly amounts: Amounts
  readonly key: string
}

/** What something has while it runs. */
export interface Lease {
  release(): void
  /** It waits for what others do: they may have its processors meanwhile. */
  stand(aside: boolean): void
  /** It begins again elsewhere: nothing of it waits any more. */
  anew(): void
}

/** Whoever waits for what it asked for. */
interface Asker {
  readonly over: boolean
  stop(error: unknown): void
}

interface Waiting {
  readonly number: number
  readonly call: Asker
  readonly since: number
  start(lease: Lease): void
}

interface Line {
  readonly demand: Demand
  readonly calls: Deque<Waiting>
}

/** Amounts are fractions of whole things: sums of them are as good as the whole. */
const nearly = 1e-9
/** A call that has waited so long, in ms, is told of. */
const patience = 10_000

/** What a task asks for that was told nothing. */
export const plainTask: Demand = demandOf(new Map([["cpus", 1]]))
const nothing: Demand = demandOf(new Map())

function demandOf(amounts: Amounts): Demand {
  return { amounts, key: JSON.stringify([...amounts].toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/**
 * What the options ask for, over `cpus` of their own.
 * @throws OptionError
 */
export function demanded({ cpus, resources }: ResourceOptions, ownCpus: 0 | 1): Demand {
  if (cpus === undefined && resources === undefined) return ownCpus === 1 ? plainTask : nothing
  const all = new Map<string, number>()
  const wanted = cpus === undefined ? ownCpus : number("cpus", cpus, { min: 0 })
  if (wanted > 0) all.set("cpus", wanted)
  for (const [name, amount] of Object.entries(resources ?? {})) {
    checkName(name)
    if (number(`resources.${name}`, amount, { min: 0 }) > 0) all.set(name, amount)
  }
  const demand = demandOf(all)
  return demand.key === plainTask.key ? plainTask : demand
}

function checkName(name: string): void {
  if (!/^(cpus?|num_?cpus)$/i.test(name)) return
  throw new OptionError("resources", "no processors", name, { hint: "they are options of their own: cpus, numCpus" })
}

/** What there is, who has it, and who waits for it: first come, first served, as far as the same things are meant. */
export class Resources {
  readonly #total: Map<string, number>
  /** How many processors tasks have that were admitted without being counted. */
  readonly #plain: () => number
  readonly #held = new Map<string, number>()
  readonly #lines = new Map<string, Line>()
  #arrivals = 0
  #timer: NodeJS.Timeout | undefined

  /** @throws OptionError */
  constructor(cpus: number, custom: Readonly<Record<string, number>>, plain: () => number) {
    this.#total = new Map([["cpus", cpus]])
    for (const [name, amount] of Object.entries(custom)) {
      checkName(name)
      this.#total.set(name, number(`resources.${name}`, amount, { min: 0 }))
    }
    this.#plain = plain
  }

  /** Are processors counted now? While nobody asks for other than one of them, the pool does that by itself. */
  get counts(): boolean {
    return this.#lines.size > 0 || (this.#held.get("cpus") ?? 0) > 0
  }

  get available(): Record<string, number> {
    return Object.fromEntries([...this.#total.keys()].map((name) => [name, this.#free(name)]))
  }

  /** Why the demand can never be met; undefined: it can. */
  refusal({ amounts }: Demand, who: string): UnschedulableError | undefined {
    for (const [name, amount] of amounts) {
      const total = this.#total.get(name) ?? 0
      if (amount <= total + nearly) continue
      const hint = name === "cpus" ? `init({ numCpus: ${amount} })` : `init({ resources: { ${name}: ${amount} } })`
      return new UnschedulableError(`${who} asks for ${amount} of ${name}, and there are ${total}`, {
        hint: `${hint} says that there are more`,
      })
    }
    return undefined
  }

  /** Calls back when what is asked for is there, unless the call is over by then. */
  request(demand: Demand, call: Asker, start: (lease: Lease) => void): void {
    let line = this.#lines.get(demand.key)
    if (line === undefined) this.#lines.set(demand.key, (line = { demand, calls: new Deque() }))
    line.calls.push({ number: ++this.#arrivals, call, start, since: performance.now() })
    this.scan()
  }

  /** Starts what can start. */
  scan(): void {
    while (this.#lines.size > 0) {
      const found = this.#next()
      if (found === undefined) return this.#watch()
      const { line, first } = found
      line.calls.shift()
      if (line.calls.size === 0) this.#lines.delete(line.demand.key)
      first.start(line.demand === plainTask ? noLease : this.#lease(line.demand))
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The first that lacks nothing, and takes nothing that one before it lacks. */
  #next(): { readonly line: Line; readonly first: Waiting } | undefined {
    const lacking = new Set<string>()
    for (const line of this.#inOrder()) {
      const { amounts } = line.demand
      const missing = [...amounts].filter(([name, amount]) => this.#free(name) + nearly < amount)
      const first = line.calls.peek()!
      if (missing.length === 0 && !amounts.keys().some((name) => lacking.has(name))) return { line, first }
      for (const [name] of missing) lacking.add(name)
    }
    return undefined
  }

  /** Lines by the arrival of their first call that still waits. */
  #inOrder(): Line[] {
    for (const [key, { calls }] of this.#lines) {
      while (calls.peek()?.call.over === true) calls.shift()
      if (calls.size === 0) this.#lines.delete(key)
    }
    return [...this.#lines.values()].toSorted((a, b) => a.calls.peek()!.number - b.calls.peek()!.number)
  }

  #free(name: string): number {
    const free = (this.#total.get(name) ?? 0) - (this.#held.get(name) ?? 0)
    return name === "cpus" ? Math.max(0, free - this.#plain()) : free
  }

  #lease({ amounts }: Demand): Lease {
    const cpus = amounts.get("cpus") ?? 0
    let isHeld = true
    let aside = 0
    for (const [name, amount] of amounts) this.#hold(name, amount)
    return {
      release: () => {
        if (!isHeld) return
        isHeld = false
        for (const [name, amount] of amounts) if (name !== "cpus" || aside === 0) this.#hold(name, -amount)
        this.scan()
      },
      stand: (isAside) => {
        if (!isHeld) return
        const before = aside
        aside += isAside ? 1 : -1
        if ((before === 0) === (aside === 0)) return
        this.#hold("cpus", isAside ? -cpus : cpus)
        this.scan()
      },
      anew: () => {
        if (isHeld && aside > 0) this.#hold("cpus", cpus)
        aside = 0
      },
    }
  }

  #hold(name: string, by: number): void {
    const held = (this.#held.get(name) ?? 0) + by
    if (held < nearly) this.#held.delete(name)
    else this.#held.set(name, held)
  }

  /** Says once of each line what it waits for, if that takes long. */
  #watch(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const now = performance.now()
      for (const { demand, calls } of this.#inOrder()) {
        const first = calls.peek()!
        if (now - first.since < patience || told.has(demand.key)) continue
        told.add(demand.key)
        const wanted = [...demand.amounts].map(([name, amount]) => `${amount} of ${name} (free: ${this.#free(name)})`)
        const count = calls.size === 1 ? "a call waits" : `${calls.size} calls wait`
        process.emitWarning(`${count} since ${Math.round((now - first.since) / 1000)} s for ${wanted.join(", ")}`, {
          type: "HeddleHint",
        })
      }
      if (this.#lines.size > 0) this.#watch()
    }, patience)
    this.#timer.unref()
  }

  /** Nobody who waits gets anything any more. */
  end(error: () => unknown): void {
    clearTimeout(this.#timer)
    const lines = [...this.#lines.values()]
    this.#lines.clear()
    for (const { calls } of lines) for (const { call } of calls.drain()) call.stop(error())
  }
}

/** The demands that were told of. */
const told = new Set<string>()

const noLease: Lease = { release() {}, stand() {}, anew() {} }
