import { setFlagsFromString } from "node:v8"
import { wasm } from "../../core/heap/index.ts"
import { isWideRight } from "./wide.ts"

/**
 * What V8 is told while it compiles a kernel, and what it is told afterwards: its own defaults. All threads see that, so it
 * must do no harm to other modules that are compiled meanwhile: without Liftoff V8 plans deoptimisations by feedback that it
 * does not have, and ends the process. The first 32 functions are optimised at once, in whichever tier V8 asks for them.
 */
const atOnce = [
  ["--wasm-tier-mask-for-testing=-1", "--wasm-tier-mask-for-testing=0"],
  ["--no-wasm-lazy-compilation", "--wasm-lazy-compilation"],
] as const
const wide = ["--experimental-wasm-revectorize", "--no-experimental-wasm-revectorize"] as const

/** `HEDDLE_JIT_FLAGS=0`: V8 compiles as it likes. `HEDDLE_JIT_WIDE=0`: never with vectors of 256 bits. */
const { HEDDLE_JIT_FLAGS: flagsAllowed, HEDDLE_JIT_WIDE: wideAllowed } = process.env

/** Whoever starts the program with such flags has reasons of their own. */
function isLeftAlone(): boolean {
  const given = `${process.execArgv.join(" ")} ${process.env["NODE_OPTIONS"] ?? ""}`
  return flagsAllowed === "0" || /liftoff|wasm|jitless/.test(given)
}

const [major = 0] = process.versions.node.split(".").map(Number)
/** From Node 24 on V8 can make one vector of 256 bits of two that are stored side by side. */
const mayBeWide = process.arch === "x64" && major >= 24 && wideAllowed !== "0"
/** For tests: false, and modules are compiled as V8 likes. */
export const compiling: { atOnce: boolean } = { atOnce: true }
let leftAlone: boolean | undefined
let wideWorks: boolean | undefined

/**
 * Compiles a module, optimised at once: V8 would run it slowly first, and a long loop to its end. `isWide`: it stores
 * vectors side by side, so 256 bits may be worth it; that is tried once, and only trusted where it gives the right bits.
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>, isWide: boolean): object {
  leftAlone ??= isLeftAlone()
  if (leftAlone || !compiling.atOnce) return new wasm.Module(bytes)
  if (isWide && mayBeWide) wideWorks ??= isWideRight((trial) => compiled(trial, true))
  return compiled(bytes, isWide && wideWorks === true)
}

function compiled(bytes: Uint8Array<ArrayBuffer>, isWide: boolean): object {
  const flags = isWide ? [...atOnce, wide] : atOnce
  for (const [on] of flags) setFlagsFromString(on)
  try {
    return new wasm.Module(bytes)
  } finally {
    for (const [, off] of flags) setFlagsFromString(off)
  }
}

/** Are kernels that store vectors compiled for 256 bits? undefined: none has been compiled. */
export function isWideInUse(): boolean | undefined {
  return wideWorks
}
