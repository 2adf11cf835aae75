import { CancelledError } from "../../core/errors/index.ts"
import { onTaskSettled, runningTask, thisAgent } from "../../core/task/index.ts"
import type { TaskContext } from "../../core/task/index.ts"
import { pokeWaiters } from "./bell.ts"

/** Who holds or waits: a task in a thread, or (task 0) what runs there outside of tasks. */
export interface Owner {
  readonly agent: number
  readonly task: number
}

/** What can be left behind by a task: it is told when the task has settled. */
export interface Leaving {
  abandon(owner: Owner): void
}

interface Tenant {
  readonly owner: Owner
  /** What the task may hold, or wait for. */
  readonly touched: Set<Leaving>
  settled: boolean
}

const tenants = new WeakMap<TaskContext, Tenant>()
let lastTask = 0

function tenant(task: TaskContext): Tenant {
  let found = tenants.get(task)
  if (found === undefined) {
    // A number of our own: the id of a task is the same for a second try, which is another owner.
    found = { owner: { agent: thisAgent(), task: ++lastTask }, touched: new Set(), settled: false }
    tenants.set(task, found)
  }
  return found
}

/** Who asks, now. */
export function currentOwner(): Owner {
  const task = runningTask()
  return task === undefined ? { agent: thisAgent(), task: 0 } : tenant(task).owner
}

/**
 * Who asks, and from now on may hold or wait for `what`: when the task settles, `what.abandon` gives that back. Throws a
 * CancelledError for code that goes on after its task has settled: nobody would ever give back what it takes.
 */
export function ownedHere(what: Leaving): Owner {
  const task = runningTask()
  if (task === undefined) return { agent: thisAgent(), task: 0 }
  const here = tenant(task)
  if (here.settled) throw new CancelledError("the task has settled, and may not take a lock or wait any more")
  if (here.touched.size === 0) onTaskSettled(task, () => settle(here))
  here.touched.add(what)
  return here.owner
}

function settle(here: Tenant): void {
  here.settled = true
  for (const what of here.touched) what.abandon(here.owner)
  here.touched.clear()
  pokeWaiters(true)
}
