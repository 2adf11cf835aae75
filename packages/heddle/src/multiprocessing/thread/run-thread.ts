import { threadId } from "node:worker_threads"

/** Calls a thread's function over there, and says on which thread that is. */
export function runThread(
  ident: Int32Array,
  self: { run(): unknown } | undefined,
  target: ((...args: readonly unknown[]) => unknown) | undefined,
  args: readonly unknown[],
): unknown {
  Atomics.store(ident, 0, threadId)
  return self === undefined ? target?.(...args) : self.run()
}
