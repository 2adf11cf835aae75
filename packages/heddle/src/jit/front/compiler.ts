import type {
  AnyNode,
  AssignmentExpression,
  BinaryExpression,
  CallExpression,
  ForOfStatement,
  LogicalExpression,
  Statement,
  UpdateExpression,
} from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { ArrayRef, Local, Stream } from "../ir/index.ts"
import type { Element, Expr, Label, Rep, Site, Stmt } from "../ir/index.ts"
import { fitted, overflowOf } from "./bigints.ts"
import type { Plain } from "./choices.ts"
import type { Frame, Variable } from "./frame.ts"
import { either, isInt32, isOf33Bits, isSame, isUint32, widened } from "./known.ts"
import type { Known } from "./known.ts"
import { Members } from "./members.ts"
import * as ranges from "./ranges.ts"
import type { Range } from "./ranges.ts"
import { compileError, Source } from "./source.ts"
import type { LoopNode } from "./steps.ts"
import { asWide, as, toInt32, unsigned } from "./values.ts"
import type { NumberValue, TupleValue, Value } from "./values.ts"

/** What is known of a variable at all times. */
export type Fact =
  | { readonly holds: "number" | "boolean"; readonly known: Known; readonly isMixed?: boolean | undefined }
  | { readonly holds: "bigint"; readonly range: Range }

/** A loop that is being compiled. */
export interface LoopState {
  readonly node: LoopNode | undefined
  readonly label: string | undefined
  readonly exit: Label | undefined
  readonly next: Label | undefined
  /** What its test says of variables while its body runs. */
  readonly guards: ReadonlyMap<Declaration, { readonly below?: number; readonly above?: number }>
  /** `break` leaves it, `continue` does not mean it. */
  readonly isSwitch?: true
}

/** An array that the kernel captures. */
export interface CapturedArray {
  readonly array: ArrayRef
  readonly value: ArrayBufferView
}

/** What changes what a kernel computes. */
export interface CompileOptions {
  /** Functions of Math are approximations, within a few units in the last place. */
  readonly fastmath?: boolean
  /** A product and a sum may become one operation; else as `fastmath` says. */
  readonly fuses?: boolean
  /** false: indices are not checked. */
  readonly bounds?: boolean
  /** Of functions that have been read and never change, what they are: constants are all that they capture. */
  readonly steady?: (fn: Function) => Source | undefined
}

/** What the kinds of syntax need of each other. */
export interface Parts {
  call(c: Compiler, node: CallExpression): Value
  assignment(c: Compiler, node: AssignmentExpression, isWanted: boolean): Value
  update(c: Compiler, node: UpdateExpression, isWanted: boolean): Value
  step(c: Compiler, node: UpdateExpression): void
  statements(c: Compiler, list: readonly AnyNode[]): void
  statement(c: Compiler, node: Statement): void
  forOf(c: Compiler, node: ForOfStatement, label: string | undefined): void
  reduceExtreme(c: Compiler, node: LogicalExpression): boolean
  masked(c: Compiler, node: BinaryExpression): Value | undefined
}

/** After so many passes bounds that still grow are widened. */
const patience = 3

/**
 * One pass over a kernel: reads its syntax tree, writes its statements. What variables hold is taken from the pass
 * before; passes are repeated until none learns anything new.
 */
export class Compiler {
  frame!: Frame
  readonly facts: Map<string, Fact>
  readonly pass: number
  changed = false
  /** Why it cannot be compiled, unless the next pass finds otherwise. */
  refusal: Error | undefined
  /** Some statements are never run, and are left out. */
  skips = false
  /** The statement that is being compiled. */
  here: AnyNode | undefined
  out: Stmt[] = []
  loops: LoopState[] = []
  readonly sites: Site[] = []
  readonly captured: CapturedArray[] = []
  /** What it reads of objects around it. */
  readonly members: Members = new Members()
  /** The keys of variables that the prange around adds up: what may be done with them there. */
  readonly reduced: Map<string, { readonly op: string }> = new Map()
  /** Parts of literals that are assigned: the keys of their variables. */
  readonly changedParts: Set<string>
  /** Counters that their loops keep below the lengths of arrays. */
  readonly within: Map<Local, Set<ArrayRef>> = new Map()
  #calls = 0
  /** A product and a sum may become one operation. */
  mayFuse: boolean
  /** What Math.random draws from here, and where that was begun. */
  readonly streams: { readonly stream: Stream; isUsed: boolean }[] = [{ stream: new Stream(), isUsed: false }]

  readonly parts: Parts
  readonly options: CompileOptions
  readonly #sources: Map<Function, Source | undefined>

