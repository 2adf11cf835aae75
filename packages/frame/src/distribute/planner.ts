import { limit, scan, select, sort } from "../plan/index.ts"
import type { Node, Source } from "../plan/index.ts"
import type { Column } from "../schema/index.ts"
import { column, render } from "../sql/index.ts"
import type { Divided } from "./files.ts"
import { hasWindow, phasedGroup, plainKeys } from "./groups.ts"
import type { Group } from "./groups.ts"
import { broadcasts, joinedBy, pairsOf, prunedJoin, textsOf } from "./joins.ts"
import type { Join, Pair } from "./joins.ts"
import { each, either, isSingle, keysOfBy, renamedBy, slot, wantedIn } from "./parts.ts"
import type { By, Parts, Wanted } from "./parts.ts"
import type { Stage } from "./plan.ts"
import { beside } from "./stages.ts"
import type { Stages } from "./stages.ts"
import { kindOf, numbered } from "./verbs.ts"
import { windowKeys } from "./windows.ts"

/** From a relation, whose sources are divided, to stages. */
export class Planner {
  readonly #stages: Stages
  readonly #sources: ReadonlyMap<Source, Divided>
  readonly #broadcastLimit: number

  constructor(stages: Stages, sources: ReadonlyMap<Source, Divided>, broadcastLimit: number) {
    this.#stages = stages
    this.#sources = sources
    this.#broadcastLimit = broadcastLimit
  }

  /** All stages of a relation; the last one gives its rows. */
  async stages(node: Node): Promise<readonly Stage[]> {
    await this.#stages.end(await this.#plan(node, undefined), undefined)
    return this.#stages.all
  }

