import { registerFunctionCodec } from "../wire/index.ts"
import type { CodeUnit } from "../wire/index.ts"
import { freezing } from "./freeze/codec.ts"
import { storeCode, thawing } from "./thaw/index.ts"

let isRegistered = false

/** Teaches the wire how functions travel. A call, not a side effect of importing: bundlers drop those. */
export function registerClosures(): void {
  if (isRegistered) return
  isRegistered = true
  registerFunctionCodec({ ...freezing, ...thawing })
}

/** Makes a code unit known to this thread. It is compiled when it is first used. */
export function addCode(unit: CodeUnit): void {
  registerClosures()
  storeCode(unit)
}
