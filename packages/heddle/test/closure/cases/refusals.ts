import { createHash } from "node:crypto"
import fs from "node:fs"
import { open } from "node:fs/promises"
import { createServer } from "node:net"
import type { Case } from "./case.ts"
import { Vec } from "../fixtures/shapes.ts"

/** As far as it is used here; its types are the DOM library's. */
interface WasmClasses {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: object }
}

/** What cannot be sent, and what the error names. */
export const refusals: readonly Case[] = [
  {
    name: "an open server",
    test(run) {
      const server = createServer()
      return run(() => server.address())
    },
    error: /captured variable server.*Server/s,
  },
  {
    name: "a stream deep in an object",
    test(run) {
      const ctx = { db: { conn: fs.createReadStream("/dev/null") } }
      return run(() => ctx.db.conn.path)
    },
    error: /captured variable ctx\.db\.conn.*a ReadStream/s,
  },
  {
    name: "a promise",
    test(run) {
      const pending = Promise.resolve(1)
      return run(async () => await pending)
    },
    error: /pending.*Promise/s,
  },
  {
    name: "a Proxy",
    test(run) {
      const proxy = new Proxy<{ a?: number }>({}, {})
      return run(() => proxy.a)
    },
    error: /proxy.*Proxy/s,
  },
  {
    name: "an instance of an imported class with private fields",
    test(run) {
      const v = new Vec(3, 4)
      return run(() => v.len())
    },
    error: /captured variable v.*Vec.*#len/s,
  },
  {
    name: "an instance of a subclass of an imported class with private fields",
    test(run) {
      class Named extends Vec {
        label: string = "v"
      }
      const v = new Named(3, 4)
      return run(() => v.len())
    },
    error: /captured variable v.*Named.*#len/s,
  },
  {
    name: "a WeakMap that a helper uses: the error comes when it is used",
    test(run) {
      const cache = new WeakMap<object, number>()
      const helper = (o: object): number | undefined => cache.get(o)
      return run(() => helper({}))
    },
    error: /helper → cache.*WeakMap/s,
  },
  {
    name: "a running generator",
    test(run) {
      const g = (function* () {
        yield 1
      })()
      return run(() => g.next().value)
    },
    error: /captured variable g.*generator/s,
  },
  {
    name: "a variable whose declaration has not run",
    test(run) {
      const f = (): number => later
      const running = run(f)
      const later = 1
      return running
    },
    error: /'later' is not initialised yet/,
  },
  {
    name: "a hash under way",
    test(run) {
      const h = createHash("sha1")
      return run(() => h.digest("hex"))
    },
    error: /captured variable h.*Hash/s,
  },
  {
    name: "an open file",
    async test(run) {
      const file = await open("/dev/null")
      try {
        return await run(() => file.fd)
      } finally {
        await file.close()
      }
    },
    error: /captured variable file.*FileHandle/s,
  },
  {
    name: "a WebAssembly instance",
    test(run) {
      const { Instance, Module } = Reflect.get(globalThis, "WebAssembly") as WasmClasses
      const instance = new Instance(new Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))
      return run(() => Object.keys(instance.exports))
    },
    error: /captured variable instance.*Instance/s,
  },
  {
    name: "a timer",
    test(run) {
      const timer = setTimeout(() => {}, 1)
      return run(() => timer.hasRef())
    },
    error: /captured variable timer.*Timeout/s,
  },
  {
    name: "direct eval",
    // oxlint-disable-next-line no-eval
    test: (run) => run((s: string) => eval(s) as unknown, "1"),
    error: /eval/,
  },
  {
    name: "a captured variable that the function assigns",
    test(run) {
      let total = 0
      const add = (x: number): void => {
        total += x
      }
      return run(add, 1).then(() => total)
    },
    error: /assigns the captured variable 'total'.*total \+= x.*\^\^\^\^\^.*allowCopyWrites/s,
  },
  {
    name: "a global that the program defined",
    test(run) {
      ;(globalThis as { mine?: number }).mine = 1
      return run(() => mine)
    },
    error: /'mine' is a global that this program defined/,
  },
  {
    name: "a name that is not defined anywhere",
    test: (run) => run(() => nowhere),
    error: /'nowhere' is not defined anywhere/,
  },
]

/** What only the inspector cannot read. */
export const inspectorRefusals: readonly Case[] = [
  {
    name: "the this around an arrow function",
    test(run) {
      class Service {
        k: number = 1
        go(): Promise<number> {
          return run((x: number) => x + this.k, 1)
        }
      }
      return new Service().go()
    },
    error: /uses the 'this'/,
  },
]

declare const mine: number
declare const nowhere: number
