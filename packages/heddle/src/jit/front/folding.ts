import { anyInt32, isInt32 } from "./known.ts"
import { constant, toInt32 } from "./values.ts"
import type { NumberValue } from "./values.ts"

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
  ">>>": (a, b) => a >>> b,
}

/** What it is, if it is a constant. */
export function knownNumber({ expr }: NumberValue): number | undefined {
  return expr.k === "const" ? expr.value : undefined
}

/** Of two constants what JavaScript computes; of one that changes nothing, to the last bit, the other. */
export function folded(operator: string, a: NumberValue, b: NumberValue): NumberValue | undefined {
  const [x, y] = [knownNumber(a), knownNumber(b)]
  if (x !== undefined && y !== undefined) {
    const compute = operators[operator]
    return compute && constant(compute(x, y))
  }
  switch (operator) {
    case "*":
      return y === 1 ? a : x === 1 ? b : undefined
    case "/":
      return y === 1 ? a : undefined
    // -0 + 0 is 0.
    case "+":
      return Object.is(y, -0) ? a : Object.is(x, -0) ? b : undefined
    case "-":
      return Object.is(y, 0) ? a : undefined
    case "|":
    case "^":
      return y === 0 ? asInt32(a) : x === 0 ? asInt32(b) : undefined
    case "&":
      return y === -1 ? asInt32(a) : x === -1 ? asInt32(b) : undefined
    case "<<":
    case ">>":
      return y === 0 ? asInt32(a) : undefined
    case ">>>":
      return y === 0 && isInt32(a.known) && a.known.low >= 0 ? a : undefined
    default:
      return undefined
  }
}

function asInt32(value: NumberValue): NumberValue {
  return { kind: "number", known: isInt32(value.known) ? value.known : anyInt32, expr: toInt32(value) }
}

/** What a function of Math gives for constants. */
export function foldedCall(fn: Function, values: readonly NumberValue[]): NumberValue | undefined {
  const known = values.map(knownNumber)
  if (known.length === 0 || known.includes(undefined)) return undefined
  return constant((fn as (...args: unknown[]) => number)(...known))
}
