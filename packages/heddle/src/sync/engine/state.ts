import { Field, Status, freeWord, latchWord, listsAt, logAt, logEntries, logWord } from "./layout.ts"
import { recordWords, recordsAt, sweptWord, usedWord } from "./layout.ts"
import type { Memory } from "./memory.ts"
import type { Owner } from "./owner.ts"
import type { World } from "./world.ts"

/** What makes a state move on by itself. */
export interface Rules {
  /** Does one piece of what is due, a grant say; false: nothing is due. */
  step(): boolean
  /** Puts right what belongs to a thread that has died: afterwards the record belongs to nobody, or is free. */
  bury(record: number): void
}

/**
 * The state of one primitive. `update` changes it: one thread at a time, and all or nothing. Whatever a thread writes is
 * logged first; if it dies, whoever comes next undoes it. What is due after a change is done by whoever comes next, too.
 */
export class SharedState {
  readonly memory: Memory
  readonly #world: World
  #entries = 0
  /** Threads to be woken when the change is made. */
  #bells: number[] = []

  constructor(memory: Memory, world: World) {
    this.memory = memory
    this.#world = world
  }

  /** Runs `body` alone. If it throws, nothing has changed. It must not wait, and call no user code. */
  update<T>(rules: Rules, body: () => T): T {
    const { memory } = this
    this.#enter()
    try {
      this.#sweep(rules)
      this.#advance(rules)
      const result = body()
      this.#commit()
      this.#advance(rules)
      return result
    } finally {
      this.#undo()
      memory.store(latchWord, 0)
      this.#ring()
    }
  }

  get(index: number): number {
    return this.memory.get(index)
  }

