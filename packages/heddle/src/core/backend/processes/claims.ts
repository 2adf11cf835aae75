import { closeSync } from "node:fs"
import { itemsBetween } from "../threads/control.ts"
import { ChildWord, ParentWord, Place, Record, State, gapAfter, isBefore, openControlFile } from "./control-file.ts"

/** The parent's hand on a control file: what its child has started, and taking back what it has not. */
export class Claims {
  readonly fd: number
  readonly #child: Record
  readonly #parent: Record
  #closed = false

  constructor() {
    this.fd = openControlFile()
    this.#child = new Record(this.fd, Place.child)
    this.#parent = new Record(this.fd, Place.parent)
  }

  /** What the child says now; after `close`, what it said last. */
  child(): Int32Array {
    return this.#closed ? this.#child.words : this.#child.read()
  }

  started(seq: number): boolean {
    return isBefore(seq, this.child()[ChildWord.claim]!)
  }

  /** Takes back what has not started of the items before `next`; returns the first one's number. */
  revoke(next: number): number {
    if (this.#closed) return this.child()[ChildWord.claim]!
    const { words } = this.#parent
    words[ParentWord.state] = State.revoking
    this.#parent.write()
    const { from, to } = gapAfter(words, this.child()[ChildWord.claim]!, next)
    words[ParentWord.from] = from
    words[ParentWord.to] = to
    words[ParentWord.state] = State.open
    this.#parent.write()
    return from
  }

  /** Numbers have got to `next`: a gap that lies far behind must not be met again when they wrap. */
  forget(next: number): void {
    const { words } = this.#parent
    const to = words[ParentWord.to]!
    if (words[ParentWord.from] === to || itemsBetween(to, next) < 2 ** 29 || !this.started(to)) return
    words[ParentWord.from] = to
    this.#parent.write()
  }

  heard(): void {
    this.#parent.words[ParentWord.heard]!++
    this.#parent.write()
  }

  /** Results were read up to this place of the ring. */
  read(at: number): void {
    if (this.#parent.words[ParentWord.read] === at || this.#closed) return
    this.#parent.words[ParentWord.read] = at
    this.#parent.write()
  }

  close(): void {
    if (this.#closed) return
    this.#child.read()
    this.#closed = true
    closeSync(this.fd)
  }
}
