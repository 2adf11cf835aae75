/** What a worker is told of the workers around it. */
export interface Budget {
  /** Cores for the pools that are made inside it. */
  readonly cpus: number
  /** How many workers it is inside of: 1 for a worker of the program's own pools. */
  readonly depth: number
}

let mine: Budget | undefined

/** How many workers a pool may have here by default: inside a worker, its share of its pool's cores. */
export function cpuShare(): number | undefined {
  return mine?.cpus
}

/** 0 in the program itself, 1 in a worker, 2 in a worker of a pool that was made in a worker, … */
export function nestingDepth(): number {
  return mine?.depth ?? 0
}

/** Told to a worker when it starts. */
export function setBudget({ cpus, depth }: Budget): void {
  mine = { cpus: Math.max(1, Math.floor(cpus)), depth }
}

/** What each of `workers` workers is told. Together they get what this thread has, so that pools in tasks do not multiply the cores. */
export function shareOf(cpus: number, workers: number): Budget {
  return { cpus: Math.max(1, Math.floor(cpus / workers)), depth: nestingDepth() + 1 }
}
