import type { BackendName, Mood } from "./plan.ts"

/** What an episode of a backend may take of the machine. */
export interface Bounds {
  /** How often of all episodes. */
  readonly moods: Readonly<Record<Mood, number>>
  /** Bytes of values in all. */
  readonly bytes: number
  /** Bytes of one value. */
  readonly largest: number
  /** Workers that tasks may end. */
  readonly deaths: number
  /** Tiny tasks of one step. */
  readonly crowd: number
}

/** A task must not end the program that it runs in. */
const here: Bounds = {
  moods: { calm: 60, errors: 40, rough: 0, stray: 0, memory: 0 },
  bytes: 8e6,
  largest: 1e6,
  deaths: 0,
  crowd: 5000,
}

export const bounds: Readonly<Record<BackendName, Bounds>> = {
  threads: {
    moods: { calm: 35, errors: 20, rough: 32, stray: 10, memory: 3 },
    bytes: 32e6,
    largest: 5e6,
    deaths: 6,
    crowd: 20_000,
  },
  processes: {
    moods: { calm: 35, errors: 25, rough: 30, stray: 10, memory: 2 },
    bytes: 8e6,
    largest: 1e6,
    deaths: 3,
    crowd: 5000,
  },
  inline: here,
  async: here,
}

/** Does it run tasks in the caller's thread? */
export function runsHere(backend: BackendName): boolean {
  return backend === "inline" || backend === "async"
}
