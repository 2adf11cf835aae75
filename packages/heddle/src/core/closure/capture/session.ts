import inspector from "node:inspector"
import type { Runtime } from "node:inspector"
import vm from "node:vm"
import { ClosureError } from "../../errors/index.ts"

/** Where a live value is laid for the inspector to pick up, and where it lays one for us. */
interface Slot {
  in: unknown
  out: unknown
}

interface Open {
  readonly session: inspector.Session
  readonly slot: Slot
  readonly name: string
}

let open: Open | undefined

/**
 * The one inspector session of this thread, connected when the first function is captured. A connected session costs
 * nothing; an enabled Debugger domain makes `await` 6 to 45 times slower, see scripts.ts.
 */
function connect(): Open {
  if (open !== undefined) return open
  const session = new inspector.Session()
  try {
    session.connect()
  } catch (cause) {
    throw new ClosureError("cannot read what functions capture: Node denies this program its inspector", {
      cause,
      hint: "add `--allow-inspector` to `--permission`, or start the program with `node --import heddle/register`",
    })
  }
  const slot: Slot = Object.seal({ in: undefined, out: undefined })
  const name = `__heddle_${Math.random().toString(36).slice(2)}`
  // In a sandbox (Jest) this global is not the one that the inspector evaluates in.
  const mainGlobal: object = vm.runInThisContext("globalThis")
  Object.defineProperty(mainGlobal, name, { value: slot, enumerable: false })
  return (open = { session, slot, name })
}

/** Sends one command; Node answers a session of the same thread before `post` returns. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the inspector promises for the method
export function post<Result>(method: string, params?: object): Result {
  const { session } = connect()
  let answer: { error: Error | null; result?: Result } | undefined
  session.post(method, params, (error, result) => {
    answer = { error, result: result as Result }
  })
  if (answer === undefined) throw new ClosureError(`the inspector did not answer to ${method} at once`)
  if (answer.error !== null) throw new ClosureError(`the inspector failed in ${method}: ${answer.error.message}`)
  return answer.result!
}

/** Calls `collect` with the inspector's events of one kind while `run` runs. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- names what the inspector promises for the event
export function collecting<Event extends object>(
  event: string,
  collect: (event: Event) => void,
  run: () => void,
): void {
  const { session } = connect()
  const listener = (message: { readonly params: Event }): void => collect(message.params)
  session.on(event, listener)
  try {
    run()
  } finally {
    session.off(event, listener)
  }
}

/** Runs `use` with the inspector's properties of a live value; everything it holds for us is released afterwards. */
export function withProperties<Result>(
  value: unknown,
  use: (properties: Runtime.GetPropertiesReturnType) => Result,
): Result {
  const { slot, name } = connect()
  slot.in = value
  try {
    const { result } = post<Runtime.EvaluateReturnType>("Runtime.evaluate", {
      expression: `${name}.in`,
      silent: true,
      objectGroup: name,
    })
    return use(post("Runtime.getProperties", { objectId: result.objectId, ownProperties: true }))
  } finally {
    slot.in = undefined
    post("Runtime.releaseObjectGroup", { objectGroup: name })
  }
}

/** The live value that a remote object stands for. */
export function liveValue(remote: Runtime.RemoteObject | undefined): unknown {
  if (remote === undefined || remote.type === "undefined") return undefined
  if (remote.objectId === undefined) return primitive(remote)
  const { slot, name } = connect()
  post("Runtime.callFunctionOn", {
    objectId: remote.objectId,
    functionDeclaration: `function(){${name}.out=this}`,
    silent: true,
  })
  const value = slot.out
  slot.out = undefined
  return value
}

function primitive(remote: Runtime.RemoteObject): unknown {
  const text = remote.unserializableValue
  if (text === undefined) return remote.value
  return text.endsWith("n") ? BigInt(text.slice(0, -1)) : Number(text)
}

/** Whether Node lets this program use its inspector; `--permission` does not unless `--allow-inspector` is given. */
export function isInspectorAllowed(): boolean {
  try {
    connect()
    return true
  } catch {
    return false
  }
}
