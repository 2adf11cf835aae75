import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { ownIdentity, sweepFolder } from "../../core/leftovers/index.ts"

/** Where the objects of one thread are served, and the key that opens the door. */
export interface Address {
  readonly path: string
  readonly key: string
  readonly pid: number
}

const prefix = "heddle-"

/**
 * An address that nobody else has. On Linux an abstract socket, which leaves nothing behind; on Windows a named pipe; else
 * a socket in a folder that only this user can open, which is removed at exit and swept when its program was killed.
 */
export function newAddress(): Address {
  const key = randomBytes(32).toString("hex")
  return { path: newPath(), key, pid: process.pid }
}

function newPath(): string {
  const name = `${prefix}${ownIdentity()}-${randomBytes(8).toString("hex")}`
  if (process.platform === "linux") return `\0${name}`
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`
  sweepSocketFolders()
  const folder = mkdtempSync(path.join(tmpdir(), `${prefix}${ownIdentity()}-`))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
  return path.join(folder, "s")
}

/** Removes socket folders of programs that were killed; gives back their names. */
export function sweepSocketFolders(folder: string = tmpdir()): string[] {
  if (process.platform === "linux" || process.platform === "win32") return []
  return sweepFolder(folder, prefix, (entry) => rmSync(path.join(folder, entry), { recursive: true }))
}
