import type { ArrayRef, Expr } from "../../ir/index.ts"

/** An index that is the counter plus something that is the same for all iterations. */
export interface Affine {
  /** i64; undefined: nothing is added. */
  readonly offset: Expr | undefined
}

/** One access to neighbouring elements, whose bounds are known before the loop. */
export interface Access {
  readonly array: ArrayRef
  readonly at: Affine
}

/** What is added, and something more. With 64 bits no sum of int32, or of what an index is made of, is too large. */
export function moved({ offset }: Affine, op: "add" | "sub", by: Expr): Affine {
  const wide: Expr = by.rep === "i64" ? by : { k: "convert", rep: "i64", how: "exact", a: by }
  if (op === "add" && offset === undefined) return { offset: wide }
  const start: Expr = offset ?? { k: "const", rep: "i64", value: 0 }
  return { offset: { k: "binary", rep: "i64", op, a: start, b: wide } }
}
