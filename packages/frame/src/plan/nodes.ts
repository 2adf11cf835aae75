import type { Column } from "../schema/index.ts"
import type { Text } from "../sql/index.ts"

/** A column whose type may not be known yet. */
export interface Known {
  readonly name: string
  readonly type?: string | undefined
}

/** Something that is computed, and its name. */
export interface Item {
  readonly name: string
  readonly text: Text
}

/** What a source may ask for while it gets ready. */
export interface Context {
  readonly signal: AbortSignal | undefined
  /** Where it may put files, which are gone when the query is over. */
  readonly folder: () => string
  /** What is asked of it: `undefined` is all columns. */
  readonly needed: ReadonlySet<string> | undefined
  /** All its rows will be read. */
  readonly isWhole: boolean
  /** Columns of a query. */
  readonly describe: (sql: string) => Promise<readonly Column[]>
}

/** Where rows come from. */
export interface Source {
  /** The call that made it, for messages and `explain()`. */
  readonly label: string
  /** undefined: DuckDB is asked when a query is compiled. */
  readonly columns: readonly Known[] | undefined
  /** What stands behind FROM, before anything is made ready. */
  readonly from: string
  /** To make it ready takes no time to speak of, so that `explain()` does it too. */
  readonly isQuick?: boolean
  /** Makes it ready, and gives what then stands behind FROM. */
  readonly prepare?: (context: Context) => Promise<string>
  /** The same as files that can be read apart. Default: it is read as a whole. */
  readonly files?: (context: Context) => Promise<SourceFiles>
}

/** A source that is a call of one of DuckDB's readers. */
export interface SourceFiles {
  readonly reader: "read_csv" | "read_json" | "read_parquet"
  readonly paths: readonly string[]
  /** What follows the files within the call: `""`, or `, header=true`. */
  readonly settings: string
  /** Columns that are made of what the files have: `CAST("a" AS HUGEINT) AS "a"`. */
  readonly casts: readonly string[]
}

export type JoinHow = "inner" | "left" | "right" | "outer" | "cross" | "semi" | "anti"

interface Common {
  /** undefined: not known before DuckDB is asked. */
  readonly columns: readonly Known[] | undefined
}

/** A relation. */
export type Node = Common &
  (
    | { readonly k: "scan"; readonly source: Source }
    | { readonly k: "select"; readonly input: Node; readonly items: readonly Item[] }
    /** `isWindow`: the condition looks at other rows too. */
    | { readonly k: "filter"; readonly input: Node; readonly where: Text; readonly isWindow?: boolean }
    | { readonly k: "group"; readonly input: Node; readonly keys: readonly Item[]; readonly items: readonly Item[] }
    | { readonly k: "sort"; readonly input: Node; readonly by: Text }
    | { readonly k: "limit"; readonly input: Node; readonly count: number | undefined; readonly offset: number }
    /** Joined as `l` and `r`. */
    | {
        readonly k: "join"
        readonly left: Node
        readonly right: Node
        readonly how: JoinHow
        readonly on: string
        readonly items: readonly { readonly name: string; readonly sql: string }[] | undefined
      }
    | { readonly k: "union"; readonly inputs: readonly Node[]; readonly byName: boolean }
    /** SQL before and after the relation, which stands in parentheses between them. */
    | {
        readonly k: "around"
        readonly input: Node
        readonly before: string
        readonly after: string
        readonly uses: ReadonlySet<string> | undefined
      }
    /** SQL of the program's own, with frames in it. */
    | { readonly k: "raw"; readonly parts: readonly (string | Node)[] }
    /** Made when the columns of the input are known. */
    | {
        readonly k: "later"
        readonly input: Node
        readonly build: Build
        readonly verb: string
      }
    /** Rows of a function of the program's, which are made before the query around them runs. */
    | { readonly k: "made"; readonly input: Node; readonly make: Maker; readonly label: string }
  )

/** Makes a relation of one whose columns are known. `ask` gives the values of the first column of another. */
export type Build = (
  columns: readonly Column[],
  ask: (node: Node) => Promise<readonly unknown[]>,
) => Node | Promise<Node>

/** Makes rows of rows; gives what stands behind FROM. */
export type Maker = (sql: string, columns: readonly Column[], context: Context) => Promise<string>

export function scan(source: Source): Node {
  return { k: "scan", source, columns: source.columns }
}

export function select(input: Node, items: readonly Item[], columns: readonly Known[]): Node {
  return { k: "select", input, items, columns }
}

export function filter(input: Node, where: Text, isWindow = false): Node {
  return { k: "filter", input, where, isWindow, columns: input.columns }
}

export function group(input: Node, keys: readonly Item[], items: readonly Item[], columns: readonly Known[]): Node {
  return { k: "group", input, keys, items, columns }
}

export function sort(input: Node, by: Text): Node {
  return { k: "sort", input, by, columns: input.columns }
}

export function limit(input: Node, count: number | undefined, offset = 0): Node {
  return { k: "limit", input, count, offset, columns: input.columns }
}

export function join(node: Omit<Extract<Node, { readonly k: "join" }>, "k">): Node {
  return { k: "join", ...node }
}

export function union(inputs: readonly Node[], byName: boolean): Node {
  return { k: "union", inputs, byName, columns: inputs[0]!.columns }
}

export function around(
  input: Node,
  before: string,
  after: string,
  columns: readonly Known[] | undefined,
  uses?: ReadonlySet<string>,
): Node {
  return { k: "around", input, before, after, columns, uses }
}

export function raw(parts: readonly (string | Node)[], columns?: readonly Known[]): Node {
  return { k: "raw", parts, columns }
}

/** What `build` throws shows where the verb was called too: at `site`. */
export function later(input: Node, verb: string, build: Build, site: Error = new Error(verb)): Node {
  const own: Build = async (columns, ask) => {
    try {
      return await build(columns, ask)
    } catch (error) {
      if (error instanceof Error) error.stack = `${error.stack}\n    --- called from ---\n${framesOf(site)}`
      throw error
    }
  }
  return { k: "later", input, build: own, verb, columns: undefined }
}

function framesOf({ stack = "" }: Error): string {
  return stack.slice(stack.search(/^ +at /m))
}

/** The names of its columns, where they are known. */
export function namesOf({ columns }: Node): readonly string[] | undefined {
  return columns?.map(({ name }) => name)
}

/** Its columns, where all their types are known too. */
export function typesOf({ columns }: Node): readonly Column[] | undefined {
  return columns?.every((one): one is Column => one.type !== undefined) === true ? columns : undefined
}

/** Those of its columns whose types are known. */
export function knownTypes({ columns = [] }: Node): Column[] {
  return columns.filter((one): one is Column => one.type !== undefined)
}
