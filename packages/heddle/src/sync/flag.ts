import { Status, userWord } from "./engine/index.ts"
import type { Line, Owner } from "./engine/index.ts"
import { WaitingRoom } from "./waiting-room.ts"

const flagWord = userWord

/** A flag, and those who wait for it. */
export class Flag extends WaitingRoom {
  readonly line: Line = new Set()

  override step(): boolean {
    const first = this.state.head(0)
    if (first === 0 || this.state.get(flagWord) === 0) return false
    this.state.tell(first, Status.granted)
    return true
  }

  get isSet(): boolean {
    return this.state.update(this, () => this.state.get(flagWord)) === 1
  }

  /** Whoever waits now passes, also if it is cleared at once. */
  put(value: boolean): void {
    this.state.update(this, () => this.state.set(flagWord, value ? 1 : 0))
  }

  begin(owner: Owner): number {
    return this.state.update(this, () => this.enter(owner))
  }
}
