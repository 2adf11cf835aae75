let share: number | undefined

/** How many workers a pool may have here by default: inside a worker, its share of its pool's cores. */
export function cpuShare(): number | undefined {
  return share
}

/** Told to a worker when it starts. */
export function setCpuShare(workers: number): void {
  share = Math.max(1, Math.floor(workers))
}
