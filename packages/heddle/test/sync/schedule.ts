import { Memory } from "../../src/sync/engine/index.ts"
import type { World } from "../../src/sync/engine/index.ts"
import { latchWord } from "../../src/sync/engine/layout.ts"
import { Random } from "../scheduler/random.ts"

/*
 * Threads that are made up: each runs real operations on a real state, and stops before any access to memory, for as long
 * as the schedule likes, or for ever. An operation that goes on is run again from its beginning, with what it read then.
 */

/** Where the decisions of a run come from: a seed, or a list that a shorter run is looked for with. */
export class Choices {
  readonly taken: number[] = []
  readonly #random: Random | undefined
  readonly #given: readonly number[]

  constructor(from: number | readonly number[]) {
    this.#random = typeof from === "number" ? new Random(from) : undefined
    this.#given = typeof from === "number" ? [] : from
  }

  below(limit: number): number {
    const choice =
      this.#random === undefined ? (this.#given[this.taken.length] ?? 0) % limit : this.#random.below(limit)
    this.taken.push(choice)
    return choice
  }
}

const paused = Symbol("paused")

/** One access of an operation that is being run again has happened already. */
class Tape {
  done: unknown[] = []
  at = 0
  budget = 0

  access<T>(happen: () => T): T {
    if (this.at < this.done.length) return this.done[this.at++] as T
    if (this.at >= this.budget) this.pause()
    const result = happen()
    this.done.push(result)
    this.at++
    return result
  }

  pause(): never {
    // Handlers of the operation get no further either.
    this.budget = -1
    throw paused
  }
}

class TapedMemory extends Memory {
  readonly #machine: Machine
  readonly #tape: Tape
  readonly #agent: number

  constructor(machine: Machine, tape: Tape, agent: number) {
    super(machine.words.buffer)
    this.#machine = machine
    this.#tape = tape
    this.#agent = agent
  }

  override get(index: number): number {
    return this.#tape.access(() => this.#machine.words.get(index))
  }
  override set(index: number, value: number): void {
    this.#tape.access(() => this.#machine.words.set(index, value))
  }
  override load(index: number): number {
    return this.#tape.access(() => this.#machine.words.load(index))
  }
  override store(index: number, value: number): void {
    this.#tape.access(() => {
      this.#machine.words.store(index, value)
      if (index === latchWord) this.#machine.released()
    })
  }
  override exchange(index: number, expected: number, value: number): number {
    return this.#tape.access(() => {
      const holder = this.#machine.words.get(index)
      // It would spin for as long as the holder stands still.
      if (holder !== 0 && holder !== this.#agent && this.#machine.isAlive(holder)) this.#tape.pause()
      return this.#machine.words.exchange(index, expected, value)
    })
  }
  override refresh(): void {}
  override reserve(words: number): void {
    this.#tape.access(() => this.#machine.words.reserve(words))
  }
}

/** The memory that all made-up threads share, and who lives. */
export class Machine {
  readonly words: Memory
  readonly dead: Set<number> = new Set()
  readonly bells: number[] = []
  /** Called whenever somebody leaves the state. */
  released: () => void = () => {}

  constructor(words: number) {
    this.words = new Memory(words)
  }

  isAlive(agent: number): boolean {
    return !this.dead.has(agent)
  }
}

/** What a made-up thread does next: an operation, or waiting for its bell to ring again. */
export type Step<T> = { readonly run: (at: Bench) => T } | "wait"

/** What an operation has at hand. */
export interface Bench {
  readonly memory: Memory
  readonly world: World
  access<T>(happen: () => T): T
}

export type Program = Generator<Step<unknown>, void, unknown>

/** One made-up thread. */
export class Actor {
  readonly agent: number
  readonly #machine: Machine
  readonly #program: Program
  #step: Step<unknown> | undefined
  #tape = new Tape()
  #heard = 0
  over = false

