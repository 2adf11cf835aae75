/*
 * The worker's side of actors. It is captured and sent, so it imports nothing, and keeps its state where every copy of it
 * in a thread finds it.
 */

/** An actor as its worker has it. */
interface Hosted {
  readonly instance: Record<PropertyKey, unknown>
  /** How many of its calls may run at once. */
  readonly most: number
  running: number
  readonly waiting: (() => void)[]
}

type Constructor = new (...args: unknown[]) => object

/** What a call begins with, where it is no call of a method. */
export const Op = { make: -1, drop: -2, none: -3 } as const

/**
 * What workers run for the actors of one class: `(id, Op.make, most, …args)`, `(id, Op.drop)`, or `(id, number of the
 * method, …args)`. Calls of an actor run in the order in which they come, `most` of them at once.
 */
export function hostOf(
  Class: Constructor,
  methods: readonly string[],
): (id: string, op: number, ...args: unknown[]) => unknown {
  return (id, op, ...args) => {
    const all = hosted()
    if (op === -1) {
      const [most, ...rest] = args
      all.set(id, { instance: new Class(...rest) as Hosted["instance"], most: most as number, running: 0, waiting: [] })
      return undefined
    }
    const actor = all.get(id)
    if (op === -2) {
      all.delete(id)
      return undefined
    }
    if (actor === undefined) throw new ReferenceError(`no actor ${id}`)
    const call = (): unknown => (actor.instance[methods[op]!] as (...values: unknown[]) => unknown)(...args)
    if (actor.running >= actor.most) {
      return new Promise((resolve, reject) => {
        actor.waiting.push(() => {
          try {
            resolve(run(actor, call))
          } catch (error) {
            reject(error)
          }
        })
      })
    }
    return run(actor, call)
  }

  function run(actor: Hosted, call: () => unknown): unknown {
    actor.running++
    let result: unknown
    try {
      result = call()
    } catch (error) {
      done(actor)
      throw error
    }
    if (isGenerator(result)) return holding(actor, result)
    if (typeof (result as PromiseLike<unknown> | undefined)?.then !== "function") {
      done(actor)
      return result
    }
    return (result as Promise<unknown>).then(
      (value) => {
        done(actor)
        return value
      },
      (error: unknown) => {
        done(actor)
        throw error
      },
    )
  }

  function isGenerator(value: unknown): value is AsyncGenerator<unknown> {
    const { next, return: end } = (value ?? {}) as { next?: unknown; return?: unknown }
    return typeof next === "function" && typeof end === "function"
  }

  /** A generator that runs has its place until it ends. */
  function holding(actor: Hosted, generator: AsyncGenerator<unknown>): object {
    let isOver = false
    const over = (): void => {
      if (!isOver) done(actor)
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

  function done(actor: Hosted): void {
    actor.running--
    actor.waiting.shift()?.()
  }

  function hosted(): Map<string, Hosted> {
    const global = globalThis as Record<symbol, Map<string, Hosted> | undefined>
    return (global[Symbol.for("heddle.actors")] ??= new Map())
  }
}
