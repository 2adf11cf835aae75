/**
 * What a value is in WebAssembly. `big` is an i64 that is a bigint in JavaScript: one of int64, or the same bits as one of
 * uint64; what i64 holds, which only indices are made of, is a number there. `address` is where something lies in the heap: an
 * i32, or an i64 where the heap has addresses of 64 bits.
 */
export type Rep = MachineRep | "address"

/** What WebAssembly has. */
export type MachineRep = "i32" | "i64" | "f64" | "v128" | "big"

/** A variable of a function. */
export class Local {
  readonly name: string
  readonly rep: Rep
  /** It is set and used within one expression: nobody sees it if that is evaluated for nothing. */
  readonly isInner: boolean

  constructor(name: string, rep: Rep, isInner: boolean = false) {
    this.name = name
    this.rep = rep
    this.isInner = isInner
  }
}

/** What a typed array holds. `u8c`: Uint8ClampedArray. */
export type Element = "f64" | "f32" | "i32" | "u32" | "i16" | "u16" | "i8" | "u8" | "u8c" | "i64" | "u64"

/** log2 of the bytes of an element. */
export const elementShift: Readonly<Record<Element, number>> = {
  f64: 3,
  f32: 2,
  i32: 2,
  u32: 2,
  i16: 1,
  u16: 1,
  i8: 0,
  u8: 0,
  u8c: 0,
  i64: 3,
  u64: 3,
}

/** Where a part of an array lies. */
interface View {
  readonly base: ArrayRef
  readonly from: Local
  /** What it is a part of, by the name that the program has for it. */
  readonly of: string | undefined
}

/** A typed array that a kernel reads and writes: where its first element lies in the heap, and how many there are. */
export class ArrayRef {
  /** A part of an array has that of the array until it is given its own. */
  name: string
  readonly element: Element
  readonly pointer: Local
  readonly length: Local
  /** Of a part of an array: whose, and from which element on. */
  readonly view: View | undefined
  /** The kernel stores into it. */
  written = false

  constructor(name: string, element: Element, view?: View) {
    this.name = name
    this.element = element
    this.view = view
    this.pointer = new Local(`${name}.pointer`, "address")
    this.length = new Local(`${name}.length`, "i32")
  }
}

export type UnaryOp =
  | "neg"
  | "abs"
  | "sqrt"
  | "floor"
  | "ceil"
  | "trunc"
  | "nearest"
  | "fround"
  | "eqz"
  | "clz"
  | BitsOp

/** Of the bits of a float64: maths/bits.ts says what each does. */
export type BitsOp = "powerOfTwo" | "powerOfMinusOne" | "nearestExponent" | "nearestSignificand" | "upperHalf"

/**
 * Of float64: add to max. Of integers, which wrap: add to mul, rem (of int32 unsigned), and the bitwise ones. Of bigints also
 * those of uint64, which end in u; they shift by the amount modulo 64.
 */
export type BinaryOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "min"
  | "max"
  | "copysign"
  | "rem"
  | "and"
  | "or"
  | "xor"
  | "shl"
  | "shr"
  | "shru"
  | "divu"
  | "remu"
  | "minu"
  | "maxu"

/** What a bigint must be, or else there is an error: `difference` is an int64 made of two uint64. */
export interface Check {
  readonly of: "int64" | "uint64" | "difference"
  readonly site: number
}

/** Signed, or of float64. */
export type CompareOp = "eq" | "ne" | "lt" | "le" | "gt" | "ge"

/**
 * How a value changes its representation: `exact` where nothing is lost because of what is known of the value; `unsigned`
 * reads an i32 as 0 to 2^32-1; `int32` is JavaScript's own conversion, modulo 2^32, of any float64, `truncated` the same of one below 2^63 that is not NaN, and of an i64;
 * `wrap` drops an upper half that says nothing;
 * `saturating` makes NaN 0, and what is too large the largest.
 */
export type Conversion = "exact" | "unsigned" | "int32" | "truncated" | "wrap" | "saturating"

