import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { OptionError } from "../../core/errors/index.ts"
import { infoOf, metadataFiles } from "./metadata.ts"
import type { Metadata, ZarrInfo } from "./metadata.ts"

/**
 * What a Zarr array in a local folder says of itself, of version 2 or 3, without its elements. int8, int16 and uint16 are read
 * as int32, uint32 as int64, and float16 as float32. It blocks, for two small files, and needs no package.
 *
 * @throws OptionError where there is no array, or one that arrays cannot hold: text, complex numbers, uint64, …
 *
 * @example
 * ```ts
 * createZarr("a.zarr", { shape: [100, 100], dtype: "float64", chunks: [50, 50], overwrite: true })
 * zarrInfo("a.zarr").shape // => [100, 100]
 * ```
 */
export function zarrInfo(location: string | URL): ZarrInfo {
  return infoOf(readMetadata(folderOf(location)), location)
}

/** The local folder of a location. @throws OptionError where it is elsewhere */
export function folderOf(location: unknown, rule: string = "a local folder, or its URL"): string {
  const text = location instanceof URL ? location.href : location
  if (typeof text === "string" && text.startsWith("file:")) return fileURLToPath(text)
  if (typeof text === "string" && !/^\w{2,}:\/\//.test(text)) return text
  throw new OptionError("location", rule, location)
}

/** @throws OptionError where there is none */
export function readMetadata(folder: string): Metadata {
  for (const name of metadataFiles) {
    const text = readText(path.join(folder, name))
    if (text === undefined) continue
    const metadata = JSON.parse(text) as Metadata
    if (name !== ".zarray") return metadata
    const attributes = JSON.parse(readText(path.join(folder, ".zattrs")) ?? "{}") as Record<string, unknown>
    return { ...metadata, attributes }
  }
  const isGroup = fs.existsSync(path.join(folder, ".zgroup"))
  throw new OptionError("location", "a folder with a Zarr array, which has a zarr.json or a .zarray", folder, {
    hint: isGroup ? "it is a group: name one of its arrays, location/name" : undefined,
  })
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  }
}
