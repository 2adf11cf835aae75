/**
 * What an array is made of: a tree of nodes, in which equal ones are one. Shapes and types are known, nothing is computed.
 *
 * ```ts skip a fragment: the names around it are internal
 * const x = iota(5)
 * map(operation("add"), [x, x]).shape // [5]
 * map(operation("add"), [x, x]) === map(operation("add"), [x, x]) // true
 * ```
 */
export { compose, identity, isIdentity } from "./access.ts"
export type { Access } from "./access.ts"
export {
  blocks,
  castTo,
  concat,
  constant,
  contract,
  dropAxes,
  iota,
  later,
  map,
  memory,
  pending,
  random,
  reader,
  reduce,
  reshape,
  scan,
  take,
  view,
  viewTo,
  withInputs,
} from "./make.ts"
export { inOrder } from "./order.ts"
export type {
  BlockPart,
  BlockRange,
  BlocksNode,
  ConstNode,
  LaterNode,
  Node,
  Reader,
  ReduceName,
  ReduceNode,
  ScanNode,
  Trim,
} from "./nodes.ts"
