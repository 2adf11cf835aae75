import type { ArrayRef, Element, Expr } from "../ir/index.ts"
import { anyInt32, anyNumber, integers, largest } from "./known.ts"
import type { Known } from "./known.ts"
import { int64, uint64 } from "./ranges.ts"
import { unsigned } from "./values.ts"
import type { BigValue, NumberValue } from "./values.ts"

export function lengthOf(array: ArrayRef): NumberValue {
  return { kind: "number", known: integers(0, largest), expr: { k: "get", rep: "i32", local: array.length } }
}

/** What an element is once it is loaded. */
const elements: Readonly<Record<Exclude<Element, "i64" | "u64">, Known>> = {
  f64: anyNumber,
  f32: anyNumber,
  i32: anyInt32,
  u32: integers(0, 2 ** 32 - 1),
  i16: integers(-(2 ** 15), 2 ** 15 - 1),
  u16: integers(0, 2 ** 16 - 1),
  i8: integers(-128, 127),
  u8: integers(0, 255),
  u8c: integers(0, 255),
}

export function load(array: ArrayRef, index: Expr): NumberValue | BigValue {
  const { element } = array
  if (element === "i64" || element === "u64") {
    return { kind: "bigint", range: element === "i64" ? int64 : uint64, expr: { k: "load", rep: "big", array, index } }
  }
  const rep = element === "f64" || element === "f32" ? "f64" : "i32"
  const expr: Expr = { k: "load", rep, array, index }
  return { kind: "number", known: elements[element], expr: element === "u32" ? unsigned(expr) : expr }
}
