import type { Expr } from "./expr.ts"
import { columnOf } from "./functions.ts"

/** The columns of a row, by name, as what they can be computed with. */
export type Columns<R> = string extends keyof R
  ? // oxlint-disable-next-line typescript/no-explicit-any -- with names of any kind, `c.a` would be possibly undefined
    any
  : { readonly [K in keyof R & string]-?: Expr<R[K]> }

/** Gives a column for each name; `check` throws where there is none. `typeOf` says of what type it is, if that is known. */
export function columnsProxy<R>(
  check: (name: string) => unknown,
  typeOf: (name: string) => string | undefined = () => undefined,
): Columns<R> {
  return new Proxy(Object.create(null) as Columns<R>, {
    get(_, name) {
      if (typeof name !== "string") return undefined
      check(name)
      return columnOf(name, typeOf(name))
    },
    has: () => true,
  })
}
