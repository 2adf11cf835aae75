/** Runs `run` without the warnings that it emits at once: experimental features that the user did not ask for. */
export function quietly<T>(run: () => T): T {
  const original: unknown = Reflect.get(process, "emitWarning")
  process.emitWarning = () => undefined
  try {
    return run()
  } finally {
    Reflect.set(process, "emitWarning", original)
  }
}
