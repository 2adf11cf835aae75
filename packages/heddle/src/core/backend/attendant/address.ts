import { readdirSync, rmSync } from "node:fs"
import path from "node:path"
import { ownIdentity, sweepFolder } from "../../leftovers/index.ts"
import { attachFolder } from "./folder.ts"

/** A process that can be asked. */
export interface Address {
  readonly pid: number
  readonly ppid: number
  readonly path: string
}

/** Where this process is to be asked. */
export function ownAddress(folder: string): string {
  return path.join(folder, `${ownIdentity()}-${process.ppid}`)
}

/** All processes of this user that can be asked. What killed ones have left behind is removed. */
export function addresses(): Address[] {
  const folder = attachFolder()
  if (folder === undefined) return []
  sweepFolder(folder, "", (entry) => rmSync(path.join(folder, entry)))
  return readdirSync(folder).flatMap((entry) => {
    const [, pid, ppid] = /^(\d+)-[^-]+-(\d+)$/.exec(entry) ?? []
    if (pid === undefined) return []
    return [{ pid: Number(pid), ppid: Number(ppid), path: path.join(folder, entry) }]
  })
}

/** The processes that are this one's children. */
export function childrenOf(pid: number): Address[] {
  return addresses().filter(({ ppid }) => ppid === pid)
}
