import { UnsendableError } from "../../core/errors/index.ts"
import { giveClassKey } from "../../core/wire/index.ts"
import { DamagedError } from "./format.ts"

/** The classes whose instances a function's results may have, each by a name that every program has for it. */
export interface Classes {
  /** @throws UnsendableError for one that the function does not name */
  idOf(ctor: Function): string
  classOf(id: string): Function | undefined
}

interface Row {
  readonly t: string
  cls?: unknown
  fn?: unknown
  readonly tag?: string
}

/** Values. All others are made by code, or stand for what is alive in a program. */
const values: ReadonlySet<string> = new Set([
  "clone",
  "obj",
  "inst",
  "arr",
  "map",
  "set",
  "view",
  "shared",
  "sym",
  "err",
  "new",
  "alias",
])

/**
 * Lets only rows pass from which values come without any code but that of classes that the function names itself: what is in
 * a file may have been put there by anybody.
 *
 * @throws UnsendableError
 */
export function checkRows(data: unknown): void {
  for (const { t, fn, tag } of rowsOf(data)) {
    if (values.has(t) || (t === "reduce" && typeof fn === "string") || tag === "heddle.heap-array") continue
    const what =
      t === "handle"
        ? `a handle (${tag})`
        : t === "global" || t === "builtin"
          ? "a function or object of the platform"
          : "more than a value"
    throw new UnsendableError(`the result holds ${what}, which cannot be kept in a file`, {
      path: "result",
      role: "result",
    })
  }
}

/** Puts the keys of this program in the place of what classes are called in files. @throws DamagedError */
export function nameClasses(data: unknown, classes: Classes): void {
  for (const row of rowsOf(data)) {
    if (typeof row.cls === "string") row.cls = keyOf(row.cls, classes)
    if (row.t === "reduce") row.fn = keyOf(row.fn as string, classes)
  }
}

function keyOf(id: string, classes: Classes): string {
  const ctor = classes.classOf(id)
  if (ctor === undefined)
    throw new DamagedError(`the class ${id.split("@")[0]} is not what it was, or not named any more`)
  return giveClassKey(ctor)
}

function rowsOf(data: unknown): readonly Row[] {
  const nodes = (data as { readonly nodes?: unknown } | undefined)?.nodes
  if (!Array.isArray(nodes)) throw new DamagedError("it is no table")
  return nodes as Row[]
}
