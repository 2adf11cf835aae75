/**
 * Which classes both sides of a boundary know, by key. The sender of a class by value gives it a fresh key; a class by
 * reference has the key `url#name`. Instances in results name their class by it, so that they come back as instances.
 */
const keys = new WeakMap<Function, string>()
const classes = new Map<string, WeakRef<Function>>()
const collected = new FinalizationRegistry<string>((key) => {
  if (classes.get(key)?.deref() === undefined) classes.delete(key)
})
const realm = Math.random().toString(36).slice(2, 10)
let count = 0

/** Remembers that `ctor` is the class that both sides call `key`. First come, first served, while the class lives. */
export function addKnownClass(key: string, ctor: Function): void {
  if (!keys.has(ctor)) keys.set(ctor, key)
  if (classes.get(key)?.deref() !== undefined) return
  classes.set(key, new WeakRef(ctor))
  collected.register(ctor, key)
}

/** The key of `ctor`; a fresh one if it has none. For classes that are sent by value. */
export function giveClassKey(ctor: Function): string {
  let key = keys.get(ctor)
  if (key === undefined) addKnownClass((key = `${realm}.${++count}`), ctor)
  return key
}

/** The key of `ctor`, if both sides may know it. */
export function classKeyOf(ctor: Function): string | undefined {
  return keys.get(ctor)
}

/** The class called `key` on this side, if it is known here and still alive. */
export function knownClass(key: string): Function | undefined {
  return classes.get(key)?.deref()
}
