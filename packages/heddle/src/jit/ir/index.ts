/**
 * What a kernel is between JavaScript and bytes: typed, structured (loops and ifs, never jumps), one value for each
 * expression. The front writes it, the emitters read it.
 *
 * ```ts skip a fragment: the names around it are internal
 * const s = new Local("s", "f64")
 * const stmt: Stmt = { k: "set", local: s, value: { k: "const", rep: "f64", value: 1 } }
 * ```
 */
export { ArrayRef, elementShift, Label, Local, Stream, zeroStep } from "./ir.ts"
export type {
  BinaryOp,
  BitsOp,
  Check,
  CompareOp,
  Conversion,
  Element,
  Expr,
  ImportName,
  KernelIr,
  MachineRep,
  PrangeStmt,
  Reduction,
  Rep,
  Site,
  Stmt,
  UnaryOp,
} from "./ir.ts"
export { combined, identityOf } from "./combine.ts"
export { Copier, withParts } from "./copy.ts"
export { partsOf } from "./parts.ts"
export { isTarget, listsOf, valuesOf, walk } from "./walk.ts"
export { keyAt } from "../bound/index.ts"
export { block, isInLeaves, lanes, leftAt } from "./tree.ts"
