import type { Pattern } from "acorn"
import { Local } from "../ir/index.ts"
import type { ArrayRef, Element, KernelIr, Rep } from "../ir/index.ts"
import { assignment, step, update } from "./assignments.ts"
import { bind, hoist } from "./bindings.ts"
import { callOf, givesAlways, restFix } from "./calls.ts"
import { Compiler } from "./compiler.ts"
import type { CapturedArray, CompileOptions, Fact, Parts } from "./compiler.ts"
import { reduceExtreme } from "./extremes.ts"
import { forOf } from "./for-of.ts"
import type { Frame, Variable } from "./frame.ts"
import { lower } from "./expressions.ts"
import { anyNumber, integers, largestInt } from "./known.ts"
import { int64, typeOf } from "./ranges.ts"
import type { Integer } from "./ranges.ts"
import type { Member } from "./members.ts"
import type { Source } from "./source.ts"
import { kernelBody, statement, statements } from "./statements.ts"
import type { Value } from "./values.ts"
import { masked } from "./wrapping.ts"

/** What an argument is: a number, one that is an int32, a boolean, a bigint that is an int64, or a typed array of such elements. */
export type InputType = Scalar | { readonly element: Element }
/** `int > 0`: an integer that something is divided by with `%`, where it is one above 0. */
export type Scalar = "number" | "int" | "int > 0" | "boolean" | "bigint"

export type ResultKind = "number" | "boolean" | Integer

/** A kernel as a typed tree, for one list of argument types. */
export interface Compiled {
  readonly ir: KernelIr
  readonly captured: readonly CapturedArray[]
  /** What it read of objects around it: it is right as long as they have these values. */
  readonly members: readonly Member[]
  readonly params: readonly (ArrayRef | Local)[]
  /** What comes back: nothing, one value, or an array or object with these parts. */
  readonly shape: "nothing" | "one" | readonly string[]
  /** What its values are. */
  readonly results: readonly ResultKind[]
}

const parts: Parts = {
  call: callOf,
  assignment,
  update,
  step,
  statements,
  statement: (c, node) => statement(c, node, undefined),
  forOf,
  reduceExtreme,
  masked,
}

/** More passes than any program needs. */
const mostPasses = 40

/** @throws KernelCompileError with the place, the reason and the fix */
export function compile(source: Source, types: readonly InputType[], options: CompileOptions = {}): Compiled {
  let before: Compiler | undefined
  for (let pass = 0; pass < mostPasses; pass++) {
    const compiler = new Compiler(before, pass, parts, options)
    const compiled = onePass(compiler, source, types)
    if (!compiler.changed) {
      if (compiler.refusal !== undefined) throw compiler.refusal
      return compiled
    }
    before = compiler
  }
  throw new Error(`the types of ${source.name} do not settle`)
}

function onePass(c: Compiler, source: Source, types: readonly InputType[]): Compiled {
  const frame: Frame = {
    source,
    around: undefined,
    bindings: new Map(),
    path: "",
    depth: 0,
    exit: undefined,
    results: undefined,
    shape: undefined,
  }
  c.frame = frame
  const { node } = source
  if (node.async) c.fail(node, "it is async", "kernels do not wait: use f.async(…) to call one without blocking")
  if (node.generator) c.fail(node, "it is a generator", "write into an array")
  const params = node.params.flatMap((param, i) => parameter(c, param, types[i]) ?? [])
  hoist(c)
  kernelBody(c, node.body)
  givesAlways(c, node)
  const root = c.streams[0]!
  const key = root.isUsed ? new Local("key", "i64") : undefined
  const body = key === undefined ? c.out : [{ k: "seed", stream: root.stream, key } as const, ...c.out]
  const results = frame.results ?? []
  const reps: Rep[] = results.map(({ local }) => local.rep)
  const shape = frame.shape ?? "nothing"
  return {
    ir: {
      name: source.name,
      inputs: [...params, ...c.captured.map(({ array }) => array)],
      results: reps,
      body,
      sites: c.sites,
      ...(key !== undefined && { key }),
    },
    captured: c.captured,
    members: c.members.list,
    params,
    shape: typeof shape === "string" ? shape : [...shape],
    results: results.map((one) => kindOf(c, one)),
  }
}

function kindOf(c: Compiler, { key, holds }: Variable): ResultKind {
  const fact = c.facts.get(key)!
  if (fact.holds === "bigint") return typeOf(fact.range)!
  return holds === "boolean" ? "boolean" : "number"
}

const scalars: Readonly<Record<Scalar, Fact>> = {
  number: { holds: "number", known: anyNumber },
  int: { holds: "number", known: integers(-largestInt, largestInt) },
  "int > 0": { holds: "number", known: integers(1, largestInt) },
  boolean: { holds: "boolean", known: integers(0, 1) },
  bigint: { holds: "bigint", range: int64 },
}

function parameter(c: Compiler, param: Pattern, type: InputType | undefined): ArrayRef | Local | undefined {
  if (param.type === "RestElement") return c.fail(param, "rest parameters cannot be compiled", restFix)
  const pattern = param.type === "AssignmentPattern" ? param.left : param
  if (pattern.type !== "Identifier")
    return c.fail(param, "a kernel takes no objects and no lists", "name each of their parts as a parameter")
  if (type === undefined && param.type === "AssignmentPattern") {
    bind(c, pattern, lower(c, param.right), "let")
    return undefined
  }
  if (type === undefined) return c.fail(param, `argument \`${pattern.name}\` is missing`, "pass it")
  if (typeof type === "object") {
    const array = c.array(pattern.name, type.element)
    bind(c, pattern, { kind: "array", array }, "const")
    return array
  }
  // As it comes in; the variable of that name may be assigned.
  const given = c.variable(`${pattern.start}:input`, pattern.name, scalars[type])
  const value: Value = c.read(given)
  bind(c, pattern, value, "let")
  return given.local
}