  /** Changes a word, as long as the whole update succeeds. */
  set(index: number, value: number): void {
    const { memory } = this
    const old = memory.get(index)
    if (old === value) return
    const entry = this.#entries
    if (entry === logEntries) throw new RangeError("one update of a shared state writes too much")
    memory.set(logAt + 2 * entry, index)
    memory.set(logAt + 2 * entry + 1, old)
    memory.set(logWord, (this.#entries = entry + 1))
    memory.set(index, value)
  }

  field(record: number, field: number): number {
    return this.memory.get(wordOf(record) + field)
  }

  setField(record: number, field: number, value: number): void {
    this.set(wordOf(record) + field, value)
  }

  /** What a wait has come to, as far as anyone can tell from outside: a glance, which `update` has to confirm. */
  glance(record: number): number {
    return this.memory.load(wordOf(record) + Field.status)
  }

  /** A new record. */
  add(status: number, { agent, task }: Owner, a: number, b = 0): number {
    const record = this.#take()
    const at = wordOf(record)
    this.set(at + Field.status, status)
    this.set(at + Field.agent, agent)
    this.set(at + Field.task, task)
    this.set(at + Field.next, 0)
    this.set(at + Field.list, 0)
    this.set(at + Field.a, a)
    this.set(at + Field.b, b)
    return record
  }

  #take(): number {
    const free = this.get(freeWord)
    if (free !== 0) {
      this.set(freeWord, this.field(free, Field.next))
      return free
    }
    const record = this.get(usedWord) + 1
    this.memory.reserve(recordsAt + record * recordWords)
    this.set(usedWord, record)
    return record
  }

  /** Gives a record back, out of its list if it is in one. */
  free(record: number): void {
    this.unlink(record)
    this.setField(record, Field.status, Status.free)
    this.setField(record, Field.next, this.get(freeWord))
    this.set(freeWord, record)
  }

  head(list: number): number {
    return this.get(listsAt + 3 * list)
  }

  length(list: number): number {
    return this.get(listsAt + 3 * list + 2)
  }

  next(record: number): number {
    return this.field(record, Field.next)
  }

  /** Puts a record at the end of a list, or in front of all others. */
  push(list: number, record: number, inFront = false): void {
    const at = listsAt + 3 * list
    const [head, tail] = [this.get(at), this.get(at + 1)]
    this.setField(record, Field.list, list + 1)
    this.setField(record, Field.previous, inFront ? 0 : tail)
    this.setField(record, Field.next, inFront ? head : 0)
    if (head === 0) {
      this.set(at, record)
      this.set(at + 1, record)
    } else if (inFront) {
      this.setField(head, Field.previous, record)
      this.set(at, record)
    } else {
      this.setField(tail, Field.next, record)
      this.set(at + 1, record)
    }
    this.set(at + 2, this.get(at + 2) + 1)
  }

  unlink(record: number): void {
    const list = this.field(record, Field.list)
    if (list === 0) return
    const at = listsAt + 3 * (list - 1)
    const previous = this.field(record, Field.previous)
    const next = this.field(record, Field.next)
    if (previous === 0) this.set(at, next)
    else this.setField(previous, Field.next, next)
    if (next === 0) this.set(at + 1, previous)
    else this.setField(next, Field.previous, previous)
    this.set(at + 2, this.get(at + 2) - 1)
    this.setField(record, Field.list, 0)
  }

  /** Visits the records of one owner, each in an update of its own. */
  eachOf(rules: Rules, { agent, task }: Owner, visit: (record: number, status: number) => void): void {
    const { memory } = this
    const last = this.update(rules, () => this.get(usedWord))
    for (let record = 1; record <= last; record++) {
      const at = wordOf(record)
      // They are this thread's own: nobody else makes any meanwhile.
      if (memory.load(at + Field.agent) !== agent || memory.load(at + Field.task) !== task) continue
      this.update(rules, () => {
        const status = this.get(at + Field.status)
        const same = this.get(at + Field.agent) === agent && this.get(at + Field.task) === task
        if (same && status !== Status.free) visit(record, status)
      })
    }
  }

  /** Ends a wait, and wakes the thread that waits. */
  tell(record: number, status: number): void {
    this.unlink(record)
    this.setField(record, Field.status, status)
    this.#bells.push(this.field(record, Field.agent))
  }

  #enter(): void {
    const { memory } = this
    const { agent } = this.#world
    for (let tries = 0; ; tries++) {
      const holder = memory.exchange(latchWord, 0, agent)
      if (holder === 0) break
      // Our own: what an error at the end of the stack left behind. A dead thread's: it is undone below.
      if (holder === agent || !this.#world.isAlive(holder)) {
        if (memory.exchange(latchWord, holder, agent) === holder) break
      } else if (tries > 50) memory.pause(latchWord, holder, Math.min(1, tries / 1000))
    }
    memory.refresh()
    this.#entries = memory.get(logWord)
    this.#undo()
  }

  #undo(): void {
    if (this.#entries === 0) return
    const { memory } = this
    for (let entry = this.#entries - 1; entry >= 0; entry--) {
      memory.set(memory.get(logAt + 2 * entry), memory.get(logAt + 2 * entry + 1))
    }
    this.#commit()
  }

  #commit(): void {
    if (this.#entries === 0) return
    this.memory.set(logWord, 0)
    this.#entries = 0
  }

  #advance(rules: Rules): void {
    while (rules.step()) this.#commit()
  }

  #sweep(rules: Rules): void {
    const deaths = this.#world.deaths()
    if (deaths === this.get(sweptWord)) return
    for (let record = this.get(usedWord); record > 0; record--) {
      if (this.field(record, Field.status) === Status.free) continue
      const agent = this.field(record, Field.agent)
      if (agent === 0 || this.#world.isAlive(agent)) continue
      rules.bury(record)
      this.#commit()
    }
    this.set(sweptWord, deaths)
    this.#commit()
  }

  #ring(): void {
    const bells = this.#bells
    if (bells.length === 0) return
    this.#bells = []
    for (const agent of bells) if (agent !== 0) this.#world.ring(agent)
  }
}

function wordOf(record: number): number {
  return recordsAt + (record - 1) * recordWords
}
