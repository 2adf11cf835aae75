import assert from "node:assert/strict"
import { once } from "node:events"
import { closeSync } from "node:fs"
import { describe, it } from "node:test"
import { Worker } from "node:worker_threads"
import {
  ChildWord,
  ParentWord,
  Place,
  Record,
  State,
  gapAfter,
  isBefore,
  isRevoked,
  openControlFile,
} from "../../src/core/backend/processes/control-file.ts"
import { Random } from "../scheduler/random.ts"

/*
 * The protocol of README.md, one system call a step, under random schedules: no item is both taken back and run, none is
 * neither, and `started` never says no of one that runs. Numbers wrap in the middle.
 */

const mask = 0x7fffffff
const seeds = Number(process.env["HEDDLE_FUZZ"] ?? 300)

interface World {
  readonly child: { readonly own: Record; readonly parent: Record }
  readonly parent: { readonly own: Record; readonly child: Record }
  /** Every posted item: where it went. */
  readonly fate: Map<number, "ran" | "back">
  /** Items on their way to the child, in order. */
  readonly sent: number[]
  next: number
}

/** The child: claims what it is sent, in order. Each yield is a place where the other side may be faster. */
function* claims(world: World): Generator<void, void> {
  const { own, parent } = world.child
  for (;;) {
    const seq = world.sent.shift()
    if (seq === undefined) {
      yield
      continue
    }
    own.words[ChildWord.claim] = (seq + 1) & mask
    own.write()
    yield
    let words = parent.read()
    while (words[ParentWord.state] === State.revoking) {
      yield
      words = parent.read()
    }
    yield
    if (isRevoked(words, seq)) {
      assert.equal(world.fate.get(seq), "back", `${seq} is skipped, and was not taken back`)
      continue
    }
    assert.equal(world.fate.get(seq), undefined, `${seq} runs, and was taken back`)
    world.fate.set(seq, "ran")
    yield
  }
}

/** The parent: posts some, takes back the rest, asks. */
function* revokes(world: World, random: Random, posted: number[]): Generator<void, void> {
  const { own, child } = world.parent
  for (let round = 0; round < 40; round++) {
    for (let more = random.below(4); more > 0; more--) {
      posted.push(world.next)
      world.sent.push(world.next)
      world.next = (world.next + 1) & mask
      yield
    }
    if (random.below(2) === 0) continue
    own.words[ParentWord.state] = State.revoking
    own.write()
    yield
    const { from, to } = gapAfter(own.words, child.read()[ChildWord.claim]!, world.next)
    // From here on they are somebody else's.
    for (const seq of posted) {
      if (!isBefore(seq, from) && isBefore(seq, to) && world.fate.get(seq) !== "back") {
        assert.notEqual(world.fate.get(seq), "ran", `${seq} is taken back, and ran`)
        world.fate.set(seq, "back")
      }
    }
    own.words[ParentWord.from] = from
    own.words[ParentWord.to] = to
    yield
    own.words[ParentWord.state] = State.open
    own.write()
    yield
    const claim = child.read()[ChildWord.claim]!
    for (const seq of posted) {
      if (world.fate.get(seq) === "ran") assert.ok(isBefore(seq, claim), `${seq} runs, and has not started`)
    }
  }
}

function play(seed: number, first: number): void {
  const random = new Random(seed)
  const fd = openControlFile()
  try {
    const world: World = {
      child: { own: new Record(fd, Place.child), parent: new Record(fd, Place.parent) },
      parent: { own: new Record(fd, Place.parent), child: new Record(fd, Place.child) },
      fate: new Map(),
      sent: [],
      next: first,
    }
    world.child.own.words[ChildWord.claim] = first
    world.child.own.write()
    world.parent.own.words[ParentWord.from] = first
    world.parent.own.words[ParentWord.to] = first
    world.parent.own.write()
    const posted: number[] = []
    const child = claims(world)
    const parent = revokes(world, random, posted)
    const speed = 1 + random.below(9)
    while (random.below(10) < speed ? child.next() !== undefined : parent.next().done !== true);
    for (let i = 0; i < 8 * posted.length + 8; i++) child.next()
    for (const seq of posted) assert.ok(world.fate.has(seq), `seed ${seed}: ${seq} is lost`)
  } finally {
    closeSync(fd)
  }
}

describe("claims and revocations at the same time", () => {
  it(`leave each item to exactly one side (${seeds} schedules)`, () => {
    for (let seed = 0; seed < seeds; seed++) {
      try {
        play(seed, seed % 2 === 0 ? 0 : mask - random(seed))
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
  })

  it("a gap that lies behind is met again only if it is kept for 2^31 items", () => {
    const words = new Int32Array(8)
    words[ParentWord.from] = 10
    words[ParentWord.to] = 20
    assert.deepEqual(
      [9, 10, 19, 20].map((seq) => isRevoked(words, seq)),
      [false, true, true, false],
    )
    // A claim of an item in the gap does not raise the gap's beginning.
    assert.deepEqual(gapAfter(words, 15, 30), { from: 10, to: 30 })
    assert.deepEqual(gapAfter(words, 20, 30), { from: 10, to: 30 })
    assert.deepEqual(gapAfter(words, 21, 30), { from: 21, to: 30 })
    assert.deepEqual(gapAfter(words, 5, 30), { from: 5, to: 30 })
  })

  it("a record that is read while it is written is whole", async () => {
    const fd = openControlFile()
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const writer = new Worker(new URL("sources/writes-records.ts", import.meta.url), { workerData: { fd, stop } })
    try {
      await once(writer, "online")
      const reader = new Record(fd, Place.child)
      for (let i = 0; i < 50_000; i++) {
        const [first, ...words] = reader.read().subarray(0, 7)
        assert.ok(words.every((word) => word === first))
      }
    } finally {
      Atomics.store(stop, 0, 1)
      await once(writer, "exit")
      closeSync(fd)
    }
  })
})

function random(seed: number): number {
  return new Random(seed).below(60)
}
