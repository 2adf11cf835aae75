/** Writes records whose words are all the same, as fast as it can, until it is told to stop. */
import { workerData } from "node:worker_threads"
import { Place, Record } from "../../../src/core/backend/processes/control-file.ts"

const { fd, stop } = workerData as { readonly fd: number; readonly stop: Int32Array }
const record = new Record(fd, Place.child)
for (let i = 0; Atomics.load(stop, 0) === 0; i++) {
  record.words.fill(i * 0x01010101)
  record.write()
}
