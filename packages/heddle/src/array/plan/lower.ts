import { copyRows, draw } from "../../jit/index.ts"
import type { PortableKernel } from "../../jit/bound/index.ts"
import { itemSize } from "../dtype/index.ts"
import type { DType, Elements } from "../dtype/index.ts"
import { cast } from "../element/index.ts"
import { compose, identity } from "../expr/index.ts"
import type { Access, Node } from "../expr/index.ts"
import { contiguous } from "../shape/index.ts"
import { segment } from "../tile/index.ts"
import type { Filled, Leaf, Program, Source } from "../tile/index.ts"
import { arrayType, kernelOf, randomKernel } from "./kernels.ts"
import { Numbers } from "./numbers.ts"
import type { Slot } from "./slots.ts"

/** What the tiles of one stage need, as it is collected. */
export class Kit {
  readonly kernels: PortableKernel[] = []
  readonly arrays: (Elements | Slot)[] = []
  readonly functions: Function[] = []
  /** Arrays in files that are read. */
  readonly files: Slot[] = []
  numbers = 0

  kernel(kernel: PortableKernel): number {
    return place(this.kernels, kernel)
  }

  array(array: Elements | Slot): number {
    return place(this.arrays, array)
  }

  fn(fn: Function): number {
    return place(this.functions, fn)
  }
}

function place<T>(list: T[], item: T): number {
  const at = list.indexOf(item)
  return at >= 0 ? at : list.push(item) - 1
}

/** Where what a stage made lies, as a node's whole array or as a part of it. */
export interface Stored {
  readonly slot: Slot
  /** What is there begins here, along each axis of the node. */
  readonly from: readonly number[]
}

/** What lowering asks of the plan. */
export interface Planner {
  /** The array of a node that is a stage of its own, of which `access` is read; undefined: it is computed where it is needed. */
  stored(node: Node, access: Access, shape: readonly number[]): Stored | undefined
  /** Is it a program of its own where another one reads it? */
  isApart(node: Node): boolean
}

/** The program of a node's elements. */
export function lower(node: Node, kit: Kit, planner: Planner): Program {
  const programs = new Programs()
  const program = programs.of(node)
  // One after the other: each may ask for more of them, and the stack would not do for all.
  for (const [one, empty] of programs) Object.assign(empty, new Lowering(kit, planner, one, programs).program())
  return program
}

/** Programs inside of a program, each once: the objects are there before their parts are. */
class Programs {
  readonly #all = new Map<Node, Program>()

  of(node: Node): Program {
    let program = this.#all.get(node)
    if (program === undefined) this.#all.set(node, (program = {} as Program))
    return program
  }

  /** Also those that are asked for meanwhile. */
  [Symbol.iterator](): Iterator<[Node, Program]> {
    return this.#all.entries()
  }
}

type Operand = { readonly leaf: Leaf; readonly dtype: DType; readonly name: string }

class Lowering {
  readonly #kit: Kit
  readonly #planner: Planner
  readonly #programs: Programs
  readonly #node: Node
  readonly #dims: readonly number[]
  readonly #shape: readonly number[]
  readonly #leaves: Operand[] = []
  readonly #lines: string[] = []
  readonly #numbers = new Numbers()
  readonly #known = new Map<string, string>()
  readonly #functions: Record<string, Function> = {}

  constructor(kit: Kit, planner: Planner, node: Node, programs: Programs) {
    this.#kit = kit
    this.#planner = planner
    this.#programs = programs
    this.#node = node
    this.#dims = node.shape.flatMap((size, axis) => (size === 1 ? [] : [axis]))
    this.#shape = this.#dims.map((axis) => node.shape[axis]!)
  }

