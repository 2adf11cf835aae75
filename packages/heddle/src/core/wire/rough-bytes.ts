/** Larger graphs are not counted to their end. */
const mostObjects = 100_000

/** About what a value takes. Objects behind getters and proxies are not looked at. */
export function roughBytes(root: unknown): number {
  const seen = new Set<object>()
  const open: unknown[] = [root]
  let bytes = 0
  while (open.length > 0 && seen.size < mostObjects) {
    const value = open.pop()
    if (typeof value === "string") bytes += value.length
    else if (typeof value !== "object" || value === null) bytes += 8
    else if (!seen.has(value)) {
      seen.add(value)
      if (ArrayBuffer.isView(value)) bytes += lengthOf(value)
      else if (value instanceof ArrayBuffer) bytes += value.byteLength
      else if (value instanceof SharedArrayBuffer) bytes += 16
      else {
        bytes += 16
        for (const part of partsOf(value)) open.push(part)
      }
    }
  }
  return bytes
}

/** A DataView of memory that has gone throws where an array says 0. */
function lengthOf(view: ArrayBufferView): number {
  return view instanceof DataView && view.buffer instanceof ArrayBuffer && view.buffer.detached ? 0 : view.byteLength
}

function partsOf(value: object): Iterable<unknown> {
  // Of an array with few elements and a great length those that are there.
  if (Array.isArray(value) && value.length > mostObjects) return Object.values(value.slice(0, mostObjects))
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set || Array.isArray(value)) return value
  return Object.values(Object.getOwnPropertyDescriptors(value)).map((property) => property.value as unknown)
}
