/** `count` words of shared memory, all 0: gates of test/contract/gates.ts that tasks can index themselves. */
export function words(count = 1): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}
