/** `""`: no value was seen. `"?"`: DuckDB may take it for a date or a number of some other form. */
export type Guess =
  | ""
  | "?"
  | "BOOLEAN"
  | "BIGINT"
  | "DOUBLE"
  | "TIME"
  | "DATE"
  | "TIMESTAMP"
  | "TIMESTAMP WITH TIME ZONE"
  | "VARCHAR"

type Typed = Exclude<Guess, "" | "?" | "VARCHAR">

/** What a first value must look like. Texts with leading zeros are no numbers: they are codes. */
const forms: Readonly<Record<Typed, RegExp>> = {
  BOOLEAN: /^(?:true|false|t|f|yes|no)$/i,
  BIGINT: /^ *-?(?:0|[1-9]\d*) *$/,
  DOUBLE: /^-?(?:(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|nan)$/i,
  TIME: /^ *\d{1,2}:\d{2}(?::\d{1,2}(?:\.\d{1,9})?)? *$/,
  DATE: /^ *\d{4}-\d{1,2}-\d{1,2} *$/,
  TIMESTAMP: /^ *\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)? *$/,
  "TIMESTAMP WITH TIME ZONE":
    /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?(?:Z|[+-]\d\d(?::?\d\d)?)$/,
}
const order = Object.keys(forms) as Typed[]
const floats = /^ *[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|nan|inf|infinity) *$/i
const code = /^ *[+-]?0\d/
const elsewhere = /^ *[+-]?(?:\d{1,5}([-/. \\])\d{1,2}\1\d{1,5}(?!\.)|0[xXbBoO][\da-fA-F]|\d+(?:_\d+)+)/

/** The type of columns whose values were of type `current`, and one more is `text`, with a point for the decimal. */
export function widen(current: Guess, text: string): Guess {
  if (current === "VARCHAR" || current === "?") return current
  if ((current === "BIGINT" || current === "DOUBLE") && code.test(text)) return "VARCHAR"
  if (current !== "" && fits(current, text)) return current
  const type = typeOf(text)
  if (current === "") return type
  if (current === "BIGINT" && (type === "DOUBLE" || floats.test(text))) return "DOUBLE"
  if (current === "TIMESTAMP" && type === "TIMESTAMP WITH TIME ZONE") return type
  return type === "?" ? "?" : "VARCHAR"
}

/** Would the value be read as a value of this type? */
export function fits(type: Guess, text: string): boolean {
  if (type === "VARCHAR" || type === "" || type === "?") return true
  if (type === "DOUBLE") return floats.test(text)
  if (type === "TIMESTAMP" && forms.DATE.test(text)) return isDay(text)
  if (type === "TIMESTAMP WITH TIME ZONE" && forms.TIMESTAMP.test(text)) return isDay(text)
  return forms[type].test(text) && isPossible(type, text)
}

function typeOf(text: string): Guess {
  for (const type of order) if (forms[type].test(text) && isPossible(type, text)) return type
  return elsewhere.test(text) ? "?" : "VARCHAR"
}

function isPossible(type: Typed, text: string): boolean {
  if (type === "BOOLEAN" || type === "DOUBLE") return true
  if (type === "BIGINT") return text.length < 19 || BigInt.asIntN(64, BigInt(text)) === BigInt(text)
  return (type === "TIME" || isDay(text)) && (type === "DATE" || isClock(text))
}

function isDay(text: string): boolean {
  const [year, month, day] = text.trim().split(/[- T]/, 3).map(Number) as [number, number, number]
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  return month >= 1 && month <= 12 && day >= 1 && day <= days
}

function isClock(text: string): boolean {
  const [, hour, minute, second] = /(\d+):(\d+)(?::(\d+))?/.exec(text)!
  return Number(hour) < 24 && Number(minute) < 60 && Number(second ?? 0) < 60
}
