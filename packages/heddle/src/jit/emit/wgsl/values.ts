import { partsOf } from "../../ir/index.ts"
import type { ArrayRef, Expr, Local, Stmt } from "../../ir/index.ts"
import { isCheap, isOpen, mayChange } from "./effects.ts"
import { isExact, isInt32, isNonzero } from "./integers.ts"
import type { Integers } from "./integers.ts"
import * as operators from "./operators.ts"
import type { WgslType } from "./operators.ts"

/** What expressions need of the function in which they stand. */
export interface Place {
  readonly integers: Integers
  readonly fastmath: boolean
  line(text: string): unknown
  statements(list: readonly Stmt[]): void
  kept(value: string, like?: string): string
  variable(type: WgslType, like: string): string
  local(local: Local): string
  whole(local: Local, type: WgslType): string
  element(array: ArrayRef, index: string): string
  use(name: string): string
  unless(test: string, site: number, kind: "integer" | "float", value: string): void
}

/** Expressions as WGSL: as float32 or int32, or as the integers that they are. */
export class Values {
  readonly #place: Place
  readonly #integers: Integers

  constructor(place: Place) {
    this.#place = place
    this.#integers = place.integers
  }

  /** Values in order: what later ones do first must not change those before. */
  ordered(list: readonly Expr[]): string[] {
    const last = list.findLastIndex(mayChange)
    return list.map((expr, i) => {
      const text = this.of(expr)
      return i < last && expr.k !== "const" ? this.#place.kept(text) : text
    })
  }

  of(expr: Expr): string {
    const constant = operators.constantOf(expr)
    if (constant !== undefined) return this.#constant(expr, constant)
    switch (expr.k) {
      case "get":
        return this.#place.local(expr.local)
      case "unary":
        return this.#unary(expr)
      case "binary":
        return this.#binary(expr)
      case "compare":
        return `select(0, 1, ${this.condition(expr)})`
      case "convert":
        return this.#converted(expr)
      case "if":
        return this.#choice(expr, (one) => this.of(one), operators.typeOf(expr.rep))
      case "index":
        return this.#index(expr)
      case "load":
        return this.#place.element(expr.array, this.of(expr.index))
      case "call":
        return this.#call(expr)
      case "seq":
        this.#place.statements(expr.before)
        return this.of(expr.value)
      case "whole":
        return this.#whole(expr)
      default:
        return operators.refuse(
          expr.k === "random" ? "it draws random numbers" : `it has a node of kind ${expr.k}`,
          `use target "wasm", or give the kernel an array of random numbers`,
        )
    }
  }

