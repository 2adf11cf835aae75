import { isFloating, isInteger, isNumeric } from "../schema/index.ts"
import type { Text } from "../sql/index.ts"

/** A function of a group's rows, by pandas' name. */
export interface Aggregate {
  /** `after` stands behind the call: FILTER (…) or OVER (…). `of` is the value's type, where it is known. */
  readonly text: (value: Text, after?: Text, of?: string) => Text
  readonly type: (of: string | undefined) => string | undefined
  /** Only columns of numbers (and booleans) have it. */
  readonly numeric?: true
  /** It depends on the order of the rows. */
  readonly ordered?: true
}

const same = (of: string | undefined): string | undefined => of
/** Of times it is a time. */
const double = (of: string | undefined): string | undefined =>
  of !== undefined && (isNumeric(of) || of === "BOOLEAN") ? "DOUBLE" : undefined
/** Of what is cast where its type is known, nothing can be said. */
const middle = (of: string | undefined): string | undefined =>
  of === "FLOAT" || of === "DOUBLE" ? of : of !== undefined && isInteger(of) ? "DOUBLE" : undefined
const count = (): string => "BIGINT"
const boolean = (): string => "BOOLEAN"

function call(name: string): Aggregate["text"] {
  return (value, after = []) => [`${name}(`, ...value, ")", ...after]
}

/** Where there is nothing to call it on: another value. */
function orElse(name: string, other: string): Aggregate["text"] {
  return (value, after = []) => [`coalesce(${name}(`, ...value, ")", ...after, `, ${other})`]
}

/** DuckDB has these of numbers only; true is 1. */
function ofNumbers(text: Aggregate["text"]): Aggregate["text"] {
  return (value, after, of) => text(of === "BOOLEAN" ? ["CAST(", ...value, " AS INTEGER)"] : value, after)
}

/** What lies between two decimals has one digit more. */
function exactly(text: Aggregate["text"]): Aggregate["text"] {
  return (value, after, of) => {
    const isExact = of !== "BOOLEAN" && of?.startsWith("DECIMAL") !== true
    return text(isExact ? value : ["CAST(", ...value, " AS DOUBLE)"], after)
  }
}

function ofBooleans(text: Aggregate["text"]): Aggregate["text"] {
  return (value, after) => text(["CAST(", ...value, " AS BOOLEAN)"], after)
}

/** Of a sample; DuckDB's own `sem` is of all. */
const sem: Aggregate["text"] = (value, after = []) => [
  "(stddev_samp(",
  ...value,
  ")",
  ...after,
  " / sqrt(count(",
  ...value,
  ")",
  ...after,
  "))",
]

/** Of integers exact, in 128 bits; 0 of nothing, as in pandas. */
function sumType(of: string | undefined): string | undefined {
  if (of === undefined) return undefined
  if (isFloating(of)) return "DOUBLE"
  return isInteger(of) || of === "BOOLEAN" ? "HUGEINT" : undefined
}

export const aggregates: Readonly<Record<string, Aggregate>> = {
  sum: { text: orElse("sum", "0"), type: sumType, numeric: true },
  mean: { text: ofNumbers(call("avg")), type: double, numeric: true },
  min: { text: call("min"), type: same },
  max: { text: call("max"), type: same },
  count: { text: call("count"), type: count },
  size: { text: (_, after = []) => ["count(*)", ...after], type: count },
  nunique: { text: (value, after = []) => ["count(DISTINCT ", ...value, ")", ...after], type: count },
  std: { text: ofNumbers(call("stddev_samp")), type: double, numeric: true },
  var: { text: ofNumbers(call("var_samp")), type: double, numeric: true },
  sem: { text: ofNumbers(sem), type: double, numeric: true },
  skew: { text: ofNumbers(call("skewness")), type: double, numeric: true },
  kurt: { text: ofNumbers(call("kurtosis")), type: double, numeric: true },
  median: { text: exactly(call("median")), type: middle, numeric: true },
  prod: { text: ofNumbers(orElse("product", "1")), type: double, numeric: true },
  any: { text: ofBooleans(orElse("bool_or", "false")), type: boolean, numeric: true },
  all: { text: ofBooleans(orElse("bool_and", "true")), type: boolean, numeric: true },
  mode: { text: call("mode"), type: same },
  list: { text: call("list"), type: (of) => of && `${of}[]` },
  first: { text: call("first"), type: same, ordered: true },
  last: { text: call("last"), type: same, ordered: true },
}
