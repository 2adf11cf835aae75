import type { Elements } from "../dtype/index.ts"
import { itemSize } from "../dtype/index.ts"
import type { Access, Node, ReduceNode } from "../expr/index.ts"
import { identity, inOrder, isIdentity, view } from "../expr/index.ts"
import { boundsOf, sizeOf } from "../shape/index.ts"
import type { Sink } from "../storage/index.ts"
import type { MapWork, Program, Target, Work } from "../tile/index.ts"
import { boxOf } from "../tile/index.ts"
import { describe } from "./describe.ts"
import { contractStage } from "./contract.ts"
import { cutsIn } from "./cuts.ts"
import { Kit, lower } from "./lower.ts"
import type { Stored } from "./lower.ts"
import { crossStages, mayCross, reduceStages } from "./reduce-stages.ts"
import { scanKernel } from "./scans.ts"
import { Slot } from "./slots.ts"
import type { Stage, Stages, TileStage } from "./stages.ts"
import { bytesOf, cutsBy, cutsOf, tileElements } from "./tiles.ts"

/** What a plan may use. */
export interface PlanSettings {
  /** Elements of a tile. */
  readonly tile?: number
  /** Nodes that are kept in files, by their id, and the paths. */
  readonly files?: ReadonlyMap<number, string>
  /** Where roots are written instead of to memory, in their order. */
  readonly sinks?: readonly (Sink | undefined)[]
}

/** Steps that compute some nodes, in order. */
export class Plan implements Stages {
  readonly stages: Stage[] = []
  /** Of the roots. */
  readonly results: readonly Slot[]
  /** Arrays that might be kept in files instead, by node. */
  readonly spillable: Map<number, Slot> = new Map()
  readonly #settings: PlanSettings
  readonly #slots = new Map<string, Slot>()
  readonly #parts = new Map<number, readonly Slot[]>()
  /** Reductions of one array, by their axes: along the same ones one pass makes them all. */
  readonly #together = new Map<Node, Map<string, ReduceNode[]>>()
  /** Nodes that are kept: worth it, as more than one stage needs them, or too long to be a part of another one. */
  readonly #kept: ReadonlySet<Node>
  readonly #apart: ReadonlySet<Node>

  constructor(roots: readonly Node[], settings: PlanSettings = {}, kept: ReadonlySet<Node> = new Set()) {
    this.#settings = settings
    const { apart, whole } = cutsIn(roots, kept)
    this.#kept = new Set([...kept, ...whole])
    this.#apart = apart
    for (const node of inOrder(roots)) if (node.kind === "reduce") this.#listed(node).push(node)
    const seen = new Set<Node>()
    this.results = roots.map((root, i) => {
      // What asks for others finds them made: the stack would not do for thousands that ask for each other.
      for (const node of inOrder([root], seen)) this.#madeOf(node)
      const sink = settings.sinks?.[i]
      const slot = sink === undefined ? this.#resultOf(root) : this.#written(root, sink)
      slot.isKept = true
      return slot
    })
    for (const stage of this.stages) for (const slot of stage.reads) slot.readers++
  }

  get tile(): number {
    return this.#settings.tile ?? tileElements
  }

  isApart(node: Node): boolean {
    return this.#apart.has(node)
  }

