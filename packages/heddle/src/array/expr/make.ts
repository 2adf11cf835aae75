import type { DType, Elements, Scalar } from "../dtype/index.ts"
import { casting } from "../element/index.ts"
import type { Operation } from "../element/index.ts"
import { broadcastShapes, sizeOf } from "../shape/index.ts"
import type { Shape } from "../shape/index.ts"
import { compose, isIdentity } from "./access.ts"
import type { Access } from "./access.ts"
import type { BlocksNode, LaterNode, Node, Reader, ReduceName, ScanNode, ViewNode } from "./nodes.ts"

/** Nodes by what they are, as long as somebody has them. */
const known = new Map<string, WeakRef<Node>>()
const gone = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key)
})
let ids = 0
const objects = new WeakMap<object, number>()
let objectIds = 0

/** A number for whatever is compared by identity. */
function idOf(object: object): number {
  let id = objects.get(object)
  if (id === undefined) objects.set(object, (id = ++objectIds))
  return id
}

type Without<N> = N extends Node ? Omit<N, "id" | "inputs"> & { readonly inputs?: readonly Node[] } : never

/** The node, or the one that is the same. */
function intern(key: string, fields: Without<Node>): Node {
  const inputs = fields.inputs ?? []
  const whole = `${fields.kind} ${key} ${fields.dtype} ${fields.shape.join(",")} of ${inputs.map(({ id }) => id).join(",")}`
  const same = known.get(whole)?.deref()
  if (same !== undefined) return same
  const node = { ...fields, inputs, id: ++ids } as Node
  known.set(whole, new WeakRef(node))
  gone.register(node, whole)
  return node
}

export function constant(value: Scalar, dtype: DType, shape: Shape = []): Node {
  const key = Object.is(value, -0) ? "-0" : `${typeof value} ${value}`
  return viewTo(intern(key, { kind: "const", value, dtype, shape: [] }), shape)
}

/** 0, 1, 2, … */
export function iota(length: number): Node {
  return intern("", { kind: "iota", dtype: "float64", shape: [length] })
}

/** Elements in C order, which must be on the heap and are not copied. */
export function memory(data: Elements, shape: Shape, dtype: DType): Node {
  return intern(String(idOf(data)), { kind: "memory", data, shape, dtype })
}

/** Elements that are being computed, and lie on the heap then. */
export function pending(elements: Promise<Elements>, shape: Shape, dtype: DType): Node {
  // Whoever computes with it is told what went wrong; where nobody does, that is no reason to end the program.
  elements.catch(() => {})
  return intern(String(idOf(elements)), { kind: "pending", elements, shape, dtype })
}

export function random(name: string, fn: Function, parameters: readonly number[], key: bigint, shape: Shape): Node {
  return intern(`${name} ${parameters.join(" ")} ${key}`, {
    kind: "random",
    name,
    fn,
    parameters,
    key,
    shape,
    dtype: "float64",
  })
}

export function reader(source: Reader): Node {
  return intern(String(idOf(source)), { kind: "reader", reader: source, shape: source.shape, dtype: source.dtype })
}

export function blocks(fields: Omit<BlocksNode, "id" | "kind">): Node {
  return intern(`${idOf(fields.fn)} ${++objectIds}`, { kind: "blocks", ...fields })
}

/** An operation on elements of arrays that are broadcast to each other. */
export function map(op: Operation, inputs: readonly Node[]): Node {
  const { as, result } = op.types(inputs.map(({ dtype }) => dtype))
  const shape = broadcastShapes(...inputs.map((input) => input.shape))
  const whole = inputs.map((input) => viewTo(input, shape))
  return intern(op.name, { kind: "map", op, as, inputs: whole, shape, dtype: result })
}

/** The same array of another type. */
export function castTo(input: Node, dtype: DType): Node {
  return input.dtype === dtype ? input : map(casting(dtype), [input])
}

/** The array as one of a shape that it is broadcast to. */
export function viewTo(input: Node, shape: Shape): Node {
  const lead = shape.length - input.shape.length
  const steps = input.shape.map((size, a) => shape.map((_, d) => (d === a + lead && size !== 1 ? 1 : 0)))
  return view(input, { start: input.shape.map(() => 0), steps }, shape)
}

export function view(input: Node, access: Access, shape: Shape): Node {
  if (isIdentity(access, input.shape, shape)) return input
  if (input.kind === "view") {
    return view(input.inputs[0]!, compose(input.access, access, shape.length), shape)
  }
  return intern(`${access.start.join(",")} ${access.steps.map((row) => row.join(",")).join(";")}`, {
    kind: "view",
    access,
    inputs: [input],
    shape,
    dtype: input.dtype,
  })
}

/** Reduced along axes, which stay with a size of 1 where `keepdims`. */
export function reduce(
  name: ReduceName,
  input: Node,
  axes: readonly number[],
  parts: readonly DType[],
  keepdims: boolean,
): Node[] {
  const shape = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const node = intern(`${name} ${axes.join(",")}`, {
    kind: "reduce",
    name,
    axes,
    parts,
    inputs: [input],
    shape,
    dtype: parts[0]!,
  })
  return parts.map((dtype, i) => {
    const one = intern(String(i), { kind: "part", part: i, inputs: [node], shape, dtype })
    return keepdims ? one : dropAxes(one, axes)
  })
}