export type Expr =
  | { readonly k: "const"; readonly rep: Rep; readonly value: number }
  | { readonly k: "bigint"; readonly rep: "big"; readonly value: bigint }
  | { readonly k: "get"; readonly rep: Rep; readonly local: Local }
  | { readonly k: "unary"; readonly rep: Rep; readonly op: UnaryOp; readonly a: Expr }
  /** `check`: of bigints, add to mul. */
  | {
      readonly k: "binary"
      readonly rep: Rep
      readonly op: BinaryOp
      readonly a: Expr
      readonly b: Expr
      readonly check?: Check
    }
  /** a * b + c, or c - a * b: rounded once where the processor has an instruction for that. */
  | {
      readonly k: "fused"
      readonly rep: "f64"
      readonly a: Expr
      readonly b: Expr
      readonly c: Expr
      readonly isNegative: boolean
    }
  | { readonly k: "compare"; readonly rep: "i32"; readonly op: CompareOp; readonly a: Expr; readonly b: Expr }
  | { readonly k: "convert"; readonly rep: Rep; readonly how: Conversion; readonly a: Expr }
  | { readonly k: "if"; readonly rep: Rep; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  /** The index as i32, once it is known to be one of the array's. `site` tells where that is asked. */
  | {
      readonly k: "index"
      readonly rep: "i32"
      readonly array: ArrayRef
      readonly a: Expr
      readonly site: number
      /** It cannot be outside. */
      readonly safe: boolean
      /** It is not asked: who wrote the kernel says that it is one of the array's. */
      readonly isUnchecked?: boolean
    }
  | { readonly k: "load"; readonly rep: Rep; readonly array: ArrayRef; readonly index: Expr }
  | {
      readonly k: "call"
      readonly rep: "i32" | "f64"
      readonly fn: ImportName
      readonly args: readonly Expr[]
      /** A remainder of integers below 2^53, the first not below 0, the second above it. */
      readonly isWhole?: boolean
    }
  | { readonly k: "seq"; readonly rep: Rep; readonly before: readonly Stmt[]; readonly value: Expr }
  /** A float64 as the int32 that it is; if it is none, that is an error. */
  | { readonly k: "whole"; readonly rep: "i32"; readonly a: Expr; readonly site: number }
  /** The next number of a stream: from 0 to below 1, or 64 bits. */
  | { readonly k: "random"; readonly rep: "f64" | "i64"; readonly stream: Stream }

/** Random numbers in their order: two int64 that are drawn from. */
export class Stream {
  readonly first: Local = new Local("random.first", "i64")
  readonly second: Local = new Local("random.second", "i64")
}

/** A function of JavaScript: of Math, the remainder of two float64, the conversion to an int32. */
export type ImportName = `Math.${string}` | "rem" | "int32"

/** Where `break` and `continue` go to. */
export class Label {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

export type Stmt =
  | { readonly k: "set"; readonly local: Local; readonly value: Expr }
  | { readonly k: "store"; readonly array: ArrayRef; readonly index: Expr; readonly value: Expr }
  | { readonly k: "drop"; readonly value: Expr }
  /** Where the test does not hold, that is an error. */
  | { readonly k: "guard"; readonly test: Expr; readonly site: number }
  | { readonly k: "if"; readonly test: Expr; readonly yes: readonly Stmt[]; readonly no: readonly Stmt[] }
  /** While `test`: `body`, where `next` continues, then `update`. `late`: the test comes after the body. */
  | {
      readonly k: "loop"
      readonly exit: Label
      readonly next: Label
      readonly test: Expr | undefined
      readonly late: boolean
      readonly body: readonly Stmt[]
      readonly update: readonly Stmt[]
      /** `sim.ts:14:7` */
      readonly where?: string
    }
  /** `body`, which a `break` to `exit` leaves. */
  | { readonly k: "block"; readonly exit: Label; readonly body: readonly Stmt[] }
  | { readonly k: "break"; readonly to: Label }
  /** A stream begins. */
  | { readonly k: "seed"; readonly stream: Stream; readonly key: Local }
  | { readonly k: "return"; readonly values: readonly Expr[] }
  | PrangeStmt

/** Iterations in any order. */
export interface PrangeStmt {
  readonly k: "prange"
  readonly index: Local
  readonly start: Expr
  readonly step: number
  /** How many iterations there are: i32, 0 or more. */
  readonly count: Expr
  readonly next: Label
  readonly body: readonly Stmt[]
  readonly reductions: readonly Reduction[]
  /** `sim.ts:14:7` */
  readonly where?: string
  /** Each lane of each leaf draws from a stream of its own, which the key and their number begin. */
  readonly random?: { readonly stream: Stream; readonly key: Local }
  /** It changes elements of it that several iterations may share: they go one after the other. */
  readonly shares?: ArrayRef
  /** The loops that it does at once, in their order. */
  readonly fused?: readonly PrangeStmt[]
  /** Of it and the loops beside it: why they are one, or are not. */
  readonly fusion?: string
}

/** A variable that a prange adds up, in the fixed tree that the README describes. */
export interface Reduction {
  readonly local: Local
  /** How two partial results are combined. */
  readonly combine: "add" | "mul" | "min" | "max" | "and" | "or" | "xor"
  /** What a partial result begins with. */
  readonly identity: number
  /** Of bigints: what sums and products must be. */
  readonly check?: Check
}

/** A compiled function before it has bytes. */
export interface KernelIr {
  readonly name: string
  /** In the order of the parameters, then what is captured. */
  readonly inputs: readonly (Local | ArrayRef)[]
  readonly results: readonly Rep[]
  readonly body: readonly Stmt[]
  /** What a bounds check that fails says, by `site`. */
  readonly sites: readonly Site[]
  /** What its random numbers begin with, another for each call: an i64. */
  readonly key?: Local
}

/** Stands for a step of 0 where that is refused: it is no integer. */
export const zeroStep: number = Number.MIN_VALUE

/** One access to an array. */
export interface Site {
  /** undefined: the bound of a prange that `text` is, or the index of a literal. */
  readonly array: ArrayRef | undefined
  readonly text?: string
  /** It is a step. */
  readonly isStep?: boolean
  /** How many parts the literal has. */
  readonly parts?: number
  readonly where: string
  /** It is none: what the RangeError says. */
  readonly error?: string
}
