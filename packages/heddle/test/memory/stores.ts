import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after } from "node:test"
import { InMemoryStore } from "../../src/memory/index.ts"
import type { Store } from "../../src/memory/index.ts"
import { DirectoryStore } from "../../src/memory/store/index.ts"

/** A folder that is removed after the tests. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "heddle-memory-"))
  after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Each kind of store, new and empty. */
export const stores: readonly { readonly name: string; readonly make: () => Store }[] = [
  { name: "a folder", make: () => new DirectoryStore(folder()) },
  { name: "memory", make: () => new InMemoryStore() },
]
