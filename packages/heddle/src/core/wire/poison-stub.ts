import { UnsendableError } from "../errors/index.ts"

/** What stands for a value that could not be sent and was reached only through a class or a helper: any use of it throws. */
export function makePoison(message: string): unknown {
  const fail = (): never => {
    throw new UnsendableError(message, { path: "", role: "captured variable" })
  }
  return new Proxy(function stub() {}, {
    get: fail,
    set: fail,
    has: fail,
    apply: fail,
    construct: fail,
    deleteProperty: fail,
    ownKeys: fail,
    getOwnPropertyDescriptor: fail,
    defineProperty: fail,
    getPrototypeOf: fail,
    setPrototypeOf: fail,
  })
}
