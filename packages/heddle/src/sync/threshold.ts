import { Field, Status, userWord } from "./engine/index.ts"
import type { Memory, Owner, World } from "./engine/index.ts"
import { WaitingRoom } from "./waiting-room.ts"

/** Not 0: somebody may wait. Written before the number is read, as the number is written before this is. */
const waitersWord = userWord

/** The two halves of a number, for the words of a record. */
const halves = new Int32Array(2)
const whole = new Float64Array(halves.buffer)

/** Those that wait for a number, which is kept beside their list, to have grown. */
export class Threshold extends WaitingRoom {
  readonly #number: BigInt64Array<SharedArrayBuffer>

  constructor(memory: Memory, world: World, number: BigInt64Array<SharedArrayBuffer>) {
    super(memory, world)
    this.#number = number
  }

  override step(): boolean {
    const { state } = this
    let each = state.head(0)
    if (each === 0) {
      state.memory.store(waitersWord, 0)
      return false
    }
    const now = Number(Atomics.load(this.#number, 0))
    for (; each !== 0; each = state.next(each)) {
      halves[0] = state.field(each, Field.a)
      halves[1] = state.field(each, Field.b)
      if (now < whole[0]!) continue
      state.tell(each, Status.granted)
      return true
    }
    return false
  }

  begin(owner: Owner, target: number): number {
    const { state } = this
    return state.update(this, () => {
      state.memory.store(waitersWord, 1)
      whole[0] = target
      return this.enter(owner, halves[0], halves[1])
    })
  }

  /** The number has changed. Costs one load where nobody waits. */
  changed(): void {
    if (this.state.memory.load(waitersWord) !== 0) this.state.update(this, () => {})
  }
}
