/** After this many misses in a row there is a try in 64. */
const rarest = 6

/** The way by message, for a while, of what could not be written: it is tried more and more seldom while it fails. */
export class Detour {
  #left = 0
  #misses = 0

  /** Is it not even tried this time? */
  get isTaken(): boolean {
    if (this.#left === 0) return false
    this.#left--
    return true
  }

  /** It was tried. */
  tell(written: boolean): void {
    this.#misses = written ? 0 : Math.min(this.#misses + 1, rarest)
    if (!written) this.#left = 2 ** this.#misses
  }
}
