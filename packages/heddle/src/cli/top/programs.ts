import { addresses, ask } from "../../core/backend/index.ts"
import type { Address, ProcessLook } from "../../core/backend/index.ts"
import { StartError } from "../start-error.ts"

/** A process that does not answer for so long, in ms, is stopped, or the machine is. */
const answerWithin = 6000

/** The processes of a program: itself, and those that it started. */
function withChildren(root: Address, all: readonly Address[]): Address[] {
  return [root, ...all.filter(({ ppid }) => ppid === root.pid).flatMap((child) => withChildren(child, all))]
}

/** What all processes of a program do; undefined: it has ended. */
export async function lookAt(pid: number): Promise<readonly ProcessLook[] | undefined> {
  const all = addresses()
  const root = all.find((address) => address.pid === pid)
  if (root === undefined) return undefined
  const looks = await Promise.all(withChildren(root, all).map((address) => lookAtOne(address)))
  const [first] = looks
  if (first === undefined || "error" in first) return undefined
  return looks.filter((look): look is ProcessLook => !("error" in look))
}

async function lookAtOne(address: Address): Promise<ProcessLook | { readonly error: string }> {
  const reply = await ask(address, { do: "look" }, answerWithin)
  return "threads" in reply ? reply : { error: "error" in reply ? reply.error : "no answer" }
}

/** The programs that run now, without those that are parts of others. */
export async function programs(): Promise<readonly (readonly ProcessLook[])[]> {
  const all = addresses()
  const roots = all.filter(({ ppid }) => !all.some(({ pid }) => pid === ppid))
  const looks = await Promise.all(roots.map(({ pid }) => lookAt(pid)))
  return looks.filter((look) => look !== undefined)
}

export function noProgram(pid: number): StartError {
  return new StartError(`process ${pid} cannot be looked at: it is none of yours that has a pool of heddle's now`, {
    hint: "`heddle top` lists those that can",
  })
}
