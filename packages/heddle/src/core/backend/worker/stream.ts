import type { Channel } from "./channel.ts"
import { sending } from "./load-sending.ts"
import type { RunningTask } from "./running-task.ts"

/**
 * Sends what a generator yields, never more than the consumer has asked for, and closes it when the task is aborted.
 * Resolves when the generator is done. A function that returned something else gives that as its result.
 */
export async function streamYields(task: RunningTask, result: unknown, channel: Channel): Promise<unknown> {
  const iterator = iteratorOf(result)
  if (iterator === undefined) return result
  for (;;) {
    while (task.credit <= 0 && !task.aborted) {
      await new Promise<void>((resolve) => (task.wake = resolve))
    }
    if (task.aborted) {
      await iterator.return?.()
      return undefined
    }
    const step = await iterator.next()
    if (step.done === true) return undefined
    task.credit--
    const encoded = sending().encode(await step.value, {
      role: "result",
      label: "yield",
      shared: true,
      functions: false,
    })
    channel.post({ t: "yield", seq: task.seq, data: encoded.data, graph: encoded.graph }, encoded.transfer)
    task.noisy = true
  }
}

function iteratorOf(value: unknown): Iterator<unknown> | AsyncIterator<unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const source = value as {
    [Symbol.asyncIterator]?: () => AsyncIterator<unknown>
    [Symbol.iterator]?: () => Iterator<unknown>
  }
  return source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]?.()
}
