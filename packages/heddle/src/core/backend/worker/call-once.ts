import { storeCode } from "../../closure/thaw/index.ts"
import { decode, prepare } from "../../wire/arrivals.ts"
import type { CallMessage } from "../protocol.ts"
import { loadFunction } from "./loaded-functions.ts"

/** Calls an initializer or finalizer with its arguments and waits for it. */
export async function callOnce({ fn, run, codes }: CallMessage): Promise<void> {
  for (const code of codes) storeCode(code)
  const loaded = loadFunction(fn.data)
  await loaded.loading
  if (loaded.fn === undefined) throw loaded.error
  let args: unknown = run.data[0]
  if (run.graphs?.includes(0) === true) {
    await prepare(args)
    args = decode(args)
  }
  await loaded.fn(...(args as unknown[]))
}
