import { sweepSharedMemory } from "./memory/index.ts"
import { sweepSocketFolders } from "./shared/index.ts"

/**
 * Removes what heddle programs that were killed left behind, and gives back what it was: shared memory that was not
 * unlinked, folders of sockets. Every program that makes the like does so too.
 */
export function sweepLeftovers(): string[] {
  return [...sweepSharedMemory(), ...sweepSocketFolders()]
}
