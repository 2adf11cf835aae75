import { agents, deaths, isAlive, ringBell, thisAgent } from "../../core/task/index.ts"
import { pokeWaiters } from "./bell.ts"

/** What a state asks of the threads around it. Tests put their own in its place. */
export interface World {
  /** The thread that asks. */
  readonly agent: number
  isAlive(agent: number): boolean
  /** How many threads have died so far. */
  deaths(): number
  /** Wakes what waits in a thread, to look for what it waits for. */
  ring(agent: number): void
}

export const world: World = {
  get agent() {
    return thisAgent()
  },
  isAlive,
  deaths,
  ring(agent) {
    if (agent === thisAgent()) pokeWaiters()
    else ringBell(agent)
  },
}

/** The bells of all threads. */
export { agents }
