/**
 * Ctrl-C, and SIGTERM, which a service manager sends: the first asks, the second kills this process at once.
 * Returns a function that takes the listeners away.
 */
export function onInterrupt(asked: (exitStatus: number) => void): () => void {
  let times = 0
  const listeners = (
    [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const
  ).map(([signal, status]) => {
    const listener = (): void => {
      if (++times > 1) process.exit(status)
      asked(status)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const remove of listeners) remove()
  }
}
