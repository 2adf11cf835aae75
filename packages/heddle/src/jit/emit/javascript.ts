import { bigBinary, bigCombined, bigConverted, bigLiteral } from "./javascript-bigints.ts"
import { ArrayRef, block, identityOf, isInLeaves, lanes, partsOf } from "../ir/index.ts"
import type {
  BinaryOp,
  CompareOp,
  Expr,
  KernelIr,
  Label,
  Local,
  PrangeStmt,
  Reduction,
  Stmt,
  UnaryOp,
} from "../ir/index.ts"

/** Pranges that are run elsewhere, by `gpu`, a parameter more; then the function is async. */
export interface Elsewhere {
  /** What gives the list of what the prange adds up. */
  run(loop: PrangeStmt, start: string, count: string, name: (local: Local) => string): string
  /** The line before an element is used here, and the one after it was written. */
  before(array: ArrayRef): string
  after(array: ArrayRef): string
}

/**
 * The kernel as JavaScript text: a function of its inputs in order, and of `bounds`, that gives a list of results, where
 * `bits` has the operations on bits, `random` the streams, and `big` what bigints need. It computes what the WebAssembly computes, the tree of a prange reduction included.
 */
export function emitJavaScript(kernel: KernelIr, elsewhere?: Elsewhere): string {
  return new Printer(elsewhere).kernel(kernel)
}

const compareText: Readonly<Record<CompareOp, string>> = { eq: "===", ne: "!==", lt: "<", le: "<=", gt: ">", ge: ">=" }

const unaryText: Readonly<Record<UnaryOp, (a: string) => string>> = {
  neg: (a) => `(-${a})`,
  abs: (a) => `Math.abs(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  floor: (a) => `Math.floor(${a})`,
  ceil: (a) => `Math.ceil(${a})`,
  trunc: (a) => `Math.trunc(${a})`,
  nearest: (a) => `nearest(${a})`,
  fround: (a) => `Math.fround(${a})`,
  eqz: (a) => `(${a} === 0 ? 1 : 0)`,
  clz: (a) => `Math.clz32(${a})`,
  powerOfTwo: (a) => `bits.powerOfTwo(${a})`,
  powerOfMinusOne: (a) => `bits.powerOfMinusOne(${a})`,
  nearestExponent: (a) => `bits.nearestExponent(${a})`,
  nearestSignificand: (a) => `bits.nearestSignificand(${a})`,
  upperHalf: (a) => `bits.upperHalf(${a})`,
}

const floatText: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} - ${b})`,
  mul: (a, b) => `(${a} * ${b})`,
  div: (a, b) => `(${a} / ${b})`,
  min: (a, b) => `Math.min(${a}, ${b})`,
  max: (a, b) => `Math.max(${a}, ${b})`,
  copysign: (a, b) => `bits.withSign(${a}, ${b})`,
}

const intText: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b} | 0)`,
  sub: (a, b) => `(${a} - ${b} | 0)`,
  mul: (a, b) => `Math.imul(${a}, ${b})`,
  rem: (a, b) => `(${a} % ${b})`,
  and: (a, b) => `(${a} & ${b})`,
  or: (a, b) => `(${a} | ${b})`,
  xor: (a, b) => `(${a} ^ ${b})`,
  shl: (a, b) => `(${a} << ${b})`,
  shr: (a, b) => `(${a} >> ${b})`,
  shru: (a, b) => `(${a} >>> ${b} | 0)`,
}

/** Bytes from one address to another may be fewer than none until they are compared. */
const addressText: Partial<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} - ${b})`,
  shl: (a, b) => `(${a} * 2 ** ${b})`,
}

/** Bytes as an unsigned integer; to the nearest integer, halves to the even one. */
const helpers = `const unwrapped = (bytes) => bytes < 0 ? bytes + 2 ** 64 : bytes
const nearest = (x) => {
  const low = Math.floor(x), rest = x - low
  return rest < 0.5 ? low : rest > 0.5 ? low + 1 : low % 2 === 0 ? low : low + 1
}`

