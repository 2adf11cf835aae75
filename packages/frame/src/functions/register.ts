import type * as DuckDB from "@duckdb/node-api"
import type { DuckDBConnection } from "@duckdb/node-api"
import { OptionError } from "heddle"
import { boolean, knownKeys, oneOf } from "heddle/extend"
import { dropSetup, keepThrown, setUp } from "../engine/index.ts"
import { identifier, literal } from "../sql/index.ts"
import { perValue, vectorized } from "./calls.ts"
import { duckdbType, types } from "./values.ts"
import type { FunctionType } from "./values.ts"

/** What a function takes and gives. */
export interface FunctionOptions {
  /** The types of its arguments. */
  readonly arguments: readonly FunctionType[]
  readonly returns: FunctionType
  /**
   * It is called with columns of up to 2048 values and gives a column: numbers are typed arrays (of theirs that are null: NaN, or
   * 0), all else lists. Rows with a null come out as null. Default: it is called for each row.
   */
  readonly vectorized?: boolean
  /** It is also called for rows with nulls. Default: they come out as null without a call. Not if it is vectorized. */
  readonly nullsToo?: boolean
  /** It may give something else each time: DuckDB must not call it once for equal arguments. Default: false. */
  readonly volatile?: boolean
}

// oxlint-disable-next-line typescript/no-explicit-any -- its types are those of the options
type AnyFunction = (...args: any[]) => unknown

let count = 0

/**
 * Makes a function that expressions call as `fn(name, …)`, and SQL as `name(…)`. BIGINT and HUGEINT are bigints, dates and
 * times are `Date`; a result may be null. Who registers another one under the name replaces it, for queries that begin
 * later. What it throws is what the query rejects with.
 *
 * It runs in the thread that registered it, while DuckDB waits: one call after the other, and not before that thread is
 * free. For work that takes long there is `frame.mapPartitions`, which has all cores.
 *
 * @throws OptionError where the name is no name, or an option is wrong; the next query, where DuckDB has a function of the name
 *
 * @example
 * ```ts
 * import { col, fn, fromColumns, registerFunction, sql } from "@heddle/frame"
 * registerFunction("hypotenuse", (a: number, b: number) => Math.hypot(a, b), { arguments: ["DOUBLE", "DOUBLE"], returns: "DOUBLE" })
 * const frame = fromColumns({ a: [3, 6], b: [4, null] })
 * console.log((await frame.select({ c: fn("hypotenuse", col("a"), col("b")) }).compute()).column("c")) // => [5, null]
 * console.log(await frame.filter(sql`hypotenuse(a, 8) = 10`).len()) // => 1
 * ```
 */
export function registerFunction(name: string, fn: AnyFunction, options: FunctionOptions): void {
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
    throw new OptionError("name", "letters, digits and _, a digit not first", name)
  }
  if (typeof fn !== "function") throw new OptionError("fn", "a function", fn)
  knownKeys(options, ["arguments", "returns", "vectorized", "nullsToo", "volatile"], {
    args: "arguments",
    returnType: "returns",
  })
  const { returns, vectorized: isVectorized = false, nullsToo = false, volatile = false } = options
  if (!Array.isArray(options.arguments)) throw new OptionError("arguments", "a list of types", options.arguments)
  for (const type of options.arguments) oneOf("arguments", type, types)
  oneOf("returns", returns, types)
  boolean("nullsToo", nullsToo)
  boolean("volatile", volatile)
  if (boolean("vectorized", isVectorized) && nullsToo) {
    throw new OptionError("nullsToo", "false where the function is vectorized: typed arrays have no null", nullsToo)
  }
  const key = `function ${name.toLowerCase()}`
  const own = `heddle_function_${++count}`
  setUp(key, async (connection) => {
    try {
      await checkFree(name, connection)
      const duckdb = await import("@duckdb/node-api")
      register(own, fn, options, connection, duckdb)
      // A macro is replaced whatever its arguments are; a function would be there beside the old one.
      const names = options.arguments.map((_, i) => `a${i}`).join(", ")
      await connection.run(`CREATE OR REPLACE MACRO ${identifier(name)}(${names}) AS ${own}(${names})`)
    } catch (error) {
      dropSetup(key)
      throw error
    }
  })
}

async function checkFree(name: string, connection: DuckDBConnection): Promise<void> {
  const sql = `SELECT count(*) FROM duckdb_functions() WHERE lower(function_name) = ${literal(name.toLowerCase())} AND internal`
  const [[found] = []] = (await connection.runAndReadAll(sql)).getRows()
  if (found !== 0n) throw new OptionError("name", "a name that no function of DuckDB has", name)
}

function register(
  name: string,
  fn: AnyFunction,
  options: FunctionOptions,
  connection: DuckDBConnection,
  duckdb: typeof DuckDB,
): void {
  const call = options.vectorized === true ? vectorized(fn, options, duckdb) : perValue(fn, options, duckdb)
  const made = duckdb.DuckDBScalarFunction.create({
    name,
    parameterTypes: options.arguments.map((type) => duckdbType(type, duckdb)),
    returnType: duckdbType(options.returns, duckdb),
    // Rows with nulls are looked at here.
    specialHandling: true,
    volatile: options.volatile === true,
    mainFunction: (info, input, output) => {
      try {
        call(input, output)
      } catch (error) {
        info.setError(keepThrown(error))
      }
    },
  })
  connection.registerScalarFunction(made)
  made.destroySync()
}
