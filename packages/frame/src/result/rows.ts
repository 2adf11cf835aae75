/** Writes `count` objects to `out`, from `at` on, with the first values of each column. */
export type RowBuilder = (columns: readonly unknown[][], out: unknown[], at: number, count: number) => void

const builders = new Map<string, RowBuilder>()
const mostBuilders = 100

/**
 * What builds plain objects with these names, each an own property in this order, `__proto__` too.
 *
 * An object literal of its own for each set of names is four times as fast as setting properties by name, so it is
 * compiled; the text has nothing of the names but JSON strings. Where code may not be compiled it is done by name.
 */
export function rowBuilder(names: readonly string[]): RowBuilder {
  const key = JSON.stringify(names)
  let builder = builders.get(key)
  if (builder === undefined) {
    builder = compile(names) ?? byName(names)
    if (builders.size === mostBuilders) builders.delete(builders.keys().next().value!)
    builders.set(key, builder)
  }
  return builder
}

function compile(names: readonly string[]): RowBuilder | undefined {
  const columns = names.map((_, i) => `c${i} = columns[${i}]`)
  // A key in brackets is a property even if it is `__proto__`.
  const fields = names.map((name, i) => `${name === "__proto__" ? '["__proto__"]' : JSON.stringify(name)}: c${i}[i]`)
  const declare = columns.length === 0 ? "" : `const ${columns.join(", ")}\n`
  const body = `"use strict"\n${declare}for (let i = 0; i < count; i++) out[at + i] = { ${fields.join(", ")} }`
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- see above
    return new Function("columns", "out", "at", "count", body) as RowBuilder
  } catch {
    return undefined
  }
}

export function byName(names: readonly string[]): RowBuilder {
  return (columns, out, at, count) => {
    for (let i = 0; i < count; i++) {
      const row: Record<string, unknown> = {}
      for (let column = 0; column < names.length; column++) {
        const name = names[column]!
        const value = columns[column]![i]
        if (name === "__proto__") {
          Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true })
        } else row[name] = value
      }
      out[at + i] = row
    }
  }
}
