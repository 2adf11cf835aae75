import { UnsendableError } from "../../core/errors/index.ts"
import { reasonOf } from "../../core/wire/index.ts"

/** What to do instead, by what the value is. */
const hints: readonly (readonly [what: RegExp, hint: string])[] = [
  [/^(a|the) ((generator )?function|class)\b/, "return data, and make the function or class of it after the call"],
  [/^a Promise/, "await it in the function, and return what it gives"],
  [/^(a running generator|an iterator)/, "return an array of what it gives: [...iterator]"],
  [/^a WeakMap/, "return a Map of what is needed"],
  [/^a WeakSet/, "return a Set of what is needed"],
  [/^a WeakRef/, "return what it refers to"],
  [/^an arguments object/, "use rest parameters: (...args)"],
  [/^a module namespace object/, "import the module after the call, or return what is needed of it"],
  [/^(a|an object whose prototype is a) Proxy/, "return the plain object behind it"],
  [/^a key/, "export it, and return the bytes"],
  [/detached ArrayBuffer/, "it was transferred: return a copy that was made before"],
  [/^nested too deeply/, "return an array, and link it again after the call"],
  [/^marked with transfer/, "return it without transfer()"],
  [/\bgetter that throws/, "return data"],
]

/** What a worker could not give as a result, said of a result that is to be kept. */
export function unkeepable(error: unknown): unknown {
  const reason = error instanceof UnsendableError ? reasonOf(error) : undefined
  if (reason === undefined) return error
  const { path, role } = error as UnsendableError
  const what = reason.replace(/, which (lives in th(at|is) thread|only threads|reaches only threads).*$/, "")
  const hint = hints.find(([pattern]) => pattern.test(what))?.[1] ?? "return data, and open it after the call"
  const subject = path === role ? `the ${path}` : path
  return new UnsendableError(`${subject} cannot be kept on disk: it is ${what}`, { path, role }, { hint, cause: error })
}
