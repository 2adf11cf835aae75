import { block, isInLeaves, lanes } from "../../ir/index.ts"
import type { Expr, Local, PrangeStmt, Stmt } from "../../ir/index.ts"
import { failedLine } from "./bigints.ts"
import type { Body } from "./body.ts"
import { Accesses, hasAccesses, isFixed } from "./linear.ts"
import { combined, identity, literal, tree, typeOf } from "./operators.ts"
import { laneStreams, numberOf, ownStream } from "./random.ts"
import { hasLoops, setsIn } from "./sets.ts"

type Loop = Extract<Stmt, { k: "loop" }>

/** Largest int32. */
const most = 2 ** 31 - 1

/** A loop as it is, or, where that gains something, once more without checks, for when they hold before it. */
export function printLoop(body: Body, loop: Loop): void {
  const exit = body.open(loop.exit)
  const counted = countedOf(loop)
  if (counted === undefined) plainLoop(body, loop, exit)
  else countedLoop(body, loop, exit, counted)
  body.line(`${exit}: ;`)
}

function plainLoop(body: Body, { next, test, late, body: statements, update }: Loop, exit: string): void {
  const leave = (): void => {
    if (test === undefined) return
    const value = body.value(test)
    body.line(`if (!${value}) goto ${exit};`)
  }
  body.line("for (;;) {")
  if (!late) leave()
  const again = body.open(next)
  body.statements(statements)
  body.line(`${again}: ;`)
  body.statements(update)
  if (late) leave()
  body.line("}")
}

/** `for (; counter < bound; counter += step)`, where nothing inside changes the counter and the bound. */
interface Counted {
  readonly counter: Local
  readonly bound: Expr
  readonly isUp: boolean
  /** The bound itself is reached. */
  readonly isClosed: boolean
  /** Above 0. */
  readonly step: number
}

function countedOf({ test, late, body, update }: Loop): Counted | undefined {
  if (late || test?.k !== "compare" || test.a.k !== "get" || hasLoops(body) || !hasAccesses(body)) return undefined
  const { op, b: bound } = test
  const counter = test.a.local
  const [only] = update
  if (counter.rep !== "i32" || update.length !== 1 || only?.k !== "set" || only.local !== counter) return undefined
  const { value } = only
  if (value.k !== "binary" || value.a.k !== "get" || value.a.local !== counter || value.b.k !== "const")
    return undefined
  if (value.op !== "add" && value.op !== "sub") return undefined
  const step = value.op === "add" ? value.b.value : -value.b.value
  const isUp = op === "lt" || op === "le"
  if ((!isUp && op !== "gt" && op !== "ge") || step === 0 || step > 0 !== isUp) return undefined
  if (setsIn(body).has(counter) || !isFixed(bound, [...body, ...update])) return undefined
  return { counter, bound, isUp, isClosed: op === "le" || op === "ge", step: Math.abs(step) }
}

function countedLoop(body: Body, loop: Loop, exit: string, counted: Counted): void {
  const { counter, bound, isUp, isClosed, step } = counted
  const accesses = new Accesses(loop.body, counter, body)
  if (!accesses.isWorth) return plainLoop(body, loop, exit)
  const [sign, less] = isUp ? ["+", "<"] : ["-", ">"]
  const i = body.local(counter)
  body.line("{")
  const first = body.kept("const int64_t", i, "first")
  const end = body.kept("const int64_t", `(int64_t)${body.value(bound)}${isClosed ? ` ${sign} 1` : ""}`, "end")
  const last = body.kept("const int64_t", lastOf(first, end, step, isUp), "last")
  const at = body.kept("int64_t", first, "c")
  const conditions = accesses.conditions(first, last)
  // Beyond the last step an int32 would wrap, and the loop would go on.
  const room = isUp ? `${last} <= ${most - step}` : `${last} >= ${step - most - 1}`
  if (step !== 1 || isClosed) conditions.unshift(room)
  if (conditions.length > 0) body.line(`if (!(${first} ${less} ${end}) || (${conditions.join(" && ")})) {`)
  body.line(`for (; ${at} ${less} ${end}; ${at} ${sign}= ${step}) {`).line(`${i} = (int32_t)${at};`)
  const next = body.open(loop.next)
  body.within({ accesses, counter: at }, () => body.statements(loop.body))
  body.line(`${next}: ;`).line("}").line(`${i} = (int32_t)${at};`)
  if (conditions.length > 0) {
    body.line("} else {")
    body.unchecked(() => plainLoop(body, loop, exit))
    body.line("}")
  }
  body.line("}")
}

