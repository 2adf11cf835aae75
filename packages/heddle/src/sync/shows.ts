import { inspect } from "node:util"
import type { InspectOptions } from "node:util"

type Show = (this: object, depth: number, options: InspectOptions, show: typeof inspect) => string

/** Lets `console.log` and `util.inspect` print a handle as one line: its class and what `tell` says of it now. */
export function shows<T extends object>(type: { readonly prototype: T }, tell: (handle: T) => object): void {
  const value: Show = function (depth, options, show) {
    const { name } = this.constructor
    if (depth < 0) return `[${name}]`
    return `${name} ${show(tell(this as T), { ...options, breakLength: Infinity, compact: true })}`
  }
  Object.defineProperty(type.prototype, inspect.custom, { value })
}
