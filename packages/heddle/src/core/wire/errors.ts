import { UnsendableError } from "../errors/index.ts"
import { GraphReader } from "./graph-decoder.ts"
import { GraphWriter } from "./graph-encoder.ts"
import type { EncodeOptions, Graph } from "./graph-types.ts"
import { inspectSafely } from "./refusal.ts"
import { Snapshot } from "./snapshot.ts"
import { isPrimitive } from "./value.ts"

/** What was thrown, ready for `postMessage`. */
export interface EncodedError {
  readonly graph: boolean
  readonly data: unknown
}

/** Where a thrown thing goes. */
export interface ErrorOptions {
  /** May SharedArrayBuffers in its properties cross? False between processes. Default true. */
  readonly shared?: boolean
}

/**
 * What was thrown, whatever it is, as data that keeps everything: class (where native, heddle's own, or known on the
 * other side; else its name), message, code, own properties and symbols, cause, errors, and the stack as text.
 * Never throws: a part that cannot be sent, or even read, becomes its `util.inspect` text.
 */
export function encodeError(thrown: unknown, { shared = true }: ErrorOptions = {}): EncodedError {
  if (isPrimitive(thrown)) return { graph: false, data: thrown }
  try {
    return { graph: true, data: write(thrown, shared) }
  } catch (error) {
    try {
      return { graph: true, data: write(lastResort(thrown, error), shared) }
    } catch {
      return { graph: false, data: "an error was thrown that could not even be shown" }
    }
  }
}

/** The very thing to reject with: what the other side gave to `encodeError`. Errors are real errors. */
export function decodeError(encoded: EncodedError): unknown {
  if (!encoded.graph) return encoded.data
  const graph = encoded.data as Graph
  try {
    return new GraphReader(graph).decode(graph.root)
  } catch (cause) {
    return new Error("an error arrived that could not be rebuilt here", { cause })
  }
}

function write(thrown: unknown, shared: boolean): unknown {
  const options: EncodeOptions = { role: "error", label: "error", shared, functions: false }
  const writer = new GraphWriter(options, new Snapshot(shared, false))
  const at = { parent: undefined, label: "error" }
  const root = writer.leniently(() => writer.encode(thrown, at))
  if (typeof root !== "object") return write(standIn(thrown), shared)
  return writer.finish(root).data
}

/** A function, a promise, a proxy: nothing like it can exist on the other side. */
function standIn(thrown: unknown): Error {
  const read = (key: string): unknown => {
    try {
      return (thrown as Record<string, unknown>)[key]
    } catch {
      return undefined
    }
  }
  const [name, message, stack] = [read("name"), read("message"), read("stack")]
  if (typeof message !== "string" || typeof name !== "string" || typeof thrown === "function") {
    return new UnsendableError(`a value was thrown that cannot be sent: ${inspectSafely(thrown)}`, {
      path: "error",
      role: "error",
    })
  }
  const error = new Error(message)
  if (name !== "Error") Object.defineProperty(error, "name", { value: name, configurable: true, writable: true })
  error.stack = typeof stack === "string" ? stack : `${name}: ${message}`
  return error
}

function lastResort(thrown: unknown, why: unknown): Error {
  const error = standIn(thrown)
  const reason = why instanceof RangeError ? "its causes are nested too deeply" : inspectSafely(why)
  return Object.assign(new Error(error.message), { note: `its other properties were lost: ${reason}` })
}
