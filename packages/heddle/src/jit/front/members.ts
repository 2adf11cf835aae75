/** A member of an object around a kernel, as it was when that was compiled. */
export interface Member {
  /** As the program has it: `settings.scale`. */
  readonly text: string
  readonly object: object
  readonly key: string
  readonly value: unknown
}

/** What nobody writes to, and what would only take time at each call. */
const steady: ReadonlySet<object> = new Set([Math, Number, BigInt])

/** The members that a kernel has read, each once. */
export class Members {
  readonly list: Member[] = []
  readonly #known = new Map<object, Set<string>>()

  add(text: string, object: object, key: string, value: unknown): void {
    if (steady.has(object) || this.#known.get(object)?.has(key) === true) return
    const own = Object.getOwnPropertyDescriptor(object, key)
    if (own !== undefined && "value" in own) {
      if (own.configurable === false && own.writable === false) return
      // `Math`, and what else is there from the start.
      if (object === globalThis && own.enumerable === false) return
    }
    const keys = this.#known.get(object)
    if (keys === undefined) this.#known.set(object, new Set([key]))
    else keys.add(key)
    this.list.push({ text, object, key, value })
  }
}

/** The first one that is another now; undefined: they are what they were. */
export function changedOf(members: readonly Member[]): Member | undefined {
  for (let i = 0; i < members.length; i++) {
    const { object, key, value } = members[i]!
    if (!Object.is((object as Readonly<Record<string, unknown>>)[key], value)) return members[i]
  }
  return undefined
}
