import { walk } from "../../ir/index.ts"
import type { Label, Stmt } from "../../ir/index.ts"

/** What can be left: a loop, or the function. */
interface Frame {
  /** Where `break` goes to. */
  readonly exit: Label | undefined
  /** Where `continue` goes to; of a function, `return`. */
  readonly next: Label | undefined
  readonly isFunction: boolean
  /** Labels outside of it that were left for: they have to be gone to once it is over. */
  readonly pending: Set<Label>
}

/**
 * Jumps to labels, in a language where `break` and `continue` are those of the innermost loop: a jump further out
 * notes where to, and each loop on the way is left.
 */
export class Jumps {
  readonly #frames: Frame[] = []
  readonly #numbers = new Map<Label, number>()
  readonly #line: (text: string) => void

  constructor(line: (text: string) => void) {
    this.#line = line
  }

  /** The variable that says where to is needed. */
  get isFar(): boolean {
    return this.#numbers.size > 0
  }

  /** Prints what can be left, between its braces; `leaving` prints what comes behind them. */
  within(
    exit: Label | undefined,
    next: Label | undefined,
    write: () => void,
    close: () => void,
    isFunction: boolean = false,
  ): void {
    const frame: Frame = { exit, next, isFunction, pending: new Set() }
    this.#frames.push(frame)
    write()
    this.#frames.pop()
    close()
    for (const label of frame.pending) this.#goOn(label)
  }

  to(label: Label): void {
    const near = this.#near(label)
    if (near !== undefined) return this.#line(near)
    this.#line(`leaving = ${this.#number(label)};`)
    this.#frames.at(-1)!.pending.add(label)
    this.#line("break;")
  }

  #goOn(label: Label): void {
    const near = this.#near(label)
    if (near === undefined) this.#frames.at(-1)!.pending.add(label)
    this.#line(`if (leaving == ${this.#number(label)}) {`)
    if (near !== undefined) this.#line("leaving = 0;")
    this.#line(near ?? "break;")
    this.#line("}")
  }

  #near(label: Label): string | undefined {
    const last = this.#frames.at(-1)!
    if (last.exit === label) return "break;"
    if (last.next === label && !last.isFunction) return "continue;"
    return this.#frames.some(({ next, isFunction }) => isFunction && next === label) ? "return;" : undefined
  }

  #number(label: Label): number {
    let number = this.#numbers.get(label)
    if (number === undefined) this.#numbers.set(label, (number = this.#numbers.size + 1))
    return number
  }
}

/** May these statements leave the function, or a loop? */
export function mayLeave(list: readonly Stmt[]): boolean {
  let found = false
  walk(list, {
    stmt: ({ k }) => void (found ||= k === "break" || k === "prange" || k === "loop"),
    expr: (expr) => void (found ||= expr.k === "whole" || (expr.k === "index" && !expr.safe)),
  })
  return found
}
