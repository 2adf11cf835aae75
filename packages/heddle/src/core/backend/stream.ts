import { isThenable } from "./thenable.ts"

/** What a stream needs of the task that runs it. */
export interface StreamingTask {
  /** How many yields it may send before it is granted more. */
  credit: number
  readonly aborted: boolean
  /** Called when credit or an abort arrives. */
  wake: (() => void) | undefined
}

/**
 * Gives what a generator yields to `send`, never more than the consumer has asked for, and closes it when the task is
 * aborted or a yield cannot be sent. Resolves when the generator is done. A function that returned something else
 * gives that as its result.
 */
export async function streamYields(
  task: StreamingTask,
  result: unknown,
  send: (value: unknown) => void,
): Promise<unknown> {
  const iterator = iteratorOf(isThenable(result) ? await result : result)
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
    try {
      send(await step.value)
    } catch (error) {
      await iterator.return?.()
      throw error
    }
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
