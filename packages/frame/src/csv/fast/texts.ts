/** The integer that a text is, also with spaces around it; undefined: none with certainty. */
export function textToInteger(text: string): bigint | undefined {
  const found = /^ *([+-]?)(\d+) *$/.exec(text)
  if (found === null) return undefined
  return found[1] === "-" ? -BigInt(found[2]!) : BigInt(found[2]!)
}

/** The nearest double of a text; undefined: none with certainty. `point` is the code of what stands before decimals. */
export function textToFloat(text: string, point: number): number | undefined {
  const decimal = point === 46 ? text : text.includes(".") ? "" : text.replace(",", ".")
  if (/^ *[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? *$/.test(decimal)) return Number(decimal)
  if (/^nan$/i.test(text)) return Number.NaN
  const infinite = /^(-?)inf(?:inity)?$/i.exec(text)
  if (infinite === null) return undefined
  return infinite[1] === "-" ? -Infinity : Infinity
}

const bits = new DataView(new ArrayBuffer(8))

/**
 * Is the float nearest to this double the one nearest to the text that the double was read from? It is but where the
 * double lies in the middle between two floats, or they are too small to have all their bits.
 */
export function exactFloat32(value: number): boolean {
  if (value === 0 || !Number.isFinite(value)) return true
  bits.setFloat64(0, value)
  const size = Math.abs(value)
  return (bits.getUint32(4) & 0x1fff_ffff) !== 0x1000_0000 && size > 1.2e-38 && size < 3.4028e38
}