/** Without axes of size 1. */
export function dropAxes(input: Node, axes: readonly number[]): Node {
  const kept = input.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  const steps = input.shape.map((_, a) => kept.map((axis) => (axis === a ? 1 : 0)))
  return view(
    input,
    { start: input.shape.map(() => 0), steps },
    kept.map((axis) => input.shape[axis]!),
  )
}

export function concat(inputs: readonly Node[], axis: number): Node {
  if (inputs.length === 1) return inputs[0]!
  const size = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0)
  const shape = inputs[0]!.shape.map((one, a) => (a === axis ? size : one))
  return intern(String(axis), { kind: "concat", axis, inputs, shape, dtype: inputs[0]!.dtype })
}

export function take(input: Node, indices: Int32Array, axis: number): Node {
  const shape = input.shape.map((size, a) => (a === axis ? indices.length : size))
  return intern(`${axis} ${idOf(indices)}`, { kind: "take", axis, indices, inputs: [input], shape, dtype: input.dtype })
}

export function reshape(input: Node, shape: Shape): Node {
  if (shape.length === input.shape.length && shape.every((size, a) => Object.is(size, input.shape[a]))) return input
  if (input.kind === "reshape") return reshape(input.inputs[0]!, shape)
  if (input.kind === "memory") return memory(input.data, shape, input.dtype)
  if (input.kind === "const") return constant(input.value, input.dtype, shape)
  const squeezed = (one: Shape): number[] => one.flatMap((size, axis) => (size === 1 ? [] : [axis]))
  const [from, to] = [squeezed(input.shape), squeezed(shape)]
  const isSame = from.length === to.length && from.every((axis, i) => Object.is(input.shape[axis], shape[to[i]!]))
  if (sizeOf(shape) !== 0 && isSame) {
    // Axes of size 1 come or go, and nothing else.
    const steps = input.shape.map((_, a) =>
      shape.map((_, d) => (from.includes(a) && to[from.indexOf(a)] === d ? 1 : 0)),
    )
    return view(input, { start: input.shape.map(() => 0), steps }, shape)
  }
  return intern("", { kind: "reshape", inputs: [input], shape, dtype: input.dtype })
}

export function scan(name: ScanNode["name"], input: Node, axis: number): Node {
  return intern(`${name} ${axis}`, {
    kind: "scan",
    name,
    axis,
    inputs: [input],
    shape: input.shape,
    dtype: input.dtype,
  })
}

/** (…, m, k) by (…, k, n), of one type, whose axes before are the same. Other types are computed as float64, or as int64. */
export function contract(a: Node, b: Node): Node {
  const { dtype } = a
  if (dtype !== "float64" && dtype !== "int64") {
    const wide = dtype === "float32" ? "float64" : "int64"
    return castTo(contract(castTo(a, wide), castTo(b, wide)), dtype)
  }
  const shape = [...a.shape.slice(0, -1), b.shape.at(-1)!]
  return intern("", { kind: "contract", inputs: [a, b], shape, dtype })
}

/** What `run` makes of its inputs, whole. `shape` has NaN where it is known only then. */
export function later(
  name: string,
  run: LaterNode["run"],
  inputs: readonly Node[],
  settings: readonly unknown[],
  shape: Shape,
  dtype: DType,
): Node {
  const key = settings.map((one) => (typeof one === "object" && one !== null ? `#${idOf(one)}` : String(one))).join(" ")
  return intern(`${name} ${idOf(run)} ${key}`, { kind: "later", name, run, settings, inputs, shape, dtype })
}

/** What was repeated so often as is known only now: numbers beside arrays. */
function inNumber(inputs: readonly Node[]): Node[] {
  const shape = inputs[0]!.shape.map(
    (_, d) => inputs.find((one) => !Number.isNaN(one.shape[d]))?.shape[d] ?? Number.NaN,
  )
  return inputs.map((one) => {
    return one.kind === "view" && one.shape.some(Number.isNaN) ? view(one.inputs[0]!, one.access, shape) : one
  })
}

/** Sizes that were not known are those of the axes that lie along them. */
function knownShape({ shape, access }: ViewNode, input: Node): Shape {
  return shape.map((size, d) => {
    if (!Number.isNaN(size)) return size
    return input.shape[access.steps.findIndex((row) => row[d] !== 0)]!
  })
}

/** The same node of other inputs, whose shapes may be others where they were not known. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, i) => input === node.inputs[i])) return node
  switch (node.kind) {
    case "map":
      return map(node.op, inNumber(inputs))
    case "view":
      return view(inputs[0]!, node.access, knownShape(node, inputs[0]!))
    case "reduce":
      return intern(`${node.name} ${node.axes.join(",")}`, {
        ...node,
        inputs,
        shape: inputs[0]!.shape.map((size, axis) => (node.axes.includes(axis) ? 1 : size)),
      })
    case "part":
      return intern(String(node.part), { ...node, inputs, shape: inputs[0]!.shape })
    case "concat":
      return concat(inputs, node.axis)
    case "take":
      return take(inputs[0]!, node.indices, node.axis)
    case "reshape":
      return reshape(inputs[0]!, node.shape)
    case "scan":
      return scan(node.name, inputs[0]!, node.axis)
    case "contract":
      return contract(inputs[0]!, inputs[1]!)
    case "later":
      return later(node.name, node.run, inputs, node.settings, node.shape, node.dtype)
    case "blocks":
      return blocks({ ...node, inputs })
    default:
      return node
  }
}
