import { walk } from "../../ir/index.ts"
import type { ArrayRef, KernelIr, Local, PrangeStmt, Reduction, Stmt } from "../../ir/index.ts"
import { Body } from "./body.ts"
import type { Surroundings, WgslOptions } from "./body.ts"
import { isInt32 } from "./integers.ts"
import type { Integers } from "./integers.ts"
import { closureOf, functionsOf, isKnown } from "./library.ts"
import { constantOf, float, integer, refuse, storageOf, typeOf } from "./operators.ts"

/** Invocations of a workgroup. */
const side = 64
const lanes = 256
/** A reduction has so many blocks at most. */
const mostBlocks = 16_384

/** How a reduction of so many iterations is divided: blocks of `lanes` times `each` iterations. */
export function blocksOf(count: number): { readonly blocks: number; readonly each: number } {
  const each = Math.max(1, Math.ceil(count / (lanes * mostBlocks)))
  return { blocks: Math.ceil(count / (lanes * each)), each }
}

/** Workgroups of a map of so many iterations: what is left after them is gone through by the same. */
export function groupsOf(count: number): number {
  return Math.min(65_535, Math.ceil(count / side))
}

/** What the host puts into `given`, at this word. `at`: which of the values that come with a prange. */
export type GivenWord =
  | { readonly kind: "f32" | "i32" | "wide"; readonly at: number }
  | { readonly kind: "offset"; readonly array: number }
  | { readonly kind: "count" | "start" | "each" | "blocks" }

/** An array, or several over one memory, as a shader has them. */
export interface Slot {
  /** Which of the kernel's slots. */
  readonly slot: number
  readonly isWritten: boolean
}

/** One prange as a shader. Bindings: `given` 0, `failure` 1, `partials` 2, then the slots in their order. */
export interface Shader {
  readonly text: string
  readonly loop: PrangeStmt
  /** Variables whose values come with it. */
  readonly values: readonly Local[]
  readonly given: readonly GivenWord[]
  readonly slots: readonly Slot[]
  readonly reductions: readonly { readonly combine: Reduction["combine"]; readonly isFloat: boolean }[]
  readonly canFail: boolean
}

/** What is the same for all shaders of a kernel. */
export interface KernelShape {
  readonly kernel: KernelIr
  readonly integers: Integers
  readonly options: WgslOptions
  readonly pointers: ReadonlySet<Local>
  /** The memory of each array, in the order of the inputs: those over one memory have one. */
  readonly slotOf: ReadonlyMap<ArrayRef, number>
}

/** Prints it until all variables are known whose integers are needed. */
export function shaderOf(shape: KernelShape, loop: PrangeStmt): Shader {
  if (loop.random !== undefined) {
    refuse("it draws random numbers", `use target "wasm", or give the kernel an array of random numbers`)
  }
  const wanted = new Set<Local>()
  for (;;) {
    const printer = new Printer(shape, loop, wanted)
    const shader = printer.shader()
    if (printer.wishes.isSubsetOf(wanted)) return shader
    for (const local of printer.wishes) wanted.add(local)
  }
}

class Printer {
  readonly #shape: KernelShape
  readonly #loop: PrangeStmt
  readonly #names = new Map<object, string>()
  readonly #own: ReadonlySet<Local>
  readonly #given = new Map<string, { readonly type: string; readonly word: GivenWord }>()
  readonly #values: Local[] = []
  readonly #slots = new Map<number, { readonly name: string; readonly element: "f32" | "i32"; isWritten: boolean }>()
  readonly #body: Body

  constructor(shape: KernelShape, loop: PrangeStmt, wanted: ReadonlySet<Local>) {
    this.#shape = shape
    this.#loop = loop
    this.#own = setIn(loop)
    const { options, integers, pointers } = shape
    const around: Surroundings = {
      options,
      integers,
      pointers,
      wanted,
      index: loop.index,
      reductions: new Set(loop.reductions.map(({ local }) => local)),
      given: (local, isWhole) => this.#outer(local, isWhole),
      element: (array, index) => this.#element(array, index),
      name: (key, like) => this.#name(key, like),
    }
    this.#body = new Body(around)
  }

  get wishes(): Set<Local> {
    return this.#body.wishes
  }

