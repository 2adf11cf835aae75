const waiting = new Set<() => void>()

function tell(): void {
  for (const listener of [...waiting]) listener()
}

/** Calls `listener` when nothing runs and nothing can happen any more; returns the function that takes it back. One listener of the process for all of them. */
export function beforeExit(listener: () => void): () => void {
  if (waiting.size === 0) process.on("beforeExit", tell)
  waiting.add(listener)
  return () => {
    waiting.delete(listener)
    if (waiting.size === 0) process.off("beforeExit", tell)
  }
}