  constructor(machine: Machine, agent: number, program: Program) {
    this.#machine = machine
    this.agent = agent
    this.#program = program
    machine.bells[agent] = 0
    this.#go(undefined)
  }

  /** Can it go on? */
  get isReady(): boolean {
    if (this.over) return false
    if (this.#step === "wait") return this.#machine.bells[this.agent] !== this.#heard
    const holder = this.#machine.words.get(latchWord)
    const enters = this.#tape.done.length === 0
    return !enters || holder === 0 || holder === this.agent || !this.#machine.isAlive(holder)
  }

  /** Goes on, for at most so many accesses. */
  advance(accesses: number): void {
    const step = this.#step!
    if (step === "wait") {
      this.#go(undefined)
      return
    }
    const tape = this.#tape
    // What is rung from now on concerns what this operation does not see any more.
    if (tape.done.length === 0) this.#heard = this.#machine.bells[this.agent]!
    tape.at = 0
    tape.budget = tape.done.length + accesses
    const machine = this.#machine
    const world: World = {
      agent: this.agent,
      isAlive: (agent) => tape.access(() => machine.isAlive(agent)),
      deaths: () => tape.access(() => machine.dead.size),
      ring: (agent) => tape.access(() => void machine.bells[agent]!++),
    }
    let result: unknown
    try {
      const memory = new TapedMemory(machine, tape, this.agent)
      result = step.run({ memory, world, access: (happen) => tape.access(happen) })
    } catch (error) {
      if (error === paused) return
      throw error
    }
    this.#tape = new Tape()
    this.#go(result)
  }

  #go(result: unknown): void {
    const { done, value } = this.#program.next(result)
    this.over = done === true
    this.#step = done === true ? undefined : value
  }

  /** Stops here, for ever. */
  die(): void {
    this.over = true
    this.#machine.dead.add(this.agent)
    for (const agent of this.#machine.bells.keys()) this.#machine.bells[agent]!++
  }
}

/** What one run is made of. */
export interface Play {
  readonly actors: readonly Actor[]
  /** Those that may die. */
  readonly mortal: readonly number[]
  /** Told when one has died. */
  died(actor: Actor): void
  /** Looks at the end. */
  finish(): void
}

/** Plays until all are done. Throws if they hang. */
export function play(make: (choices: Choices) => Play, choices: Choices): void {
  const { actors, mortal, died, finish } = make(choices)
  for (;;) {
    const ready = actors.filter((actor) => actor.isReady)
    if (ready.length === 0) {
      if (actors.every(({ over }) => over)) break
      throw new Error(
        `they hang: ${actors
          .filter(({ over }) => !over)
          .map(({ agent }) => agent)
          .join(", ")}`,
      )
    }
    const actor = ready[choices.below(ready.length)]!
    if (mortal.includes(actor.agent) && choices.below(40) === 39) {
      actor.die()
      died(actor)
    } else actor.advance([1, 2, 5, 1000][choices.below(4)]!)
    if (choices.taken.length > 20_000) throw new Error("it does not end")
  }
  finish()
}

/** Plays with one seed; a failure is shrunk to a short list of choices, which is named. */
export function playSeed(make: (choices: Choices) => Play, seed: number): void {
  const failure = (from: number | readonly number[]): { error: unknown; taken: number[] } | undefined => {
    const choices = new Choices(from)
    try {
      play(make, choices)
      return undefined
    } catch (error) {
      return { error, taken: choices.taken }
    }
  }
  let found = failure(seed)
  if (found === undefined) return
  for (let size = found.taken.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= found.taken.length;) {
      const shorter: { error: unknown; taken: number[] } | undefined = failure(found.taken.toSpliced(at, size))
      if (shorter !== undefined && shorter.taken.length < found.taken.length) found = shorter
      else at += size
    }
  }
  throw new Error(`seed ${seed}, choices [${found.taken.join(", ")}]: ${String(found.error)}`, { cause: found.error })
}
