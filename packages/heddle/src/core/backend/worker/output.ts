import type { Channel } from "./channel.ts"

type WriteCallback = (error?: Error | null) => void

/**
 * Sends what tasks print ahead of their results, in order. Node would pass it through another thread's event loop,
 * where it could come late or, when that thread is busy, not at all.
 */
export function forwardOutput(channel: Channel, noticed: () => void): void {
  for (const [fd, stream] of [
    [1, process.stdout],
    [2, process.stderr],
  ] as const) {
    stream.write = (
      chunk: Uint8Array | string,
      encoding?: BufferEncoding | WriteCallback,
      callback?: WriteCallback,
    ): boolean => {
      noticed()
      const text =
        typeof chunk === "string" && typeof encoding === "string" && encoding !== "utf8" && encoding !== "utf-8"
          ? Buffer.from(chunk, encoding)
          : typeof chunk === "string"
            ? chunk
            : new Uint8Array(chunk)
      channel.post({ t: "output", fd, text })
      const done = typeof encoding === "function" ? encoding : callback
      if (done !== undefined) process.nextTick(done)
      return true
    }
  }
}