/** The last value that a counter has inside the loop, if it is run at all. */
function lastOf(first: string, end: string, step: number, isUp: boolean): string {
  if (step === 1) return `${end} ${isUp ? "- 1" : "+ 1"}`
  return isUp
    ? `${first} + (${end} - 1 - ${first}) / ${step} * ${step}`
    : `${first} - (${first} - ${end} - 1) / ${step} * ${step}`
}

/** Some iterations of a prange: C texts. */
export interface Share {
  /** The value of the counter in iteration 0, an int64. */
  readonly start: string
  /** The first of these iterations, and the one behind the last. */
  readonly from: string
  readonly to: string
}

/** What of a prange can be checked before it; undefined: it must check for itself. */
export function accessesOf(body: Body, loop: PrangeStmt): Accesses | undefined {
  if (hasLoops(loop.body) || setsIn(loop.body).has(loop.index)) return undefined
  return new Accesses(loop.body, loop.index, body)
}

function counterAt({ step }: PrangeStmt, start: string, iteration: string): string {
  return step === 1 ? `${start} + ${iteration}` : `${start} + ${iteration} * ${literal("i64", step)}`
}

/** The condition under which iterations need no checks; undefined: there is none. */
function conditionOf(loop: PrangeStmt, accesses: Accesses, { start, from, to }: Share): string | undefined {
  const first = `(${counterAt(loop, start, `(int64_t)${from}`)})`
  const last = `(${counterAt(loop, start, `((int64_t)${to} - 1)`)})`
  const conditions = accesses.conditions(first, last)
  return conditions.length === 0 ? undefined : conditions.join(" && ")
}

/**
 * One iteration, with variables of its own. `sums`: the texts that the variables which are added up begin with, if they
 * are its own too.
 */
function iteration(body: Body, loop: PrangeStmt, counter: string, accesses?: Accesses, sums?: readonly string[]): void {
  const own = new Set(setsIn(loop.body).keys())
  const c = body.kept("const int64_t", counter, "c")
  own.delete(loop.index)
  for (const [r, { local }] of loop.reductions.entries()) {
    own.delete(local)
    if (sums !== undefined) body.line(`${typeOf(local.rep)} ${body.local(local)} = ${sums[r]!};`)
  }
  body.line(`int32_t ${body.local(loop.index)} = (int32_t)${c};`)
  for (const local of own) body.line(`${typeOf(local.rep)} ${body.local(local)} = 0;`)
  const next = body.open(loop.next)
  const write = (): void => body.statements(loop.body)
  if (accesses === undefined) body.unchecked(write)
  else body.within({ accesses, counter: c }, write)
  body.line(`${next}: ;`)
  if (sums === undefined) return
  for (const [r, { local }] of loop.reductions.entries()) body.line(`${sums[r]!} = ${body.local(local)};`)
}

/** Iterations that add nothing up. There is at least one. */
export function iterations(body: Body, loop: PrangeStmt, share: Share): void {
  const all = (checked?: Accesses): void => {
    const at = body.fresh("at")
    body.line(`for (int64_t ${at} = ${share.from}; ${at} < ${share.to}; ${at}++) {`)
    iteration(body, loop, counterAt(loop, share.start, at), checked)
    body.line("}")
  }
  const accesses = accessesOf(body, loop)
  if (accesses === undefined || !accesses.isWorth) return all()
  const condition = conditionOf(loop, accesses, share)
  if (condition === undefined) return all(accesses)
  body.line(`if (${condition}) {`)
  all(accesses)
  body.line("} else {")
  all()
  body.line("}")
}

/** One lane of a leaf, whose number is a text. The variables that are added up have its partial result then. */
export function laneOf(body: Body, loop: PrangeStmt, { start, from, to }: Share, lane: string): void {
  for (const reduction of loop.reductions) body.line(`${body.local(reduction.local)} = ${identity(reduction)};`)
  const { random } = loop
  if (random !== undefined) ownStream(body, random.stream, random.key, numberOf(from, lane))
  const at = body.fresh("at")
  body.line(`for (int64_t ${at} = (int64_t)${from} + ${lane}; ${at} < ${to}; ${at} += ${lanes}) {`)
  iteration(body, loop, counterAt(loop, start, at))
  body.line("}")
}

/** Can a leaf be done with its lanes side by side? */
export function isSideBySide(body: Body, loop: PrangeStmt): boolean {
  return accessesOf(body, loop)?.isWhole === true
}

