/** What a copy of at least so many bytes costs is counted: 0.5 ms and more. */
const largeBytes = 1 << 20

/** What copies of large buffers have cost this thread so far. */
export const copying: { bytes: number; ms: number } = { bytes: 0, ms: 0 }

/** Runs `copy`, which copies so many bytes, and counts it if they are many. */
export function measured<T>(bytes: number, copy: () => T): T {
  if (bytes < largeBytes) return copy()
  const start = performance.now()
  const made = copy()
  copying.bytes += bytes
  copying.ms += performance.now() - start
  return made
}
