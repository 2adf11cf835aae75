import { createRequire } from "node:module"
import path from "node:path"
import { ownModule } from "../errors/index.ts"

/** What the system is told about pages of the heap. */
export interface Advice {
  /** What is on them is not needed any more: they take no memory, and are read as zeros. false: the system refuses. */
  drop(address: number, bytes: number): boolean
  /** They may be huge ones. */
  allowHuge(address: number, bytes: number): boolean
  /** Where a memory begins. */
  addressOf(buffer: SharedArrayBuffer): number
}

const dontNeed = 4
const hugePage = 14

interface Koffi {
  load(library: string): { func(prototype: string): (address: number, bytes: number, advice: number) => number }
  address(view: ArrayBufferView): bigint
}

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
    const madvise = koffi.load("libc.so.6").func("int madvise(uintptr_t, size_t, int)")
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

function loadKoffi(): Koffi | undefined {
  for (const from of [ownModule, path.resolve("index.js")]) {
    try {
      return createRequire(from)("koffi") as Koffi
    } catch {
      // Not installed there, or native code is not allowed.
    }
  }
  return undefined
}
