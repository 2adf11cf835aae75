/** What emit/bigints.ts does in WebAssembly, in JavaScript: bigints are those of int64, uint64 has the same bits. */
type Fail = (site: number, index: number, length: number) => unknown
type Of = "int64" | "uint64" | "difference"

function checked(fail: Fail, site: number, of: Of, value: bigint): bigint {
  const wrapped = of === "uint64" ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)
  if (wrapped !== value) fail(site, 0, 0)
  return BigInt.asIntN(64, value)
}

function operand(of: Of, value: bigint): bigint {
  return of === "int64" ? value : BigInt.asUintN(64, value)
}

export function add(fail: Fail, site: number, of: Of, a: bigint, b: bigint): bigint {
  return checked(fail, site, of, operand(of, a) + operand(of, b))
}

export function sub(fail: Fail, site: number, of: Of, a: bigint, b: bigint): bigint {
  return checked(fail, site, of, operand(of, a) - operand(of, b))
}

export function mul(fail: Fail, site: number, of: Of, a: bigint, b: bigint): bigint {
  return checked(fail, site, of, operand(of, a) * operand(of, b))
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

export function minu(a: bigint, b: bigint): bigint {
  return operand("uint64", a) < operand("uint64", b) ? a : b
}

export function maxu(a: bigint, b: bigint): bigint {
  return operand("uint64", a) > operand("uint64", b) ? a : b
}

/** The integer part; NaN is 0, and what is too large the largest. */
export function saturated(x: number): bigint {
  if (Number.isNaN(x)) return 0n
  if (x >= 2 ** 63) return 2n ** 63n - 1n
  return x < -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(x))
}