/** The partial results of the eight lanes of a leaf go to the lists of those names, one for each reduction. */
export function leafOf(body: Body, loop: PrangeStmt, share: Share, sums: readonly string[]): void {
  const { start, from, to } = share
  const oneByOne = (): void => {
    const lane = body.fresh("lane")
    body.line(`for (int64_t ${lane} = 0; ${lane} < ${lanes}; ${lane}++) {`)
    laneOf(body, loop, share, lane)
    for (const [r, { local }] of loop.reductions.entries()) {
      body.line(`${sums[r]!}[${lane}] = ${body.local(local)};`)
    }
    body.line("}")
  }
  const accesses = accessesOf(body, loop)
  if (accesses?.isWhole !== true || loop.shares !== undefined) return oneByOne()
  const condition = conditionOf(loop, accesses, share)
  if (condition !== undefined) body.line(`if (${condition}) {`)
  const [lane, at] = [body.fresh("lane"), body.fresh("at")]
  const each = sums.map((list) => `${list}[${lane}]`)
  body.line(`for (int64_t ${lane} = 0; ${lane} < ${lanes}; ${lane}++) {`)
  for (const [r, reduction] of loop.reductions.entries()) body.line(`${each[r]!} = ${identity(reduction)};`)
  body.line("}").line(`int64_t ${at} = ${from};`)
  laneStreams(body, loop, from, lane)
  body.line(`for (; ${at} + ${lanes} <= ${to}; ${at} += ${lanes}) {`)
  body.line("#pragma omp simd").line(`for (int64_t ${lane} = 0; ${lane} < ${lanes}; ${lane}++) {`)
  iteration(body, loop, counterAt(loop, start, `(${at} + ${lane})`), accesses, each)
  body.line("}").line("}")
  // Leaves begin at multiples of eight.
  body.line(`for (; ${at} < ${to}; ${at}++) {`).line(`const int64_t ${lane} = ${at} & ${lanes - 1};`)
  iteration(body, loop, counterAt(loop, start, at), accesses, each)
  body.line("}")
  if (condition === undefined) return
  body.line("} else {")
  oneByOne()
  body.line("}")
}

/** How many iterations there are, and the counter's value in the first. */
export function rangeOf(body: Body, loop: PrangeStmt): { count: string; start: string } {
  const count = body.kept("const uint32_t", `(uint32_t)${body.value(loop.count)}`, "count")
  return { count, start: body.kept("const int64_t", body.value(loop.start), "start") }
}

/** A prange inside another, on this thread. */
export function printPrange(body: Body, loop: PrangeStmt): void {
  body.line("{")
  const { count, start } = rangeOf(body, loop)
  body.line(`if (${count} > 0) {`)
  if (!isInLeaves(loop)) iterations(body, loop, { start, from: "0", to: count })
  else leaves(body, loop, start, count)
  body.line("}").line("}")
}

/** Partial results of leaves wait on a stack that is as deep as a binary counter. */
function leaves(body: Body, loop: PrangeStmt, start: string, count: string): void {
  const parts = loop.reductions.map((reduction) => {
    const { local } = reduction
    const type = typeOf(local.rep)
    const before = body.kept(type, body.local(local), "before")
    const [stack, sums] = [body.fresh("stack"), body.fresh("sums")]
    // Of up to 2^32 / 4096 leaves.
    body.line(`${type} ${stack}[32], ${sums}[${lanes}];`)
    return { reduction, before, stack, sums, name: body.local(local) }
  })
  const depth = body.kept("int32_t", "0", "depth")
  const pop = (): void => {
    body.line(`${depth}--;`)
    for (const { reduction, stack, name } of parts) {
      body.line(`${name} = ${combined(reduction, `${stack}[${depth}]`, name)};`)
    }
  }
  const [from, to, bits] = [body.fresh("from"), body.fresh("to"), body.fresh("bits")]
  body.line(`for (uint32_t ${from} = 0; ${from} < ${count}; ${from} += ${block}) {`)
  body.line(`const uint32_t ${to} = ${count} - ${from} < ${block} ? ${count} : ${from} + ${block};`)
  leafOf(
    body,
    loop,
    { start, from, to },
    parts.map(({ sums }) => sums),
  )
  for (const { reduction, sums, name } of parts) body.line(`${name} = ${tree(reduction, sums, String(lanes))};`)
  // As many are joined as the number of the leaf ends in ones.
  body.line(`for (uint32_t ${bits} = ${from} / ${block}; ${bits} & 1; ${bits} >>= 1) {`)
  pop()
  body.line("}")
  for (const { stack, name } of parts) body.line(`${stack}[${depth}] = ${name};`)
  body.line(`${depth}++;`).line("}").line(`${depth}--;`)
  for (const { stack, name } of parts) body.line(`${name} = ${stack}[${depth}];`)
  body.line(`while (${depth} > 0) {`)
  pop()
  body.line("}")
  for (const { reduction, before, name } of parts) body.line(`${name} = ${combined(reduction, before, name)};`)
  for (const line of failedLine(loop.reductions)) body.line(line)
}
