import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Field, Status, recordWords, recordsAt, usedWord, userWord } from "../../src/sync/engine/index.ts"
import type { SharedState } from "../../src/sync/engine/index.ts"
import { freeWord, latchWord, listsAt, logWord } from "../../src/sync/engine/layout.ts"
import { firstWords } from "../../src/sync/first-words.ts"
import { Blocks } from "../../src/sync/blocks.ts"
import { Flag } from "../../src/sync/flag.ts"
import { Permits } from "../../src/sync/permits.ts"
import type { Taken } from "../../src/sync/permits.ts"
import { Rendezvous, brokenIndex, runsAction } from "../../src/sync/rendezvous.ts"
import { Lines, Shelf, blocksWord } from "../../src/sync/shelf.ts"
import type { Outcome, Parcel } from "../../src/sync/shelf.ts"
import type { Passed } from "../../src/sync/waiting-room.ts"
import { Actor, Machine, playSeed } from "./schedule.ts"
import type { Bench, Choices, Play, Program, Step } from "./schedule.ts"

/*
 * Every primitive under random schedules: threads stop before any access to memory, give up, settle or die at any of
 * them. A failing seed is shrunk and named. HEDDLE_SCHEDULES runs more, HEDDLE_SEED begins elsewhere.
 */

const schedules = Number(process.env["HEDDLE_SCHEDULES"] ?? 1500)
const firstSeed = Number(process.env["HEDDLE_SEED"] ?? 1)

type Run<T> = Generator<Step<unknown>, T, unknown>

function* run<T>(operation: (at: Bench) => T): Run<T> {
  return (yield { run: operation }) as T
}

/** Waits as `waitFor` does: looks, sleeps until the bell, and may give up any time. */
function* await_<T>(
  choices: Choices,
  poll: (at: Bench) => T | undefined,
  cancel: (at: Bench) => T | undefined,
  patience: number,
): Run<T | undefined> {
  for (;;) {
    const result = yield* run(poll)
    if (result !== undefined) return result
    if (choices.below(patience) === patience - 1) return yield* run(cancel)
    yield "wait"
  }
}

const field = (machine: Machine, record: number, at: number): number =>
  machine.words.get(recordsAt + (record - 1) * recordWords + at)

function listOf(machine: Machine, list: number): number[] {
  const found: number[] = []
  for (let each = machine.words.get(listsAt + 3 * list); each !== 0; each = field(machine, each, Field.next)) {
    found.push(each)
    assert.ok(found.length < 100, "a list has no end")
  }
  assert.equal(machine.words.get(listsAt + 3 * list + 2), found.length, "the length of a list")
  return found
}

/** Those that wait stand in line: nobody is let in before one who came earlier. */
function watchLine(machine: Machine, list = 0): void {
  let before: string[] = []
  machine.released = () => {
    // A record of one who died may be another's in the same moment.
    const name = (record: number): string => `${record} of ${field(machine, record, Field.agent)}`
    const now = listOf(machine, list).map(name)
    const stayed = before.filter((wait) => now.includes(wait))
    assert.deepEqual(now.slice(0, stayed.length), stayed, "those who wait change places")
    for (const [place, wait] of before.entries()) {
      const record = Number.parseInt(wait, 10)
      const isGranted = wait === name(record) && field(machine, record, Field.status) === Status.granted
      if (now.includes(wait) || !isGranted) continue
      assert.ok(!before.slice(0, place).some((earlier) => now.includes(earlier)), "one overtook another")
    }
    before = now
  }
}

/** Nothing is left over. */
function assertClean(machine: Machine): void {
  const free = new Set<number>()
  for (let each = machine.words.get(freeWord); each !== 0; each = field(machine, each, Field.next)) free.add(each)
  assert.equal(free.size, machine.words.get(usedWord), "every record is free again")
  assert.equal(machine.words.get(logWord), 0)
  assert.equal(machine.words.get(latchWord), 0)
}

/** Lets one who comes last, and cannot die, put everything right. */
function sweep(machine: Machine, agent: number, operation: (at: Bench) => unknown): void {
  const actor = new Actor(
    machine,
    agent,
    (function* (): Program {
      yield* run(operation)
    })(),
  )
  while (!actor.over) actor.advance(100_000)
}

