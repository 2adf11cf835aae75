/**
 * Memory that every worker sees: `shared()`, a copy of an array in memory that crosses to worker threads without being
 * copied again; and the heap, one WebAssembly memory for the whole program, whose arrays kernels take without a copy.
 *
 * ```ts
 * const table = shared(new Float64Array(1_000_000))
 * await pool.map((i: number) => { table[i] = i * i }, range(1_000_000)) // written in place
 * ```
 */
export { advice } from "./advice.ts"
export { bufferOf, isHeapArray, plainCopy, plainKind, receiveArray, roomFor, sendArray } from "./arrays.ts"
export type { HeapHandle, SentArray, TypedArray } from "./arrays.ts"
export { page } from "./layout.ts"
export {
  copyToShared,
  float32,
  float64,
  int16,
  int32,
  int64,
  int8,
  uint16,
  uint32,
  uint64,
  uint8,
  uint8Clamped,
} from "./makers.ts"
export type { Maker } from "./makers.ts"
export { megabytes } from "./megabytes.ts"
export type { AddressBits } from "./made.ts"
export { heap, heapMemory, joinHeap } from "./memory.ts"
export type { Heap } from "./memory.ts"
export { shared } from "./shared.ts"
export type { SharedBytes } from "./shared.ts"
export { weigh } from "./weight.ts"
export { wasm } from "./webassembly.ts"
export type { WasmMemory } from "./webassembly.ts"
