import type { Elements } from "../dtype/index.ts"
import { openNpy } from "../npy/index.ts"

/** A file, or a folder of chunks, that is there already and is written tile by tile. */
export interface Sink {
  readonly k: "npy" | "zarr"
  readonly path: string
  readonly shape: readonly number[]
  /** It is written in whole ones of these. */
  readonly chunks?: readonly number[]
}

/** What a thread writes its tiles by. */
export interface OpenWriter {
  /** `index`: which tile it is along each axis. */
  write(
    lo: readonly number[],
    size: readonly number[],
    index: readonly number[],
    elements: Elements,
  ): Promise<void> | void
  close(): void
}

export async function openWriter({ k, path }: Sink): Promise<OpenWriter> {
  if (k === "zarr") {
    const { openZarrWriter } = await import("../zarr/index.ts")
    const writer = openZarrWriter(path)
    return { write: (_lo, _size, index, elements) => writer.writeChunk(index, elements), close: () => {} }
  }
  const file = openNpy(path, "r+")
  return { write: (lo, size, _index, elements) => file.writeBox(lo, size, elements), close: () => file.close() }
}