function semaphore(permits: number, tracked: boolean): (choices: Choices) => Play {
  return (choices) => {
    const machine = new Machine(firstWords)
    const make = ({ memory, world }: Bench): Permits => new Permits(memory, world)
    new Permits(machine.words, { agent: 1, isAlive: () => true, deaths: () => 0, ring() {} }).begin(permits, -1)
    watchLine(machine)
    const inside = new Set<number>()
    let settledInside = 0
    let lost = 0

    function* user(agent: number): Program {
      const owner = { agent, task: 1 }
      for (let round = 0; round < 2; round++) {
        const asked = yield* run((at) => make(at).ask(owner, tracked ? 1 : 0))
        let taken: Taken | undefined
        if (typeof asked !== "number") taken = asked
        else {
          taken = yield* await_(
            choices,
            (at) => make(at).collect(asked),
            (at) => make(at).cancel(asked),
            6,
          )
        }
        if (taken === undefined) continue
        inside.add(agent)
        assert.ok(inside.size <= permits, `${[...inside].join(" and ")} are inside together`)
        yield* run(({ access }) => access(() => {}))
        inside.delete(agent)
        if (tracked && choices.below(8) === 7) {
          settledInside++
          yield* run((at) => make(at).abandon(owner))
        } else if (tracked) {
          // It may die before, while or after it gives it back.
          const released = yield* run((at) => make(at).release(owner))
          assert.ok(released)
        } else yield* run((at) => make(at).add(owner))
      }
    }

    const actors = [2, 3, 4, 5].map((agent) => new Actor(machine, agent, user(agent)))
    return {
      actors,
      mortal: tracked ? [2, 3] : [],
      died(actor) {
        if (inside.delete(actor.agent)) lost++
      },
      finish() {
        sweep(machine, 9, (at) => make(at).look())
        assert.equal(machine.words.get(userWord), permits, "no permit is lost, none is made")
        if (lost + settledInside > 0 && tracked) assert.equal(machine.words.get(userWord + 1), 1, "poisoned")
        if (lost + settledInside + machine.dead.size === 0) assert.equal(machine.words.get(userWord + 1), 0)
        assertClean(machine)
      },
    }
  }
}

function flag(choices: Choices): Play {
  const machine = new Machine(firstWords)
  const make = ({ memory, world }: Bench): Flag => new Flag(memory, world)
  watchLine(machine)

  function* waits(agent: number): Program {
    const owner = { agent, task: 0 }
    const ticket = yield* run((at) => make(at).begin(owner))
    yield* await_<Passed>(
      choices,
      (at) => make(at).collect(ticket),
      (at) => make(at).cancel(ticket),
      10,
    )
  }
  function* sets(): Program {
    yield* run((at) => make(at).put(true))
    yield* run((at) => make(at).put(false))
    yield* run((at) => make(at).put(true))
  }
  const actors = [2, 3, 4].map((agent) => new Actor(machine, agent, waits(agent)))
  // This one lives: somebody has to set it.
  actors.push(new Actor(machine, 5, sets()))
  return {
    actors,
    mortal: [2, 3, 4],
    died() {},
    finish() {
      sweep(machine, 9, (at) => make(at).isSet)
      assertClean(machine)
    },
  }
}

/** A condition's waits: `notify(n)` lets exactly n of those that wait go on, in their order. */
function notifications(choices: Choices): Play {
  const machine = new Machine(firstWords)
  const make = ({ memory, world }: Bench): Permits => new Permits(memory, world, true)
  watchLine(machine)
  let notified = 0
  let gaveUp = 0

  function* waits(agent: number): Program {
    const asked = yield* run((at) => make(at).ask({ agent, task: 0 }, 0))
    assert.ok(typeof asked === "number", "a notification was kept for one who came later")
    const got = yield* await_(
      choices,
      (at) => make(at).collect(asked),
      (at) => make(at).cancel(asked),
      8,
    )
    if (got === undefined) gaveUp++
    else notified++
  }
  function* notifies(): Program {
    while (notified + gaveUp + machine.dead.size < 4) {
      const count = 1 + choices.below(2)
      yield* run((at) => make(at).notify(count))
    }
  }
  const actors = [2, 3, 4, 5].map((agent) => new Actor(machine, agent, waits(agent)))
  actors.push(new Actor(machine, 6, notifies()))
  return {
    actors,
    mortal: [2, 3, 4],
    died() {},
    finish() {
      sweep(machine, 9, (at) => make(at).look())
      assert.equal(machine.words.get(userWord), 0, "a notification is left over")
      assertClean(machine)
    },
  }
}