class Printer {
  readonly #names = new Map<object, string>()
  readonly #declared: string[] = []
  readonly #lines: string[] = []
  readonly #elsewhere: Elsewhere | undefined

  constructor(elsewhere: Elsewhere | undefined) {
    this.#elsewhere = elsewhere
  }

  kernel({ inputs, body, key }: KernelIr): string {
    const params = inputs.map((input) => this.#name(input, input.name))
    for (const [i, input] of inputs.entries()) {
      if (!(input instanceof ArrayRef)) continue
      this.#emit(`${this.#local(input.length)} = ${params[i]}.length`)
      // What is compared of those that lie in one buffer.
      this.#emit(`${this.#local(input.pointer)} = ${params[i]}.byteOffset`)
    }
    if (key !== undefined) this.#emit(`${this.#local(key)} = random.key()`)
    this.#statements(body)
    const locals = this.#declared.filter((name) => !params.includes(name))
    const declare = locals.length === 0 ? "" : `let ${locals.map((name) => `${name} = 0`).join(", ")}\n`
    const [head, names] = this.#elsewhere === undefined ? ["", []] : ["async ", ["gpu"]]
    return `${helpers}\nreturn ${head}(${[...params, "bounds", ...names].join(", ")}) => {\n${declare}${this.#lines.join("\n")}\nreturn []\n}`
  }

  #name(key: object, name: string): string {
    let known = this.#names.get(key)
    if (known === undefined) {
      known = `${name.replaceAll(/[^A-Za-z0-9]/g, "_")}$${this.#names.size}`
      this.#names.set(key, known)
      if (!(key instanceof ArrayRef)) this.#declared.push(known)
    }
    return known
  }

