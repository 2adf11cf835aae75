import type { PortableKernel } from "../../jit/bound/index.ts"
import type { DType } from "../dtype/index.ts"
import { isFloat } from "../dtype/index.ts"
import type { ReduceName } from "../expr/index.ts"
import { arrayType, kernelOf } from "./kernels.ts"

/*
 * A reduction is a fixed tree over the elements that become one, in C order: leaves of so many, which one kernel makes, then
 * leaves pairwise in order; an odd one goes up alone. Where the last axis is reduced the elements of a leaf go to eight lanes, as in
 * a prange; else leaf by leaf each row is added to those before.
 */

/** Elements of a leaf, where they lie next to each other, and where they are rows. */
export const leafOf = { row: 4096, column: 256 } as const

interface Rule {
  /** What is kept of elements. */
  readonly slots: readonly DType[]
  /** Of the elements `x(i)`, i from 0 to n: statements that end with the values of `v0`, `v1`, `v2`. */
  readonly row: (x: (i: string) => string) => string
  /** The first row of a leaf, with x its element. */
  readonly first: (x: string) => readonly string[]
  /** Another one, where `m` are the values so far; `i` is its index. */
  readonly next: (x: string, m: readonly string[]) => string
  /** What comes after the last row, by the names of the slots. */
  readonly combine: (a: readonly string[], b: readonly string[]) => string
}

type Kind = "float" | "int" | "big"

function kindOf(dtype: DType): Kind {
  return isFloat(dtype) ? "float" : dtype === "int64" ? "big" : "int"
}

function simple(
  slot: DType,
  start: string,
  step: (m: string, x: string) => string,
  take: (x: string) => string,
  add?: "+" | "*",
): Rule {
  return {
    slots: [slot],
    row: (x) =>
      `let v0 = ${start}\nfor (const i of prange(n)) v0 ${add === undefined ? `= ${step("v0", take(x("i")))}` : `${add}= ${take(x("i"))}`}`,
    first: (x) => [take(x)],
    next: (x, [m]) => `${m} = ${step(m!, take(x))}`,
    combine: ([a], [b]) => `${a} = ${step(a!, b!)}`,
  }
}

/** One after the other, as bigints that wrap have no tree. */
function wrapped(operator: "+" | "*"): Rule {
  const step = (m: string, x: string): string => `BigInt.asIntN(64, ${m} ${operator} ${x})`
  const start = operator === "+" ? "0n" : "1n"
  return {
    slots: ["int64"],
    row: (x) => `let v0 = ${start}\nfor (let i = 0; i < n; i++) v0 = ${step("v0", x("i"))}`,
    first: (x) => [x],
    next: (x, [m]) => `${m} = ${step(m!, x)}`,
    combine: ([a], [b]) => `${a} = ${step(a!, b!)}`,
  }
}

const same = (x: string): string => x

/** Exact in float64 as long as it is one leaf. */
const intSum: Rule = {
  slots: ["int64"],
  row: (x) => `let sum = 0\nfor (const i of prange(n)) sum += ${x("i")}\nconst v0 = BigInt(sum)`,
  first: (x) => [`BigInt(${x})`],
  next: (x, [m]) => `${m} = ${m} + BigInt(${x})`,
  combine: ([a], [b]) => `${a} = BigInt.asIntN(64, ${a} + ${b})`,
}

function extreme(name: "min" | "max", kind: Kind): Rule {
  if (kind === "big") {
    const operator = name === "min" ? "<" : ">"
    const step = (m: string, x: string): string => `(${x} ${operator} ${m} ? ${x} : ${m})`
    return {
      slots: ["int64"],
      row: (x) => `let v0 = ${x("0")}\nfor (let i = 1; i < n; i++) { const x = ${x("i")}; v0 = ${step("v0", "x")} }`,
      first: (x) => [x],
      next: (x, [m]) => `{ const x = ${x}; const y = ${m}; ${m} = ${step("y", "x")} }`,
      combine: ([a], [b]) => `{ const x = ${b}; const y = ${a}; ${a} = ${step("y", "x")} }`,
    }
  }
  const step = (m: string, x: string): string => `Math.${name}(${m}, ${x})`
  return simple("float64", name === "min" ? "Infinity" : "-Infinity", step, same)
}

