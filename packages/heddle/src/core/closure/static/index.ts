/**
 * What the text of a script says: the functions and classes in it, the names that each takes from around it, imports and
 * exports. Pure: text in, tables out.
 *
 * ```ts
 * const script = { id: "1", url: "", source: "const k = 2; const f = (x) => x * k", isModule: true, sourceMapUrl: undefined }
 * const { unit } = analyse(script).locate({ line: 0, column: 23 }, () => "(x) => x * k")!
 * freeVariables(unit).map((variable) => variable.name) // ["k"]
 * ```
 */
export { analyse, ScriptAnalysis, wholeScriptLimit } from "./analysis.ts"
export type { Analysis, Located, Script } from "./analysis.ts"
export type { Misuse } from "./array-flow.ts"
export { misuseOfArgument, misuseOfVariable, parameterAt } from "./array-uses.ts"
export { mayBeAssigned } from "./assigned-in-text.ts"
export { freeVariables, freeVariablesAmong, neverReassigned, onlyTypeof, usedMembers } from "./free-variables.ts"
export type { FreeVariable } from "./free-variables.ts"
export type { ImportBinding, ModuleTable } from "./modules.ts"
export { parseScript } from "./parse.ts"
export { lineStarts, offsetAt, positionAt } from "./position.ts"
export type { Position } from "./position.ts"
export { requireBinding } from "./requires.ts"
export type { RequireBinding } from "./requires.ts"
export type { Declaration, Reference, Scope } from "./scope.ts"
export { isSoleFunction } from "./sole-function.ts"
export { eachChild, isClass, isFunction } from "./tree.ts"
export type { ClassNode, FunctionNode } from "./tree.ts"
export { within } from "./unit.ts"
export type { Unit, UnitKind } from "./unit.ts"
