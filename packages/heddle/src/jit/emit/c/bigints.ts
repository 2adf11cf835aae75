import { combined as joined, identityOf } from "../../ir/index.ts"
import type { Check, Expr, Reduction } from "../../ir/index.ts"
import type { Body } from "./body.ts"
import { Status } from "./prelude.ts"

type Binary = Extract<Expr, { k: "binary" }>

const wrapping =
  (operator: string) =>
  (a: string, b: string): string =>
    `((int64_t)((uint64_t)${a} ${operator} (uint64_t)${b}))`
const plain =
  (operator: string) =>
  (a: string, b: string): string =>
    `(${a} ${operator} ${b})`
const call =
  (name: string) =>
  (a: string, b: string): string =>
    `heddle_${name}(${a}, ${b})`

/** Bigints are int64_t: those of uint64 have the same bits. */
export const bigText: Readonly<Record<string, (a: string, b: string) => string>> = {
  "big.add": wrapping("+"),
  "big.sub": wrapping("-"),
  "big.mul": wrapping("*"),
  "big.div": plain("/"),
  "big.divu": wrapping("/"),
  "big.rem": call("rest"),
  "big.remu": wrapping("%"),
  "big.and": plain("&"),
  "big.or": plain("|"),
  "big.xor": plain("^"),
  "big.shl": (a, b) => `((int64_t)((uint64_t)${a} << (${b} & 63)))`,
  "big.shr": (a, b) => `(${a} >> (${b} & 63))`,
  "big.shru": (a, b) => `((int64_t)((uint64_t)${a} >> (${b} & 63)))`,
  "big.min": call("min_int64"),
  "big.max": call("max_int64"),
  "big.minu": call("min_uint64"),
  "big.maxu": call("max_uint64"),
}

export const bigConversions: Readonly<Record<string, (a: string) => string>> = {
  "big<i32 exact": (a) => `(int64_t)${a}`,
  "big<f64 exact": (a) => `heddle_int64(${a})`,
  "f64<big exact": (a) => `(double)${a}`,
  "f64<big unsigned": (a) => `(double)(uint64_t)${a}`,
  "i32<big wrap": (a) => `(int32_t)(uint32_t)(uint64_t)${a}`,
}

export function bigLiteral(value: bigint): string {
  if (value === -(2n ** 63n)) return "(-INT64_C(9223372036854775807) - 1)"
  return value < 0n ? `(-INT64_C(${-value}))` : `INT64_C(${value})`
}

/** A sum, a difference or a product that must have 64 bits. */
export function checkedBinary(body: Body, { op }: Binary, { of, site }: Check, a: string, b: string): string {
  const result = body.kept(of === "uint64" ? "uint64_t" : "int64_t", "0", "checked")
  const [x, y] = of === "int64" ? [a, b] : [`(uint64_t)${a}`, `(uint64_t)${b}`]
  body.line(`if (__builtin_expect(__builtin_${op}_overflow(${x}, ${y}, &${result}), 0))`)
  body.line(`  return heddle_fail(failure, ${site}, 0);`)
  return of === "uint64" ? `((int64_t)${result})` : result
}

/** Which function makes one of two partial results, and what it takes besides. */
function combining(reduction: Reduction): { readonly name: string; readonly more: string } {
  const { op, check } = joined(reduction, reduction.local, reduction.local) as Binary
  if (check === undefined) return { name: op, more: "" }
  return { name: `${op}_${check.of}`, more: `, failure, ${check.site}` }
}

/** Two partial results as one. */
export function bigCombined(reduction: Reduction, a: string, b: string): string {
  const { name, more } = combining(reduction)
  return more === "" ? bigText[`big.${name}`]!(a, b) : `heddle_${name}(${a}, ${b}${more})`
}

/** A list of partial results, pairwise. */
export function bigTree(reduction: Reduction, list: string, count: string): string {
  const { name, more } = combining(reduction)
  return `heddle_tree_big_${name}(${list}, ${count}${more})`
}

export function bigIdentity(reduction: Reduction): string {
  return bigLiteral((identityOf(reduction) as Extract<Expr, { k: "bigint" }>).value)
}

/** After partial results were combined: whether one of them had more than 64 bits. */
export function failedLine(reductions: readonly Reduction[]): readonly string[] {
  const isChecked = reductions.some((one) => one.local.rep === "big" && combining(one).more !== "")
  return isChecked ? [`if (__atomic_load_n(&failure->state, __ATOMIC_RELAXED)) return ${Status.outside};`] : []
}

/** What stands before kernels that compute with bigints. */
export const bigPrelude: string = `
static inline int64_t heddle_rest(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }
static inline int64_t heddle_int64(double x) {
  return x >= 9223372036854775808.0 ? INT64_MAX : x < -9223372036854775808.0 ? INT64_MIN : x == x ? (int64_t)x : 0;
}
static inline int64_t heddle_min_int64(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t heddle_max_int64(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t heddle_min_uint64(int64_t a, int64_t b) { return (uint64_t)a < (uint64_t)b ? a : b; }
static inline int64_t heddle_max_uint64(int64_t a, int64_t b) { return (uint64_t)a > (uint64_t)b ? a : b; }
#define HEDDLE_CHECKED(OP, NAME, TYPE) \\
  static inline int64_t heddle_##OP##_##NAME(int64_t a, int64_t b, struct heddle_failure *failure, double site) { \\
    TYPE result; \\
    if (__builtin_##OP##_overflow((TYPE)a, (TYPE)b, &result)) heddle_fail(failure, site, 0); \\
    return (int64_t)result; \\
  } \\
  static int64_t heddle_tree_big_##OP##_##NAME( \\
    int64_t *list, uint32_t left, struct heddle_failure *failure, double site \\
  ) { \\
    for (; left > 1; left = (left + 1) >> 1) { \\
      for (uint32_t i = 0; i < left >> 1; i++) \\
        list[i] = heddle_##OP##_##NAME(list[2 * i], list[2 * i + 1], failure, site); \\
      if (left & 1) list[left >> 1] = list[left - 1]; \\
    } \\
    return list[0]; \\
  }
HEDDLE_CHECKED(add, int64, int64_t)
HEDDLE_CHECKED(add, uint64, uint64_t)
HEDDLE_CHECKED(mul, int64, int64_t)
HEDDLE_CHECKED(mul, uint64, uint64_t)
HEDDLE_TREE(heddle_tree_big_and, int64_t, a & b)
HEDDLE_TREE(heddle_tree_big_or, int64_t, a | b)
HEDDLE_TREE(heddle_tree_big_xor, int64_t, a ^ b)
HEDDLE_TREE(heddle_tree_big_min, int64_t, heddle_min_int64(a, b))
HEDDLE_TREE(heddle_tree_big_max, int64_t, heddle_max_int64(a, b))
HEDDLE_TREE(heddle_tree_big_minu, int64_t, heddle_min_uint64(a, b))
HEDDLE_TREE(heddle_tree_big_maxu, int64_t, heddle_max_uint64(a, b))
`