  #constant({ rep }: Expr, value: number): string {
    if (operators.isInt(rep)) return operators.integer(value)
    if (rep === "i64") return operators.wide(value)
    const float = Math.fround(value)
    if (Number.isNaN(float)) return `${this.#place.use("heddle_nan")}()`
    if (Number.isFinite(float)) return operators.float(value)
    return `${float < 0 ? "-" : ""}${this.#place.use("heddle_infinity")}()`
  }

  /** As a condition. `isNegated`: whether it does not hold. */
  condition(expr: Expr, isNegated = false): string {
    if (expr.k === "unary" && expr.op === "eqz") return this.condition(expr.a, !isNegated)
    const text = expr.k === "compare" ? this.#compare(expr) : undefined
    if (text !== undefined) return isNegated ? `!${text}` : text
    return `(${this.of(expr)} ${isNegated ? "==" : "!="} 0)`
  }

  #compare(expr: Extract<Expr, { k: "compare" }>): string {
    const { op, a, b } = expr
    const operator = operators.compares[op]!
    if (a.rep !== "f64") {
      const [x, y] = this.ordered([a, b])
      return a.rep === "i32" ? `(${x} ${operator} ${y})` : this.#compareWide(op, x!, y!)
    }
    const isSelf = a.k === "get" && b.k === "get" && a.local === b.local
    if (isSelf && (op === "ne" || op === "eq")) {
      return `${op === "eq" ? "!" : ""}${this.#place.use("heddle_is_nan")}(${this.of(a)})`
    }
    const [x, y] = [this.#integers.of(a), this.#integers.of(b)]
    const isWhole = x && y && !mayChange(a) && !mayChange(b)
    if (isWhole && isInt32(x) && isInt32(y)) return `(${this.narrow(a)} ${operator} ${this.narrow(b)})`
    if (isWhole) return this.#compareWide(op, this.wide(a), this.wide(b))
    const [first, second] = this.ordered([a, b])
    return `(${first} ${operator} ${second})`
  }

  #compareWide(op: string, a: string, b: string): string {
    if (op === "eq") return `all(${a} == ${b})`
    if (op === "ne") return `any(${a} != ${b})`
    const less = this.#place.use("heddle_wide_less")
    if (op === "lt" || op === "ge") return `${op === "ge" ? "!" : ""}${less}(${a}, ${b})`
    return `${op === "le" ? "!" : ""}${less}(${b}, ${a})`
  }

  #unary(expr: Extract<Expr, { k: "unary" }>): string {
    const { op, a, rep } = expr
    if (rep === "i32") {
      if (op === "eqz") return `select(0, 1, ${this.condition(a, true)})`
      return op === "clz" ? `countLeadingZeros(${this.of(a)})` : operators.refuse(`it uses i32.${op}`)
    }
    const quotient = this.#quotientOf(expr)
    if (quotient !== undefined) {
      const name = op === "floor" ? "heddle_floor_float" : "heddle_trunc_float"
      return `${this.#place.use(name)}(${quotient.a}, ${quotient.b})`
    }
    if (op === "neg") return `(-${this.of(a)})`
    // All numbers are float32 already.
    if (op === "fround") return this.of(a)
    return `${operators.unaries[op] ?? operators.refuse(`it uses ${op}`)}(${this.of(a)})`
  }

  /** `Math.floor(a / b)` of two int32: a float32 quotient can be just below the integer that it should be. */
  #quotientOf({ op, a }: Extract<Expr, { k: "unary" }>): { a: string; b: string; isSafe: boolean } | undefined {
    if ((op !== "floor" && op !== "trunc") || a.k !== "binary" || a.op !== "div" || mayChange(a)) return undefined
    const [x, y] = [this.#integers.of(a.a), this.#integers.of(a.b)]
    if (!x || !y || !isInt32(x) || !isInt32(y)) return undefined
    return { a: this.narrow(a.a), b: this.narrow(a.b), isSafe: isNonzero(y) }
  }

  #binary({ rep, op, a, b }: Extract<Expr, { k: "binary" }>): string {
    // `x | 0` says only that it is an int32.
    if (rep === "i32" && b.k === "const" && b.value === 0 && operators.unchanged.has(op)) return this.of(a)
    const [x, y] = this.ordered([a, b])
    if (rep === "i64")
      return `${this.#place.use(operators.wides[op] ?? operators.refuse(`it uses i64.${op}`))}(${x}, ${y})`
    if (rep === "f64" && (op === "min" || op === "max" || op === "copysign")) {
      return `${this.#place.use(`heddle_${op}`)}(${x}, ${y})`
    }
    return (operators.binaryOf(rep, op) ?? operators.refuse(`it uses ${rep}.${op}`))(x!, y!)
  }

  #converted(expr: Extract<Expr, { k: "convert" }>): string {
    const { rep, how, a } = expr
    if (rep === "address") return this.of(a)
    if (rep === "i64") return how === "unsigned" ? `vec2<i32>(${this.of(a)}, 0)` : this.#widened(this.of(a))
    if (rep === "f64") {
      if (a.rep === "i64") return `${this.#place.use("heddle_wide_float")}(${this.of(a)})`
      return how === "unsigned" ? `f32(u32(${this.of(a)}))` : `f32(${this.of(a)})`
    }
    if (a.rep === "i64") return this.narrow(a)
    if (how === "saturating") return `${this.#place.use("heddle_saturated")}(${this.of(a)})`
    const rounded = this.#roundedUp(a)
    if (rounded !== undefined) return rounded
    // `(a / b) | 0`
    const quotient = this.#quotientOf({ k: "unary", rep: "f64", op: "trunc", a })
    if (quotient !== undefined) return this.#quotient("trunc", quotient)
    const known = this.#integers.of(a)
    if (known !== undefined) return this.narrow(a)
    return how === "exact" ? `i32(${this.of(a)})` : `${this.#place.use("heddle_int32")}(${this.of(a)})`
  }

  /** How many steps a prange has: the quotient of an unsigned int32 and a constant, rounded up. */
  #roundedUp(expr: Expr): string | undefined {
    if (expr.k !== "unary" || expr.op !== "ceil" || expr.a.k !== "binary" || expr.a.op !== "div") return undefined
    const { a, b } = expr.a
    if (a.k !== "convert" || a.how !== "unsigned" || b.k !== "const") return undefined
    const span = this.#place.kept(`u32(${this.of(a.a)})`, "span")
    return `i32(${span} / ${b.value}u + select(0u, 1u, ${span} % ${b.value}u != 0u))`
  }

  #quotient(op: string, { a, b, isSafe }: { a: string; b: string; isSafe: boolean }): string {
    const text = op === "floor" ? `${this.#place.use("heddle_floored")}(${a}, ${b})` : `(${a} / ${b})`
    return isSafe ? text : `select(${text}, 0, ${b} == 0)`
  }

  #widened(text: string): string {
    return `${this.#place.use("heddle_wide")}(${text})`
  }

  /** One of the two: by `select` where both cost nothing. */
  #choice({ test, yes, no }: Extract<Expr, { k: "if" }>, print: (expr: Expr) => string, type: WgslType): string {
    const condition = this.condition(test)
    if (isCheap(yes) && isCheap(no)) return `select(${print(no)}, ${print(yes)}, ${condition})`
    const chosen = this.#place.variable(type, "chosen")
    this.#place.line(`if ${condition} {`)
    this.#place.line(`${chosen} = ${print(yes)};`)
    this.#place.line("} else {")
    this.#place.line(`${chosen} = ${print(no)};`)
    this.#place.line("}")
    return chosen
  }

  /** The index, once it is known to be one. */
  #index(expr: Extract<Expr, { k: "index" }>): string {
    const { array, a, site } = expr
    const isChecked = !expr.safe && expr.isUnchecked !== true
    const length = this.#place.local(array.length)
    const known = a.rep === "f64" ? this.#integers.of(a) : undefined
    if (a.rep === "f64" && known === undefined) {
      if (!isChecked) return `i32(${this.of(a)})`
      const float = this.#place.kept(this.of(a), "at")
      this.#place.unless(`${this.#place.use("heddle_is_index")}(${float}, ${length})`, site, "float", float)
      return `i32(${float})`
    }
    const isNarrow = a.rep === "i32" || (known !== undefined && isInt32(known))
    if (!isChecked) return a.rep === "i32" ? this.of(a) : this.narrow(a)
    const text = a.rep === "i32" ? this.of(a) : isNarrow ? this.narrow(a) : this.wide(a)
    const index = this.#place.kept(text, "at")
    if (isNarrow) {
      this.#place.unless(`(u32(${index}) < u32(${length}))`, site, "integer", this.#widened(index))
      return index
    }
    this.#place.unless(`${this.#place.use("heddle_within")}(${index}, ${length})`, site, "integer", index)
    return `${index}.x`
  }

  #whole({ a, site }: Extract<Expr, { k: "whole" }>): string {
    const known = this.#integers.of(a)
    if (known !== undefined && isInt32(known)) return this.narrow(a)
    const value = this.#place.kept(known === undefined ? this.of(a) : this.wide(a), "bound")
    if (known === undefined) {
      this.#place.unless(`${this.#place.use("heddle_is_whole")}(${value})`, site, "float", value)
      return `i32(${value})`
    }
    this.#place.unless(`(${value}.y == ${value}.x >> 31u)`, site, "integer", value)
    return `${value}.x`
  }

  #call({ fn, args }: Extract<Expr, { k: "call" }>): string {
    if (fn === "rem") {
      const [x, y] = args.map((one) => this.#integers.of(one))
      if (x && y && isInt32(x) && isInt32(y) && !args.some(mayChange)) {
        return `${this.#place.use("heddle_integer_rem")}(${args.map((one) => this.narrow(one)).join(", ")})`
      }
    }
    const texts = this.ordered(args)
    const plain = fn.startsWith("Math.") ? fn.slice("Math.".length) : fn
    const isDevice = this.#place.fastmath && operators.builtins.has(plain)
    const name = isDevice ? plain : this.#place.fastmath && plain === "pow" ? "heddle_fast_pow" : `heddle_${plain}`
    return `${isDevice ? name : this.#place.use(name)}(${texts.join(", ")})`
  }

  /** What the integer of a variable is kept as. */
  wholeType(local: Local): WgslType {
    const known = this.#integers.of({ k: "get", rep: "f64", local })!
    return isInt32(known) ? "i32" : "vec2<i32>"
  }

  /** An integer modulo 2^32. */
  narrow(expr: Expr): string {
    const constant = operators.constantOf(expr)
    if (constant !== undefined) return operators.integer(Number(BigInt.asIntN(32, BigInt(constant))))
    if (operators.isInt(expr.rep)) return this.of(expr)
    switch (expr.k) {
      case "get": {
        if (expr.rep === "i64") return `${this.of(expr)}.x`
        const type = this.wholeType(expr.local)
        const text = this.#place.whole(expr.local, type)
        return type === "i32" ? text : `${text}.x`
      }
      case "convert":
        return this.narrow(expr.a)
      case "load":
        return this.#place.element(expr.array, this.of(expr.index))
      case "binary": {
        const known = expr.rep === "i64" ? undefined : this.#integers.of(expr)!
        if (expr.op === "min" || expr.op === "max" || (known && !isExact(known))) break
        return operators.binaryOf("i32", expr.op)!(this.narrow(expr.a), this.narrow(expr.b))
      }
      case "if":
        return this.#choice(expr, (one) => this.narrow(one), "i32")
      case "unary": {
        if (expr.op === "neg") return `(-${this.narrow(expr.a)})`
        const quotient = this.#quotientOf(expr)
        if (quotient !== undefined) return this.#quotient(expr.op, quotient)
        if (expr.op !== "abs") return this.narrow(expr.a)
        break
      }
      case "call": {
        const [a, b] = expr.args.map((one) => this.narrow(one))
        return `(${a} % ${b})`
      }
      default:
    }
    const known = this.#integers.of(expr)
    if (known !== undefined && isExact(known) && !this.#isCompared(expr)) return this.#ofSmall(expr)
    return `${this.wide(expr)}.x`
  }

  /** Its parts have to be compared, and need more than 32 bits. */
  #isCompared(expr: Expr): boolean {
    const isExtreme =
      expr.k === "binary" ? expr.op === "min" || expr.op === "max" : expr.k === "unary" && expr.op === "abs"
    return isExtreme && !partsOf(expr).every((one) => isInt32(this.#integers.of(one)!))
  }

  #ofSmall(expr: Expr): string {
    const texts = partsOf(expr).map((one) => this.narrow(one))
    const { op } = expr as Extract<Expr, { k: "unary" | "binary" }>
    return `${op}(${texts.join(", ")})`
  }

  /** An integer with 64 bits. */
  wide(expr: Expr): string {
    if (expr.rep === "i64") return this.of(expr)
    const constant = operators.constantOf(expr)
    if (constant !== undefined) return operators.wide(constant)
    const known = this.#integers.of(expr)!
    if (isOpen(expr) && !isInt32(known)) return this.#orNone(expr)
    if (isInt32(known) && !this.#isCompared(expr)) return this.#widened(this.narrow(expr))
    switch (expr.k) {
      case "get":
        return this.#place.whole(expr.local, this.wholeType(expr.local))
      case "if":
        return this.#choice(expr, (one) => this.wide(one), "vec2<i32>")
      case "binary": {
        const [a, b] = [this.wide(expr.a), this.wide(expr.b)]
        if (expr.op !== "min" && expr.op !== "max") {
          const text = `${this.#place.use(operators.wides[expr.op]!)}(${a}, ${b})`
          return isExact(known) ? text : `${this.#place.use("heddle_wide_rounded")}(${text})`
        }
        const less = `${this.#place.use("heddle_wide_less")}(${a}, ${b})`
        return expr.op === "min" ? `select(${b}, ${a}, ${less})` : `select(${a}, ${b}, ${less})`
      }
      case "unary": {
        if (expr.op !== "neg" && expr.op !== "abs") return this.wide(expr.a)
        const value = this.#place.kept(this.wide(expr.a))
        const negative = `${this.#place.use("heddle_wide_sub")}(vec2<i32>(0, 0), ${value})`
        return expr.op === "neg" ? negative : `select(${value}, ${negative}, ${value}.y < 0)`
      }
      default:
        // What has 32 bits without a sign.
        return `vec2<i32>(${this.narrow(expr)}, 0)`
    }
  }

  /** A quotient or a remainder whose divisor may be 0. */
  #orNone(expr: Expr): string {
    const divided = expr.k === "unary" ? (expr.a as Extract<Expr, { k: "binary" }>) : undefined
    const divisor = divided?.b ?? (expr as Extract<Expr, { k: "call" }>).args[1]!
    return `${this.#place.use("heddle_or_none")}(${this.narrow(expr)}, ${this.narrow(divisor)})`
  }
}