function barrier(hasAction: boolean): (choices: Choices) => Play {
  return (choices) => {
    const machine = new Machine(firstWords)
    const make = ({ memory, world }: Bench): Rendezvous => new Rendezvous(memory, world)
    const parties = 3
    new Rendezvous(machine.words, { agent: 1, isAlive: () => true, deaths: () => 0, ring() {} }).start(
      parties,
      hasAction,
    )
    const came = [0, 0, 0, 0]
    const seen: number[][] = [[], [], [], []]
    let actions = 0
    let broke = false

    function* party(agent: number): Program {
      const owner = { agent, task: 1 }
      for (let round = 0; round < 3; round++) {
        came[round]!++
        const ticket = yield* run((at) => make(at).begin(owner))
        const passed = yield* await_<Passed>(
          choices,
          (at) => make(at).collect(ticket),
          (at) => make(at).cancel(ticket),
          40,
        )
        if (passed === undefined || passed.word === brokenIndex) {
          broke = true
          return
        }
        let index = passed.word
        if (index >= runsAction) {
          index -= runsAction
          assert.equal(index, parties - 1)
          if (came[round] !== undefined) actions++
          if (!(yield* run((at) => make(at).complete(true)))) {
            broke = true
            return
          }
        }
        if (machine.dead.size === 0 && !broke) assert.equal(came[round], parties, "one went before all had come")
        assert.ok(!seen[round]!.includes(index), "a number was given twice")
        seen[round]!.push(index)
      }
    }
    const actors = [2, 3, 4].map((agent) => new Actor(machine, agent, party(agent)))
    const those = [...actors]
    // Of one that dies before it comes the barrier cannot know.
    function* watches(): Program {
      while (those.some(({ over }) => !over)) {
        if (machine.dead.size === 0) yield* run((at) => make(at).look())
        else yield* run((at) => make(at).turnAway(false))
      }
    }
    actors.push(new Actor(machine, 5, watches()))
    return {
      actors,
      mortal: [2, 3, 4],
      died() {
        broke = true
      },
      finish() {
        sweep(machine, 9, (at) => make(at).look())
        if (!broke) assert.equal(actions, hasAction ? 3 : 0)
        sweep(machine, 10, (at) => make(at).turnAway(true))
        assertClean(machine)
      },
    }
  }
}

/** Blocks of memory whose contents are a step like any other. */
class ToyBlocks extends Blocks {
  readonly #at: Bench
  readonly #store: Map<number, Uint8Array>
  readonly #freed: Set<number>
  constructor(at: Bench, store: Map<number, Uint8Array>, freed: Set<number>) {
    super(65536)
    this.#at = at
    this.#store = store
    this.#freed = freed
  }
  override take(state: SharedState): number {
    state.set(blocksWord, state.get(blocksWord) + 1)
    return state.get(blocksWord)
  }
  override free(_state: unknown, { offset }: { readonly offset: number }): void {
    // What a free block has in it stays until it is taken again: this may be undone.
    this.#at.access(() => void this.#freed.add(offset))
  }
  override write(offset: number, bytes: Uint8Array): void {
    this.#at.access(() => {
      this.#store.set(offset, bytes)
      this.#freed.delete(offset)
    })
  }
  override read({ offset }: { readonly offset: number }): Uint8Array {
    return this.#at.access(() => {
      const bytes = this.#store.get(offset)
      assert.ok(bytes !== undefined, "an item without its bytes")
      return bytes
    })
  }
}