  /** `before`: what the pass before has found. */
  constructor(before: Compiler | undefined, pass: number, parts: Parts, options: CompileOptions) {
    this.skips = before?.skips ?? false
    this.changedParts = new Set(before?.changedParts)
    this.parts = parts
    this.options = options
    this.mayFuse = options.fuses ?? options.fastmath === true
    this.facts = new Map(before?.facts)
    this.pass = pass
    this.#sources = before === undefined ? new Map() : before.#sources
  }

  /** A function that the kernel calls, as it was when this compilation first met it. */
  sourceOf(fn: Function): Source | undefined {
    if (!this.#sources.has(fn)) this.#sources.set(fn, this.options.steady?.(fn) ?? Source.of(fn))
    return this.#sources.get(fn)
  }

  fail(node: AnyNode, reason: string, fix: string, remark?: string): never {
    throw compileError(this.frame.source, node, reason, fix, remark)
  }

  /** What a constant condition takes; the other is left out. */
  either<T>(test: Extract<Expr, { k: "const" }>, yes: T, no: T): T {
    this.skips = true
    return test.value === 0 ? no : yes
  }

  /** The same, if it is still so when nothing new is learned of variables. */
  refuse(node: AnyNode, reason: string, fix: string): void {
    this.refusal ??= compileError(this.frame.source, node, reason, fix)
  }

  /** The stream of the prange around, or of the kernel. */
  drawn(): Stream {
    const at = this.streams.at(-1)!
    at.isUsed = true
    return at.stream
  }

  /** The number of a further inlined call. */
  nextCall(): number {
    return this.#calls++
  }

  emit(stmt: Stmt): void {
    this.out.push(stmt)
  }

  /** The statements that `work` emits. */
  gather(work: () => void): Stmt[] {
    const before = this.out
    const list: Stmt[] = []
    this.out = list
    try {
      work()
    } finally {
      this.out = before
    }
    return list
  }

  /** Learns what a variable may hold. */
  learn(key: string, learned: Fact): void {
    const fact = this.facts.get(key)
    const both = fact === undefined ? learned : this.#joined(fact, learned)
    if (both === fact) return
    this.facts.set(key, both)
    this.changed = true
  }

  #joined(fact: Fact, learned: Fact): Fact {
    const isLate = this.pass >= patience
    if (fact.holds === "bigint" && learned.holds === "bigint") {
      const range = ranges.either(fact.range, learned.range)
      if (range.low === fact.range.low && range.high === fact.range.high) return fact
      return { holds: "bigint", range: isLate ? ranges.widened(fact.range, range) : range }
    }
    if (fact.holds === "bigint" || learned.holds === "bigint") {
      return this.fail(this.here!, "a variable holds a bigint here, and a number elsewhere", "use one for each")
    }
    const known = either(fact.known, learned.known)
    const holds = fact.holds === learned.holds ? learned.holds : "number"
    const isMixed = fact.holds !== learned.holds || fact.isMixed === true || learned.isMixed === true
    if (isSame(known, fact.known) && holds === fact.holds && isMixed === (fact.isMixed ?? false)) return fact
    return { holds, known: isLate ? widened(fact.known, known) : known, isMixed }
  }

  /** A variable, as wide as it must be for all that it ever holds. */
  variable(key: string, name: string, first: Fact): Variable {
    this.learn(key, first)
    const fact = this.facts.get(key)!
    return { kind: "variable", key, local: new Local(name, repOf(fact)), holds: fact.holds }
  }

  /**
   * The same for one that only `read` and `write` know: integers below 2^32 may be the bits of an int32, and what may be
   * either kind of them an i64.
   */
  hidden(key: string, name: string, first: Fact): Variable {
    const variable = this.variable(key, name, first)
    const fact = this.facts.get(key)!
    if (fact.holds !== "number" || isInt32(fact.known)) return variable
    if (isOf33Bits(fact.known)) return { ...variable, local: new Local(name, "i64") }
    if (!isUint32(fact.known)) return variable
    return { ...variable, local: new Local(name, "i32"), isUnsigned: true }
  }

  read({ key, local, holds, wide, isUnsigned = false }: Variable): Value {
    const get: Expr = { k: "get", rep: local.rep, local }
    const isLong = local.rep === "i64"
    const expr = isUnsigned ? unsigned(get) : isLong ? as("f64", get) : get
    if (holds === "boolean") return { kind: "boolean", expr }
    const fact = this.facts.get(key)!
    if (fact.holds === "bigint") return { kind: "bigint", range: fact.range, expr }
    const { known, isMixed } = fact
    const long: Expr | undefined = wide && { k: "get", rep: "i64", local: wide }
    return { kind: "number", known, expr, isMixed, wide: isLong ? get : long }
  }

