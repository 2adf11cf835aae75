/** How far an object is locked: 1 not extensible, 2 sealed, 3 frozen. */
export type Lock = 1 | 2 | 3

/** The lock of an object, for a row: nothing where it has none. */
export function lockOf(value: object): { readonly lock?: Lock } {
  if (Object.isExtensible(value)) return {}
  if (Object.isFrozen(value) && !hasWritableLength(value)) return { lock: 3 }
  return { lock: Object.isSealed(value) ? 2 : 1 }
}

export function applyLock(target: object, lock: Lock | undefined): void {
  if (lock === 3) Object.freeze(target)
  else if (lock === 2) Object.seal(target)
  else if (lock === 1) Object.preventExtensions(target)
}

/** V8 calls a sealed array of holes frozen. */
function hasWritableLength(value: object): boolean {
  return Array.isArray(value) && Object.getOwnPropertyDescriptor(value, "length")!.writable === true
}
