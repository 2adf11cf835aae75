import { OptionError } from "../errors/index.ts"
import { wasm } from "./webassembly.ts"
import type { WasmMemory } from "./webassembly.ts"

/** Bits of an address. */
export type AddressBits = 32 | 64

/** The most that addresses reach, in pages, which for those of 64 bits is what V8 allows; where so much is not to be had, less. */
const sizes: Readonly<Record<AddressBits, readonly number[]>> = {
  32: [65_536, 32_768, 16_384, 4096, 1024],
  64: [262_144, 196_608, 131_072, 98_304, 65_536, 32_768, 16_384, 4096, 1024],
}
/** Pages that it has when it is new. */
const first = 16

/** A memory that nobody has yet: of 32-bit addresses, or as `HEDDLE_HEAP_BITS` says. */
export function madeMemory(): WasmMemory {
  const bits = wantedBits()
  let refusal: unknown
  for (const maximum of sizes[bits]) {
    try {
      return bits === 64
        ? new wasm.Memory({ address: "i64", initial: BigInt(first), maximum: BigInt(maximum), shared: true })
        : new wasm.Memory({ initial: first, maximum, shared: true })
    } catch (error) {
      // The address space of a process may be limited.
      if (bits === 64 && !(error instanceof RangeError)) throw refused(error)
      refusal = error
    }
  }
  throw refusal
}

function wantedBits(): AddressBits {
  const wanted = process.env["HEDDLE_HEAP_BITS"] ?? ""
  if (wanted === "" || wanted === "32") return 32
  if (wanted === "64") return 64
  throw new OptionError("HEDDLE_HEAP_BITS", '"32" or "64"', wanted)
}

/** Older ones take `address` for nothing, and a bigint for no number of pages. */
function refused(cause: unknown): OptionError {
  const { version } = process
  return new OptionError("HEDDLE_HEAP_BITS", `"32" on Node ${version}, which has no memory of 64-bit addresses`, "64", {
    hint: "use Node 24 or newer, or start the program without HEDDLE_HEAP_BITS: then arrays have 4 GB together",
    cause,
  })
}

/** Of a memory that somebody else made. */
export function bitsOf(memory: WasmMemory): AddressBits {
  try {
    memory.grow(0n)
    return 64
  } catch {
    return 32
  }
}

/** Makes a memory longer by so many pages; by 0, this thread sees how long it is. Throws a RangeError beyond the maximum. */
export function grow(memory: WasmMemory, bits: AddressBits, pages: number): void {
  memory.grow(bits === 64 ? BigInt(pages) : pages)
}
