import { isFloating, isInteger } from "../schema/index.ts"
import type { Text } from "../sql/index.ts"

/** A function of a group's rows, by pandas' name. */
export interface Aggregate {
  readonly text: (value: Text) => Text
  readonly type: (of: string | undefined) => string | undefined
  /** Only columns of numbers (and booleans) have it. */
  readonly numeric?: true
  /** It depends on the order of the rows. */
  readonly ordered?: true
}

const same = (of: string | undefined): string | undefined => of
const double = (of: string | undefined): string | undefined => of && "DOUBLE"
const count = (): string => "BIGINT"
const boolean = (): string => "BOOLEAN"

function call(name: string, more = ""): (value: Text) => Text {
  return (value) => [`${name}(`, ...value, `${more})`]
}

/** Of integers exact, in 128 bits; 0 of nothing, as in pandas. */
function sumType(of: string | undefined): string | undefined {
  if (of === undefined) return undefined
  if (isFloating(of)) return "DOUBLE"
  return isInteger(of) || of === "BOOLEAN" ? "HUGEINT" : undefined
}

export const aggregates: Readonly<Record<string, Aggregate>> = {
  sum: { text: (value) => ["coalesce(sum(", ...value, "), 0)"], type: sumType, numeric: true },
  mean: { text: call("avg"), type: double, numeric: true },
  min: { text: call("min"), type: same },
  max: { text: call("max"), type: same },
  count: { text: call("count"), type: count },
  size: { text: () => ["count(*)"], type: count },
  nunique: { text: (value) => ["count(DISTINCT ", ...value, ")"], type: count },
  std: { text: call("stddev_samp"), type: double, numeric: true },
  var: { text: call("var_samp"), type: double, numeric: true },
  sem: { text: call("sem"), type: double, numeric: true },
  skew: { text: call("skewness"), type: double, numeric: true },
  kurt: { text: call("kurtosis"), type: double, numeric: true },
  median: { text: call("median"), type: double, numeric: true },
  prod: { text: (value) => ["coalesce(product(", ...value, "), 1)"], type: double, numeric: true },
  any: { text: (value) => ["coalesce(bool_or(CAST(", ...value, " AS BOOLEAN)), false)"], type: boolean },
  all: { text: (value) => ["coalesce(bool_and(CAST(", ...value, " AS BOOLEAN)), true)"], type: boolean },
  mode: { text: call("mode"), type: same },
  list: { text: call("list"), type: (of) => of && `${of}[]` },
  first: { text: call("first"), type: same, ordered: true },
  last: { text: call("last"), type: same, ordered: true },
}
