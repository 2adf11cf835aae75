/*
 * The worker's side of actors. It is captured and sent, so it imports nothing, and keeps its state where every copy of it
 * in a thread finds it.
 */

/** Calls that share a limit. */
interface Group {
  /** How many of them may run at once. */
  readonly most: number
  running: number
  readonly waiting: (() => void)[]
  /** Those that wait are being begun. */
  isPassing?: boolean
}

/** An actor as its worker has it. */
interface Hosted {
  readonly instance: Record<PropertyKey, unknown>
  /** The first is that of calls without a group of their own. */
  readonly groups: readonly Group[]
  /** What ended it. */
  exit?: { readonly error: unknown }
}

type Constructor = new (...args: unknown[]) => object

/** What a call begins with, where it is no call of a method. */
export const Op = { make: -1, drop: -2, none: -3, restarted: -4 } as const

/**
 * What workers run for the actors of one class: `(id, Op.make, limits of its groups, …args)`, `(id, Op.drop)`,
 * `(id, Op.restarted, state, how often)`, or `(id, number of the method, …args)`, where a call in the nth group adds n times
 * the number of methods. Calls of an actor run in the order in which they come, as many of a group at once as it allows.
 */
export function hostOf(
  Class: Constructor,
  methods: readonly string[],
): (id: string, op: number, ...args: unknown[]) => unknown {
  return (id, op, ...args) => {
    const all = hosted()
    if (op === -1) {
      const [limits, ...rest] = args
      const groups = (limits as number[]).map((most) => ({ most, running: 0, waiting: [] }))
      all.set(id, { instance: new Class(...rest) as Hosted["instance"], groups })
      return undefined
    }
    const actor = all.get(id)
    if (op === -2) {
      all.delete(id)
      return undefined
    }
    if (actor === undefined) throw new ReferenceError(`no actor ${id}`)
    if (op === -4) return restarted(id, actor, args)
    const method = methods[op % methods.length]!
    const group = actor.groups[Math.floor(op / methods.length)]!
    const call = (): unknown => {
      // The one before it may have ended the actor.
      if (actor.exit !== undefined) throw actor.exit.error
      return (actor.instance[method] as (...values: unknown[]) => unknown)(...args)
    }
    const failed = (error: unknown): void => {
      if ((error as { code?: unknown } | null | undefined)?.code !== "HEDDLE_ACTOR_EXIT") return
      actor.exit = { error }
      all.delete(id)
    }
    // Whatever it calls belongs to this actor.
    const task = (globalThis as Record<symbol, (() => object | undefined) | undefined>)[
      Symbol.for("heddle.currentTask")
    ]?.() as (Record<symbol, unknown> & { aborted?: boolean; signal?: AbortSignal }) | undefined
    if (task !== undefined) task[Symbol.for("heddle.actor")] = id
    if (group.running >= group.most) {
      // It is its own task also when the end of another begins it.
      const { AsyncResource } = process.getBuiltinModule("node:async_hooks")
      return new Promise((resolve, reject) => {
        const begin = (): void => {
          if (task?.aborted === true) return reject(task.signal!.reason as Error)
          try {
            resolve(run(group, call, failed))
          } catch (error) {
            reject(error)
          }
        }
        group.waiting.push(AsyncResource.bind(begin))
      })
    }
    return run(group, call, failed)
  }

  /** Gives it what was kept of the one before it. All calls wait until it is done with that, and fail if it fails. */
  function restarted(id: string, actor: Hosted, [state, times]: unknown[]): unknown {
    const failed = (error: unknown): never => {
      actor.exit = { error }
      hosted().delete(id)
      throw error
    }
    const go = (): void => {
      for (const group of actor.groups) {
        group.running -= group.most
        pass(group)
      }
    }
    const hook = actor.instance["onRestart"]
    let result: unknown
    try {
      result = typeof hook === "function" ? (Reflect.apply(hook, actor.instance, [state, times]) as unknown) : undefined
    } catch (error) {
      return failed(error)
    }
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function") return undefined
    for (const group of actor.groups) group.running += group.most
    return (result as Promise<unknown>).then(go, (error: unknown) => {
      try {
        failed(error)
      } finally {
        go()
      }
    })
  }

  function run(group: Group, call: () => unknown, failed: (error: unknown) => void): unknown {
    group.running++
    let result: unknown
    try {
      result = call()
    } catch (error) {
      failed(error)
      done(group)
      throw error
    }
    if (isGenerator(result)) return holding(group, result)
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function") {
      done(group)
      return result
    }
    return (result as Promise<unknown>).then(
      (value) => {
        done(group)
        return value
      },
      (error: unknown) => {
        failed(error)
        done(group)
        throw error
      },
    )
  }

  function isGenerator(value: unknown): value is AsyncGenerator {
    const { next, return: end } = (value ?? {}) as { next?: unknown; return?: unknown }
    return typeof next === "function" && typeof end === "function"
  }

  /** A generator that runs has its place until it ends. */
  function holding(group: Group, generator: AsyncGenerator): object {
    let isOver = false
    const over = (): void => {
      if (!isOver) done(group)
      isOver = true
    }
    return {
      async next() {
        try {
          const step = await generator.next()
          if (step.done === true) over()
          return step
        } catch (error) {
          over()
          throw error
        }
      },
      async return() {
        try {
          return await generator.return(undefined)
        } finally {
          over()
        }
      },
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  function done(group: Group): void {
    group.running--
    pass(group)
  }

  /** Begins those that wait, as many as may: one after the other, also where each is done at once. */
  function pass(group: Group): void {
    if (group.isPassing === true) return
    group.isPassing = true
    while (group.running < group.most && group.waiting.length > 0) group.waiting.shift()!()
    group.isPassing = false
  }

  function hosted(): Map<string, Hosted> {
    const global = globalThis as Record<symbol, Map<string, Hosted> | undefined>
    return (global[Symbol.for("heddle.actors")] ??= new Map())
  }
}
