import { isAscii } from "node:buffer"
import { heap, wasm } from "../../core/heap/index.ts"

/** A kernel that one thread runs by itself. It can be posted to any thread of the program. */
export interface PortableKernel {
  /** Unique in the program: a thread makes an instance once. */
  readonly id: string
  readonly module: object
  readonly imports: readonly string[]
  /** It leaves the upper halves of vectors as it had them. */
  readonly isWide: boolean
}

/** A portable kernel in a thread. */
export interface BoundKernel {
  /**
   * An array is the address of its first element and a length that nobody asks for; the last argument is the address of
   * `scratchBytes` of the thread's own.
   */
  readonly run: (...args: number[]) => number
  readonly isWide: boolean
}

/** What a thread's kernels may use for partial results and for what their loops read. */
export const scratchBytes = 65_536
/** Where in that lies the key of the random numbers that a kernel draws, 64 bits. */
export const keyAt = 32_504

/** The last ones that this thread has used. */
const bound = new Map<string, BoundKernel>()
const mostBound = 256

/** The kernel in this thread. */
export function bindKernel({ id, module, imports, isWide }: PortableKernel): BoundKernel {
  let kernel = bound.get(id)
  if (kernel === undefined) {
    const js = Object.fromEntries(imports.map((name) => [name, imported(name)]))
    const { exports } = new wasm.Instance(module, { heap: { memory: heap().memory }, js })
    kernel = { run: exports["run"] as BoundKernel["run"], isWide }
  }
  bound.delete(id)
  bound.set(id, kernel)
  if (bound.size > mostBound) bound.delete(bound.keys().next().value!)
  return kernel
}

function imported(name: string): unknown {
  if (name === "bounds") {
    return () => {
      throw new RangeError("a number that a kernel computed is no integer of 32 bits")
    }
  }
  if (name === "rem") return (a: number, b: number) => a % b
  if (name === "int32") return (a: number) => a | 0
  return (Math as unknown as Record<string, unknown>)[name.split(/[./]/)[1]!]
}

const bytes = new Uint8Array(64)

/**
 * Clears the upper halves of the processor's vectors, which V8 leaves as a kernel of 256 bits had them: functions of C that use
 * only the lower ones, such as Math.log, take up to ten times as long until somebody does (Intel's optimization manual, 15.3).
 * `isAscii` uses all of them, and clears them at its end; it takes 0.1 µs.
 */
export function clearUpperHalves(): void {
  isAscii(bytes)
}
