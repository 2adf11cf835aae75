import { heap, isHeapArray } from "../../core/heap/index.ts"
import type { Elements } from "../dtype/index.ts"

/** Where an array of the heap begins. */
export function bufferAddress(array: Elements): number {
  if (!isHeapArray(array)) throw new Error("the array is not on the heap")
  // So that this thread sees the heap as long as it is by now.
  void heap().buffer
  return array.byteOffset
}
