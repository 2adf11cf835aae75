import type { Expr, Local, Reduction } from "./ir.ts"

const most = 2n ** 63n - 1n

/** What a partial result begins with. */
export function identityOf({ local: { rep }, identity, check }: Reduction): Expr {
  if (rep !== "big") return { k: "const", rep, value: identity }
  if (Number.isFinite(identity)) return { k: "bigint", rep, value: BigInt(identity) }
  const isUnsigned = check?.of === "uint64"
  const [least, largest] = isUnsigned ? [0n, -1n] : [-most - 1n, most]
  return { k: "bigint", rep, value: identity > 0 ? largest : least }
}

/** Two partial results as one. */
export function combined({ local: { rep }, combine, check }: Reduction, a: Local, b: Local): Expr {
  const isUnsigned = rep === "big" && check?.of === "uint64"
  const op = isUnsigned && (combine === "min" || combine === "max") ? (`${combine}u` as const) : combine
  const isChecked = rep === "big" && (op === "add" || op === "mul")
  const [x, y] = [a, b].map((local) => ({ k: "get", rep, local }) as const)
  return { k: "binary", rep, op, a: x!, b: y!, ...(isChecked && { check: check! }) }
}
