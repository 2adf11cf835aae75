import { GraphCycleError } from "../../core/errors/index.ts"
import { nameOf } from "../deferred.ts"
import type { Deferred } from "../deferred.ts"
import { templateOf } from "./template.ts"
import type { Template } from "./template.ts"

/** A call of a graph. */
export interface GraphNode {
  /** Its place in the order of depth first: lower runs earlier. */
  order: number
  readonly call: Deferred
  readonly name: string
  readonly args: readonly Template[]
  readonly deps: readonly GraphNode[]
  /** Calls that need its result, each once. */
  readonly consumers: GraphNode[]
  /** Its result is among what was asked for. */
  root: boolean
}

export interface Plan {
  /** Depth first: each after what it needs. */
  readonly nodes: readonly GraphNode[]
  /** What was asked for. */
  readonly roots: readonly Template[]
  /** The node of a call that was met; equal pure calls have one. */
  nodeOf(call: Deferred): GraphNode
}

interface Visit {
  readonly call: Deferred
  readonly args: readonly Template[]
  readonly needs: readonly Deferred[]
  at: number
}

/**
 * The graph that `values` need. Depth first, so that a branch is finished before the next one is begun and few results
 * wait at a time; without recursion, so that it may be as deep as it likes.
 * @throws {GraphCycleError}
 */
export function planGraph(values: readonly unknown[]): Plan {
  const nodes: GraphNode[] = []
  const found = new Map<Deferred, GraphNode>()
  const open = new Map<Deferred, Visit>()
  const pure = new PureCalls((call) => found.get(call)!)
  const needed = new Set<Deferred>()
  const roots = values.map((value) => templateOf(value, (call) => needed.add(call)))

  for (const root of needed) {
    const stack: Visit[] = []
    const enter = (call: Deferred): void => {
      if (found.has(call)) return
      if (open.has(call)) throw cycle(stack, call)
      const visit = visitOf(call)
      open.set(call, visit)
      stack.push(visit)
    }
    enter(root)
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const next = visit.needs[visit.at++]
      if (next !== undefined) {
        enter(next)
        continue
      }
      stack.pop()
      open.delete(visit.call)
      found.set(visit.call, pure.known(visit.call, visit.args) ?? add(visit))
    }
    found.get(root)!.root = true
  }

  function add({ call, args, needs }: Visit): GraphNode {
    const deps = [...new Set(needs.map((need) => found.get(need)!))]
    const node: GraphNode = {
      order: nodes.length,
      call,
      name: nameOf(call),
      args,
      deps,
      consumers: [],
      root: false,
    }
    for (const dep of deps) dep.consumers.push(node)
    nodes.push(node)
    pure.add(call, args, node)
    return node
  }
  return { nodes, roots, nodeOf: (call) => found.get(call)! }
}

function visitOf(call: Deferred): Visit {
  const needs: Deferred[] = []
  const deep = call.options?.traverse !== false
  const args = call.args.map((argument) => templateOf(argument, (need) => needs.push(need), deep))
  return { call, args, needs, at: 0 }
}

function cycle(stack: readonly Visit[], call: Deferred): GraphCycleError {
  const from = stack.findIndex((visit) => visit.call === call)
  return new GraphCycleError([...stack.slice(from).map((visit) => nameOf(visit.call)), nameOf(call)])
}

/** Pure calls of one function with equal arguments are one call. */
class PureCalls {
  readonly #byFunction = new Map<Function, Map<string, GraphNode>>()
  readonly #ids = new Map<unknown, number>()
  readonly #nodeOf: (call: Deferred) => GraphNode

  constructor(nodeOf: (call: Deferred) => GraphNode) {
    this.#nodeOf = nodeOf
  }

  known({ fn, options }: Deferred, args: readonly Template[]): GraphNode | undefined {
    if (options?.pure !== true) return undefined
    return this.#byFunction.get(fn!)?.get(this.#key([3, args]))
  }

  add({ fn, options }: Deferred, args: readonly Template[], node: GraphNode): void {
    if (options?.pure !== true) return
    const same = this.#byFunction.get(fn!) ?? new Map<string, GraphNode>()
    this.#byFunction.set(fn!, same.set(this.#key([3, args]), node))
  }

  /** Equal for arguments that are equal: plain ones by value, results by their call, all others by identity. */
  #key(of: Template): string {
    switch (of[0]) {
      case 0:
        return this.#valueKey(of[1])
      case 3:
      case 6:
        return `${of[0]}[${of[1].map((item) => this.#key(item)).join()}]`
      case 4:
        return `{${of[1].map((name, i) => `${JSON.stringify(name)}:${this.#key(of[2][i]!)}`).join()}}`
      case 5:
        return `<${of[1].map(([key, value]) => `${this.#key(key)}=${this.#key(value)}`).join()}>`
      case 7:
        return `${this.#key(of[1])}.${of[2]}`
      default:
        return `#${this.#nodeOf(of[1]).order}`
    }
  }

  #valueKey(value: unknown): string {
    if (typeof value === "string") return JSON.stringify(value)
    if (typeof value === "bigint") return `${value}n`
    if (Object.is(value, -0)) return "-0"
    if ((typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol") || value === null)
      return String(value)
    if (Array.isArray(value)) return `3[${value.map((item) => this.#valueKey(item)).join()}]`
    let id = this.#ids.get(value)
    if (id === undefined) this.#ids.set(value, (id = this.#ids.size))
    return `@${id}`
  }
}