  #local(local: Local): string {
    return this.#name(local, local.name)
  }

  /** Of a part of an array it is the array's own. */
  #element(array: ArrayRef, index: string): string {
    if (this.#elsewhere !== undefined) this.#emit(this.#elsewhere.before(array))
    const { view } = array
    if (view === undefined) return `${this.#name(array, array.name)}[${index}]`
    return `${this.#name(view.base, view.base.name)}[${this.#local(view.from)} + ${index}]`
  }

  #fresh(): string {
    return this.#name({}, "t")
  }

  #emit(line: string): void {
    this.#lines.push(line)
  }

  #label(label: Label): string {
    return `L${this.#name(label, label.name)}`
  }

  #statements(list: readonly Stmt[]): void {
    for (const stmt of list) this.#statement(stmt)
  }

  #inside(head: string, list: readonly Stmt[]): void {
    this.#emit(`${head} {`)
    this.#statements(list)
    this.#emit("}")
  }

  #statement(stmt: Stmt): void {
    switch (stmt.k) {
      case "set":
        return this.#emit(`${this.#local(stmt.local)} = ${this.#value(stmt.value)}`)
      case "store": {
        const [index, value] = this.#ordered([stmt.index, stmt.value])
        this.#emit(`${this.#element(stmt.array, index!)} = ${value}`)
        return this.#elsewhere === undefined ? undefined : this.#emit(this.#elsewhere.after(stmt.array))
      }
      case "drop":
        return this.#emit(`void ${this.#value(stmt.value)}`)
      case "guard":
        return this.#emit(`if (!${this.#value(stmt.test)}) bounds(${stmt.site}, 0, 0)`)
      case "if":
        this.#inside(`if (${this.#value(stmt.test)})`, stmt.yes)
        return stmt.no.length === 0 ? undefined : this.#inside("else", stmt.no)
      case "loop":
        return this.#loop(stmt)
      case "block":
        return this.#inside(`${this.#label(stmt.exit)}:`, stmt.body)
      case "break":
        return this.#emit(`break ${this.#label(stmt.to)}`)
      case "seed":
        return this.#emit(`${this.#name(stmt.stream, "stream")} = random.stream(${this.#local(stmt.key)}, 0)`)
      case "return":
        return this.#emit(`return [${this.#ordered(stmt.values).join(", ")}]`)
      default:
        return this.#prange(stmt)
    }
  }

  #loop({ exit, next, test, late, body, update }: Extract<Stmt, { k: "loop" }>): void {
    const leave = (): void => {
      if (test !== undefined) this.#emit(`if (!${this.#value(test)}) break ${this.#label(exit)}`)
    }
    this.#emit(`${this.#label(exit)}: for (;;) {`)
    if (!late) leave()
    this.#inside(`${this.#label(next)}:`, body)
    this.#statements(update)
    if (late) leave()
    this.#emit("}")
  }

  #prange(loop: PrangeStmt): void {
    const [count, start, at] = [this.#fresh(), this.#fresh(), this.#fresh()]
    this.#emit(`${count} = ${this.#value(loop.count)} >>> 0`)
    this.#emit(`${start} = ${this.#value(loop.start)}`)
    if (this.#elsewhere !== undefined) {
      const sums = this.#fresh()
      this.#emit(`${sums} = ${this.#elsewhere.run(loop, start, count, (local) => this.#local(local))}`)
      for (const [r, reduction] of loop.reductions.entries()) {
        const name = this.#local(reduction.local)
        this.#emit(`if (${count} > 0) ${name} = ${combine(reduction, name, `${sums}[${r}]`)}`)
      }
      return
    }
    const iteration = (): void => {
      this.#emit(`${this.#local(loop.index)} = ${start} + ${at} * ${loop.step}`)
      this.#inside(`${this.#label(loop.next)}:`, loop.body)
    }
    if (!isInLeaves(loop)) {
      this.#emit(`for (${at} = 0; ${at} < ${count}; ${at}++) {`)
      iteration()
      return this.#emit("}")
    }
    const [first, lane, end] = [this.#fresh(), this.#fresh(), this.#fresh()]
    const parts = loop.reductions.map((reduction) => ({
      reduction,
      name: this.#local(reduction.local),
      before: this.#fresh(),
      leaves: this.#fresh(),
      lanes: this.#fresh(),
    }))
    for (const { before, leaves, name } of parts) this.#emit(`${before} = ${name}; ${leaves} = []`)
    this.#emit(`for (${first} = 0; ${first} < ${count}; ${first} += ${block}) {`)
    this.#emit(`${end} = Math.min(${count}, ${first} + ${block})`)
    for (const part of parts) this.#emit(`${part.lanes} = []`)
    this.#emit(`for (${lane} = 0; ${lane} < ${lanes}; ${lane}++) {`)
    for (const { name, reduction } of parts) this.#emit(`${name} = ${this.#value(identityOf(reduction))}`)
    if (loop.random !== undefined) {
      const number = `${first} / ${block / lanes} + ${lane}`
      const { stream, key } = loop.random
      this.#emit(`${this.#name(stream, "stream")} = random.stream(${this.#local(key)}, ${number})`)
    }
    this.#emit(`for (${at} = ${first} + ${lane}; ${at} < ${end}; ${at} += ${lanes}) {`)
    iteration()
    this.#emit("}")
    for (const part of parts) this.#emit(`${part.lanes}.push(${part.name})`)
    this.#emit("}")
    for (const part of parts) this.#emit(`${part.leaves}.push(${combined(part.lanes, part.reduction)})`)
    this.#emit("}")
    for (const { name, before, leaves, reduction } of parts) {
      const total = combine(reduction, before, combined(leaves, reduction))
      this.#emit(`${name} = ${leaves}.length === 0 ? ${before} : ${total}`)
    }
  }

  /** Values in order: where one of them has statements before it, those before are kept. */
  #ordered(list: readonly Expr[]): string[] {
    if (!list.some(hasStatements)) return list.map((expr) => this.#value(expr))
    return list.map((expr) => {
      const kept = this.#fresh()
      this.#emit(`${kept} = ${this.#value(expr)}`)
      return kept
    })
  }

  #value(expr: Expr): string {
    switch (expr.k) {
      case "const":
        return literal(expr.value)
      case "bigint":
        return bigLiteral(expr.value)
      case "get":
        return this.#local(expr.local)
      case "unary":
        return unaryText[expr.op](this.#value(expr.a))
      case "binary": {
        const [a, b] = this.#ordered([expr.a, expr.b])
        if (expr.rep === "big") return bigBinary(expr, a!, b!)
        return (expr.rep === "i32" ? intText : expr.rep === "address" ? addressText : floatText)[expr.op]!(a!, b!)
      }
      case "fused": {
        const [a, b, c] = this.#ordered([expr.a, expr.b, expr.c])
        return `bits.multiplyAdd(${expr.isNegative ? `-(${a})` : a}, ${b}, ${c})`
      }
      case "compare": {
        const [a, b] = this.#ordered([expr.a, expr.b])
        return `(${a} ${compareText[expr.op]} ${b} ? 1 : 0)`
      }
      case "convert": {
        const a = this.#value(expr.a)
        if (expr.rep === "big" || expr.a.rep === "big") return bigConverted(expr, a)
        if (expr.a.rep === "address") return `unwrapped(${a})`
        if (expr.how === "unsigned") return `(${a} >>> 0)`
        if (expr.how === "saturating") return `(Math.max(-2147483648, Math.min(2147483647, ${a})) | 0)`
        return expr.rep === "i32" ? `(${a} | 0)` : a
      }
      case "if":
        return this.#choice(expr)
      case "index":
        return expr.safe || expr.isUnchecked === true
          ? `(${this.#value(expr.a)} | 0)`
          : `bounds(${expr.site}, ${this.#value(expr.a)}, ${this.#local(expr.array.length)})`
      case "whole":
        return `(bounds(${expr.site}, ${this.#value(expr.a)}, undefined) | 0)`
      case "load":
        return read(expr.array, this.#element(expr.array, this.#value(expr.index)))
      case "random":
        return `random.${expr.rep === "f64" ? "unit" : "bits"}(${this.#name(expr.stream, "stream")})`
      case "call": {
        const args = this.#ordered(expr.args)
        if (expr.fn === "rem") return `(${args[0]} % ${args[1]})`
        return expr.fn === "int32" ? `(${args[0]} | 0)` : `${expr.fn}(${args.join(", ")})`
      }
      default:
        this.#statements(expr.before)
        return this.#value(expr.value)
    }
  }

  #choice({ test, yes, no }: Extract<Expr, { k: "if" }>): string {
    if (!hasStatements(yes) && !hasStatements(no)) {
      return `(${this.#value(test)} ? ${this.#value(yes)} : ${this.#value(no)})`
    }
    const chosen = this.#fresh()
    this.#emit(`if (${this.#value(test)}) {`)
    this.#emit(`${chosen} = ${this.#value(yes)}`)
    this.#emit("} else {")
    this.#emit(`${chosen} = ${this.#value(no)}`)
    this.#emit("}")
    return chosen
  }
}

