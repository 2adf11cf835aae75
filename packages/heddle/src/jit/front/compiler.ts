import type { AnyNode, AssignmentExpression, CallExpression, ForOfStatement, Statement, UpdateExpression } from "acorn"
import type { Declaration } from "../../core/closure/index.ts"
import { ArrayRef, Local, Stream } from "../ir/index.ts"
import type { Element, Expr, Label, Site, Stmt } from "../ir/index.ts"
import type { Frame, Variable } from "./frame.ts"
import { either, isInt32, isSame, widened } from "./known.ts"
import type { Known } from "./known.ts"
import { compileError } from "./source.ts"
import type { LoopNode } from "./steps.ts"
import { as, constant } from "./values.ts"
import type { NumberValue, Value } from "./values.ts"

/** What is known of a variable at all times. */
export interface Fact {
  readonly holds: "number" | "boolean"
  readonly known: Known
}

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
}

/** What the kinds of syntax need of each other. */
export interface Parts {
  call(c: Compiler, node: CallExpression): Value
  assignment(c: Compiler, node: AssignmentExpression): Value
  update(c: Compiler, node: UpdateExpression): Value
  step(c: Compiler, node: UpdateExpression): void
  statements(c: Compiler, list: readonly AnyNode[]): void
  statement(c: Compiler, node: Statement): void
  forOf(c: Compiler, node: ForOfStatement, label: string | undefined): void
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
  out: Stmt[] = []
  loops: LoopState[] = []
  readonly sites: Site[] = []
  readonly captured: CapturedArray[] = []
  /** Variables that the prange around adds up: what may be done with them there. */
  readonly reduced: Map<Declaration, { readonly op: string }> = new Map()
  /** Counters that their loops keep below the lengths of arrays. */
  readonly within: Map<Local, Set<ArrayRef>> = new Map()
  #calls = 0
  /** A product and a sum may become one operation. */
  mayFuse: boolean
  /** What Math.random draws from here, and where that was begun. */
  readonly streams: { readonly stream: Stream; isUsed: boolean }[] = [{ stream: new Stream(), isUsed: false }]

  readonly parts: Parts
  readonly options: CompileOptions

  constructor(facts: ReadonlyMap<string, Fact>, pass: number, parts: Parts, options: CompileOptions) {
    this.parts = parts
    this.options = options
    this.mayFuse = options.fuses ?? options.fastmath === true
    this.facts = new Map(facts)
    this.pass = pass
  }

  fail(node: AnyNode, reason: string, fix: string, remark?: string): never {
    throw compileError(this.frame.source, node, reason, fix, remark)
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
  learn(key: string, holds: Fact["holds"], known: Known): void {
    const fact = this.facts.get(key)
    if (fact === undefined) {
      this.facts.set(key, { holds, known })
      this.changed = true
      return
    }
    let joined = either(fact.known, known)
    const kind = fact.holds === holds ? holds : "number"
    if (isSame(joined, fact.known) && kind === fact.holds) return
    if (this.pass >= patience) joined = widened(fact.known, joined)
    this.facts.set(key, { holds: kind, known: joined })
    this.changed = true
  }

  /** A variable, as wide as it must be for all that it ever holds. */
  variable(key: string, name: string, first: Fact): Variable {
    this.learn(key, first.holds, first.known)
    const { holds, known } = this.facts.get(key)!
    const rep = holds === "boolean" || isInt32(known) ? "i32" : "f64"
    return { kind: "variable", key, local: new Local(name, rep), holds }
  }

  read({ key, local, holds, wide }: Variable): Value {
    const expr: Expr = { k: "get", rep: local.rep, local }
    if (holds === "boolean") return { kind: "boolean", expr }
    const { known } = this.facts.get(key)!
    return { kind: "number", known, expr, wide: wide && { k: "get", rep: "i64", local: wide } }
  }

  /** Sets a variable to a number or a boolean. */
  write(variable: Variable, value: Value): void {
    if (value.kind === "boolean" && variable.holds === "boolean") {
      this.learn(variable.key, "boolean", constant(1).known)
      return this.emit({ k: "set", local: variable.local, value: value.expr })
    }
    const number = asNumber(value)
    this.learn(variable.key, "number", number.known)
    // Where the fact has just changed there will be another pass.
    this.emit({ k: "set", local: variable.local, value: as(variable.local.rep, number.expr) })
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

  /** The bound of a prange. */
  boundSite(node: AnyNode): number {
    const { source } = this.frame
    return this.sites.push({ array: undefined, text: source.text(node), where: source.where(node) }) - 1
  }

  site(array: ArrayRef, node: AnyNode): number {
    return this.sites.push({ array, where: this.frame.source.where(node) }) - 1
  }
}

/** A number, or 0 or 1 for a boolean. */
export function asNumber(value: Value): NumberValue {
  if (value.kind === "number") return value
  if (value.kind !== "boolean") throw new TypeError(`${value.kind} is no number`)
  return { kind: "number", known: { low: 0, high: 1, integer: true, minusZero: false, nan: false }, expr: value.expr }
}
