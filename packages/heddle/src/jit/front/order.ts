import type { AnyNode } from "acorn"
import type { Stmt } from "../ir/index.ts"
import { isPlain } from "./choices.ts"
import type { Compiler } from "./compiler.ts"
import { inVariable, wrapped } from "./values.ts"
import type { Value } from "./values.ts"

/** The value, after some statements: they are part of it where that can be. */
export function after(c: Compiler, before: readonly Stmt[], value: Value): Value {
  if (isPlain(value)) return wrapped(value, before)
  for (const stmt of before) c.emit(stmt)
  return value
}

/** A value with the statements that it needs. */
export function apart(c: Compiler, work: () => Value): Value {
  let value: Value = { kind: "nothing" }
  const before = c.gather(() => (value = work()))
  return after(c, before, value)
}

/** Values in their order: what one of them needs done comes after those before it. */
export function inOrder<T extends Value>(
  c: Compiler,
  nodes: readonly AnyNode[],
  evaluate: (c: Compiler, node: AnyNode) => T,
): T[] {
  const values: T[] = []
  for (const node of nodes) {
    let value!: T
    const before = c.gather(() => (value = evaluate(c, node)))
    if (before.length > 0) for (const [i, one] of values.entries()) values[i] = kept(c, one)
    for (const stmt of before) c.emit(stmt)
    values.push(value)
  }
  return values
}

/** The value as it is now. */
export function kept<T extends Value>(c: Compiler, value: T): T {
  if (value.kind === "tuple" && value.variables === undefined) {
    return { ...value, parts: new Map([...value.parts].map(([key, part]) => [key, kept(c, part)])) }
  }
  if (!isPlain(value) || value.expr.k === "const" || value.expr.k === "bigint") return value
  const held = inVariable("kept", value)
  c.emit(held.set)
  return held.value
}