function literal(value: number): string {
  return Object.is(value, -0) ? "(-0)" : value < 0 ? `(${value})` : String(value)
}

/** Of uint64 what has the same bits in int64. */
function read({ element }: ArrayRef, text: string): string {
  if (element === "u32") return `(${text} | 0)`
  return element === "u64" ? `BigInt.asIntN(64, ${text})` : text
}

function combine(reduction: Reduction, a: string, b: string): string {
  const { combine: op, local } = reduction
  if (local.rep === "big") return bigCombined(reduction, a, b)
  return (local.rep === "i32" ? intText : floatText)[op]!(a, b)
}

/** The items of a list, pairwise until one is left. */
function combined(list: string, reduction: Reduction): string {
  const pair = combine(reduction, "list[i]", "list[i + 1]")
  return `((list) => {
  while (list.length > 1) {
    const next = []
    for (let i = 0; i < list.length; i += 2) next.push(i + 1 < list.length ? ${pair} : list[i])
    list = next
  }
  return list[0]
})(${list})`
}

const known = new WeakMap<Expr, boolean>()

/** Must statements run before the expression has its value? */
function hasStatements(expr: Expr): boolean {
  let has = known.get(expr)
  if (has === undefined) known.set(expr, (has = expr.k === "seq" || partsOf(expr).some(hasStatements)))
  return has
}
