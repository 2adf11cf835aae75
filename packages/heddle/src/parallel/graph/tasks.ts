import type { Crew } from "../../core/scheduler/index.ts"
import type { GraphNode, Plan } from "./plan.ts"

/** Where the result of a task is: here, or kept in the worker that made it. */
export type Held = { readonly value: unknown } | Kept

/** A result that stays in the worker that made it. */
export interface Kept {
  readonly crew: Crew
  readonly bytes: number
}

/** What a worker runs in one go: one call, or a chain of calls of which each needs nothing but the one before. */
export interface Task {
  readonly id: number
  readonly nodes: readonly GraphNode[]
  readonly deps: readonly Task[]
  readonly root: boolean
  /** Tasks, and askers of the graph, that still need its result. */
  needed: number
  /** Tasks that wait for its result. */
  waiters: Task[]
  /** Results that it waits for. */
  waiting: number
  /** How often its result was lost. */
  losses: number
  held: Held | undefined
  /** It waits to be run, runs, or is brought here. */
  busy: boolean
}

/** The tasks of a plan, in its order. With `fuse`, chains become one task: what is between stays inside one worker. */
export function tasksOf(
  { nodes }: Plan,
  fuse: boolean,
): { readonly tasks: Task[]; readonly of: (node: GraphNode) => Task } {
  const tasks: Task[] = []
  const byNode = new Map<GraphNode, Task>()
  for (const node of nodes) {
    if (fuse && followed(node)) continue
    const chain = fuse ? chainTo(node) : [node]
    const deps = chain[0]!.deps.map((dep) => byNode.get(dep)!)
    const task: Task = {
      id: tasks.length,
      nodes: chain,
      deps,
      root: node.root,
      needed: node.consumers.length + (node.root ? 1 : 0),
      waiters: [],
      waiting: deps.length,
      losses: 0,
      held: undefined,
      busy: false,
    }
    for (const dep of deps) dep.waiters.push(task)
    tasks.push(task)
    for (const member of chain) byNode.set(member, task)
  }
  return { tasks, of: (node) => byNode.get(node)! }
}

/** The calls of which each needs nothing but the one before, up to `node`. */
function chainTo(node: GraphNode): GraphNode[] {
  const chain = [node]
  for (let at = node; isFollower(at);) chain.push((at = at.deps[0]!))
  return chain.toReversed()
}

/** It needs one result, which nobody else needs. */
function isFollower({ deps }: GraphNode): boolean {
  return deps.length === 1 && deps[0]!.consumers.length === 1 && !deps[0]!.root
}

function followed({ consumers, root }: GraphNode): boolean {
  return !root && consumers.length === 1 && isFollower(consumers[0]!)
}
