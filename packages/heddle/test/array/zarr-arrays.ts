import fs from "node:fs"
import path from "node:path"

/** Unpacks the folders that Python's zarr wrote: by their names, what is in them. */
export function unpackZarr(packed: string | URL, to: string): void {
  const files = JSON.parse(fs.readFileSync(packed, "utf8")) as Record<string, string>
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(to, name)), { recursive: true })
    fs.writeFileSync(path.join(to, name), Buffer.from(content, "base64"))
  }
}

export const zarrFiles = new URL("fixtures/zarr-files.json", import.meta.url)

type Rows = readonly (readonly unknown[])[]

const values = (each: (one: number) => unknown): Rows =>
  Array.from({ length: 5 }, (_, i) => Array.from({ length: 4 }, (_, j) => each(i * 4 + j - 5)))
const missing = (fill: unknown, one: unknown): Rows =>
  Array.from({ length: 5 }, (_, i) => Array.from({ length: 4 }, (_, j) => (i >= 2 && i < 4 && j < 3 ? one : fill)))

const plain = values((one) => one)
const odd = values((one) => one % 2 !== 0)
const long = values(BigInt)

/** What each of them is: its type, and its elements. */
export const zarrArrays: Readonly<Record<string, readonly [dtype: string, rows: unknown]>> = {
  "v2-zstd": ["float64", plain],
  "v2-blosc": ["float64", plain],
  "v2-gzip": ["float64", plain],
  "v2-zlib": ["float64", plain],
  "v2-lz4": ["float64", plain],
  "v2-plain": ["float64", plain],
  "v2-fortran": ["float64", plain],
  "v2-shuffled": ["float64", plain],
  "v2-slash": ["float64", plain],
  "v2-big": ["float64", plain],
  "v2-big-int64": ["int64", long],
  "v2-bool": ["bool", odd],
  "v2-int16": ["int32", plain],
  "v2-uint32": ["int64", values((one) => BigInt(one + 100))],
  "v2-missing": ["float64", missing(7, 1)],
  "v2-missing-nan": ["float64", missing(NaN, 1)],
  "v2-missing-null": ["int64", missing(0n, 1n)],
  "v3-zstd": ["float64", plain],
  "v3-blosc": ["float64", plain],
  "v3-gzip": ["float64", plain],
  "v3-plain": ["float64", plain],
  "v3-big": ["float32", plain],
  "v3-transposed": ["float64", plain],
  "v3-dots": ["float64", plain],
  "v3-shards": ["float64", plain],
  "v3-shards-of-one": ["float64", plain],
  "v3-bool": ["bool", odd],
  "v3-int8": ["int32", plain],
  "v3-uint8": ["uint8", values((one) => one + 100)],
  "v3-int64": ["int64", long],
  "v3-float16": ["float32", plain],
  "v3-missing": ["float64", missing(7, 1)],
  "v3-missing-infinite": ["float64", missing(-Infinity, 1)],
  "v3-missing-bool": ["bool", missing(true, true)],
  "v3-missing-in-shard": ["float64", missing(7, 1)],
  "v3-scalar": ["float64", 2.5],
  "group/inner": ["int32", [1, 2, 3]],
}
