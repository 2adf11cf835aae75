import type { DType } from "../dtype/index.ts"

/** Writes one element, as wide as all others. */
export type Format = (element: number | bigint) => string

/** NumPy's `precision`. */
const precision = 8

/**
 * How NumPy writes these elements beside each other: the shortest digits that give the same number, at most 8 of them after
 * the point, by powers of ten where the numbers are very large, very small or far apart.
 * Source: `FloatingFormat` of NumPy's arrayprint.
 *
 * @param keepsPoint NumPy writes `1.` for a float; without it whole numbers have no point
 */
export function formatOf(elements: readonly (number | bigint)[], dtype: DType, keepsPoint: boolean): Format {
  if (dtype === "float64" || dtype === "float32") return floats(elements as readonly number[], dtype, keepsPoint)
  if (dtype === "bool") return (element) => (element === 0 ? "False" : " True")
  const width = elements.reduce<number>((width, one) => Math.max(width, String(one).length), 0)
  return (element) => String(element).padStart(width)
}

function floats(elements: readonly number[], dtype: DType, keepsPoint: boolean): Format {
  const finite = elements.filter((one) => Number.isFinite(one))
  const sizes = finite.filter((one) => one !== 0).map((one) => Math.abs(one))
  const [min, max] = [Math.min(...sizes), Math.max(...sizes)]
  const isScientific = sizes.length > 0 && (max >= 1e8 || min < 1e-4 || max / min > 1000)
  const split = isScientific ? powered : positional
  const parts = finite.map((one) => split(one, dtype))
  const left = Math.max(0, ...parts.map(([whole]) => whole.length))
  const digits = Math.max(0, ...parts.map(([, fraction]) => fraction.length))
  const exponent = Math.max(2, ...parts.map(([, , power]) => power.length - 1))
  const hasPoint = keepsPoint || digits > 0
  // A point, the digits, and `e+05`.
  const right = (hasPoint ? 1 : 0) + digits + (isScientific ? exponent + 2 : 0)
  const others = elements.filter((one) => !Number.isFinite(one)).map((one) => special(one).length)
  const width = Math.max(left + right, ...others)
  return (element) => {
    const value = element as number
    if (!Number.isFinite(value)) return special(value).padStart(width)
    if (isScientific) return scientific(value, digits, exponent, hasPoint).padStart(width)
    const [whole, fraction] = positional(value, dtype)
    return `${whole}${hasPoint ? "." : ""}${fraction.padEnd(digits)}`.padStart(width)
  }
}

function special(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"
}

/** Before and after the point, and the power of ten. */
type Parts = readonly [whole: string, fraction: string, power: string]

function positional(value: number, dtype: DType): Parts {
  const [mantissa, power] = shortest(value, dtype).split("e") as [string, string]
  const places = mantissa.replace(/^-?\d\.?/, "").length - Number(power)
  // As many digits as there are: any further one would be of the binary number only.
  const text =
    places > precision
      ? halfToEven(value.toFixed(precision), value.toFixed(precision + 30))
      : value.toFixed(Math.max(0, places))
  const [whole, fraction = ""] = text.replace(/^-?/, signOf(value)).split(".")
  return [whole!, fraction.replace(/0+$/, ""), ""]
}

function powered(value: number, dtype: DType): Parts {
  const text = shortest(value, dtype)
  const places = text.replace(/e.*/, "").replace(/^-?\d\.?/, "").length
  const [mantissa, power] = (places > precision ? exponential(value, precision) : text).split("e") as [string, string]
  const [whole, fraction = ""] = mantissa.replace(/^-?/, signOf(value)).split(".")
  return [whole!, fraction.replace(/0+$/, ""), power]
}

/** Digits that are not needed are those of the exact number, not zeros. */
function scientific(value: number, digits: number, exponent: number, hasPoint: boolean): string {
  const [mantissa, power] = exponential(value, digits).split("e") as [string, string]
  const point = hasPoint && digits === 0 ? "." : ""
  return `${mantissa.replace(/^-?/, signOf(value))}${point}e${power[0]}${power.slice(1).padStart(exponent, "0")}`
}

function exponential(value: number, digits: number): string {
  return halfToEven(value.toExponential(digits), value.toExponential(digits + 30))
}

/** JavaScript writes no sign of a zero. */
function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : ""
}

/** The shortest digits that read back as the same number, as `1.25e-3`. */
function shortest(value: number, dtype: DType): string {
  if (dtype === "float64") return value.toExponential()
  for (let digits = 5; digits < 8; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return text.replace(/\.?0*e/, "e")
  }
  return value.toExponential(8).replace(/\.?0*e/, "e")
}

/** JavaScript rounds what lies right between two numbers away from zero, NumPy to the even one. */
function halfToEven(rounded: string, exact: string): string {
  const [, digits, power = ""] = /^([^e]*)(e.*)?$/.exec(rounded)!
  const last = Number(digits!.at(-1))
  const tail = exact.replace(/e.*/, "").slice(digits!.length)
  return last % 2 === 1 && /^50*$/.test(tail) ? `${digits!.slice(0, -1)}${last - 1}${power}` : rounded
}
