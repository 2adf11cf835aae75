import type { DelayedOptions } from "./delayed-types.ts"

/**
 * A call that was not made: a function and its arguments, or a value alone. The part of `Delayed` that graphs read. An
 * object of three fields, because a loop makes a hundred thousand of them.
 */
export class Deferred {
  /** @internal Undefined: `args[0]` is the value. */
  readonly fn: Function | undefined
  /** @internal */
  readonly args: readonly unknown[]
  /** @internal */
  readonly options: DelayedOptions | undefined

  constructor(fn: Function | undefined, args: readonly unknown[], options: DelayedOptions | undefined) {
    this.fn = fn
    this.args = args
    this.options = options
  }
}

/** What a call is called in pictures and in errors. */
export function nameOf({ fn, args, options }: Deferred): string {
  if (options?.name !== undefined) return options.name
  if (fn !== undefined) return fn.name === "" ? "a function" : fn.name
  const [value] = args
  return typeof value === "object" && value !== null
    ? (Object.getPrototypeOf(value)?.constructor?.name ?? "object")
    : typeof value
}

/** The function of a call that stands for one of the values of another: `args` are that call and the place. Graphs know it. */
export function partOf(values: readonly unknown[], place: number): unknown {
  return values[place]
}

/** What the large arguments of a call take. Inside of objects they are not searched for. */
export function bytesOf({ args }: Deferred): number {
  let bytes = 0
  for (const value of args) {
    if (typeof value === "string") bytes += value.length
    else if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) bytes += value.byteLength
  }
  return bytes
}