  program(): Program {
    const node = this.#node
    const whole = identity(node.shape.length)
    // Axes of size 1 are no loops.
    const access = { start: whole.start, steps: whole.steps.map((row) => this.#dims.map((axis) => row[axis]!)) }
    const filled = this.#filledAlone(node, access)
    const common = { dims: this.#dims, shape: this.#shape, dtype: node.dtype }
    if (filled !== undefined) return { ...common, kernel: -1, leaves: [filled], numbers: [] }
    const value = this.#value(node, access)
    const leaves = this.#leaves.map(({ leaf }) => leaf)
    const across = this.#across(leaves)
    return {
      ...common,
      kernel: this.#kit.kernel(this.#compile(value)),
      leaves,
      numbers: this.#numbers.values,
      ...(across !== undefined && { across }),
    }
  }

  /** The loop along which an array has its neighbours that has them not along the last. */
  #across(leaves: readonly Leaf[]): number | undefined {
    const last = this.#shape.length - 1
    for (const { source, steps, inner } of leaves) {
      if (inner !== 2 || source.k === "index") continue
      const row = steps.findLast((_, a) => source.shape[a] !== 1)
      const d = row?.findIndex((step) => Math.abs(step) === 1) ?? -1
      if (d >= 0 && d !== last) return d
    }
    return undefined
  }

  /** The one leaf that can be written where the result belongs, if it is all that there is. */
  #filledAlone(node: Node, access: Access): Leaf | undefined {
    const [inner, own] =
      node.kind === "view" ? [node.inputs[0]!, compose(node.access, access, this.#shape.length)] : [node, access]
    let loops = 0
    for (const row of own.steps) {
      const loop = row.findIndex((step) => step !== 0)
      if (loop < 0) continue
      // Each loop is one axis, in the same order, step by step.
      if (row[loop] !== 1 || loop !== loops++ || row.some((step, d) => step !== 0 && d !== loop)) return undefined
    }
    if (loops !== this.#shape.length) return undefined
    const source = this.#source(inner, own)
    if (source === undefined || source.source.k === "memory" || source.source.k === "index") return undefined
    return { source: source.source, start: source.access.start, steps: source.access.steps, inner: 1 }
  }

  /** The name of a node's value where it is read. */
  #value(node: Node, access: Access): string {
    const key = `${node.id} ${access.start.join()} ${access.steps.map((row) => row.join()).join(";")}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const name = this.#lowered(node, access)
    this.#known.set(key, name)
    return name
  }

  #lowered(node: Node, access: Access): string {
    if (node.kind === "const") return this.#numbers.text(node, node.dtype, false)
    if (node.kind === "view") return this.#value(node.inputs[0]!, compose(node.access, access, this.#shape.length))
    const source = this.#source(node, access)
    if (source !== undefined) return this.#leaf(source.source, source.access, node.dtype)
    if (node.kind !== "map") throw new Error(`no source for ${node.kind}`)
    if (node !== this.#node && this.#planner.isApart(node)) {
      const program = this.#programs.of(node)
      return this.#leaf({ k: "program", program, shape: node.shape, bytes: itemSize(node.dtype) }, access, node.dtype)
    }
    const { op, as, inputs } = node
    if (op.fn !== undefined) this.#functions[op.fn[0]] = op.fn[1]
    const args = inputs.map((input, i) => {
      const inner = input.kind === "view" ? input.inputs[0]! : input
      if (inner.kind !== "const") return cast(this.#value(input, access), input.dtype, as[i]!)
      // A function of the program's may say `x ** n`, which of 2 is a product and has other bits.
      return this.#numbers.text(inner, as[i]!, op.fn !== undefined || op.isFixed?.(i, as[i]!) === true)
    })
    const name = `v${this.#lines.length}`
    this.#lines.push(`const ${name} = ${op.text(args, as, node.dtype)}`)
    return name
  }

  /** Where a node's elements come from that are not computed here, and how they are read there. */
  #source(node: Node, access: Access): { readonly source: Source; readonly access: Access } | undefined {
    const stored = this.#planner.stored(node, access, this.#shape)
    if (stored !== undefined) {
      const { slot, from } = stored
      const bytes = itemSize(node.dtype)
      const start = access.start.map((at, a) => at - from[a]!)
      const own = { start, steps: access.steps }
      if (slot.file === undefined) {
        return { source: { k: "memory", array: this.#kit.array(slot), shape: slot.shape, bytes }, access: own }
      }
      if (!this.#kit.files.includes(slot)) this.#kit.files.push(slot)
      const reader = {
        kind: "npy",
        location: slot.file,
        shape: slot.shape,
        dtype: node.dtype,
        chunks: slot.shape,
      } as const
      return { source: { k: "reader", reader, number: this.#kit.numbers++, shape: slot.shape, bytes }, access: own }
    }
    const source = this.#sourceOf(node)
    return source && { source, access }
  }

  #sourceOf(node: Node): Source | undefined {
    const kit = this.#kit
    const { shape, dtype } = node
    const bytes = itemSize(dtype)
    switch (node.kind) {
      case "iota":
        return { k: "index" }
      case "memory":
        return { k: "memory", array: kit.array(node.data), shape, bytes }
      case "random": {
        const name = node.fn === draw ? "draw" : node.name
        const kernel = kit.kernel(randomKernel(name, node.fn, node.parameters.length, segment))
        const key = [Number(node.key & 0xffffffffn) | 0, Number((node.key >> 32n) & 0xffffffffn) | 0] as const
        return { k: "random", kernel, key, parameters: node.parameters, shape, bytes }
      }
      case "reader":
        return { k: "reader", reader: node.reader, number: kit.numbers++, shape, bytes }
      case "concat": {
        const bounds = [0]
        for (const input of node.inputs) bounds.push(bounds.at(-1)! + input.shape[node.axis]!)
        return {
          k: "concat",
          axis: node.axis,
          bounds,
          parts: node.inputs.map((input) => this.#programs.of(input)),
          shape,
          bytes,
        }
      }
      case "take":
        return {
          k: "take",
          axis: node.axis,
          indices: kit.array(node.indices),
          program: this.#programs.of(node.inputs[0]!),
          shape,
          bytes,
        }
      case "reshape":
        return { k: "reshape", program: this.#programs.of(node.inputs[0]!), from: node.inputs[0]!.shape, shape, bytes }
      case "blocks":
        return this.#blocks(node)
      default:
        return undefined
    }
  }

  #blocks(node: Extract<Node, { readonly kind: "blocks" }>): Filled {
    const kit = this.#kit
    return {
      k: "blocks",
      fn: kit.fn(node.fn),
      name: node.name,
      number: kit.numbers++,
      chunks: node.chunks,
      inputs: node.inputs.map((input, i) => ({
        program: this.#programs.of(input),
        shape: input.shape,
        part: node.parts[i]!,
      })),
      args: node.args,
      isTyped: node.isTyped,
      trim: node.trim,
      dtype: node.dtype,
      shape: node.shape,
      bytes: itemSize(node.dtype),
    }
  }

  #leaf(source: Source, { start, steps }: Access, dtype: DType): string {
    const i = this.#leaves.length
    const leaf: Leaf = { source, start, steps, inner: this.#inner(source, steps) }
    this.#leaves.push({ leaf, dtype, name: `x${i}` })
    return `x${i}`
  }

  /** How far it is from element to element along the last loop. */
  #inner(source: Source, steps: readonly (readonly number[])[]): 0 | 1 | 2 {
    const last = this.#shape.length - 1
    if (source.k === "index") return 2
    if (last < 0) return 0
    const { shape } = source
    const strides = contiguous(shape)
    let distance = 0
    for (const [a, row] of steps.entries()) {
      const step = row[last]!
      if (step === 0) continue
      // A buffer has its own strides, but its last axis of more than one element has 1.
      const isLast = source.k === "memory" ? strides[a] === 1 : shape.slice(a + 1).every((size) => size === 1)
      if (step !== 1 || !isLast || distance !== 0) return 2
      distance = 1
    }
    return distance as 0 | 1
  }

  #compile(value: string): PortableKernel {
    const [only] = this.#leaves
    // Nothing is computed.
    if (value === only?.name && this.#leaves.length === 1 && only.leaf.inner === 1) {
      return copyRows(Math.log2(itemSize(only.dtype)))
    }
    const arrays = ["out", ...this.#leaves.flatMap(({ leaf }, i) => (leaf.source.k === "index" ? [] : [`a${i}`]))]
    const types = [
      arrayType(this.#node.dtype),
      ...this.#leaves.flatMap(({ leaf, dtype }) => (leaf.source.k === "index" ? [] : [arrayType(dtype)])),
    ]
    const numbers = ["n1", "n0", "o0"]
    const numberTypes: ("int" | "number")[] = ["int", "int", "int"]
    const around: string[] = []
    const inside: string[] = []
    for (const [i, { leaf, name }] of this.#leaves.entries()) {
      if (leaf.source.k === "index") {
        numbers.push(`f${i}`, `p${i}`, `q${i}`)
        numberTypes.push("number", "number", "number")
        around.push(`const b${i} = f${i} + i * p${i}`)
        inside.push(`const ${name} = b${i} + j * q${i}`)
        continue
      }
      numbers.push(`s${i}`, `p${i}`)
      numberTypes.push("int", "int")
      around.push(`const b${i} = (s${i} + i * p${i}) | 0`)
      if (leaf.inner === 0) around.push(`const ${name} = a${i}[b${i}]`)
      else if (leaf.inner === 1) inside.push(`const ${name} = a${i}[b${i} + j]`)
      else {
        numbers.push(`q${i}`)
        numberTypes.push("int")
        inside.push(`const ${name} = a${i}[b${i} + j * q${i}]`)
      }
    }
    const given = this.#numbers
    const text = `(${[...arrays, ...numbers, ...given.names].join(", ")}) => {
${given.lines.join("\n")}
for (let i = 0; i < n0; i++) {
const o = (i * o0) | 0
${around.join("\n")}
for (let j = 0; j < n1; j++) {
${[...inside, ...this.#lines].join("\n")}
out[o + j] = ${value}
}
}
}`
    return kernelOf(text, [...types, ...numberTypes, ...given.types], this.#functions)
  }
}
