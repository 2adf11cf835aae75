/** After so many failures in a row it becomes no rarer: it is not tried 15 times, then once. */
const rarest = 5

/**
 * Is it worth to look out for what comes, instead of sleeping at once? To be woken takes as long as looking out for a moment.
 * But where the cores are taken by others, who looks out holds up the one whom it waits for: so it is tried more and
 * more seldom while it fails.
 */
export class Lookout {
  #failures = 0
  #left = 0

  get isWorthIt(): boolean {
    if (this.#left === 0) return true
    this.#left--
    return false
  }

  /** What was looked out for came, or did not. */
  tell(came: boolean): void {
    this.#failures = came ? 0 : Math.min(this.#failures + 1, rarest)
    // The first is anybody's bad luck.
    this.#left = came ? 0 : 2 ** (this.#failures - 1) - 1
  }
}
