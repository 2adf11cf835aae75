import { readdirSync, rmdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { OptionError } from "../../core/errors/index.ts"
import type { Node } from "../expr/index.ts"
import { createNpy } from "../npy/index.ts"
import { largestSize } from "../shape/index.ts"
import type { Chunks } from "../shape/index.ts"
import { createZarr } from "../zarr/index.ts"
import type { Compressor } from "../zarr/index.ts"
import { write } from "./compute.ts"
import type { ComputeOptions } from "./compute.ts"

/** How a Zarr array is written. */
export interface ToZarrOptions extends ComputeOptions {
  /** Of one size along each axis. Default: the largest of the array's own. */
  readonly chunks?: number | readonly number[]
  readonly compressor?: Compressor
  readonly format?: 2 | 3
  readonly overwrite?: boolean
}

/** Writes a node to a .npy file, tile by tile. */
export async function writeNpy(node: Node, target: unknown, options: ComputeOptions): Promise<void> {
  const path = pathOf(target)
  await write(
    node,
    ({ shape, dtype }) => {
      createNpy(path, shape, dtype).close()
      return { sink: { k: "npy", path, shape }, undo: () => rmSync(path, { force: true }) }
    },
    options,
  )
}

/** Writes a node to a Zarr folder, chunk by chunk. `cut`: its own chunks. */
export async function writeZarr(node: Node, cut: Chunks, location: unknown, options: ToZarrOptions): Promise<void> {
  const { chunks, compressor, format, overwrite, ...rest } = options
  const path = pathOf(location)
  await write(
    node,
    ({ shape, dtype }) => {
      const own = shape.map((size, axis) => Math.max(1, cut[axis] === undefined ? size : largestSize(cut[axis])))
      const writer = createZarr(path, {
        shape,
        dtype,
        chunks: chunks === undefined ? own : typeof chunks === "number" ? shape.map(() => chunks) : chunks,
        ...(compressor !== undefined && { compressor }),
        ...(format !== undefined && { format }),
        ...(overwrite !== undefined && { overwrite }),
      })
      // The folder may hold other things, too.
      const others = new Set(readdirSync(path).filter((name) => !/^(zarr\.json|\.zarray|\.zattrs)$/.test(name)))
      const undo = (): void => {
        for (const name of readdirSync(path)) if (!others.has(name)) rmSync(join(path, name), { recursive: true })
        if (others.size === 0) rmdirSync(path)
      }
      return { sink: { k: "zarr", path, shape, chunks: writer.chunks }, undo }
    },
    rest,
  )
}

/** @throws OptionError where it is no place of a file */
export function pathOf(location: unknown): string {
  if (location instanceof URL && location.protocol === "file:") return fileURLToPath(location)
  if (typeof location === "string" && location !== "") return location
  throw new OptionError("path", "a path, or a file URL", location)
}
