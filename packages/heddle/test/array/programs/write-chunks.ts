import { workerData } from "node:worker_threads"
import { openZarrWriter } from "../../../src/array/zarr/index.ts"

/** Writes every so manieth chunk, each element the number of its place. */
const { location, number, of } = workerData as { location: string; number: number; of: number }
const writer = openZarrWriter(location)
const [rows, columns] = writer.chunks as [number, number]
const width = writer.shape[1]! / columns
const chunk = new Float64Array(new SharedArrayBuffer(rows * columns * 8))
for (let at = number; at < (writer.shape[0]! / rows) * width; at += of) {
  const [i, j] = [Math.floor(at / width), at % width]
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) chunk[y * columns + x] = (i * rows + y) * writer.shape[1]! + j * columns + x
  }
  await writer.writeChunk([i, j], chunk)
}