function queue(maxSize: number): (choices: Choices) => Play {
  return (choices) => {
    const machine = new Machine(firstWords)
    const store = new Map<number, Uint8Array>()
    const freed = new Set<number>()
    const make = (at: Bench): Shelf => new Shelf(at.memory, at.world, new ToyBlocks(at, store, freed))
    const nobody = { agent: 1, isAlive: () => true, deaths: () => 0, ring() {} }
    new Shelf(machine.words, nobody, new Blocks(65536)).begin(maxSize)
    watchLine(machine, Lines.getters)
    const put: number[] = []
    const got: number[] = []
    /** Whose fate died with their putter or getter: there or not. */
    const unsure = new Set<number>()
    const trying = new Map<number, number>()
    let last = 0

    function* puts(agent: number): Program {
      const owner = { agent, task: 1 }
      for (let round = 0; round < 3; round++) {
        const item = ++last
        trying.set(agent, item)
        // A large one is copied in a step of its own.
        const bytes = new Uint8Array(item % 2 === 0 ? 5000 : 1).fill(item)
        const parcel: Parcel = { bytes, kind: 0 }
        let slot = yield* run((at) => make(at).tryPut(owner, parcel))
        if (slot === "full") {
          const ticket = yield* run((at) => make(at).wait(owner, Lines.putters))
          const outcome = yield* await_<Outcome>(
            choices,
            (at) => make(at).collect(ticket, owner, parcel),
            (at) => make(at).cancel(ticket, owner, parcel),
            10,
          )
          if (outcome === undefined) {
            trying.delete(agent)
            continue
          }
          assert.ok(typeof outcome === "object")
          slot = outcome.item
        }
        assert.ok(typeof slot === "number")
        const record = slot
        yield* run((at) => make(at).finishPut(record, parcel))
        trying.delete(agent)
        put.push(item)
      }
    }
    function* gets(agent: number): Program {
      const owner = { agent, task: 1 }
      for (let round = 0; round < 4; round++) {
        let record = yield* run((at) => make(at).tryGet(owner))
        if (record === "empty") {
          const ticket = yield* run((at) => make(at).wait(owner, Lines.getters))
          const outcome = yield* await_<Outcome>(
            choices,
            (at) => make(at).collect(ticket, owner),
            (at) => make(at).cancel(ticket, owner),
            4,
          )
          if (typeof outcome !== "object") continue
          record = outcome.item
        }
        if (typeof record !== "number") return
        const item = record
        const { bytes } = yield* run((at) => make(at).read(item))
        trying.set(agent, bytes[0]!)
        yield* run((at) => make(at).finishGet(item))
        trying.delete(agent)
        got.push(bytes[0]!)
      }
    }
    const actors = [2, 3].map((agent) => new Actor(machine, agent, puts(agent)))
    for (const agent of [4, 5]) actors.push(new Actor(machine, agent, gets(agent)))
    const [putters, others] = [actors.slice(0, 2), actors.slice(0, 4)]
    // One that lives makes room, closes the queue when nobody puts any more, and takes the rest.
    function* clears(): Program {
      for (;;) {
        const areOver = others.every(({ over }) => over)
        const record = yield* run((at) => make(at).tryGet({ agent: 6, task: 1 }))
        if (typeof record === "number") {
          const { bytes } = yield* run((at) => make(at).read(record))
          yield* run((at) => make(at).finishGet(record))
          got.push(bytes[0]!)
        } else if (record === "closed" && areOver) return
        else if (putters.every(({ over }) => over)) yield* run((at) => make(at).close())
      }
    }
    actors.push(new Actor(machine, 6, clears()))
    return {
      actors,
      mortal: [2, 3, 4, 5],
      died(actor) {
        const item = trying.get(actor.agent)
        if (item !== undefined) unsure.add(item)
      },
      finish() {
        sweep(machine, 9, (at) => make(at).look())
        const sure = put.filter((item) => !unsure.has(item)).toSorted((a, b) => a - b)
        const arrived = got.filter((item) => !unsure.has(item)).toSorted((a, b) => a - b)
        assert.deepEqual(arrived, sure, "what was put was got, once")
        assertClean(machine)
        const taken = machine.words.get(blocksWord)
        const left = [...store.keys()].filter((offset) => offset <= taken && !freed.has(offset))
        assert.deepEqual(left, [], "every block is free again")
        assert.equal(machine.words.get(userWord + 2), 0, "every place is free again")
      },
    }
  }
}

const plays: Readonly<Record<string, (choices: Choices) => Play>> = {
  "a lock excludes, is fair, survives deaths": semaphore(1, true),
  "a bounded semaphore loses no permit": semaphore(2, true),
  "a semaphore as a signal loses no permit": semaphore(2, false),
  "an event wakes all who wait": flag,
  "a notification reaches those who wait, and nobody later": notifications,
  "a barrier lets go when all have come": barrier(false),
  "a barrier runs its action once": barrier(true),
  "a bounded queue loses nothing": queue(1),
  "a queue loses nothing": queue(0),
}

describe(`under ${schedules} schedules`, () => {
  for (const [name, make] of Object.entries(plays)) {
    it(name, () => {
      for (let seed = firstSeed; seed < firstSeed + schedules; seed++) playSeed(make, seed)
    })
  }
})
