import { isTarget } from "../../ir/index.ts"
import type { ArrayRef, Expr, Label, Local, PrangeStmt, Stmt } from "../../ir/index.ts"
import { hasStatements, isOpen } from "./effects.ts"
import type { Integers } from "./integers.ts"
import { Jumps, mayLeave } from "./jumps.ts"
import { kept, refuse, typeOf } from "./operators.ts"
import type { WgslType } from "./operators.ts"
import { Values } from "./values.ts"
import type { Place } from "./values.ts"

export interface WgslOptions {
  /** Functions of Math are the device's own. */
  readonly fastmath?: boolean
}

/** What a body names of the shader around it. */
export interface Surroundings {
  readonly options: WgslOptions
  readonly integers: Integers
  /** Where arrays lie in the heap, which is of no use here. */
  readonly pointers: ReadonlySet<Local>
  /** Variables of float32 whose integers are kept too, for those who need all digits. */
  readonly wanted: ReadonlySet<Local>
  /** What becomes of variables that come from outside of the prange: `given.n`. */
  given(local: Local, isWhole: boolean): string | undefined
  /** The counter. */
  readonly index: Local
  /** Variables that are added up: pointers. */
  readonly reductions: ReadonlySet<Local>
  /** An element of an array in its buffer. */
  element(array: ArrayRef, index: string): string
  /** A name that nothing else has. */
  name(key: object, like: string): string
}

/** The statements of one iteration, while they are printed. */
export class Body implements Place {
  readonly around: Surroundings
  readonly #lines: string[] = []
  readonly #variables = new Map<string, WgslType>()
  readonly #wholes = new Map<Local, object>()
  readonly #jumps = new Jumps((text) => this.line(text))
  readonly #values: Values
  /** Functions of the library. */
  readonly uses: Set<string> = new Set()
  /** Variables that should have been `wanted`. */
  readonly wishes: Set<Local> = new Set()

  constructor(around: Surroundings) {
    this.around = around
    this.#values = new Values(this)
  }

  get integers(): Integers {
    return this.around.integers
  }

  get fastmath(): boolean {
    return this.around.options.fastmath === true
  }

  element(array: ArrayRef, index: string): string {
    return this.around.element(array, index)
  }

  line(text: string): this {
    this.#lines.push(text)
    return this
  }

