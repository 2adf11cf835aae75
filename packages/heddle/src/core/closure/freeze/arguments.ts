import { copying, encode, encodeArguments, isLendable } from "../../wire/index.ts"
import type { Encoded, EncodeOptions, Moment } from "../../wire/index.ts"
import { misuseOfArgument, parameterAt } from "../static/index.ts"
import type { Located } from "../static/index.ts"
import type { Frozen } from "./frozen.ts"
import type { CaptureHint } from "./hints.ts"
import { countLoad, loadOf } from "./loads.ts"
import type { LoadPlace } from "./loads.ts"

export interface ArgumentOptions {
  /** Whether there is shared memory: true for threads, false for processes. */
  readonly shared: boolean
  /** Whether an item is the list of arguments, not the only one. */
  readonly spread: boolean
  readonly moment: Moment
  /** Told what large arrays cost, once for each parameter. */
  readonly hint?: ((hint: CaptureHint) => void) | undefined
}

/**
 * The arguments of a call of `frozen`, ready to be sent: a snapshot. Large arrays that it only reads are shared by all
 * calls that they are given to. Without `frozen`: what any call may get.
 *
 * @throws UnsendableError naming the path, what is there, and what to do instead
 */
export function encodeItem(item: unknown, frozen: Frozen | undefined, options: ArgumentOptions): Encoded {
  const { shared, spread, moment } = options
  if (shared && frozen !== undefined && (spread ? (item as readonly unknown[]).some(isLendable) : isLendable(item))) {
    return encodeLarge(spread ? (item as readonly unknown[]) : [item], frozen.located, options)
  }
  const { bytes, ms } = copying
  const label = spread ? "args" : "args[0]"
  const encoded = encode(item, { role: "argument", label, shared, functions: true, moment })
  if (copying.bytes > bytes && frozen?.located !== undefined) {
    tellOfCopies(spread ? (item as readonly unknown[]) : [item], { bytes, ms }, frozen.located, options)
  }
  return encoded
}

/** Does the function do nothing with this argument but read it, as far as its text tells? */
export function isOnlyRead({ located }: Frozen, index: number): boolean {
  return located !== undefined && misuseOfArgument(located, index) === undefined
}

function encodeLarge(
  args: readonly unknown[],
  located: Located | undefined,
  { shared, spread, moment, hint }: ArgumentOptions,
): Encoded {
  const isReadOnly = (index: number): boolean => located !== undefined && misuseOfArgument(located, index) === undefined
  const label = spread ? "args" : "args[0]"
  const options: EncodeOptions = { role: "argument", label, shared, functions: true, moment }
  const encoded = encodeArguments(args, spread, isReadOnly, options)
  if (hint === undefined || located === undefined) return encoded
  for (const [index, value] of args.entries()) {
    if (!isLendable(value)) continue
    const load = { value, isArray: true, bytes: 0, ms: 0, misuse: misuseOfArgument(located, index) }
    const told = countLoad(placeOf(located, index), load, encoded.lentRow(value), shared)
    if (told !== undefined) hint(told)
  }
  return encoded
}

/** Something among the arguments holds large arrays that were copied. */
function tellOfCopies(
  args: readonly unknown[],
  before: Readonly<typeof copying>,
  located: Located,
  { shared, hint }: ArgumentOptions,
): void {
  const index = args.findIndex((value) => typeof value === "object" && value !== null)
  const load = loadOf(args[index], before, () => misuseOfArgument(located, index))
  const told = load && countLoad(placeOf(located, index), load, undefined, shared)
  if (told !== undefined) hint?.(told)
}

function placeOf(located: Located, index: number): LoadPlace {
  const parameter = parameterAt(located, index)
  const name = parameter?.name ?? `args[${index}]`
  const subject = `argument ${index + 1}${parameter === undefined ? "" : `, \`${name}\`,`} of the function`
  return { located, name, subject, node: parameter?.node ?? located.unit.node }
}
