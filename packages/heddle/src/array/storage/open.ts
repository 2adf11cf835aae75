import type { Elements } from "../dtype/index.ts"
import type { Reader } from "../expr/index.ts"
import { openNpy } from "../npy/index.ts"

/** An array that this thread reads. */
export interface OpenReader {
  /** It reads at once, and gives no promise. */
  readonly isSync: boolean
  /** Reads a box into `into`, in C order. */
  readBox(lo: readonly number[], size: readonly number[], into: Elements): Promise<void> | void
  close(): void
}

export function openReader(reader: Reader): OpenReader | Promise<OpenReader> {
  if (reader.kind === "zarr") return openZarrReader(reader)
  const file = openNpy(reader.location as string)
  return {
    isSync: true,
    readBox: (lo, size, into) => file.readBox(lo, size, into),
    close: () => file.close(),
  }
}

async function openZarrReader(reader: Reader): Promise<OpenReader> {
  // Few threads need it.
  const { openZarr } = await import("../zarr/index.ts")
  const array = await openZarr(reader.location as string)
  return { isSync: false, readBox: (lo, size, into) => array.readBox(lo, size, into), close: () => {} }
}
