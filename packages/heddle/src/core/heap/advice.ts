import { loadKoffi } from "../foreign/index.ts"

/** What the system is told about pages of the heap. */
export interface Advice {
  /** What is on them is not needed any more: they take no memory, and are read as zeros. false: the system refuses. */
  drop(address: number, bytes: number): boolean
  /** They may be huge ones. */
  allowHuge(address: number, bytes: number): boolean
  /** Where a memory begins. */
  addressOf(buffer: ArrayBufferLike): number
}

const dontNeed = 4
const hugePage = 14

let found: Advice | undefined | false = false

/** undefined: not here. It takes some ten milliseconds when it is first asked for. `HEDDLE_HEAP_ADVICE=0`: nowhere. */
export function advice(): Advice | undefined {
  if (found === false) found = isAllowed() ? fromKoffi() : undefined
  return found
}

/** Elsewhere dropped pages need not be zeros. */
function isAllowed(): boolean {
  return process.platform === "linux" && process.env["HEDDLE_HEAP_ADVICE"] !== "0"
}

function fromKoffi(): Advice | undefined {
  const koffi = loadKoffi()
  if (koffi === undefined) return undefined
  try {
    const call = koffi.load("libc.so.6").func("int madvise(uintptr_t, size_t, int)")
    const madvise = (address: number, bytes: number, advice: number): number => call(address, bytes, advice) as number
    return {
      drop: (address, bytes) => madvise(address, bytes, dontNeed) === 0,
      allowHuge: (address, bytes) => madvise(address, bytes, hugePage) === 0,
      addressOf: (buffer) => Number(koffi.address(new Uint8Array(buffer))),
    }
  } catch {
    // Another C library.
    return undefined
  }
}