  /** Sets a variable to a number, a boolean or a bigint. */
  write(variable: Variable, value: Plain): void {
    this.emit({ k: "set", local: variable.local, value: this.held(variable, value) })
  }

  /** A value as a variable holds it. */
  held({ key, local, isUnsigned = false }: Variable, value: Plain): Expr {
    this.learn(key, factOf(value))
    // Where the fact has just changed there will be another pass.
    const fact = this.facts.get(key)!
    if (fact.holds === "bigint" && value.kind === "bigint") {
      const { low, high } = value.range
      const isUint64 = low >= 0n && high > ranges.int64.high && !key.includes(":return")
      const site = isUint64 ? overflowOf(local.name) : undefined
      return fitted(this, value, ranges.typeOf(fact.range)!, this.here!, site).expr
    }
    if (local.rep === "i64") return asWide(asNumber(value)) ?? as("i64", asNumber(value).expr)
    return isUnsigned && value.kind !== "bigint" ? toInt32(asNumber(value)) : as(local.rep, value.expr)
  }

  /** Sets a part of a literal. */
  changes({ key }: Variable): void {
    if (this.changedParts.has(key)) return
    this.changedParts.add(key)
    this.changed = true
  }

  /** Is a part of the literal assigned anywhere? */
  isChanged({ parts, variables }: TupleValue): boolean {
    if ([...(variables?.values() ?? [])].some(({ key }) => this.changedParts.has(key))) return true
    return [...parts.values()].some((part) => part.kind === "tuple" && this.isChanged(part))
  }

  /** What the body of a loop does. */
  inLoop(state: LoopState, work: () => void): Stmt[] {
    const before = this.loops
    this.loops = [...before, state]
    try {
      return this.gather(work)
    } finally {
      this.loops = before
    }
  }

  /** Says that in what follows a counter stays below the length of an array. */
  keepBelow({ local }: Variable, array: ArrayRef): void {
    const arrays = this.within.get(local)
    if (arrays === undefined) this.within.set(local, new Set([array]))
    else arrays.add(array)
  }

  array(name: string, element: Element): ArrayRef {
    return new ArrayRef(name, element)
  }

  /** A captured array, which is one more input. */
  capture(name: string, value: ArrayBufferView, element: Element): ArrayRef {
    const known = this.captured.find((one) => one.value === value)
    if (known !== undefined) return known.array
    const array = this.array(name, element)
    this.captured.push({ array, value })
    return array
  }

  /** The bound of a prange, or its step. */
  boundSite(node: AnyNode, isStep: boolean = false): number {
    const { source } = this.frame
    return this.sites.push({ array: undefined, text: source.text(node), where: source.where(node), isStep }) - 1
  }

  /** What cannot be computed: `says` ends a sentence that begins with its text and its place. */
  errorSite(node: AnyNode, says: string): number {
    const { source } = this.frame
    const where = source.where(node)
    const error = `${source.text(node).trim()} at ${where} ${says}`
    return this.sites.push({ array: undefined, where, error }) - 1
  }

  /** A part of a literal of so many. */
  literalSite(node: AnyNode, parts: number): number {
    const { source } = this.frame
    return this.sites.push({ array: undefined, text: source.text(node), where: source.where(node), parts }) - 1
  }

  site(array: ArrayRef, node: AnyNode): number {
    return this.sites.push({ array, where: this.frame.source.where(node) }) - 1
  }
}

/** What a variable of that value holds. */
export function factOf(value: Plain): Fact {
  if (value.kind === "bigint") return { holds: "bigint", range: clippedToType(value.range) }
  return { holds: value.kind, known: asNumber(value).known, isMixed: isMixed(value) }
}

/** A constant may be of any size. */
function clippedToType(range: Range): Range {
  return ranges.either(range, range)
}

function repOf(fact: Fact): Rep {
  if (fact.holds === "bigint") return "big"
  return fact.holds === "boolean" || isInt32(fact.known) ? "i32" : "f64"
}

/** May it be a boolean, or a number? */
export function isMixed(value: Value): boolean {
  return value.kind === "number" && value.isMixed === true
}

/** A number, or 0 or 1 for a boolean. */
export function asNumber(value: Value): NumberValue {
  if (value.kind === "number") return value.isMixed === true ? { ...value, isMixed: undefined } : value
  if (value.kind !== "boolean") throw new TypeError(`${value.kind} is no number`)
  return { kind: "number", known: { low: 0, high: 1, integer: true, minusZero: false, nan: false }, expr: value.expr }
}
