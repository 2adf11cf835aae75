import { functionsOf } from "../thaw/index.ts"
import type { ScriptAnalysis } from "../static/index.ts"

/** A module that the load-time transform rewrote. */
export interface RegisteredModule {
  /** Of the text before the rewriting: what is sent is the original. */
  readonly analysis: ScriptAnalysis
  /** The names that the readers of each function read, by the function's index. */
  readonly names: readonly (readonly string[])[]
}

/** What a rewritten function remembers. */
export interface Registration {
  readonly module: RegisteredModule
  /** Of the unit in the module's analysis. */
  readonly index: number
  /** One function for each captured name, in the order of the module's `names`; last, if it is an arrow that uses it, `this`. */
  readonly readers: () => readonly (() => unknown)[]
}

/** Lets a subclass put its private field on any object: what a constructor returns is what `this` becomes. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a class can be extended
class Onto {
  constructor(target: object) {
    return target
  }
}

/**
 * A private field on the function: 15 ns, invisible to `inspect` and `Reflect.ownKeys`. A WeakMap entry costs 3 us, a
 * hidden symbol property ten times this.
 */
class Stamp extends Onto {
  readonly #registration: Registration
  constructor(fn: Function, registration: Registration) {
    super(fn)
    this.#registration = registration
  }
  static put(fn: Function, registration: Registration): Stamp {
    return new Stamp(fn, registration)
  }
  static of(fn: object): Registration | undefined {
    return #registration in fn ? fn.#registration : undefined
  }
}

/** Remembers what a function captures. A second registration of one function is ignored. */
export function register(fn: Function, registration: Registration): void {
  if (Stamp.of(fn) === undefined) Stamp.put(fn, registration)
}

/** What the transform noted of a function; undefined for one that it did not rewrite. */
export function registrationOf(fn: Function): Registration | undefined {
  return Stamp.of(fn)
}

/** How the private fields of a class's instances are read without the inspector. */
export type PrivateReader = (instance: object) => readonly (readonly [name: string, value: unknown])[]

/** What is noted of a class when its definition ends. */
export interface ClassNote {
  readonly readPrivate: PrivateReader
  /** The methods and accessors that its text made. */
  readonly members: ReadonlySet<unknown>
}

const classNotes = new WeakMap<Function, ClassNote>()

export function registerClass(ctor: Function, readPrivate: PrivateReader): void {
  const members = new Set<unknown>()
  for (const holder of [ctor, ctor.prototype as object]) {
    for (const key of Reflect.ownKeys(holder)) {
      // Static fields are enumerable, members are not.
      if (Object.prototype.propertyIsEnumerable.call(holder, key)) continue
      for (const each of functionsOf(holder, key)) members.add(each)
    }
  }
  classNotes.set(ctor, { readPrivate, members })
}

/** What was noted of a class; undefined if its file was not rewritten. */
export function classNoteOf(ctor: Function): ClassNote | undefined {
  return classNotes.get(ctor)
}

/** What `bind` was called with, where `bind` is watched. */
export interface Binding {
  readonly target: unknown
  readonly self: unknown
  readonly args: readonly unknown[]
}

let bindings: WeakMap<Function, Binding> | undefined

/** The target of a bound function, if `watchBind` was on when it was made. */
export function bindingOf(fn: Function): Binding | undefined {
  return bindings?.get(fn)
}

/** From now on remembers what is bound: without the inspector nothing else tells. */
export function watchBind(): void {
  if (bindings !== undefined) return
  const known = (bindings = new WeakMap<Function, Binding>())
  const original = Reflect.get(Function.prototype, "bind") as Function
  const replacement = {
    bind(this: Function, self: unknown, ...args: unknown[]): Function {
      const bound = Reflect.apply(original, this, [self, ...args]) as Function
      known.set(bound, { target: this, self, args })
      return bound
    },
  }
  Object.assign(Function.prototype, replacement)
}