  /** Declarations, then lines. */
  text(): readonly string[] {
    const variables = [...this.#variables].map(([name, type]) => `var ${name}: ${type};`)
    return [...(this.#jumps.isFar ? ["var leaving = 0;"] : []), ...variables, ...this.#lines]
  }

  use(name: string): string {
    this.uses.add(name)
    return name
  }

  fresh(like: string): string {
    return this.around.name({}, like)
  }

  /** A name for a value. */
  kept(value: string, like = "t"): string {
    const name = this.fresh(like)
    this.line(`let ${name} = ${value};`)
    return name
  }

  variable(type: WgslType, like: string): string {
    const name = this.fresh(like)
    this.#variables.set(name, type)
    return name
  }

  local(local: Local): string {
    const given = this.around.given(local, false)
    if (given !== undefined) return given
    const name = this.around.name(local, local.name)
    if (this.around.reductions.has(local)) return `(*${name})`
    if (local !== this.around.index) this.#variables.set(name, typeOf(local.rep))
    return name
  }

  /** The integer that a variable of float32 stands for, with all its digits. */
  whole(local: Local, type: WgslType): string {
    this.wishes.add(local)
    const given = this.around.given(local, true)
    if (given !== undefined) return given
    let key = this.#wholes.get(local)
    if (key === undefined) this.#wholes.set(local, (key = {}))
    const name = this.around.name(key, `${local.name}_whole`)
    this.#variables.set(name, type)
    return name
  }

  /** One iteration, as a function: what goes to `next` returns. */
  iteration({ next, body }: { readonly next: Label; readonly body: readonly Stmt[] }): void {
    const write = (): void => this.statements(body)
    this.#jumps.within(undefined, next, write, () => {}, true)
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
      case "set":
        return this.#set(stmt.local, stmt.value)
      case "store": {
        const [index, value] = this.#values.ordered([stmt.index, stmt.value])
        const { array } = stmt
        return void this.line(`${this.element(array, index!)} = ${kept(array.element, value!)};`)
      }
      case "drop":
        return void this.line(`_ = ${this.#values.of(stmt.value)};`)
      case "if":
        this.#inside(`if (${this.#values.condition(stmt.test)})`, stmt.yes)
        return stmt.no.length === 0 ? undefined : this.#inside("else", stmt.no)
      case "loop":
        return this.#loop(stmt)
      case "block": {
        if (!isTarget(stmt.exit, stmt.body)) return this.statements(stmt.body)
        this.line("loop {")
        const write = (): void => this.statements(stmt.body)
        return this.#jumps.within(stmt.exit, undefined, write, () => void this.line("break;").line("}"))
      }
      case "break":
        return this.#jumps.to(stmt.to)
      case "prange":
        return this.#prange(stmt)
      default:
        return refuse(stmt.k === "seed" ? "it draws random numbers" : `it has a node of kind ${stmt.k}`)
    }
  }

  #set(local: Local, value: Expr): void {
    // Where an array lies in the heap is of no use here.
    if (this.around.pointers.has(local)) return
    if (!this.around.wanted.has(local)) return void this.line(`${this.local(local)} = ${this.#values.of(value)};`)
    const type = this.#values.wholeType(local)
    const text = isOpen(value) && !hasStatements(value) ? this.#values.of(value) : undefined
    const whole = this.whole(local, type)
    this.line(`${whole} = ${type === "i32" ? this.#values.narrow(value) : this.#values.wide(value)};`)
    const float = type === "i32" ? `f32(${whole})` : `${this.use("heddle_wide_float")}(${whole})`
    this.line(`${this.local(local)} = ${text ?? float};`)
  }

  #loop({ exit, next, test, late, body, update }: Extract<Stmt, { k: "loop" }>): void {
    const leave = (): void => {
      if (test !== undefined) this.line(`if (${this.#values.condition(test, true)}) { break; }`)
    }
    const isContinued = isTarget(next, body)
    // What comes after each round may be left to `continuing`, if that is never left.
    const isPlain = !isContinued || (!late && !mayLeave(update))
    this.line("loop {")
    const write = (): void => {
      if (!late) leave()
      if (isPlain) this.statements(body)
      else {
        this.line("loop {")
        this.#jumps.within(
          next,
          undefined,
          () => this.statements(body),
          () => void this.line("break;").line("}"),
        )
      }
      const isApart = isContinued && isPlain && update.length > 0
      if (isApart) this.#inside("continuing", update)
      else this.statements(update)
      if (late) leave()
    }
    this.#jumps.within(exit, isContinued && isPlain ? next : undefined, write, () => void this.line("}"))
  }

  /** One inside another is a loop; what it adds up goes on from what there is. */
  #prange(loop: PrangeStmt): void {
    if (loop.random !== undefined) refuse("it draws random numbers")
    const count = this.kept(`u32(${this.#values.of(loop.count)})`, "count")
    const start = this.kept(this.#values.of(loop.start), "start")
    const at = this.fresh("at")
    this.line(`for (var ${at} = 0u; ${at} < ${count}; ${at}++) {`)
    const write = (): void => {
      this.line(`${this.local(loop.index)} = ${start} + i32(${at}) * ${loop.step < 0 ? `(${loop.step})` : loop.step};`)
      this.statements(loop.body)
    }
    this.#jumps.within(undefined, loop.next, write, () => void this.line("}"))
  }

  /** Leaves the iteration where an index is outside. */
  unless(test: string, site: number, kind: "integer" | "float", value: string): void {
    this.line(`if (!${test}) {`)
    const failed =
      kind === "float"
        ? `${this.use("heddle_fail")}(${site}u, 1u, bitcast<i32>(${value}), 0);`
        : `${this.use("heddle_fail")}(${site}u, 0u, ${value}.x, ${value}.y);`
    this.line(failed).line("return;").line("}")
  }
}
