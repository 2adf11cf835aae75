import { vectorize } from "../../../jit/index.ts"
import type { Finding } from "../check.ts"
import { fail, ok, warn } from "../check.ts"

/** The least modules that use a feature (those of wasm-feature-detect), after the eight bytes that each begins with. */
const features: readonly (readonly [name: string, isNeeded: boolean, module: string])[] = [
  ["SIMD", true, "0105016000017b030201000a0a0108004100fd0ffd620b"],
  ["threads", true, "010401600000030201000504010301010a0b0109004100fe1002001a0b"],
  ["relaxed SIMD", false, "0105016000017b030201000a0f010d004101fd0f4102fd0ffd80020b"],
  ["memory64", false, "0503010401"],
]

/** WebAssembly's features that kernels and their memory use. */
export function webAssembly(validate: (bytes: Uint8Array) => boolean = validated): Finding {
  const state = features.map(([name, isNeeded, module]) => {
    const bytes = Buffer.from(`0061736d01000000${module}`, "hex")
    return { name, isNeeded, has: validate(bytes) }
  })
  const names = (which: typeof state): string => which.map(({ name }) => name).join(", ")
  const missing = state.filter(({ has }) => !has)
  const text = `${names(state.filter(({ has }) => has))}${missing.length === 0 ? "" : `; not ${names(missing)}`}`
  return missing.some(({ isNeeded }) => isNeeded)
    ? fail("webassembly", text, "start Node without the flags that take it away (--jitless and the like)")
    : ok("webassembly", text)
}

function validated(bytes: Uint8Array): boolean {
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly?: { validate(bytes: Uint8Array): boolean } }
  return wasm?.validate(bytes) === true
}

const count = 64

/** Compiles a kernel, and with it what tries the vectors of 256 bits. */
export function kernels(): Finding {
  const twice = vectorize((x: number) => 2 * x + 1)
  const results = twice(Float64Array.from({ length: count }, (_, i) => i))
  const isRight = results.every((value, i) => value === 2 * i + 1)
  if (!isRight)
    return fail("kernels", "a kernel gives wrong results", "HEDDLE_JIT_FLAGS=0 or HEDDLE_JIT_WIDE=0; please report it")
  if (twice.explain().includes("256 bits")) return ok("kernels", "compiled, with vectors of 256 bits")
  if (process.arch !== "x64") return ok("kernels", "compiled, with vectors of 128 bits")
  const isOff = process.env["HEDDLE_JIT_WIDE"] === "0"
  return isOff
    ? warn("kernels", "compiled, with vectors of 128 bits: HEDDLE_JIT_WIDE=0", "unset HEDDLE_JIT_WIDE")
    : warn(
        "kernels",
        "compiled, with vectors of 128 bits: those of 256 do not go with this V8, its flags or this processor",
        "Node 24 or newer, without flags of WebAssembly's",
      )
}
