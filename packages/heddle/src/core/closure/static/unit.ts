import type {
  AnyNode,
  ImportExpression,
  MetaProperty,
  MethodDefinition,
  Property,
  PropertyDefinition,
  StaticBlock,
} from "acorn"
import type { Reference } from "./scope.ts"
import type { ClassNode, FunctionNode } from "./tree.ts"

export type UnitKind = "function" | "arrow" | "method" | "get" | "set" | "class" | "initialiser" // a class field's initialiser or static block: has a `this` of its own, is never sent by itself

/** What a function takes from its surroundings that is not a variable. The first use of each, for the code frame. */
export interface Surroundings {
  this?: AnyNode
  arguments?: AnyNode
  super?: AnyNode
  newTarget?: AnyNode
  eval?: AnyNode
}

/** A piece of source that can be a value by itself: a function, method, accessor or class. */
export interface Unit {
  readonly kind: UnitKind
  readonly node: FunctionNode | ClassNode | PropertyDefinition | StaticBlock
  /** What `toString()` gives lies between these: of a method the whole property, else `node`. */
  readonly start: number
  readonly end: number
  /** Of a method or accessor: the property it is the value of. */
  readonly property: Property | MethodDefinition | undefined
  readonly parent: Unit | undefined
  strict: boolean
  /** Every use of a name in it, those of nested functions included, except what only runs when a class is defined. */
  readonly references: Reference[]
  readonly uses: Surroundings
  /** True if the `this` it uses is the script's own. */
  thisIsTopLevel: boolean
  readonly importMeta: MetaProperty[]
  readonly importCalls: ImportExpression[]
  /** Private names it uses and does not declare. */
  readonly privateNames: Map<string, AnyNode>
  /** While false, references go to the surrounding units only: heritage, computed keys, static initialisers. */
  collecting: boolean
  /** Of a class: identifiers in its computed keys and heritage, which are evaluated once, at the definition. */
  readonly definition: Reference[]
}

export function createUnit(
  kind: UnitKind,
  node: Unit["node"],
  parent: Unit | undefined,
  strict: boolean,
  property?: Property | MethodDefinition,
  start: number = property?.start ?? node.start,
): Unit {
  return {
    kind,
    node,
    start,
    end: property?.end ?? node.end,
    property,
    parent,
    strict,
    references: [],
    uses: {},
    thisIsTopLevel: false,
    importMeta: [],
    importCalls: [],
    privateNames: new Map(),
    collecting: true,
    definition: [],
  }
}

/** True if `inner` is `outer` or lies inside it. */
export function within(inner: Unit | undefined, outer: Unit): boolean {
  for (let unit = inner; unit !== undefined; unit = unit.parent) if (unit === outer) return true
  return false
}
