import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** Makes a folder that nobody else may look into, and that no repository takes up, unless it is there. */
export function makeSecretFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) === undefined) return
  writeFileSync(join(folder, ".gitignore"), "*\n", { mode: 0o600 })
}