  /** `wanted`: which of its columns. Others may be there or not. */
  async #plan(node: Node, wanted: Wanted): Promise<Parts> {
    switch (node.k) {
      case "scan":
        return this.#scan(node.source)
      case "select": {
        const texts = node.items.map(({ text }) => render(text))
        const input = await this.#windows(await this.#plan(node.input, wantedIn(...texts)), texts, wantedIn(...texts))
        const to = (name: string): string | undefined =>
          node.items.find(({ text: [first, ...more] }) => more.length === 0 && isColumn(first, name))?.name
        return each(input, (one) => ({ ...node, input: one }), { by: renamedBy(input.by, to) })
      }
      case "filter": {
        const text = render(node.where)
        const own = either(wanted, wantedIn(text))
        const input = await this.#windows(await this.#plan(node.input, own), [text], own)
        return each(input, (one) => ({ ...node, input: one }))
      }
      case "group":
        return this.#group(node)
      case "sort": {
        const own = either(wanted, wantedIn(render(node.by)))
        const input = await this.#stages.gathered(await this.#plan(node.input, own), own)
        return each(input, (one) => ({ ...node, input: one }), { isOrdered: true })
      }
      case "limit":
        return this.#limit(node, wanted)
      case "join":
        return this.#join(node, wanted)
      case "union":
        return this.#union(node, wanted)
      case "around":
        return this.#around(node)
      case "raw":
        return this.#raw(node)
      default:
        throw new Error(`${node.k === "later" ? node.verb : node.label} has not run yet`)
    }
  }

  #scan(source: Source): Parts {
    const { columns, parts, bytes } = this.#sources.get(source)!
    const own = slot(source.label, columns, (partition) => ({ reads: parts[partition]! }))
    return { branches: [{ node: scan(own), count: parts.length }], by: undefined, isOrdered: true, bytes }
  }

  /** What windows look at, in one partition each. */
  async #windows(input: Parts, texts: readonly string[], wanted: Wanted): Promise<Parts> {
    const names = windowKeys(texts)
    if (names === undefined || isSingle(input)) return input
    if (names.length === 0) return this.#stages.gathered(input, wanted)
    if (isWithin(input.by, names)) return input
    const columns = await this.#stages.columnsOf(input.branches[0]!.node)
    const by = byOf(columns, names)
    return this.#stages.shuffled(input, wanted, keysOfBy(by), by)
  }

  async #group(node: Group): Promise<Parts> {
    const texts = [...node.keys, ...node.items].map(({ text }) => render(text))
    const wanted = wantedIn(...texts)
    const input = await this.#plan(node.input, wanted)
    const whole = (one: Node): Node => ({ ...node, input: one })
    const plain = plainKeys(node)
    const isWindow = hasWindow(node)
    if (isSingle(input)) return each(input, whole, { by: undefined, isOrdered: false })
    if (!isWindow && node.keys.length > 0 && isWithin(input.by, [...plain.keys()])) {
      return each(input, whole, { by: renamedBy(input.by, (name) => plain.get(name)), isOrdered: false })
    }
    const columns = await this.#stages.columnsOf(whole(input.branches[0]!.node))
    const names = node.keys.map(({ name }) => name)
    const phased = phasedGroup(node)
    const first = phased && each(input, phased.first)
    if (first !== undefined && (await this.#gives(columns, phased!.second(first.branches[0]!.node)))) {
      const by = byOf(columns, names)
      const isOne = phased!.isWindow || by.length === 0
      const second = isOne
        ? await this.#stages.gathered(first)
        : await this.#stages.shuffled(first, undefined, keysOfBy(by), by)
      return each(second, phased!.second, { by: second.by, isOrdered: false })
    }
    if (isWindow || names.length === 0) return each(await this.#stages.gathered(input, wanted), whole)
    const by = byOf(columns, names)
    const keys = node.keys.map(({ text }, i) => ({ sql: render(text), type: by[i]!.type }))
    return each(await this.#stages.shuffled(input, wanted, keys, undefined), whole, { by, isOrdered: false })
  }

  /** Does a relation give these columns? Two phases may give others than one, or be no SQL. */
  async #gives(columns: readonly Column[], node: Node): Promise<boolean> {
    try {
      const own = await this.#stages.columnsOf(node)
      return own.every(({ name, type }, i) => name === columns[i]!.name && type === columns[i]!.type)
    } catch {
      return false
    }
  }

  async #limit(node: Extract<Node, { readonly k: "limit" }>, wanted: Wanted): Promise<Parts> {
    const { input, count, offset } = node
    const by = input.k === "sort" ? input.by : undefined
    const own = by === undefined ? wanted : either(wanted, wantedIn(render(by)))
    const parts = await this.#plan(input.k === "sort" ? input.input : input, own)
    const sorted = (one: Node): Node => (by === undefined ? one : sort(one, by))
    const most = count === undefined ? undefined : count + offset
    const fewer = most === undefined || isSingle(parts) ? parts : each(parts, (one) => limit(sorted(one), most))
    const bytes = most === undefined ? parts.bytes : Math.min(parts.bytes, most * 1024)
    const all = await this.#stages.gathered(fewer, own)
    return each(all, (one) => limit(sorted(one), count, offset), { isOrdered: true, bytes })
  }

  async #join(whole: Join, wanted: Wanted): Promise<Parts> {
    const node = prunedJoin(whole, wanted)
    const [fromLeft, ofRight] = [wantedIn(...textsOf(node, "l")), wantedIn(...textsOf(node, "r"))]
    // Semi and anti joins give the left as it is.
    const ofLeft = node.items === undefined ? either(wanted, fromLeft) : fromLeft
    const left = await this.#plan(node.left, ofLeft)
    const right = await this.#plan(node.right, ofRight)
    const [l, r] = [left.branches[0]!.node, right.branches[0]!.node]
    const pairs = pairsOf(node, await this.#stages.columnsOf(l), await this.#stages.columnsOf(r))
    const bytes = left.bytes + right.bytes
    const local = (a: Node, b: Node): Node => ({ ...node, left: a, right: b })
    const both = (a: Parts, b: Parts): Parts => {
      const [one, other] = [a.branches[0]!, b.branches[0]!]
      const by = joinedBy(node, a.by, b.by)
      return { branches: [{ node: local(one.node, other.node), count: one.count }], by, isOrdered: false, bytes }
    }
    if (isSingle(left) && isSingle(right)) return both(left, right)
    if (pairs !== undefined && this.#isBeside(left, right, pairs)) return both(left, right)
    const side = this.#broadcastSide(node, left, right, pairs === undefined)
    if (side === "right") {
      const all = await this.#stages.everywhere(right, ofRight)
      return each(left, (one) => local(one, all), { by: joinedBy(node, left.by, undefined), isOrdered: false, bytes })
    }
    if (side === "left") {
      const all = await this.#stages.everywhere(left, ofLeft)
      return each(right, (one) => local(all, one), { by: joinedBy(node, undefined, right.by), isOrdered: false, bytes })
    }
    if (pairs === undefined) {
      return both(await this.#stages.gathered(left, ofLeft), await this.#stages.gathered(right, ofRight))
    }
    const [own, kept] = this.#shuffleKeys(left, right, pairs)
    const to = (parts: Parts, name: "left" | "right", some: Wanted): Promise<Parts> | Parts => {
      if (kept === name) return parts
      const by = own.map((pair) => ({ name: pair[name], type: pair.type }))
      return this.#stages.shuffled(parts, some, keysOfBy(by), by)
    }
    return both(await to(left, "left", ofLeft), await to(right, "right", ofRight))
  }

  /** Are the rows of equal keys in the same partition already? */
  #isBeside(left: Parts, right: Parts, pairs: readonly Pair[]): boolean {
    if (!this.#stages.isAligned(left) || !this.#stages.isAligned(right)) return false
    const [l, r] = [left.by!, right.by!]
    return (
      l.length === r.length &&
      l.every(({ name, type }, i) =>
        pairs.some(
          (pair) => pair.left === name && pair.right === r[i]!.name && pair.type === type && type === r[i]!.type,
        ),
      )
    )
  }

  #broadcastSide({ how }: Join, left: Parts, right: Parts, isAnySize: boolean): "left" | "right" | undefined {
    const limit = isAnySize ? Infinity : this.#broadcastLimit
    const may = broadcasts[how]
    const ofLeft = may.left && left.bytes <= limit
    const ofRight = may.right && right.bytes <= limit
    if (ofLeft && ofRight) return left.bytes < right.bytes ? "left" : "right"
    return ofRight ? "right" : ofLeft ? "left" : undefined
  }

  /** What both are divided by; a side that is divided by some of the keys already stays. */
  #shuffleKeys(left: Parts, right: Parts, pairs: readonly Pair[]): [readonly Pair[], "left" | "right" | undefined] {
    for (const [side, { by }, parts] of [
      ["left", left, left],
      ["right", right, right],
    ] as const) {
      if (!this.#stages.isAligned(parts)) continue
      const own = by!.map(({ name, type }) => pairs.find((pair) => pair[side] === name && pair.type === type))
      if (own.every((pair) => pair !== undefined)) return [own, side]
    }
    return [pairs, undefined]
  }

  async #union(node: Extract<Node, { readonly k: "union" }>, wanted: Wanted): Promise<Parts> {
    const all: Parts[] = []
    for (const input of node.inputs) all.push(await this.#plan(input, node.byName ? wanted : undefined))
    const firsts = all.map(({ branches }) => branches[0]!.node)
    const together = beside(all)
    if (all.every(isSingle)) {
      return { ...together, branches: [{ node: { ...node, inputs: firsts }, count: 1 }] }
    }
    const columns = await this.#stages.columnsOf({ ...node, inputs: firsts })
    const same: Parts[] = []
    for (const parts of all) {
      const own = await this.#stages.columnsOf(parts.branches[0]!.node)
      const items = columns.map(({ name, type }, i) => {
        const found = node.byName ? own.find((one) => one.name.toLowerCase() === name.toLowerCase()) : own[i]
        return { name, text: ["CAST(", found === undefined ? "NULL" : column(found.name), ` AS ${type})`] }
      })
      same.push(each(parts, (one) => select(one, items, columns)))
    }
    return beside(same)
  }

  async #around(node: Extract<Node, { readonly k: "around" }>): Promise<Parts> {
    const input = await this.#plan(node.input, undefined)
    const own = (one: Node): Node => ({ ...node, input: one })
    switch (kindOf(node)) {
      case "each":
        return each(input, own, { by: undefined })
      case "numbered":
        return each(input, (one) => numbered({ ...node, input: one }))
      case "distinct": {
        if (isSingle(input) || input.by !== undefined) return each(input, own, { isOrdered: false })
        const columns = await this.#stages.columnsOf(input.branches[0]!.node)
        const by = byOf(
          columns,
          columns.map(({ name }) => name),
        )
        return each(await this.#stages.shuffled(each(input, own), undefined, keysOfBy(by), by), own)
      }
      default:
        return each(await this.#stages.gathered(input), own, { by: undefined, isOrdered: true })
    }
  }

  async #raw(node: Extract<Node, { readonly k: "raw" }>): Promise<Parts> {
    const made = new Map<Node, Node>()
    let bytes = 0
    for (const part of node.parts) {
      if (typeof part === "string" || made.has(part)) continue
      const input = await this.#stages.gathered(await this.#plan(part, undefined))
      made.set(part, input.branches[0]!.node)
      bytes += input.bytes
    }
    const parts = node.parts.map((part) => (typeof part === "string" ? part : made.get(part)!))
    return { branches: [{ node: { ...node, parts }, count: 1 }], by: undefined, isOrdered: true, bytes }
  }
}

function isColumn(piece: unknown, name: string): boolean {
  return typeof piece === "object" && piece !== null && "column" in piece && piece.column === name
}

/** Are rows that are equal in `names` in one partition? */
function isWithin(by: By | undefined, names: readonly string[]): boolean {
  return by?.every(({ name }) => names.includes(name)) === true
}

/** The columns of some names, as SQL finds them: in any case. */
function byOf(columns: readonly Column[], names: readonly string[]): By {
  return names.map((name) => columns.find((one) => one.name.toLowerCase() === name.toLowerCase())!)
}
