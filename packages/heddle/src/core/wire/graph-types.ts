import type { UnsendableRole } from "../errors/index.ts"
import type { LentRow } from "./lent-rows.ts"
import type { LentNode } from "./lent.ts"
import type { Moment } from "./loans.ts"
import type { LongArray } from "./long-arrays.ts"

/** How a value is to be encoded. */
export interface EncodeOptions {
  /** What the value is to the user, for messages. */
  readonly role: UnsendableRole
  /** The first part of the path in messages: `"args[0]"`, `"result"`, a variable's name. */
  readonly label: string
  /** Whether SharedArrayBuffers and the like may cross: true between threads, false between processes. */
  readonly shared: boolean
  /** Whether functions and classes may travel: true for arguments and captured variables, false for results. */
  readonly functions: boolean
  /** In results, how the receiver knows the class of an instance, where that is not by the keys that both sides have. */
  readonly classKey?: (ctor: Function) => string
  /** Where several values are encoded at once: large arrays that are in more than one of them are looked at once. */
  readonly moment?: Moment
}

/** A value made ready to cross. It is a snapshot: changing the value afterwards does not change it. */
export interface Encoded {
  /** What to post. Not a graph: the receiver uses it as it arrives. A graph: the receiver calls `prepare`, then `decode`. */
  readonly data: unknown
  readonly graph: boolean
  /** What to name in `postMessage`'s transfer list. The sender's own handles are detached already. */
  readonly transfer: readonly Transferable[]
  /** Large buffers that encode made for this snapshot. If `data` is posted only once they may be added to the transfer list. */
  readonly owned: readonly ArrayBuffer[]
  /** The code that the functions in the graph name by hash. Post to a worker those that it lacks. */
  readonly codes: readonly CodeUnit[]
}

/** What a `postMessage` of this platform can move. */
export type Transferable = object

/** The text of one function or class, sent once to each worker and then named by its hash. */
export interface CodeUnit {
  readonly hash: string
  readonly src: string
  /** Where the text is from, as V8 is to show it in stacks. Lines and columns count from zero. */
  readonly url: string
  readonly line: number
  readonly col: number
  /** The names that the text takes as parameters; the row that names the code has their values. */
  readonly params: readonly string[]
}

/** Where in what is sent a value was met. A list linked from the value up to the root. */
export interface ValuePath {
  readonly parent: ValuePath | undefined
  /** This step, as it is to be printed: `args[0]`, `.db`, `["a b"]`, ` → helper`, `<key 2>`. */
  readonly label: string
  /** Set where the step is a captured variable: its name. Messages then say "captured variable". */
  readonly variable?: string
  /** Reached only through a class or a helper: what cannot be sent becomes a stub that throws on first use. */
  readonly soft?: boolean
  /** Of a property: the object that has it. */
  readonly owner?: object
  /** The code frame of the place that uses the variable, asked for only when an error is made. */
  readonly frame?: () => string
}

/** A value in the table: a primitive as it is, anything else as `[index of its node]`. */
export type NodeRef = string | number | boolean | bigint | null | undefined | readonly [number]

/** One property: key (a string, or the ref of a symbol), attributes (1 enumerable, 2 configurable, 4 writable), value or getter and setter. */
export type PropertyEntry =
  | readonly [key: string | readonly [number], attributes: number, value: NodeRef]
  | readonly [key: string | readonly [number], attributes: number, value: null, get: NodeRef, set: NodeRef]

/** Own properties of a rebuilt object. Ordinary ones are `k` and `v`; if any is not ordinary all of them are in `x`. */
export interface Properties {
  readonly k: readonly string[]
  readonly v: readonly NodeRef[]
  readonly x?: readonly PropertyEntry[]
  /** 1 not extensible, 2 sealed, 3 frozen. */
  readonly lock?: 1 | 2 | 3
}

/** A row that the FunctionCodec wrote and will read: its `t` starts with `fn:`. */
export interface CodecNode {
  readonly t: `fn:${string}`
}

/** An error. Its message, cause and errors are among the properties; its stack is text. */
export interface ErrorNode extends Properties {
  readonly t: "err"
  /** The nearest native class: what the error becomes where its own class is not known. */
  readonly native: string
  /** Its own class, as for an instance. */
  readonly cls?: readonly [number] | string
  /** The name it is to have where its own class is not known. */
  readonly name?: string
  readonly stack?: string
  /** Message and name of a DOMException, which are not its own properties. */
  readonly dom?: readonly [message: string, name: string]
}