  #name(key: object, like: string): string {
    let name = this.#names.get(key)
    if (name === undefined) {
      const plain = like.replaceAll(/[^A-Za-z0-9]/g, "_")
      name = `${/^[A-Za-z]/.test(plain) ? plain : `v${plain}`}_${this.#names.size}`
      this.#names.set(key, name)
    }
    return name
  }

  /** A variable from around the prange. */
  #outer(local: Local, isWhole: boolean): string | undefined {
    if (this.#own.has(local)) return undefined
    const known = isWhole ? this.#shape.integers.of({ k: "get", rep: "f64", local })! : undefined
    const type = known === undefined ? typeOf(local.rep) : isInt32(known) ? "i32" : "vec2<i32>"
    const at = this.#values.includes(local) ? this.#values.indexOf(local) : this.#values.push(local) - 1
    const kind = type === "vec2<i32>" ? "wide" : type
    return this.#word(isWhole ? `${this.#name(local, local.name)}_whole` : this.#name(local, local.name), type, {
      kind,
      at,
    })
  }

  #word(name: string, type: string, word: GivenWord): string {
    if (!this.#given.has(name)) this.#given.set(name, { type, word })
    return `given.${name}`
  }

  #element(array: ArrayRef, index: string): string {
    const { view } = array
    const base = view?.base ?? array
    const { kernel, slotOf } = this.#shape
    const number = slotOf.get(base)!
    let slot = this.#slots.get(number)
    if (slot === undefined) {
      slot = { name: this.#name({}, base.name), element: storageOf(base.element), isWritten: false }
      this.#slots.set(number, slot)
    }
    const isShared = [...slotOf.values()].filter((one) => one === number).length > 1
    const parts = [
      ...(view === undefined ? [] : [this.#body.local(view.from)]),
      ...(isShared
        ? [
            this.#word(`${this.#name(base, base.name)}_offset`, "i32", {
              kind: "offset",
              array: kernel.inputs.indexOf(base),
            }),
          ]
        : []),
      index,
    ]
    return `${slot.name}[${parts.join(" + ")}]`
  }

  shader(): Shader {
    const { reductions } = this.#loop
    const isSum = reductions.length > 0
    const index = this.#name(this.#loop.index, this.#loop.index.name)
    const params = [
      `${index}: i32`,
      ...reductions.map(({ local }) => `${this.#name(local, local.name)}: ptr<function, ${typeOf(local.rep)}>`),
    ]
    this.#word("count", "u32", { kind: "count" })
    this.#word("start", "i32", { kind: "start" })
    for (const kind of isSum ? (["each", "blocks"] as const) : []) this.#word(kind, "u32", { kind })
    this.#body.iteration(this.#loop)
    for (const { array } of storesIn(this.#loop.body)) {
      this.#slots.get(this.#shape.slotOf.get(array.view?.base ?? array)!)!.isWritten = true
    }
    for (const { combine, local } of reductions) {
      if (local.rep === "f64" && (combine === "min" || combine === "max")) this.#body.use(`heddle_${combine}`)
    }
    const entry = isSum ? this.#reduction() : this.#map()
    const unknown = [...this.#body.uses].find((name) => !isKnown(name))
    if (unknown !== undefined) refuse(`it calls Math.${unknown.slice("heddle_".length)}`)
    const canFail = closureOf(this.#body.uses).has("heddle_fail")
    const given = this.#sorted()
    const slots = [...this.#slots].toSorted(([a], [b]) => a - b)
    const text = [
      `struct Given {\n${given.map(([name, { type }]) => `  ${name}: ${type},`).join("\n")}\n}`,
      "@group(0) @binding(0) var<uniform> given: Given;",
      ...(canFail
        ? [
            "struct Failure { state: atomic<u32>, site: u32, kind: u32, low: i32, high: i32 }",
            "@group(0) @binding(1) var<storage, read_write> failure: Failure;",
          ]
        : []),
      ...(isSum ? ["@group(0) @binding(2) var<storage, read_write> partials: array<i32>;"] : []),
      ...slots.map(([, { name, element, isWritten }], i) => {
        const access = isWritten ? "read_write" : "read"
        return `@group(0) @binding(${3 + i}) var<storage, ${access}> ${name}: array<${element}>;`
      }),
      ...functionsOf(this.#body.uses),
      `/* ${this.#loop.where ?? "prange"} */`,
      `fn iteration(${params.join(", ")}) {`,
      ...indented(this.#body.text(), 1),
      "}",
      ...indented(entry(canFail), 0),
      "",
    ].join("\n")
    return {
      text,
      loop: this.#loop,
      values: this.#values,
      given: given.map(([, { word }]) => word),
      slots: slots.map(([slot, { isWritten }]) => ({ slot, isWritten })),
      reductions: reductions.map(({ combine, local }) => ({ combine, isFloat: local.rep === "f64" })),
      canFail,
    }
  }

  /** 64 bits first: they lie at multiples of 8. */
  #sorted(): [string, { readonly type: string; readonly word: GivenWord }][] {
    const isWide = ([, { word }]: [string, { readonly word: GivenWord }]): boolean => word.kind === "wide"
    const all = [...this.#given]
    return [...all.filter(isWide), ...all.filter((one) => !isWide(one))]
  }

  #at(counter: string): string {
    const { step } = this.#loop
    return `given.start + i32(${counter})${step === 1 ? "" : ` * ${step < 0 ? `(${step})` : step}`}`
  }

  #map(): (canFail: boolean) => string[] {
    return (canFail) => [
      `@compute @workgroup_size(${side})`,
      "fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {",
      ...(canFail ? ["if (atomicLoad(&failure.state) != 0u) { return; }"] : []),
      `let stride = groups.x * ${side}u;`,
      "for (var i = id.x; i < given.count; i += stride) {",
      `iteration(${this.#at("i")});`,
      "if (given.count - i <= stride) { break; }",
      "}",
      "}",
    ]
  }

  /** A workgroup has a block: each lane its iterations, then all lanes pairwise. */
  #reduction(): (canFail: boolean) => string[] {
    const sums = this.#loop.reductions.map((reduction) => {
      const { local, combine, identity } = reduction
      const own = this.#name({}, local.name)
      const shared = this.#name({}, local.name)
      const type = typeOf(local.rep)
      const [a, b] = [`${shared}[lane]`, `${shared}[lane + width]`]
      const both = this.#combined(local, combine, a, b)
      const none = this.#identity(local, identity)
      return { own, shared, type, both, none }
    })
    const names = sums.map(({ own }) => `, &${own}`).join("")
    const open = (canFail: boolean): string => (canFail ? "if (atomicLoad(&failure.state) == 0u) {" : "{")
    return (canFail) => [
      ...sums.map(({ shared, type }) => `var<workgroup> ${shared}: array<${type}, ${lanes}>;`),
      `@compute @workgroup_size(${lanes})`,
      "fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) block: vec3<u32>) {",
      ...sums.map(({ own, type, none }) => `var ${own}: ${type} = ${none};`),
      open(canFail),
      `let first = block.x * given.each * ${lanes}u + lane;`,
      "for (var turn = 0u; turn < given.each; turn++) {",
      `let i = first + turn * ${lanes}u;`,
      "if (i >= given.count) { break; }",
      `iteration(${this.#at("i")}${names});`,
      "}",
      "}",
      ...sums.map(({ own, shared }) => `${shared}[lane] = ${own};`),
      `for (var width = ${lanes / 2}u; width > 0u; width >>= 1u) {`,
      "workgroupBarrier();",
      "if (lane < width) {",
      ...sums.map(({ shared, both }) => `${shared}[lane] = ${both};`),
      "}",
      "}",
      "if (lane == 0u) {",
      ...sums.map(({ shared, type }, r) => {
        const text = type === "f32" ? `bitcast<i32>(${shared}[0])` : `${shared}[0]`
        return `partials[${r === 0 ? "" : r === 1 ? "given.blocks + " : `${r}u * given.blocks + `}block.x] = ${text};`
      }),
      "}",
      "}",
    ]
  }

  #combined(local: Local, combine: Reduction["combine"], a: string, b: string): string {
    const operator = { add: "+", mul: "*", and: "&", or: "|", xor: "^", min: "", max: "" }[combine]
    if (operator !== "") return `${a} ${operator} ${b}`
    return local.rep === "f64" ? `heddle_${combine}(${a}, ${b})` : `${combine}(${a}, ${b})`
  }

  #identity(local: Local, identity: number): string {
    if (local.rep === "i32") return integer(constantOf({ k: "const", rep: "i32", value: identity })!)
    if (Number.isFinite(identity)) return float(identity)
    return `${identity < 0 ? "-" : ""}${this.#body.use("heddle_infinity")}()`
  }
}

/** The variables that an iteration sets, and has for itself. */
function setIn(loop: PrangeStmt): ReadonlySet<Local> {
  const locals = new Set<Local>([loop.index, ...loop.reductions.map(({ local }) => local)])
  walk(loop.body, {
    stmt(stmt) {
      if (stmt.k === "set") locals.add(stmt.local)
      if (stmt.k === "prange") locals.add(stmt.index)
    },
  })
  return locals
}

function storesIn(list: readonly Stmt[]): readonly Extract<Stmt, { k: "store" }>[] {
  const stores: Extract<Stmt, { k: "store" }>[] = []
  walk(list, { stmt: (stmt) => void (stmt.k === "store" && stores.push(stmt)) })
  return stores
}

function indented(lines: readonly string[], depth: number): string[] {
  return lines.map((line) => {
    if (line.startsWith("}")) depth--
    const text = `${"  ".repeat(Math.max(0, depth))}${line}`
    if (line.endsWith("{")) depth++
    return text
  })
}
