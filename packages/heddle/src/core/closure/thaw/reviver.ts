/** How the private fields of one class's instances are set. */
type Setter = (object: object, name: string, value: unknown) => void

const setters = new WeakMap<Function, Setter>()

/** What the rewritten text of classes with private names talks to. */
export const reviver: { on: boolean; register(ctor: Function, set: Setter): void } = {
  on: false,
  register: (ctor, set) => void setters.set(ctor, set),
}

/**
 * An instance with the private names of its classes in place. Constructors of classes that were sent by value do nothing
 * while the reviver is on; those of other classes are not reached, since the last class sent by value is given an empty
 * parent for the time of the call.
 */
export function allocate(ctor: Function): object {
  let last = ctor
  for (let each = Object.getPrototypeOf(last); setters.has(each as Function); each = Object.getPrototypeOf(last))
    last = each as Function
  const parent: unknown = Object.getPrototypeOf(last)
  const isDerived = typeof parent === "function" && parent !== Function.prototype
  if (isDerived) Object.setPrototypeOf(last, function empty() {})
  const before = reviver.on
  reviver.on = true
  try {
    const instance = Reflect.construct(ctor, blanks) as object
    for (const key of Reflect.ownKeys(instance)) Reflect.deleteProperty(instance, key)
    return instance
  } finally {
    reviver.on = before
    if (isDerived) Object.setPrototypeOf(last, parent)
  }
}

/** Sets a private field that a class `depth` above `ctor` declares. */
export function setPrivate(object: object, ctor: Function, name: string, value: unknown, depth: number): void {
  let owner = ctor
  for (let i = 0; i < depth; i++) owner = Object.getPrototypeOf(owner) as Function
  setters.get(owner)?.(object, name, value)
}

/** An argument that any pattern in a constructor's parameters accepts, without running its defaults. */
const blank: unknown = new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.iterator ? blankIterator : key === Symbol.toPrimitive ? () => 0 : blank),
  apply: () => blank,
  construct: () => blank as object,
  has: () => true,
})
const blanks: readonly unknown[] = Array.from({ length: 16 }, () => blank)

function* blankIterator(): Generator {
  yield* blanks
}