  /** The reductions of its input along its axes. */
  #listed(node: ReduceNode): ReduceNode[] {
    const [input] = node.inputs
    let lists = this.#together.get(input!)
    if (lists === undefined) this.#together.set(input!, (lists = new Map()))
    let list = lists.get(node.axes.join())
    if (list === undefined) lists.set(node.axes.join(), (list = []))
    return list
  }

  /** The slot of a node that is kept, or a stage of its own. */
  #madeOf(node: Node): Slot | undefined {
    return this.#kept.has(node) ? this.#keptSomewhere(node, `${node.id}`, node) : this.#stageOf(node)
  }

  /** All of a node, in memory. */
  #resultOf(node: Node): Slot {
    const slot = this.#madeOf(node)
    // A result is nobody else's, and of the node's own shape.
    if (slot !== undefined && slot.file === undefined && !slot.isKept && slot.dtype === node.dtype) return slot
    return this.#mapped(node, `result ${node.id}`, describe(node))
  }

  /** The slot of a node that is a stage of its own. */
  #stageOf(node: Node): Slot | undefined {
    switch (node.kind) {
      case "part":
        return this.reduced(node.inputs[0] as ReduceNode)[node.part]
      case "scan":
        return this.#once(`${node.id}`, () => this.#scanned(node))
      case "contract":
        return this.#once(`${node.id}`, () => contractStage(this, node.inputs[0]!, node.inputs[1]!, node.shape))
      case "later":
        return this.#once(`${node.id}`, () => this.#later(node))
      default:
        return undefined
    }
  }

  #once(key: string, make: () => Slot): Slot {
    let slot = this.#slots.get(key)
    if (slot === undefined) this.#slots.set(key, (slot = make()))
    return slot
  }

  stored(node: Node, access: Access, shape: readonly number[]): Stored | undefined {
    if (node.kind === "blocks" && !this.#kept.has(node)) return this.#region(node, access, shape)
    return whereIs(node, this.#madeOf(node))
  }

  /** The blocks of a node that are read, in memory: each is made once. */
  #region(node: Extract<Node, { readonly kind: "blocks" }>, access: Access, shape: readonly number[]): Stored {
    const box = boxOf(
      { ...access, inner: 0, source: { k: "index" } },
      shape.map(() => 0),
      shape,
    )
    const ranges = box.lo.map((lo, axis) => {
      const bounds = boundsOf(node.chunks[axis]!)
      const to = lo + box.size[axis]!
      return [bounds.findLast((bound) => bound <= lo)!, bounds.find((bound) => bound >= to)!] as const
    })
    const from = ranges.map(([lo]) => lo)
    const size = ranges.map(([lo, to]) => to - lo)
    const part = view(node, { ...identity(from.length), start: from }, size)
    return { slot: this.#keptSomewhere(part, `${node.id} ${ranges.join(";")}`, node), from }
  }

  /** An array in memory. `self`: a node that is computed here, wherever else it is stored. */
  #mapped(node: Node, key: string, label: string, self: Node = node): Slot {
    return this.#once(key, () => this.#map(new Slot(node.shape, node.dtype), node, label, self))
  }

  /** The same, or in a file if the settings say so. */
  #keptSomewhere(node: Node, key: string, self: Node): Slot {
    return this.#once(key, () => {
      const slot = new Slot(node.shape, node.dtype)
      slot.file = this.#settings.files?.get(self.id)
      this.spillable.set(self.id, slot)
      return this.#map(slot, node, describe(self), self)
    })
  }

  #map(slot: Slot, node: Node, label: string, self: Node): Slot {
    const kit = new Kit()
    const program = this.#lowered(node, kit, self)
    const cuts = cutsOf(program, this.tile)
    const target: Target =
      slot.file === undefined
        ? { k: "memory", array: kit.array(slot) }
        : { k: "npy", path: slot.file, shape: node.shape }
    this.#push(label, kit, { k: "map", program, cuts, shape: program.shape, target }, [slot])
    return slot
  }

  #lowered(node: Node, kit: Kit, self: Node): Program {
    return lower(node, kit, {
      stored: (one, access, shape) =>
        one === self ? whereIs(one, this.#stageOf(one)) : this.stored(one, access, shape),
      isApart: (one) => this.isApart(one),
    })
  }

  /** A root that goes to a file, chunk by chunk where that has any. */
  #written(node: Node, sink: Sink): Slot {
    const kit = new Kit()
    const program = this.#lowered(node, kit, node)
    const { chunks } = sink
    const cuts =
      chunks === undefined
        ? cutsOf(program, this.tile)
        : program.dims.map((axis) => cutsBy(node.shape[axis]!, chunks[axis]!))
    this.#push(
      `${describe(node)} to ${sink.path}`,
      kit,
      { k: "map", program, cuts, shape: program.shape, target: sink },
      [],
    )
    return new Slot(node.shape, node.dtype)
  }

  /** Adds a stage. Those that make what it reads are there already. */
  push(
    label: string,
    kit: Kit,
    work: Work,
    makes: readonly Slot[],
    elements: number,
    tiles: number,
    workspace: number,
  ): void {
    const reads = kit.arrays.filter((array): array is Slot => array instanceof Slot && !makes.includes(array))
    const stage: TileStage = {
      k: "tiles",
      label,
      kit,
      work,
      tiles,
      workspace,
      elements,
      reads: [...reads, ...kit.files],
      makes,
      isForeign: kit.functions.length > 0,
    }
    this.stages.push(stage)
  }

  #push(label: string, kit: Kit, work: MapWork, makes: readonly Slot[]): void {
    const tiles = sizeOf(work.cuts.map(({ count }) => count))
    const largest = work.cuts.map(({ step }) => step)
    const buffer = work.target.k === "memory" ? 0 : sizeOf(largest) * itemSize(work.program.dtype)
    this.push(label, kit, work, makes, sizeOf(work.shape), tiles, buffer + bytesOf(work.program, largest))
  }

  /** The slots of a reduction's parts. */
  reduced(node: ReduceNode): readonly Slot[] {
    const known = this.#parts.get(node.id)
    if (known !== undefined) return known
    const all = this.#listed(node)
    const others = this.direct(node.inputs[0]!) === undefined ? this.#across(node) : []
    const made =
      others.length === 0
        ? reduceStages(this, all)
        : node.axes[0] === 0
          ? crossStages(this, all, others)
          : crossStages(this, others, all)
    for (const [one, slots] of made) this.#parts.set(one.id, slots)
    return this.#parts.get(node.id)!
  }

  /** Reductions of the same matrix along its other axis, if one pass can make both. */
  #across(node: ReduceNode): readonly ReduceNode[] {
    const isDown = node.axes[0] === 0
    const all = this.#listed(node)
    for (const list of this.#together.get(node.inputs[0]!)!.values()) {
      if (list.every((one) => all.every((own) => (isDown ? mayCross(own, one) : mayCross(one, own))))) return list
    }
    return []
  }

  /** Where all elements of a node lie in C order, if they do before it is computed. */
  direct(node: Node): Elements | Slot | undefined {
    if (node.kind === "memory") return node.data
    if (node.kind === "map" && !this.#kept.has(node)) return undefined
    if (!["part", "scan", "contract", "later", "map", "blocks"].includes(node.kind)) return undefined
    const all = identity(node.shape.length)
    const stored = this.stored(node, all, node.shape)
    if (stored === undefined || stored.slot.file !== undefined) return undefined
    return isIdentity({ ...all, start: stored.from }, stored.slot.shape, node.shape) ? stored.slot : undefined
  }

  /** All of a node in memory, be it there already or made by one more stage. */
  inMemory(node: Node): Elements | Slot {
    return this.direct(node) ?? this.#mapped(node, `whole ${node.id}`, describe(node))
  }

  #scanned(node: Extract<Node, { readonly kind: "scan" }>): Slot {
    const [input] = node.inputs
    // It is written over, so it is nobody else's.
    const slot = this.#mapped(input!, `scan ${node.id}`, describe(input!))
    const kit = new Kit()
    const sizes = [
      sizeOf(node.shape.slice(0, node.axis)),
      node.shape[node.axis]!,
      sizeOf(node.shape.slice(node.axis + 1)),
    ] as const
    const tile = [
      Math.max(1, Math.floor(this.tile / Math.max(1, sizes[1] * sizes[2]))),
      Math.min(Math.max(1, sizes[2]), 512),
    ] as const
    const work: Work = {
      k: "scan",
      sizes,
      kernel: kit.kernel(scanKernel(node.name, node.dtype)),
      array: kit.array(slot),
      tile,
    }
    const tiles = sizeOf(node.shape) === 0 ? 0 : Math.ceil(sizes[0] / tile[0]) * Math.ceil(sizes[2] / tile[1])
    this.push(`${node.name} along axis ${node.axis}`, kit, work, [], sizeOf(node.shape), tiles, 0)
    return slot
  }

  #later(node: Extract<Node, { readonly kind: "later" }>): Slot {
    const reads: Slot[] = []
    for (const input of node.inputs) {
      const found = this.inMemory(input)
      if (found instanceof Slot) reads.push(found)
      this.#slotOfInput.set(`${node.id} ${input.id}`, found)
    }
    const slot = new Slot(node.shape, node.dtype)
    this.stages.push({ k: "later", label: node.name, node, reads, makes: [slot] })
    return slot
  }

  readonly #slotOfInput = new Map<string, Elements | Slot>()

  /** What a later stage is given. */
  inputOf(node: Node, input: Node): Elements | Slot {
    return this.#slotOfInput.get(`${node.id} ${input.id}`)!
  }
}

/** All of a node in a slot. */
function whereIs(node: Node, slot: Slot | undefined): Stored | undefined {
  return slot && { slot, from: node.shape.map(() => 0) }
}
