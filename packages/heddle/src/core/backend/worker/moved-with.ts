import type { Encoded, Transferable } from "../../wire/index.ts"

/** What moves with a value that is posted once: large copies that were made for it need not be copied again. */
export function movedWith({ transfer, owned }: Encoded): readonly Transferable[] {
  return owned.length === 0 ? transfer : [...transfer, ...owned]
}
