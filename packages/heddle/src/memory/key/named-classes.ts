import { UnsendableError } from "../../core/errors/index.ts"
import { hash } from "./hash.ts"

/** Classes by names that any program has for them: what they are called, and a digest of what they do. */
export class NamedClasses {
  /** Has anybody looked for them? */
  areKnown = false
  readonly #found = new Set<Function>()
  #byId: Map<string, Function> | undefined
  #ids: Map<Function, string> | undefined

  add(ctor: Function): void {
    if (this.#found.has(ctor)) return
    this.#found.add(ctor)
    this.#byId = undefined
  }

  /** @throws UnsendableError for a class that is not among them */
  idOf(ctor: Function): string {
    this.#name()
    const id = this.#ids!.get(ctor)
    if (id !== undefined) return id
    const hint = `name ${ctor.name} in the function or in \`deps\`, or return plain data`
    throw new UnsendableError(
      `the result holds an instance of ${ctor.name}, a class that the function does not name`,
      { path: "result", role: "result" },
      { hint },
    )
  }

  classOf(id: string): Function | undefined {
    this.#name()
    return this.#byId!.get(id)
  }

  #name(): void {
    if (this.#byId !== undefined) return
    const list = [...this.#found].map((ctor) => [ctor, `${ctor.name}@${hash(ctor)}`] as const)
    this.#ids = new Map(list)
    this.#byId = new Map(list.map(([ctor, id]) => [id, ctor]))
  }
}
