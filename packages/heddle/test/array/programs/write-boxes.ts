import { workerData } from "node:worker_threads"
import { openNpy } from "../../../src/array/npy/index.ts"

/** Writes every so manieth column of a file, each element the number of its place, from shared memory. */
const { path, number, of } = workerData as { path: string; number: number; of: number }
using file = openNpy(path, "r+")
const [rows, columns] = file.shape as [number, number]
const column = new Float64Array(new SharedArrayBuffer(rows * 8))
for (let j = number; j < columns; j += of) {
  for (let i = 0; i < rows; i++) column[i] = i * columns + j
  file.writeBox([0, j], [rows, 1], column)
}
