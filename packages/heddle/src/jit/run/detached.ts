import { OptionError } from "../../core/errors/index.ts"
import { bufferOf } from "../../core/heap/index.ts"

/** Has the memory of an array been given to another thread, or to another buffer? */
export function isDetached(view: ArrayBufferView): boolean {
  return view.byteLength === 0 && (bufferOf(view) as ArrayBuffer).detached
}

/** @throws OptionError, which names the array, where its memory is gone */
export function refuseDetached(name: string, value: unknown, since: string = ""): void {
  if (!ArrayBuffer.isView(value) || !isDetached(value)) return
  throw new OptionError(
    name,
    `an array that has its memory: this one is detached, its buffer was transferred${since}`,
    value,
    {
      hint: "transfer a copy of it, a.slice(), or make it with float64(…) or its kin, which threads share",
    },
  )
}
