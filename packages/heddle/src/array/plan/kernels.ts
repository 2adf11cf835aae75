import { functions } from "../element/index.ts"
import type { DType } from "../dtype/index.ts"
import { shortName } from "../dtype/index.ts"
import type { PortableKernel } from "../../jit/bound/index.ts"
import { draw, portable, prange } from "../../jit/index.ts"
import type { Portable } from "../../jit/index.ts"

type InputType = Parameters<typeof portable>[2][number]

/** What the texts of kernels may name. */
const names: Record<string, unknown> = { ...functions, prange, draw }

const compiled = new Map<string, Portable>()
/** More are compiled again. */
const mostCompiled = 1000

/** The kernel of a text, which is compiled once. `more` are functions of the program's, whose names stand for nothing else. */
export function kernelOf(
  text: string,
  types: readonly InputType[],
  more: Readonly<Record<string, Function>> = {},
): PortableKernel {
  const key = `${types.map((type) => (typeof type === "string" ? type : type.element)).join()} ${text}`
  let found = compiled.get(key)
  if (found === undefined || !found.isRight()) {
    found = portable(text, namedIn(text, { ...names, ...more }), types, Object.keys(more).length === 0)
    compiled.set(key, found)
    if (compiled.size > mostCompiled) compiled.delete(compiled.keys().next().value!)
  }
  return found.kernel
}

/** Those that the text names: each one that is in reach takes time to look at. */
function namedIn(text: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const words = new Set(text.match(/[A-Za-z_]\w*/g))
  return Object.fromEntries(Object.entries(values).filter(([name]) => words.has(name)))
}

export function arrayType(dtype: DType): InputType {
  return { element: shortName(dtype) }
}

/** Writes numbers of a distribution: `skipped` segments are passed over. */
export function randomKernel(name: string, fn: Function, parameters: number, segment: number): PortableKernel {
  const list = Array.from({ length: parameters }, (_, i) => `p${i}`).join(", ")
  const own = fn === draw ? "draw" : `random_${name}`
  names[own] ??= fn
  const text = `(out, skipped, count${list === "" ? "" : `, ${list}`}) => {
  for (let k = 0; k < skipped; k++) draw()
  for (let from = 0; from < count; from += ${segment}) {
    const n = Math.min(${segment}, count - from)
    for (const i of prange(n)) out[from + i] = ${own}(${list})
  }
}`
  const types: InputType[] = [
    arrayType("float64"),
    "int",
    "int",
    ...Array.from({ length: parameters }, () => "number" as const),
  ]
  return kernelOf(text, types)
}