function moments(isNan: boolean): Rule {
  const [value, one] = isNan
    ? [(x: string) => `(${x} === ${x} ? ${x} : 0)`, (x: string) => `(${x} === ${x} ? 1 : 0)`]
    : [same, () => "1"]
  const count = isNan
    ? (x: (i: string) => string) => `let v0 = 0\nfor (const i of prange(n)) { const x = ${x("i")}; v0 += ${one("x")} }`
    : () => "const v0 = n"
  const distance = isNan ? "x === x ? x - v1 : 0" : "x - v1"
  return {
    slots: ["float64", "float64", "float64"],
    row: (x) => `${count(x)}
let sum = 0
for (const i of prange(n)) { const x = ${x("i")}; sum += ${value("x")} }
const v1 = v0 > 0 ? sum / v0 : 0
let v2 = 0
for (const i of prange(n)) { const x = ${x("i")}; const d = ${distance}; v2 += d * d }`,
    // Columns are gone through twice: `columnMoments`.
    first: (x) => [one(x), value(x), "0"],
    next: () => "",
    combine: ([n1, m1, q1], [n2, m2, q2]) => `{
const n = ${n1} + ${n2}
const d = ${m2} - ${m1}
const part = n > 0 ? ${n2} / n : 0
${q1} = ${q1} + ${q2} + d * d * ${n1} * part
${m1} = ${m1} + d * part
${n1} = n
}`,
  }
}

function argument(name: "min" | "max", kind: Kind, isNan: boolean): Rule {
  const operator = name === "min" ? "<" : ">"
  const better = (x: string, m: string, at: string): string => {
    if (isNan) return `(${x} === ${x} && (${at} < 0 || ${x} ${operator} ${m}))`
    return kind === "float" ? `(${x} ${operator} ${m} || (${x} !== ${x} && ${m} === ${m}))` : `${x} ${operator} ${m}`
  }
  const firstIndex = isNan ? "x === x ? base + from : -1" : "base + from"
  return {
    slots: [kind === "big" ? "int64" : "float64", "float64"],
    row: (x) => `let v0 = ${x("0")}
let v1 = ${isNan ? "v0 === v0 ? base + from : -1" : "base + from"}
for (let i = 1; i < n; i++) {
  const x = ${x("i")}
  if (${better("x", "v0", "v1")}) { v0 = x; v1 = base + from + i }
}`,
    first: (x) => [x, isNan ? `(${x} === ${x} ? base + from : -1)` : firstIndex],
    next: (x, [m, at]) =>
      `{ const x = ${x}; const m = ${m}; const j = ${at}; if (${better("x", "m", "j")}) { ${m} = x; ${at} = base + from + r } }`,
    combine: ([v1, i1], [v2, i2]) => {
      const test = isNan ? `j >= 0 && (${i1} < 0 || x ${operator} m)` : better("x", "m", "j")
      return `{ const x = ${v2}; const m = ${v1}; const j = ${i2}; if (${test}) { ${v1} = x; ${i1} = j } }`
    },
  }
}

function counting(base: Rule, missing: string): Rule {
  const value = (x: string): string => `(${x} === ${x} ? ${x} : ${missing})`
  const one = (x: string): string => `(${x} === ${x} ? 1 : 0)`
  return {
    slots: ["float64", "float64"],
    row: (x) => `${base.row((i) => value(x(i)))}
let v1 = 0
for (const i of prange(n)) { const x = ${x("i")}; v1 += ${one("x")} }`,
    first: (x) => [value(x), one(x)],
    next: (x, [m, count]) => `{ const x = ${x}; ${base.next(value("x"), [m!])}; ${count} = ${count} + ${one("x")} }`,
    combine: ([a, n], [b, m]) => `{ ${base.combine([a!], [b!])}; ${n} = ${n} + ${m} }`,
  }
}

