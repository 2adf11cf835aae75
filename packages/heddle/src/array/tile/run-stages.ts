import { isMainThread } from "node:worker_threads"
import { thisAgent } from "../../core/task/index.ts"
import { runTiles } from "./run-tiles.ts"
import { StageWord, unpack, Word } from "./stage.ts"
import type { Jobs } from "./stage.ts"

/** A thread looks out for the next stage so long before it sleeps, in ms. */
const spin = 0.03
/** It is not free for anybody else so long after a stage: then it goes. A thread that asks is never kept. */
const patience = isMainThread ? 0 : 10

/** Runs the tiles of stages, one stage after the other, in as many threads as there are. */
export async function runStages(all: Jobs): Promise<void> {
  const { control } = all
  const words = new Int32Array(control)
  const mine = Word.threads + Atomics.add(words, Word.came, 1)
  Atomics.store(words, mine, thisAgent())
  try {
    const jobs = unpack(all)
    for (const [i, job] of jobs.entries()) {
      const before = jobs[i - 1]
      if (before !== undefined) await allDone(words, before.words + StageWord.over)
      if (!mayBegin(words, i)) return
      if (Atomics.load(words, job.words + StageWord.over) === 0) await runTiles(job, control)
    }
  } finally {
    Atomics.store(words, mine, 0)
  }
}

/** The others are through with what they have begun, or nobody goes on. */
function allDone(words: Int32Array, over: number): Promise<void> | undefined {
  const isOver = (): boolean => Atomics.load(words, over) === 1 || Atomics.load(words, Word.stopped) !== 0
  if (lookOut(words, isOver)) return undefined
  return sleep(words, isOver)
}

/** It may take long, and messages come meanwhile. */
async function sleep(words: Int32Array, isOver: () => boolean): Promise<void> {
  for (;;) {
    const bell = Atomics.load(words, Word.bell)
    if (isOver()) return
    const wait = Atomics.waitAsync(words, Word.bell, bell)
    if (wait.async) await wait.value
  }
}

/** May a stage begin, before it is too late? */
function mayBegin(words: Int32Array, stage: number): boolean {
  const isThere = (): boolean => Atomics.load(words, Word.ready) > stage || Atomics.load(words, Word.stopped) !== 0
  if (lookOut(words, isThere)) return Atomics.load(words, Word.stopped) === 0
  Atomics.add(words, Word.left, 1)
  return false
}

/** Blocks for a moment until something is so. */
function lookOut(words: Int32Array, isSo: () => boolean): boolean {
  const began = performance.now()
  for (;;) {
    const bell = Atomics.load(words, Word.bell)
    if (isSo()) return true
    const passed = performance.now() - began
    if (passed >= patience) return false
    if (passed >= spin) Atomics.wait(words, Word.bell, bell, patience - passed)
  }
}