/** One row of the table that stands for a value which structured clone alone cannot carry. */
export type GraphNode =
  /** A subtree that structured clone carries as it is. */
  | { readonly t: "clone"; readonly v: unknown }
  /** A plain object; `proto` null for a null prototype, a ref for an unnamed prototype object. */
  | ({ readonly t: "obj"; readonly proto?: NodeRef } & Properties)
  /** An instance. `cls` is the class's ref, or, in results, the key under which the receiver may know it. */
  | ({
      readonly t: "inst"
      readonly cls: readonly [number] | string
      /** Private fields: name with `#`, value, and how many `extends` above the class they are declared. */
      readonly priv?: readonly (readonly [name: string, value: NodeRef, depth: number])[]
      /** For subclasses of Array, Map, Set, Error, …: the ref of the native value the instance is made over. */
      readonly base?: NodeRef
    } & Properties)
  /** An array with its holes; `x` are its named properties. */
  | {
      readonly t: "arr"
      readonly v: readonly NodeRef[]
      readonly x?: readonly PropertyEntry[]
      readonly lock?: 1 | 2 | 3
    }
  | { readonly t: "map"; readonly e: readonly (readonly [key: NodeRef, value: NodeRef])[] }
  | { readonly t: "set"; readonly e: readonly NodeRef[] }
  /** A view `c` of the buffer in node `b`, `n` elements from byte `o`. */
  | { readonly t: "view"; readonly c: string; readonly b: NodeRef; readonly o: number; readonly n: number }
  /** Shared memory where none can be shared: its bytes, and how far it may grow. */
  | { readonly t: "shared"; readonly v: ArrayBuffer; readonly most?: number }
  | LentNode
  | { readonly t: "sym"; readonly how: "for" | "known" | "unique"; readonly d: string | undefined }
  | ErrorNode
  /** A path from globalThis; a first part with `%` names an intrinsic without a global, e.g. `%AsyncFunction`. */
  | { readonly t: "global"; readonly path: readonly string[] }
  /** The path's first part is a built-in module, the rest are properties. */
  | { readonly t: "builtin"; readonly path: readonly string[] }
  /** A platform object rebuilt from data: URL, Headers, … */
  | { readonly t: "new"; readonly name: string; readonly args: NodeRef }
  | { readonly t: "reduce"; readonly fn: NodeRef; readonly args: readonly NodeRef[] }
  | { readonly t: "bound"; readonly fn: NodeRef; readonly self: NodeRef; readonly args: readonly NodeRef[] }
  | { readonly t: "handle"; readonly tag: string; readonly data: NodeRef; readonly home?: string }
  | { readonly t: "poison"; readonly message: string }
  | { readonly t: "alias"; readonly to: NodeRef }
  | CodecNode

/** What posts: the table and the ref of its root. */
export interface Graph {
  readonly v: number
  readonly nodes: readonly GraphNode[]
  readonly root: NodeRef
  /** What is missing in what structured clone carries. */
  readonly long?: readonly LongArray[]
}

/** The table being written. */
export interface GraphEncoder {
  readonly options: EncodeOptions
  readonly nodes: (GraphNode | undefined)[]
  /** Code units by hash. */
  readonly codes: Map<string, CodeUnit>
  /** A place for what a codec needs to remember for the length of this table. */
  readonly memo: Map<unknown, unknown>
  /** Writes a value (primitives and nodes already written cost nothing) and gives back its ref. */
  encode(value: unknown, at: ValuePath): NodeRef
  /**
   * The same for a value that the receiver uses in a known way. A large array then goes in shared memory: `readOnly` is
   * true if it is only read there, so that nobody needs a copy of his own. Whatever else is encoded as ever.
   */
  lend(value: unknown, at: ValuePath, readOnly: boolean): NodeRef
  /** What became of a value that `lend` was called with, if it is a large array. Complete when the table is. */
  lentRow(value: unknown): LentRow | undefined
  /** Own properties of `value`, without those in `skip`; accessors as functions, all attributes kept. */
  properties(value: object, at: ValuePath, skip?: ReadonlySet<string | symbol>): Properties
  /** Takes a row for `identity` before its content is known, so that cycles find it. Fill it with `set`. */
  reserve(identity?: object): readonly [number]
  set(ref: readonly [number], node: GraphNode): void
  /** Throws an UnsendableError: "cannot send … to a worker: it is <what>". On a soft path: the ref of a stub. */
  unsendable(at: ValuePath, what: string, hint?: string): NodeRef
}

/** The table being read. */
export interface GraphDecoder {
  readonly nodes: readonly GraphNode[]
  /** A place for what a codec needs to remember for the length of this table (shared cells, …). */
  readonly memo: Map<unknown, unknown>
  decode(ref: NodeRef): unknown
  /** Defines own properties and locks the object as the sender's was. */
  define(target: object, properties: Properties): void
}

/** A private field of an instance. `depth`: how many `extends` above the instance's own class it is declared. */
export interface PrivateField {
  readonly name: string
  readonly value: unknown
  readonly depth: number
}

/** How functions and classes travel. The closure room registers the one there is. */
export interface FunctionCodec {
  /**
   * A function or class that no table of built-ins knows, as a row or as a ref to another row. Its own row is
   * reserved already, so a function that captures itself meets its own ref.
   */
  encode(fn: Function, ctx: GraphEncoder, at: ValuePath): GraphNode | NodeRef
  /** Whether the runtime itself defined `fn` (its script is `node:…`), so that its instances are not the user's data. */
  isPlatform?(fn: Function): boolean
  /** Whether `ctor` is imported by the receiver, not rebuilt there. Asked for the classes of instances. */
  isByReference(ctor: Function): boolean
  /** The private data fields of an instance; undefined, cheaply, when its classes declare none. */
  privateFields(instance: object): readonly PrivateField[] | undefined
  /** Called once when the table of one value is complete, before it is posted. May change rows it wrote and add others. */
  finish?(ctx: GraphEncoder): void
  /** A fresh instance of a revived class, with its private names in place and no constructor of the user's run. */
  allocate(ctor: Function): object
  setPrivate(instance: object, ctor: Function, field: PrivateField): void
  /** Loads the modules that the rows name; undefined when there is nothing to load. */
  prepare(nodes: readonly GraphNode[]): Promise<void> | undefined
  /** The function of one row. Calls `settle` with it before decoding what it captures, so that cycles find it. */
  decode(node: CodecNode, ctx: GraphDecoder, settle: (value: unknown) => void): unknown
}

let registered: FunctionCodec | undefined

/** Names the codec that functions and classes travel by. */
export function registerFunctionCodec(codec: FunctionCodec): void {
  registered = codec
}

/** The registered codec, if the closure room is loaded. */
export function functionCodec(): FunctionCodec | undefined {
  return registered
}
