import { createRequire } from "node:module"
import type * as apache from "apache-arrow"
import { HeddleError } from "heddle"

/** The package. */
export type Arrow = typeof apache

/** A name that bundlers leave alone. */
const name = "apache-arrow"

/** The optional package. @throws HeddleError where it cannot be loaded */
export async function loadArrow(what: string): Promise<Arrow> {
  try {
    return (await import(name)) as Arrow
  } catch (cause) {
    throw missing(what, cause)
  }
}

/** The same, at once, from its build for `require`. */
export function requireArrow(what: string): Arrow {
  try {
    return createRequire(import.meta.url)(name) as Arrow
  } catch (cause) {
    throw missing(what, cause)
  }
}

function missing(what: string, cause: unknown): HeddleError {
  return new HeddleError(`${what} needs the package apache-arrow, which cannot be loaded`, {
    hint: "npm install apache-arrow",
    cause,
  })
}
