import { partsOf } from "../../ir/index.ts"
import type { ArrayRef, Expr, Label, Local, Stmt, Stream } from "../../ir/index.ts"
import { bigLiteral, checkedBinary } from "./bigints.ts"
import type { Accesses, Texts } from "./linear.ts"
import { printLoop, printPrange } from "./loops.ts"
import { forked } from "./fork.ts"
import * as operators from "./operators.ts"
import type { COptions } from "./operators.ts"
import { drawn, ownStream } from "./random.ts"
import type { Words } from "./random.ts"

/** What is the same for all functions of a kernel. */
export interface KernelParts {
  readonly options: COptions
  /** Where in a call's list the results begin. */
  readonly results: number
  /** A name that nothing else in the kernel has. */
  name(key: object, like: string): string
  /** The functions of its pranges, once everything is printed. */
  readonly functions: (() => string)[]
}

/** How accesses are printed in a loop that was checked before. */
interface Checked {
  readonly accesses: Accesses
  readonly counter: string
}

/** The statements of one C function, while they are printed. */
export class Body implements Texts {
  readonly kernel: KernelParts
  /** Inside a part of a prange there are no further threads. */
  readonly isPart: boolean
  readonly #lines: (string | (() => readonly string[]))[] = []
  /** Every variable and array that it names. */
  readonly locals: Set<Local> = new Set()
  readonly arrays: Set<ArrayRef> = new Set()
  /** Those that have begun. */
  readonly streams: Map<Stream, Words> = new Map()
  readonly #labels = new Map<Label, string>()
  #checked: Checked | undefined

  constructor(kernel: KernelParts, isPart: boolean) {
    this.kernel = kernel
    this.isPart = isPart
  }

  /** A function of some units of a prange. */
  part(): Body {
    return new Body(this.kernel, true)
  }

  line(text: string): this {
    this.#lines.push(text)
    return this
  }

  /** Lines that are known once the kernel is printed. */
  later(lines: () => readonly string[]): void {
    this.#lines.push(lines)
  }

  text(): readonly string[] {
    return this.#lines.flatMap((line) => (typeof line === "string" ? [line] : line()))
  }

  fresh(like: string): string {
    return this.kernel.name({}, like)
  }

  /** A variable of its own for a value. */
  kept(type: string, value: string, like = "t"): string {
    const name = this.fresh(like)
    this.line(`${type} ${name} = ${value};`)
    return name
  }

  local(local: Local): string {
    this.locals.add(local)
    return this.kernel.name(local, local.name)
  }

  array(array: ArrayRef): string {
    if (array.view !== undefined) operators.refuse("it takes a part of an array")
    this.arrays.add(array)
    return this.kernel.name(array, array.name)
  }

  /** Each printing of a statement has labels of its own. */
  open(label: Label): string {
    const name = this.fresh(label.name)
    this.#labels.set(label, name)
    return name
  }

  /** Prints a loop's body whose accesses were checked before. */
  within(checked: Checked, write: () => void): void {
    const before = this.#checked
    this.#checked = checked
    write()
    this.#checked = before
  }

  /** Prints a loop's body that checks for itself. */
  unchecked(write: () => void): void {
    const before = this.#checked
    this.#checked = undefined
    write()
    this.#checked = before
  }

  statements(list: readonly Stmt[]): void {
    for (const stmt of list) this.#statement(stmt)
  }

