import { Label, Local } from "./ir.ts"
import type { Expr, Stmt } from "./ir.ts"

/** An expression with other parts; statements before it stay. */
export function withParts(expr: Expr, change: (part: Expr) => Expr): Expr {
  switch (expr.k) {
    case "unary":
    case "convert":
    case "index":
    case "whole":
      return { ...expr, a: change(expr.a) }
    case "binary":
    case "compare":
      return { ...expr, a: change(expr.a), b: change(expr.b) }
    case "fused":
      return { ...expr, a: change(expr.a), b: change(expr.b), c: change(expr.c) }
    case "if":
      return { ...expr, test: change(expr.test), yes: change(expr.yes), no: change(expr.no) }
    case "load":
      return { ...expr, index: change(expr.index) }
    case "call":
      return { ...expr, args: expr.args.map(change) }
    case "seq":
      return { ...expr, value: change(expr.value) }
    default:
      return expr
  }
}

/** Writes statements once more, with variables and labels of their own. */
export class Copier {
  readonly #locals: Map<Local, Local>
  readonly #labels = new Map<Label, Label>()
  /** What stood in two places does so again. */
  readonly #exprs: Map<Expr, Expr>
  readonly #own: ReadonlySet<Local>
  readonly #isSafe: (index: Expr) => boolean

  /**
   * `own`: the variables that the copy has for itself. `instead`: those that it has others for. `values`: what stands in the
   * place of expressions. `isSafe`: of which indices it is known now that they are not outside.
   */
  constructor(of: {
    readonly own: ReadonlySet<Local>
    readonly instead: ReadonlyMap<Local, Local>
    readonly values: ReadonlyMap<Expr, Expr>
    readonly isSafe: (index: Expr) => boolean
  }) {
    this.#own = of.own
    this.#locals = new Map(of.instead)
    this.#exprs = new Map(of.values)
    this.#isSafe = of.isSafe
  }

  list(list: readonly Stmt[]): Stmt[] {
    return list.map((stmt) => this.#statement(stmt))
  }

  /** Statements that a `break` to the label leaves, and their own label. */
  block(label: Label, list: readonly Stmt[]): { readonly exit: Label; readonly body: Stmt[] } {
    const exit = this.#opened(label)
    return { exit, body: this.list(list) }
  }

  #local(local: Local): Local {
    let other = this.#locals.get(local)
    if (other === undefined) {
      other = this.#own.has(local) ? new Local(local.name, local.rep, local.isInner) : local
      this.#locals.set(local, other)
    }
    return other
  }

  /** Those that are opened within are the copy's own. */
  #opened(label: Label): Label {
    const other = new Label(label.name)
    this.#labels.set(label, other)
    return other
  }

  #statement(stmt: Stmt): Stmt {
    switch (stmt.k) {
      case "set":
        return { ...stmt, value: this.value(stmt.value), local: this.#local(stmt.local) }
      case "store":
        return { ...stmt, index: this.value(stmt.index), value: this.value(stmt.value) }
      case "drop":
        return { ...stmt, value: this.value(stmt.value) }
      case "guard":
        return { ...stmt, test: this.value(stmt.test) }
      case "if":
        return { ...stmt, test: this.value(stmt.test), yes: this.list(stmt.yes), no: this.list(stmt.no) }
      case "loop": {
        const [exit, next] = [this.#opened(stmt.exit), this.#opened(stmt.next)]
        const test = stmt.test && this.value(stmt.test)
        return { ...stmt, exit, next, test, body: this.list(stmt.body), update: this.list(stmt.update) }
      }
      case "block":
        return { ...stmt, exit: this.#opened(stmt.exit), body: this.list(stmt.body) }
      case "break":
        return { ...stmt, to: this.#labels.get(stmt.to) ?? stmt.to }
      case "return":
        return { ...stmt, values: stmt.values.map((value) => this.value(value)) }
      default:
        // Loops that have one inside are not copied, nor is where a stream begins.
        throw new TypeError(`a ${stmt.k} is not copied`)
    }
  }

  value(expr: Expr): Expr {
    let other = this.#exprs.get(expr)
    if (other === undefined) this.#exprs.set(expr, (other = this.#copied(expr)))
    return other
  }

  #copied(expr: Expr): Expr {
    if (expr.k === "get") return { ...expr, local: this.#local(expr.local) }
    const before = expr.k === "seq" ? this.list(expr.before) : []
    const copy = withParts(expr, (part) => this.value(part))
    if (copy.k === "seq") return { ...copy, before }
    return copy.k === "index" && this.#isSafe(expr) ? { ...copy, safe: true } : copy
  }
}
