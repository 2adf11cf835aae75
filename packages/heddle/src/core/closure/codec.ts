import { registerFunctionCodec } from "../wire/index.ts"
import { freezing } from "./freeze/codec.ts"
import { thawing } from "./thaw/codec.ts"

let isRegistered = false

/** Teaches the wire how functions travel. A call, not a side effect of importing: bundlers drop those. */
export function registerClosures(): void {
  if (isRegistered) return
  isRegistered = true
  registerFunctionCodec({ ...freezing, ...thawing })
}
