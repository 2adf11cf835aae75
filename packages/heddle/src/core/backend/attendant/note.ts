import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { isAlive, ownIdentity } from "../../leftovers/index.ts"
import { attachFolder, note } from "./folder.ts"
import type { AttendRequest } from "./protocol.ts"

type Start = Extract<AttendRequest, { do: "start" }>

function ownNote(): string | undefined {
  const folder = attachFolder()
  return folder && path.join(folder, ownIdentity() + note.end)
}

/** What the parent's note asks for, if there is one. */
export function parentsNote(): Start | undefined {
  const folder = attachFolder()
  if (folder === undefined) return undefined
  for (const entry of readdirSync(folder)) {
    const [, pid, start] = /^(\d+)-([^-]+)-profile$/.exec(entry) ?? []
    if (Number(pid) !== process.ppid || !isAlive(process.ppid, start!)) continue
    return JSON.parse(readFileSync(path.join(folder, entry), "utf8")) as Start
  }
  return undefined
}

export function writeNote(request: Start): void {
  const file = ownNote()
  if (file !== undefined) writeFileSync(file, JSON.stringify(request), { mode: 0o600 })
}

export function removeNote(): void {
  const file = ownNote()
  if (file !== undefined) rmSync(file, { force: true })
}
