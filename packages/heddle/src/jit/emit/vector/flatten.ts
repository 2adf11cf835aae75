import { Local, partsOf } from "../../ir/index.ts"
import type { Expr, PrangeStmt, Stmt } from "../../ir/index.ts"
import { calls } from "./costs.ts"
import { occurrencesIn } from "./occurrences.ts"
import type { Occurrences } from "./occurrences.ts"

/**
 * The loop with statements in expressions before them, where that changes nothing but the order of what nobody sees, and
 * choices that may call JavaScript each in a variable: so that quarters go side by side through the same statements.
 */
export function flattened(loop: PrangeStmt): PrangeStmt {
  return { ...loop, body: new Flattener(occurrencesIn(loop.body)).list(loop.body) }
}

class Flattener {
  readonly #uses: Occurrences
  /** Something that stays where it is came before: what follows stays behind it. */
  #isBlocked = false

  constructor(uses: Occurrences) {
    this.#uses = uses
  }

  list(list: readonly Stmt[]): Stmt[] {
    const out: Stmt[] = []
    for (const stmt of list) {
      this.#isBlocked = false
      out.push(this.#statement(stmt, out))
    }
    return out
  }

  #statement(stmt: Stmt, out: Stmt[]): Stmt {
    switch (stmt.k) {
      case "set":
      case "drop":
        return { ...stmt, value: this.#value(stmt.value, out, true) }
      case "store": {
        const index = this.#value(stmt.index, out, true)
        return { ...stmt, index, value: this.#value(stmt.value, out, true) }
      }
      case "if": {
        const test = this.#value(stmt.test, out, true)
        return { ...stmt, test, yes: this.list(stmt.yes), no: this.list(stmt.no) }
      }
      case "loop":
        return { ...stmt, body: this.list(stmt.body) }
      case "block":
        return { ...stmt, body: this.list(stmt.body) }
      default:
        return stmt
    }
  }

  /** What it needs done goes to `out`. `isSure`: it is evaluated whatever happens. */
  #value(expr: Expr, out: Stmt[], isSure: boolean): Expr {
    switch (expr.k) {
      case "const":
      case "bigint":
      case "get":
      case "random":
        return expr
      case "unary":
      case "convert":
      case "index":
      case "whole":
        return { ...expr, a: this.#value(expr.a, out, isSure) }
      case "binary":
      case "compare": {
        const a = this.#value(expr.a, out, isSure)
        return { ...expr, a, b: this.#value(expr.b, out, isSure) }
      }
      case "fused": {
        const a = this.#value(expr.a, out, isSure)
        const b = this.#value(expr.b, out, isSure)
        return { ...expr, a, b, c: this.#value(expr.c, out, isSure) }
      }
      case "load":
        return { ...expr, index: this.#value(expr.index, out, isSure) }
      case "call":
        return { ...expr, args: expr.args.map((arg) => this.#value(arg, out, isSure)) }
      case "if":
        return this.#choice(expr, out, isSure)
      default: {
        if (!this.#mayMove(expr, isSure)) {
          this.#isBlocked = true
          return expr
        }
        for (const stmt of expr.before) {
          if (stmt.k === "set") out.push({ ...stmt, value: this.#value(stmt.value, out, isSure) })
        }
        return this.#value(expr.value, out, isSure)
      }
    }
  }

  #choice(expr: Extract<Expr, { k: "if" }>, out: Stmt[], isSure: boolean): Expr {
    const test = this.#value(expr.test, out, isSure)
    const yes = this.#value(expr.yes, out, false)
    const chosen: Expr = { ...expr, test, yes, no: this.#value(expr.no, out, false) }
    const isApart = chosen.no.k === "call" && !calls(yes) && !canFail(chosen) && !this.#isBlocked
    if (!isApart) return chosen
    const local = new Local("chosen", expr.rep, true)
    out.push({ k: "set", local, value: chosen })
    return { k: "get", rep: expr.rep, local }
  }

  /** Do its statements only set what nobody else sees, to what can always be computed? */
  #mayMove({ before }: Extract<Expr, { k: "seq" }>, isSure: boolean): boolean {
    if (this.#isBlocked) return false
    return before.every(
      (stmt) =>
        stmt.k === "set" &&
        this.#uses.sets(stmt.local) === 1 &&
        this.#uses.isOnlyInList(stmt.local, before) &&
        (isSure || (!calls(stmt.value) && !canFail(stmt.value))),
    )
  }
}

/** Is there an access, or what else cannot be done for nothing? */
function canFail(expr: Expr): boolean {
  if (expr.k === "load" || expr.k === "index" || expr.k === "whole" || expr.k === "random") return true
  if (expr.k === "seq" && expr.before.some((stmt) => stmt.k !== "set" || canFail(stmt.value))) return true
  return partsOf(expr).some(canFail)
}
