import { propertyFunctions, register, registerClass, registrationOf } from "../capture/index.ts"
import type { PrivateReader, RegisteredModule, Registration } from "../capture/index.ts"
import type { UnitKind } from "../static/index.ts"

type Readers = Registration["readers"]
/** The key is null where it is computed. */
type Member = readonly [index: number, key: string | null, readers: Readers]

/** What the text of a rewritten module calls: with each function that it makes, and with readers of what that captures. */
export interface Registrar {
  (index: number, fn: Function, readers: Readers): Function
  members(object: object, members: readonly Member[]): object
  class(ctor: Function, readPrivate: PrivateReader): void
}

let count = 0

/**
 * Makes the global that a rewritten module calls. A global, since functions of a module in a cycle may run before any
 * statement of it has. The module is told once its text has been rewritten.
 */
export function createRegistrar(): { readonly name: string; bind(module: RegisteredModule): void } {
  const name = `$heddle_${++count}`
  let module: RegisteredModule | undefined
  const note = (index: number, fn: Function, readers: Readers): Function => {
    register(fn, { module: module!, index, readers })
    return fn
  }
  const registrar: Registrar = Object.assign(note, {
    members(object: object, members: readonly Member[]): object {
      for (const [index, key, readers] of members) {
        const { kind } = module!.analysis.whole.units[index]!
        const fn = key === null ? unnoted(object, kind) : functionOf(object, key, kind)
        if (fn !== undefined) note(index, fn, readers)
      }
      return object
    },
    class: registerClass,
  })
  Object.defineProperty(globalThis, name, { value: registrar })
  return { name, bind: (rewritten) => void (module = rewritten) }
}

function functionOf(object: object, key: string | symbol, kind: UnitKind): Function | undefined {
  return propertyFunctions(object, key)[kind === "get" || kind === "set" ? kind : "value"]
}

/** The member with a computed key, if it is the only one that nothing is known of. */
function unnoted(object: object, kind: UnitKind): Function | undefined {
  const found = Reflect.ownKeys(object)
    .map((key) => functionOf(object, key, kind))
    .filter((fn) => fn !== undefined && registrationOf(fn) === undefined)
  return found.length === 1 ? found[0] : undefined
}