  #inside(head: string, list: readonly Stmt[]): void {
    this.line(`${head} {`).statements(list)
    this.line("}")
  }

  #statement(stmt: Stmt): void {
    switch (stmt.k) {
      case "set": {
        const value = this.value(stmt.value)
        return void this.line(`${this.local(stmt.local)} = ${value};`)
      }
      case "store": {
        const line = this.#checked?.accesses.of(stmt)
        const list = line === undefined ? [stmt.index, stmt.value] : [stmt.value]
        const texts = this.#ordered(list)
        const index = line === undefined ? texts[0]! : line.at(this.#checked!.counter)
        const type = operators.typeOfElement(stmt.array.element)
        return void this.line(`${this.array(stmt.array)}[${index}] = (${type})${texts.at(-1)!};`)
      }
      case "drop":
        return void this.line(`(void)${this.value(stmt.value)};`)
      case "guard":
        this.line(`if (__builtin_expect(!${this.value(stmt.test)}, 0))`)
        return void this.line(`  return heddle_fail(failure, ${stmt.site}, 0);`)
      case "if":
        this.#inside(`if (${this.value(stmt.test)})`, stmt.yes)
        return stmt.no.length === 0 ? undefined : this.#inside("else", stmt.no)
      case "loop":
        return printLoop(this, stmt)
      case "block": {
        const exit = this.open(stmt.exit)
        this.#inside("", stmt.body)
        return void this.line(`${exit}: ;`)
      }
      case "break":
        return void this.line(`goto ${this.#labels.get(stmt.to)!};`)
      case "seed":
        return ownStream(this, stmt.stream, stmt.key, "0")
      case "return": {
        const texts = this.#ordered(stmt.values)
        for (const [i, text] of texts.entries()) this.#result(this.kernel.results + i, stmt.values[i]!, text)
        return void this.line("return 0;")
      }
      case "prange":
        if (this.isPart || stmt.shares !== undefined) return printPrange(this, stmt)
        return forked(this, stmt)
      default:
        return unknown(stmt)
    }
  }

  /** Of a bigint its bits. */
  #result(word: number, { rep }: Expr, text: string): void {
    if (rep !== "big") return void this.line(`io[${word}] = (double)${text};`)
    const result = this.kept("int64_t", text, "result")
    this.line(`__builtin_memcpy(io + ${word}, &${result}, sizeof ${result});`)
  }

  /** Values in order: what later ones do first must not change those before. */
  #ordered(list: readonly Expr[]): string[] {
    const last = list.findLastIndex(mayChange)
    return list.map((expr, i) => {
      const text = this.value(expr)
      return i < last && expr.k !== "const" ? this.kept(operators.typeOf(expr.rep), text) : text
    })
  }

  value(expr: Expr): string {
    switch (expr.k) {
      case "const":
        return operators.literal(expr.rep, expr.value)
      case "bigint":
        return bigLiteral(expr.value)
      case "get":
        operators.typeOf(expr.rep)
        return this.local(expr.local)
      case "unary":
        return operators.unary(expr, this.value(expr.a))
      case "binary": {
        const [a, b] = this.#ordered([expr.a, expr.b])
        if (expr.check !== undefined) return checkedBinary(this, expr, expr.check, a!, b!)
        return operators.binary(expr, a!, b!)
      }
      case "fused": {
        const [a, b, c] = this.#ordered([expr.a, expr.b, expr.c])
        return `heddle_fused(${expr.isNegative ? `-(${a})` : a}, ${b}, ${c})`
      }
      case "compare": {
        const [a, b] = this.#ordered([expr.a, expr.b])
        return operators.compare(expr.op, a!, b!)
      }
      case "convert":
        return operators.converted(expr, this.value(expr.a))
      case "if":
        return this.#choice(expr)
      case "index":
        return this.#index(expr)
      case "whole":
        return this.#whole(expr)
      case "load": {
        const line = this.#checked?.accesses.of(expr)
        const index = line === undefined ? this.value(expr.index) : line.at(this.#checked!.counter)
        return `(${operators.loaded(expr.array.element, `${this.array(expr.array)}[${index}]`)})`
      }
      case "random":
        return drawn(this, expr)
      case "call":
        return operators.called(expr.fn, this.#ordered(expr.args), this.kernel.options)
      case "seq":
        this.statements(expr.before)
        return this.value(expr.value)
      default:
        return unknown(expr)
    }
  }

  #choice({ rep, test, yes, no }: Extract<Expr, { k: "if" }>): string {
    const first = this.value(test)
    if (!this.#hasStatements(yes) && !this.#hasStatements(no)) {
      return `(${first} ? ${this.value(yes)} : ${this.value(no)})`
    }
    const chosen = this.kept(operators.typeOf(rep), "0", "chosen")
    this.line(`if (${first}) {`).line(`${chosen} = ${this.value(yes)};`)
    this.line("} else {").line(`${chosen} = ${this.value(no)};`)
    this.line("}")
    return chosen
  }

  /** The index, once it is known to be one. */
  #index(expr: Extract<Expr, { k: "index" }>): string {
    const { array, a, site, safe } = expr
    const line = this.#checked?.accesses.of(expr)
    if (line !== undefined) return `(int32_t)${line.at(this.#checked!.counter)}`
    const text = this.value(a)
    if (safe) return a.rep === "i32" ? text : `(int32_t)${text}`
    const index = this.kept(operators.typeOf(a.rep), text, "at")
    const test = a.rep === "f64" ? "heddle_is_index" : "heddle_within"
    this.line(`if (__builtin_expect(!${test}(${index}, ${this.local(array.length)}), 0))`)
    this.line(`  return heddle_fail(failure, ${site}, (double)${index});`)
    return a.rep === "i32" ? index : `(int32_t)${index}`
  }

  #whole({ a, site }: Extract<Expr, { k: "whole" }>): string {
    const whole = this.kept("double", this.value(a), "whole")
    this.line(`if (__builtin_expect(!heddle_is_int32(${whole}), 0)) return heddle_fail(failure, ${site}, ${whole});`)
    return `(int32_t)${whole}`
  }

  /** Must statements run before the expression has its value? */
  #hasStatements(expr: Expr): boolean {
    if (
      expr.k === "seq" ||
      expr.k === "whole" ||
      expr.k === "random" ||
      (expr.k === "binary" && expr.check !== undefined)
    )
      return true
    if (expr.k === "index" && this.#checked?.accesses.of(expr) !== undefined) return false
    if (expr.k === "index" && !expr.safe) return true
    if (expr.k === "load" && this.#checked?.accesses.of(expr) !== undefined) return false
    return partsOf(expr).some((part) => this.#hasStatements(part))
  }
}

/** Has it statements that may change a variable or an element? */
function mayChange(expr: Expr): boolean {
  return expr.k === "seq" || partsOf(expr).some(mayChange)
}

/** What the IR has that is not known here. */
function unknown({ k }: { readonly k: string }): never {
  return operators.refuse(`it has a node of kind ${k}`)
}
