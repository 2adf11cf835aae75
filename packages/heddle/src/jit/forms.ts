import { changedOf } from "./front/index.ts"
import type { Member } from "./front/index.ts"

/** So many forms are kept of one signature. */
const most = 8

interface Form {
  readonly compiled: { readonly members: readonly Member[] }
}

/**
 * What a function was compiled to for one list of argument types: what it reads of objects around it is constant there, so there is
 * a form for each of the values that those had lately.
 */
export class Forms<V extends Form> {
  /** The last used comes last. */
  #list: V[] = []
  #made = 0

  /** The one that was made or used last. */
  get last(): V {
    return this.#list.at(-1)!
  }

  /** How often one was made. */
  get made(): number {
    return this.#made
  }

  /** The one that is right now. */
  get(): V | undefined {
    const found = this.#list.findLast(isRight)
    if (found !== undefined && found !== this.last) this.#list = [...this.#list.filter((one) => one !== found), found]
    return found
  }

  add(form: V): void {
    this.#made++
    this.#list = [...this.#list, form].slice(-most)
  }
}

/** Has what it reads of objects around it the values that it was compiled with? */
export function isRight({ compiled }: Form): boolean {
  return compiled.members.length === 0 || changedOf(compiled.members) === undefined
}
