import { isAscii } from "node:buffer"

const bytes = new Uint8Array(64)

/**
 * Clears the upper halves of the processor's vectors, which V8 leaves as a kernel of 256 bits had them: functions of C that use
 * only the lower ones, such as Math.log, take up to ten times as long until somebody does (Intel's optimization manual, 15.3).
 * `isAscii` uses all of them, and clears them at its end; it takes 0.1 µs.
 */
export function clearUpperHalves(): void {
  isAscii(bytes)
}
