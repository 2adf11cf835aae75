import { constants } from "node:os"

const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/**
 * Calls `heard` for each signal that asks this process to end, with how many there were and the exit status that shells know it by.
 * Returns what takes the listeners away.
 */
export function onSignals(heard: (times: number, status: number) => void): () => void {
  let times = 0
  const removers = names.map((name) => {
    const listener = (): void => heard(++times, 128 + constants.signals[name])
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return () => {
    for (const remove of removers) remove()
  }
}
