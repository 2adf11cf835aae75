/**
 * Objects and functions that every realm has, by identity: `Math.max` is `["Math", "max"]`. The receiver finds its own
 * by the path, so a built-in never travels as code. Lazy globals are looked at only when a value claims to be one.
 */

const ES_GLOBALS =
  "Object Function Array Number parseFloat parseInt Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array DataView Map BigInt Set Iterator WeakMap WeakSet Proxy Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN WebAssembly Temporal DisposableStack AsyncDisposableStack"
const HOST_GLOBALS =
  "console process Buffer clearImmediate setImmediate URL URLSearchParams DOMException QuotaExceededError AbortController AbortSignal Event EventTarget CustomEvent TextEncoder TextDecoder TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController ReadableStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream CompressionStream DecompressionStream clearInterval clearTimeout setInterval setTimeout queueMicrotask structuredClone atob btoa BroadcastChannel MessageChannel MessagePort Blob File Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming performance URLPattern fetch FormData Headers Request Response MessageEvent CloseEvent ErrorEvent EventSource WebSocket crypto Crypto CryptoKey SubtleCrypto Navigator navigator Storage"
/** Looking at one of these loads a large part of Node, so only values that bear the name are compared with it. */
const LAZY: ReadonlySet<string> = new Set(
  "FormData Headers Request Response MessageEvent CloseEvent ErrorEvent EventSource WebSocket crypto performance navigator".split(
    " ",
  ),
)

/** Names that exist in every worker without anyone defining them. */
export const pristineGlobals: ReadonlySet<string> = new Set([
  ..."undefined NaN Infinity globalThis global localStorage sessionStorage".split(" "),
  ...ES_GLOBALS.split(" "),
  ...HOST_GLOBALS.split(" "),
])

/** Function classes that have no global name. */
const INTRINSICS: Readonly<Record<string, () => Function>> = {
  "%GeneratorFunction": () => Object.getPrototypeOf(function* () {}),
  "%AsyncFunction": () => Object.getPrototypeOf(async function () {}),
  "%AsyncGeneratorFunction": () => Object.getPrototypeOf(async function* () {}),
  "%TypedArray": () => Object.getPrototypeOf(Uint8Array),
}

let table: Map<object, readonly string[]> | undefined

/** The path of a well-known object or function from globalThis, or undefined. */
export function wellKnownPath(value: object): readonly string[] | undefined {
  table ??= build()
  return table.get(value) ?? lazyGlobal(value)
}

/** The object at a path that `wellKnownPath` gave on the other side. */
export function resolveWellKnown(path: readonly string[]): unknown {
  let value: unknown = globalThis
  for (const [index, key] of path.entries()) {
    const intrinsic = index === 0 ? INTRINSICS[key] : undefined
    value = intrinsic === undefined ? (value as Record<string, unknown>)[key] : intrinsic()
    if (value === undefined) throw new TypeError(`there is no ${path.join(".")} in this worker`)
  }
  return value
}

function build(): Map<object, readonly string[]> {
  const found = new Map<object, readonly string[]>()
  found.set(globalThis, [])
  for (const name of pristineGlobals) {
    if (LAZY.has(name)) continue
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
    if (descriptor !== undefined && "value" in descriptor) visit(found, descriptor.value, [name])
  }
  visit(found, process, ["process"])
  visit(found, Buffer, ["Buffer"])
  for (const [name, get] of Object.entries(INTRINSICS)) visit(found, get(), [name])
  return found
}

/** Functions, and the objects under `prototype`, to a depth of four: `Intl.NumberFormat.prototype.format`. */
function visit(found: Map<object, readonly string[]>, value: unknown, path: readonly string[]): void {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || found.has(value)) return
  found.set(value, path)
  if (path.length > 4) return
  for (const key of Object.getOwnPropertyNames(value)) {
    const child = Object.getOwnPropertyDescriptor(value, key)?.value as unknown
    if (typeof child === "function" || (key === "prototype" && typeof child === "object")) {
      visit(found, child, [...path, key])
    }
  }
}

/** The value of such a global, or its class, exists only where it is loaded already. */
function lazyGlobal(value: object): readonly string[] | undefined {
  const name = classNameOf(value)
  if (name === undefined) return undefined
  for (const candidate of [name, name.toLowerCase()]) {
    if (LAZY.has(candidate) && (globalThis as Record<string, unknown>)[candidate] === value) return [candidate]
  }
  return undefined
}

function classNameOf(value: object): string | undefined {
  if (typeof value === "function") return value.name
  const proto: unknown = Object.getPrototypeOf(value)
  const ctor: unknown = proto === null ? undefined : Object.getOwnPropertyDescriptor(proto, "constructor")?.value
  return typeof ctor === "function" ? ctor.name : undefined
}
