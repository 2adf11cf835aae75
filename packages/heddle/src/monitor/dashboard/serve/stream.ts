import { message } from "../board/index.ts"
import type { Board } from "../board/index.ts"

const encoder = new TextEncoder()

/**
 * The board's messages as server-sent events. Who names the last message that it has goes on behind it, as long as the
 * board has kept what follows; all others begin with a snapshot. A reader that is too slow for what is kept gets a
 * snapshot too: nothing is piled up for it.
 */
export function streamOf(board: Board, lastEventId: string | null): ReadableStream<Uint8Array> {
  const { batches } = board
  let next = batches.behind(lastEventId)
  const waiting = (): string | undefined => {
    const texts = next === undefined ? undefined : batches.from(next)
    if (texts !== undefined) {
      next = batches.next
      return texts.length === 0 ? undefined : texts.join("")
    }
    const { snapshot, next: behind } = board.snapshot()
    next = behind
    return message("snapshot", batches.idOf(behind - 1), snapshot)
  }
  const cancelled = new AbortController()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode("retry: 1000\n\n"))
      },
      async pull(controller) {
        while (!cancelled.signal.aborted) {
          const text = waiting()
          if (text !== undefined) {
            controller.enqueue(encoder.encode(text))
            return
          }
          if (batches.isEnded) {
            controller.enqueue(encoder.encode("event: ended\ndata: {}\n\n"))
            controller.close()
            return
          }
          await batches.more()
        }
      },
      cancel() {
        cancelled.abort()
      },
    },
    { highWaterMark: 1 },
  )
}
