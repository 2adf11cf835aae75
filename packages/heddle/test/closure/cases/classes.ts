import { EventEmitter } from "node:events"
import type { Case } from "./case.ts"

const TOP = 5
const constructed: string[] = []

class Animal {
  name: string
  readonly #secret: number
  static count: number = 7
  static make(n: string): Animal {
    return new Animal(n, 1)
  }
  constructor(name: string, secret: number) {
    this.name = name
    this.#secret = secret
    constructed.push(name)
  }
  speak(): string {
    return `${this.name}:${this.#secret}`
  }
  get secret(): number {
    return this.#secret
  }
  #hidden(): number {
    return this.#secret * 2
  }
  twice(): number {
    return this.#hidden()
  }
}

class Dog extends Animal {
  readonly #tricks: string[] = ["sit"]
  tag: number = constructed.length
  constructor(name: string) {
    super(name, 42)
    this.#tricks.push("roll")
  }
  override speak(): string {
    return `${super.speak()}!${this.#tricks.join("+")}`
  }
}

/** Classes and their instances. */
export const classes: readonly Case[] = [
  {
    name: "an instance with private fields, an accessor, a private method",
    test(run) {
      const cat = new Animal("cat", 9)
      return run(() => [cat.speak(), cat.secret, cat.twice(), cat.name])
    },
    want: ["cat:9", 9, 18, "cat"],
  },
  {
    name: "an instance of a subclass: no constructor and no initialiser runs again",
    async test(run) {
      const rex = new Dog("rex")
      const before = constructed.length
      const got = await run(() => [rex.speak(), rex instanceof Animal, constructed.length, rex.tag])
      return [got[0], got[1], got[2] === before, got[3] === rex.tag]
    },
    want: ["rex:42!sit+roll", true, true, true],
  },
  {
    name: "an instance whose constructor takes its arguments apart",
    test(run) {
      class Point {
        readonly #x: number
        readonly #ys: number[]
        constructor({ x }: { x: number }, [...ys]: number[], scale: number = fail()) {
          this.#x = x * scale
          this.#ys = ys
        }
        sum(): number {
          return this.#ys.reduce((a, y) => a + y, this.#x)
        }
      }
      const p = new Point({ x: 1 }, [2, 3], 10)
      return run(() => p.sum())
    },
    want: 15,
  },
  {
    name: "the same private name in a class and its base",
    test(run) {
      class Base {
        readonly #v: number = 1
        base(): number {
          return this.#v
        }
      }
      class Derived extends Base {
        readonly #v: number = 2
        own(): number {
          return this.#v
        }
      }
      const d = new Derived()
      return run(() => [d.base(), d.own()])
    },
    want: [1, 2],
  },
  {
    name: "private methods without private fields",
    test(run) {
      class Op {
        #double(x: number): number {
          return x * 2
        }
        run(x: number): number {
          return this.#double(x)
        }
      }
      const op = new Op()
      return run(() => op.run(4))
    },
    want: 8,
  },
  {
    name: "a class, its statics and a static method",
    test: (run) =>
      run(() => {
        const q = new Animal("q", 3)
        return [q.speak(), Animal.count, Animal.make("z").speak()]
      }),
    want: ["q:3", 7, "z:1"],
  },
  {
    name: "static properties as they are now; static initialisers and blocks do not run again",
    async test(run) {
      const log: string[] = []
      class Registry {
        static entries: string[] = (log.push("initialiser"), ["a"])
        static #size: number = 1
        static later: number
        static {
          log.push("block")
        }
        static add(entry: string): number {
          this.entries.push(entry)
          return ++this.#size
        }
      }
      Registry.later = 3
      Registry.add("b")
      const got = await run(() => [Registry.entries.join(), Registry.later, Registry.add("c"), log.length])
      return [...got, log.length]
    },
    want: ["a,b", 3, 3, 2, 2],
  },
  {
    name: "a member that was replaced after the definition",
    test(run) {
      class Greeter {
        hi(): string {
          return "hi"
        }
      }
      Greeter.prototype.hi = () => "hello"
      const g = new Greeter()
      return run(() => g.hi())
    },
    want: "hello",
  },
  {
    name: "computed keys",
    test(run) {
      const method = "run"
      const field = "state"
      class Machine {
        [field]: number = 2;
        [method](): number {
          return this[field]
        }
        *[Symbol.iterator](): Generator<number> {
          yield 1
        }
      }
      const m = new Machine()
      return run(() => [m.run(), m.state, [...m].length, new Machine().run()])
    },
    want: [2, 2, 1, 2],
  },
  {
    name: "a subclass of EventEmitter",
    test(run) {
      class E extends EventEmitter {
        n: number = 3
        hit(): number {
          let r = 0
          this.on("x", (v: number) => {
            r = v + this.n
          })
          this.emit("x", 4)
          return r
        }
      }
      return run(() => new E().hit())
    },
    want: 7,
  },
  {
    name: "an ES5 constructor with a prototype",
    test(run) {
      function Pair(this: { a: number }, a: number): void {
        this.a = a
      }
      Pair.prototype.get = function (this: { a: number }): number {
        return this.a
      }
      const Ctor = Pair as unknown as new (a: number) => { get(): number }
      const p = new Ctor(5)
      return run(() => [p.get(), p instanceof Ctor, new Ctor(6).get()])
    },
    want: [5, true, 6],
  },
  {
    name: "a mixin: a class expression with a superclass that is a variable, and a static block",
    test(run) {
      type Ctor = new (...args: never[]) => { base(): string }
      const mixin = (B: Ctor) =>
        class extends B {
          who(): string {
            return `m${super.base()}`
          }
        }
      class Base {
        static s: number
        static {
          this.s = TOP
        }
        base(): string {
          return String(Base.s)
        }
      }
      const Mixed = mixin(Base)
      return run(() => new Mixed().who())
    },
    want: "m5",
  },
  {
    name: "a base class that makes instances of its subclass",
    test(run) {
      class Base {
        static make(): Base {
          return new Derived()
        }
        kind(): string {
          return "base"
        }
      }
      class Derived extends Base {
        override kind(): string {
          return "derived"
        }
      }
      return run(() => Base.make().kind())
    },
    want: "derived",
  },
  {
    name: "arrow functions that a class makes as members of its instances",
    test(run) {
      class Counter {
        n: number
        add = (x: number): number => this.n + x
        later: () => number
        static base: number = 10
        static from = (): number => this.base
        constructor(n: number) {
          this.n = n
          this.later = () => this.n * 2
        }
      }
      const counter = new Counter(3)
      return run(() => {
        counter.n++
        return [counter.add(1), counter.later(), Counter.from(), new Counter(1).add(1)]
      })
    },
    want: [5, 8, 10, 2],
  },
  {
    name: "super in a method of an object",
    test(run) {
      const base = {
        hi() {
          return `base ${(this as { k?: number }).k}`
        },
      }
      const o = {
        __proto__: base,
        k: 2,
        hi(): string {
          return `${super.hi()}!`
        },
      } as unknown as { hi(): string }
      return run(() => o.hi())
    },
    want: "base 2!",
  },
  {
    name: "instances in two payloads are of one class",
    async test(run) {
      class Box {
        v: number = 1
      }
      const box = new Box()
      await run(() => {
        ;(globalThis as { kept?: unknown }).kept = box
      })
      return run(() => (globalThis as { kept?: unknown }).kept instanceof Box)
    },
    want: true,
  },
]

function fail(): never {
  throw new Error("a default was evaluated")
}
