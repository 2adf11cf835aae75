/** Where the measuring takes place. */
export interface Track<T> {
  /** One pass, in ms. */
  readonly pass: (one: T) => Promise<number>
  /** Is there time for more? */
  readonly hasTime: () => boolean
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016): all run once, the better half again, and so on until one is left, or the time is
 * over. Gives everyone's times: the longest lists are those of the best.
 */
export async function halve<T>(all: readonly T[], { pass, hasTime }: Track<T>): Promise<Map<T, number[]>> {
  const times = new Map<T, number[]>()
  let field = [...all]
  while (field.length > 0) {
    for (const one of field) {
      if (times.size > 0 && !hasTime()) return times
      const list = times.get(one)
      const time = await pass(one)
      if (list === undefined) times.set(one, [time])
      else list.push(time)
    }
    if (field.length === 1) return times
    const best = (one: T): number => Math.min(...times.get(one)!)
    field = field.toSorted((a, b) => best(a) - best(b)).slice(0, Math.ceil(field.length / 2))
  }
  return times
}
