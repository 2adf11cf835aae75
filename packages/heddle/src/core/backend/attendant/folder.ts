import { lstatSync, mkdirSync, readdirSync } from "node:fs"

/**
 * The folder of sockets and notes: the same in all programs of the user, whatever their environment says. On Windows a pipe
 * can be opened by other users too, so there is none.
 */
const path: string | undefined = process.platform === "win32" ? undefined : `/tmp/heddle-${process.getuid?.()}`

/** It, made if need be; undefined where no folder is to be had that only this user can enter. */
export function attachFolder(): string | undefined {
  if (path === undefined) return undefined
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(path)
    // Somebody else may have made it, or a link.
    return uid === process.getuid?.() && (mode & 0o170077) === 0o040000 ? path : undefined
  } catch {
    return undefined
  }
}

/** What a process leaves in the folder while it is profiled, for children that start: it begins and ends with these. */
export const note = { of: (pid: number): string => `${pid}-`, end: "-profile" } as const

/** May this process have to be profiled from its start? Few modules are loaded for the question. */
export function parentMayBeProfiled(): boolean {
  try {
    const entries = path === undefined ? [] : readdirSync(path)
    return entries.some((entry) => entry.startsWith(note.of(process.ppid)) && entry.endsWith(note.end))
  } catch {
    return false
  }
}
