/**
 * What a frame is computed by: a tree of relations, which becomes one SQL text. It is plain data but for its sources.
 *
 * ```ts skip a fragment: the names around it are internal
 * sqlOf({ k: "filter", input: scan(source), where: [column("a"), " > 1"], columns: undefined })
 * // SELECT * FROM … WHERE "a" > 1
 * ```
 */
export { emit, sqlOf } from "./emit.ts"
export type { FromItems } from "./emit.ts"
export { neededOf, readWhole } from "./needed.ts"
export type { Needed } from "./needed.ts"
export {
  filter,
  group,
  join,
  knownTypes,
  later,
  limit,
  namesOf,
  raw,
  scan,
  select,
  sort,
  union,
  around,
  typesOf,
} from "./nodes.ts"
export type { Build, Context, Item, JoinHow, Known, Maker, Node, Source, SourceFiles } from "./nodes.ts"
export { inputsOf, rewritten } from "./walk.ts"
