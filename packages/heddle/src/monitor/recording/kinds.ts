import { OptionError } from "../../core/errors/index.ts"
import { eventKinds } from "../../core/events/index.ts"
import type { EventKind } from "../../core/events/index.ts"

/** The kinds that an option names; all of them if it names none. */
export function kindsOption(kinds: readonly EventKind[] | undefined): readonly EventKind[] {
  if (kinds === undefined) return eventKinds
  const wrong = Array.isArray(kinds) ? kinds.find((kind) => !eventKinds.includes(kind)) : kinds
  if (wrong !== undefined) throw new OptionError("kinds", `a list of: ${eventKinds.join(", ")}`, wrong)
  return kinds
}
