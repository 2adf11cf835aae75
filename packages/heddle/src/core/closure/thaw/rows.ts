import type { CodecNode, NodeRef, Properties } from "../../wire/index.ts"

/** A function or class by value. */
export interface ValueRow extends CodecNode {
  readonly t: "fn:value"
  /** The hash of its code unit. */
  code: string
  /** What the code's parameters are. */
  args: readonly NodeRef[]
  /** Variables that only exist once the function does (it is in a cycle with them), in the order the code takes them. */
  late?: readonly NodeRef[]
  readonly name: string
  /** Own properties that its text does not make. */
  readonly own?: Properties
  /** The same of its `prototype`. */
  readonly members?: Properties
  /** What its `prototype` inherits from, where that is not Object.prototype. */
  readonly inherits?: NodeRef
  /** What the function itself inherits from, where that is not Function.prototype. */
  readonly parent?: NodeRef
  /** Static private fields of a class. */
  readonly privates?: readonly (readonly [name: string, value: NodeRef])[]
  /** Of a class: the key that both sides know it by. */
  readonly key?: string
}

/** A variable that several functions sent together share and one of them assigns. Decodes to `{ v: value }`. */
export interface CellRow extends CodecNode {
  readonly t: "fn:cell"
  readonly v: NodeRef
}

/** What `import` gives for a specifier in a file; `name` `"*"` is the namespace. */
export interface ImportRow extends CodecNode {
  readonly t: "fn:import"
  readonly from: string
  readonly specifier: string
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  /** Of a class: the key that both sides know it by. */
  readonly key?: string
}

/** An export of the ES module at a URL. */
export interface ExportRow extends CodecNode {
  readonly t: "fn:export"
  readonly url: string
  readonly name: string
}

/** An export of the CommonJS module of a file; name `""` is `module.exports` itself. */
export interface CommonRow extends CodecNode {
  readonly t: "fn:common"
  readonly file: string
  readonly name: string
}

/** What `require` gives for a specifier in a file; without a specifier that file's `require` itself. */
export interface RequireRow extends CodecNode {
  readonly t: "fn:require"
  readonly from: string
  readonly specifier?: string
  /** `"*"` is `module.exports`. */
  readonly name?: string
  /** Whether `default` and `"*"` are to be what compilers' interop helpers make of the module. */
  readonly interop?: boolean
}

/** `import.meta` of a file. */
export interface MetaRow extends CodecNode {
  readonly t: "fn:meta"
  readonly url: string
  readonly env?: NodeRef
}

/** A function that imports relative to a file. */
export interface ImporterRow extends CodecNode {
  readonly t: "fn:importer"
  readonly from: string
}

/** What tools put into functions and what has no meaning in a worker. */
export interface NoiseRow extends CodecNode {
  readonly t: "fn:noise"
  readonly what: "name" | "coverage" | "register"
}

/** The object that classes with private names ask whether an instance is being revived. */
export interface ReviverRow extends CodecNode {
  readonly t: "fn:reviver"
}

export type ClosureRow =
  | ValueRow
  | CellRow
  | ImportRow
  | ExportRow
  | CommonRow
  | RequireRow
  | MetaRow
  | ImporterRow
  | NoiseRow
  | ReviverRow
