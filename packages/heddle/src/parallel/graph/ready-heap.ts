import type { Task } from "./tasks.ts"

/** Tasks that can run, the first in order on top. */
export class ReadyHeap {
  readonly #tasks: Task[] = []

  get size(): number {
    return this.#tasks.length
  }

  push(task: Task): void {
    const tasks = this.#tasks
    let at = tasks.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (tasks[parent]!.id <= task.id) break
      tasks[at] = tasks[parent]!
      at = parent
    }
    tasks[at] = task
  }

  pop(): Task | undefined {
    const tasks = this.#tasks
    const top = tasks[0]
    const last = tasks.pop()
    if (last === undefined || tasks.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= tasks.length) break
      if (child + 1 < tasks.length && tasks[child + 1]!.id < tasks[child]!.id) child++
      if (tasks[child]!.id >= last.id) break
      tasks[at] = tasks[child]!
      at = child
    }
    tasks[at] = last
    return top
  }

  /** Takes out everything. */
  drain(): Task[] {
    return this.#tasks.splice(0)
  }
}