const floatSum = simple("float64", "0", (m, x) => `${m} + ${x}`, same, "+")
const floatProduct = simple("float64", "1", (m, x) => `${m} * ${x}`, same, "*")
const truth = (x: string): string => `(${x} !== 0 ? 1 : 0)`

function ruleOf(name: ReduceName, dtype: DType): Rule {
  const kind = kindOf(dtype)
  switch (name) {
    case "sum":
      return kind === "float" ? floatSum : kind === "big" ? wrapped("+") : intSum
    case "prod":
      return kind === "float" ? floatProduct : wrapped("*")
    case "min":
    case "max":
      return extreme(name, kind)
    case "any":
      return simple("float64", "0", (m, x) => `Math.max(${m}, ${x})`, truth)
    case "all":
      return simple("float64", "1", (m, x) => `Math.min(${m}, ${x})`, truth)
    case "moments":
      return moments(false)
    case "nanmoments":
      return moments(true)
    case "argmin":
    case "argmax":
      return argument(name === "argmin" ? "min" : "max", kind, false)
    case "nanargmin":
    case "nanargmax":
      return argument(name === "nanargmin" ? "min" : "max", kind, true)
    case "nansum":
      return counting(floatSum, "0")
    case "nanprod":
      return counting(floatProduct, "1")
    case "nanmin":
      return counting(
        simple("float64", "Infinity", (m, x) => `Math.min(${m}, ${x})`, same),
        "Infinity",
      )
    default:
      return counting(
        simple("float64", "-Infinity", (m, x) => `Math.max(${m}, ${x})`, same),
        "-Infinity",
      )
  }
}

/** What is kept, of elements of a type. */
export function slotsOf(name: ReduceName, dtype: DType): readonly DType[] {
  return ruleOf(name, dtype).slots
}

const parameters = ["k0n", "sk", "rn", "sr", "k1n", "leaf", "ok", "ol", "base"]

/**
 * Leaves of elements `a[k * sk + r * sr + c]`, each slot to `k * ok + leaf * ol + c`. Where `isRow` there is no c, and sr is 1.
 */
export function leafKernel(name: ReduceName, dtype: DType, isRow: boolean): PortableKernel {
  const rule = ruleOf(name, dtype)
  const slots = rule.slots.map((_, i) => `s${i}`)
  const types = [
    arrayType(dtype),
    ...rule.slots.map(arrayType),
    ...parameters.map((p) => (p === "base" ? ("number" as const) : ("int" as const))),
  ]
  const body = isRow
    ? `const at = (k * sk + from) | 0
const o = (k * ok + l * ol) | 0
${rule.row((i) => `a[at + ${i}]`)}
${slots.map((slot, i) => `${slot}[o] = v${i}`).join("\n")}`
    : name === "moments" || name === "nanmoments"
      ? columnMoments(name === "nanmoments")
      : `const at = (k * sk + from * sr) | 0
const o = (k * ok + l * ol) | 0
for (let c = 0; c < k1n; c++) {
  const x = a[at + c]
  ${rule
    .first("x")
    .map((value, i) => `s${i}[o + c] = ${value}`)
    .join("\n  ")}
}
for (let r = 1; r < n; r++) {
  const p = (at + r * sr) | 0
  for (let c = 0; c < k1n; c++) { ${rule.next(
    "a[p + c]",
    slots.map((slot) => `${slot}[o + c]`),
  )} }
}`
  const text = `(a, ${[...slots, ...parameters].join(", ")}) => {
for (let k = 0; k < k0n; k++) {
let l = 0
for (let from = 0; from < rn; from += leaf) {
const n = Math.min(leaf, rn - from)
${body}
l++
}
}
}`
  return kernelOf(text, types)
}

