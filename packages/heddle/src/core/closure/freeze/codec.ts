import type { FunctionCodec } from "../../wire/index.ts"
import { encodeFunction } from "./function-rows.ts"
import { recordOf } from "./function-record.ts"
import { finishLayout } from "./layout.ts"
import { hasImportedPrivates, privateFieldsOf } from "./privates.ts"

/** The sender's half of how functions travel. */
export const freezing: Pick<FunctionCodec, "encode" | "finish" | "isPlatform" | "isByReference" | "privateFields"> = {
  encode: encodeFunction,
  finish: finishLayout,
  isPlatform: (fn) => recordOf(fn)?.script.url.startsWith("node:") ?? true,
  isByReference,
  privateFields: privateFieldsOf,
}

/** An imported class cannot be given private names from outside; nor can one that extends such a class. */
function isByReference(ctor: Function): boolean {
  return recordOf(ctor)?.home !== undefined || hasImportedPrivates(ctor)
}
