import { ScriptAnalysis } from "../static/index.ts"
import type { ReadFunction } from "./read-function.ts"

let texts = 0

/**
 * A function that is no more than a text, read as one that captures `values`: without asking V8, which has never seen it.
 * `undefined`: the text is no function.
 */
export function readText(text: string, values: Readonly<Record<string, unknown>>): ReadFunction | undefined {
  const script = { id: `text ${++texts}`, url: "", source: `(${text})`, isModule: true, sourceMapUrl: undefined }
  const { whole } = new ScriptAnalysis(script)
  const [unit] = whole.units
  if (unit === undefined) return undefined
  return {
    located: { unit, analysis: whole },
    read: (name) =>
      Object.hasOwn(values, name) ? { state: "value", value: values[name], scope: undefined } : { state: "absent" },
    isReassigned: () => false,
    isImported: () => false,
    parametersAround: () => [],
    hasVariable: () => false,
    isSole: () => true,
  }
}
