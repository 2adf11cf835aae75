import { mkdirSync, rmSync } from "node:fs"
import path from "node:path"
import { ownIdentity, spillFolder, sweepFolder } from "heddle/extend"

const prefix = "heddle-frame-"
const open = new Set<string>()
let count = 0
let isSwept = false

/** A folder for files of one query, or of DuckDB, which is made when it is asked for and goes with its owner. */
export class ScratchFolder implements Disposable {
  #path: string | undefined

  get path(): string {
    if (this.#path !== undefined) return this.#path
    const parent = spillFolder()
    if (!isSwept) {
      isSwept = true
      // What programs left that were killed.
      sweepFolder(parent, prefix, (entry) => rmSync(path.join(parent, entry), { recursive: true }))
      process.once("exit", () => open.forEach((one) => rmSync(one, { recursive: true, force: true })))
    }
    this.#path = path.join(parent, `${prefix}${ownIdentity()}-${++count}`)
    mkdirSync(this.#path, { mode: 0o700 })
    open.add(this.#path)
    return this.#path
  }

  [Symbol.dispose](): void {
    if (this.#path === undefined) return
    rmSync(this.#path, { recursive: true, force: true })
    open.delete(this.#path)
    this.#path = undefined
  }
}