/** More rows of a leaf that has been begun: elements `a[r * sr + c]`, slots `s[c]`. */
export function nextRowsKernel(name: ReduceName, dtype: DType): PortableKernel {
  const rule = ruleOf(name, dtype)
  const slots = rule.slots.map((_, i) => `s${i}`)
  const text = `(a, ${slots.join(", ")}, rn, sr, k1n) => {
for (let r = 0; r < rn; r++) {
  const p = (r * sr) | 0
  for (let c = 0; c < k1n; c++) { ${rule.next(
    "a[p + c]",
    slots.map((slot) => `${slot}[c]`),
  )} }
}
}`
  return kernelOf(text, [arrayType(dtype), ...rule.slots.map(arrayType), "int", "int", "int"])
}

function columnMoments(isNan: boolean): string {
  const value = isNan ? "(x === x ? x : 0)" : "x"
  const count = isNan ? "s0[o + c] = s0[o + c] + (x === x ? 1 : 0); " : ""
  const distance = isNan ? "x === x ? x - s1[o + c] : 0" : "x - s1[o + c]"
  return `const at = (k * sk + from * sr) | 0
const o = (k * ok + l * ol) | 0
for (let c = 0; c < k1n; c++) { s0[o + c] = ${isNan ? "0" : "n"}; s1[o + c] = 0; s2[o + c] = 0 }
for (let r = 0; r < n; r++) {
  const p = (at + r * sr) | 0
  for (let c = 0; c < k1n; c++) { const x = a[p + c]; ${count}s1[o + c] = s1[o + c] + ${value} }
}
for (let c = 0; c < k1n; c++) s1[o + c] = s0[o + c] > 0 ? s1[o + c] / s0[o + c] : 0
for (let r = 0; r < n; r++) {
  const p = (at + r * sr) | 0
  for (let c = 0; c < k1n; c++) { const x = a[p + c]; const d = ${distance}; s2[o + c] = s2[o + c] + d * d }
}`
}

/**
 * Combines slots of `count` leaves pairwise, in their place, `s[(k * count + i) * k1 + c]` for k from `first` and c from `from`,
 * and writes them to `o[k * k1 + c]`.
 */
export function combineKernel(name: ReduceName, dtype: DType): PortableKernel {
  const rule = ruleOf(name, dtype)
  const [slots, outs] = [rule.slots.map((_, i) => `s${i}`), rule.slots.map((_, i) => `o${i}`)]
  const types = [...rule.slots, ...rule.slots].map(arrayType)
  const at = (place: string): string[] => slots.map((slot) => `${slot}[${place} + c]`)
  const text = `(${[...slots, ...outs].join(", ")}, first, last, count, k1, from, to) => {
for (let k = first; k < last; k++) {
const base = (k * count * k1) | 0
let left = count
while (left > 1) {
  const half = left >> 1
  for (let i = 0; i < half; i++) {
    const p = (base + 2 * i * k1) | 0
    const q = (p + k1) | 0
    const t = (base + i * k1) | 0
    for (let c = from; c < to; c++) {
      ${rule.combine(at("p"), at("q"))}
      ${slots.map((slot) => `${slot}[t + c] = ${slot}[p + c]`).join("; ")}
    }
  }
  if ((left & 1) === 1) {
    const p = (base + (left - 1) * k1) | 0
    const t = (base + half * k1) | 0
    for (let c = from; c < to; c++) { ${slots.map((slot) => `${slot}[t + c] = ${slot}[p + c]`).join("; ")} }
  }
  left = half + (left & 1)
}
for (let c = from; c < to; c++) { ${outs.map((out, i) => `${out}[k * k1 + c] = ${slots[i]}[base + c]`).join("; ")} }
}
}`
  return kernelOf(text, [...types, "int", "int", "int", "int", "int", "int"])
}
