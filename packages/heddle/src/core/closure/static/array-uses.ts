import type { AnyNode } from "acorn"
import type { Located } from "./analysis.ts"
import { ArrayFlow } from "./array-flow.ts"
import type { Misuse } from "./array-flow.ts"
import type { FreeVariable } from "./free-variables.ts"
import type { Unit } from "./unit.ts"

const known = new WeakMap<Unit, Map<string | number, Misuse | undefined>>()

/**
 * The first thing that a function does with a captured array beyond reading its elements. Undefined if it only reads
 * them: then it cannot tell memory that others read at the same time from a copy of its own.
 */
export function misuseOfVariable({ unit, analysis }: Located, variable: FreeVariable): Misuse | undefined {
  return remembered(unit, variable.name, () => new ArrayFlow(analysis).fromVariable(unit, variable.references))
}

/** The same for the array that a function gets as its argument number `index`, counted from 0. */
export function misuseOfArgument({ unit, analysis }: Located, index: number): Misuse | undefined {
  return remembered(unit, index, () => new ArrayFlow(analysis).fromArgument(unit, index))
}

/** The parameter that takes argument `index`, if it is a plain name. */
export function parameterAt({ unit }: Located, index: number): { name: string; node: AnyNode } | undefined {
  const parameter = "params" in unit.node ? unit.node.params[index] : undefined
  return parameter?.type === "Identifier" ? { name: parameter.name, node: parameter } : undefined
}

function remembered(unit: Unit, key: string | number, find: () => Misuse | undefined): Misuse | undefined {
  let verdicts = known.get(unit)
  if (verdicts === undefined) known.set(unit, (verdicts = new Map()))
  if (!verdicts.has(key)) verdicts.set(key, find())
  return verdicts.get(key)
}
