import type { Elements } from "../dtype/index.ts"
import type { LaterNode, Node } from "../expr/index.ts"
import type { Work } from "../tile/index.ts"
import type { Kit, Planner } from "./lower.ts"
import type { Slot } from "./slots.ts"

/** One step: tiles that all threads take, or something that needs arrays whole. */
export type Stage = TileStage | LaterStage

interface Step {
  /** What it does, in words. */
  readonly label: string
  readonly reads: readonly Slot[]
  readonly makes: readonly Slot[]
}

export interface TileStage extends Step {
  readonly k: "tiles"
  readonly kit: Kit
  readonly work: Work
  readonly tiles: number
  /** Buffers of one thread, in bytes. */
  readonly workspace: number
  /** Elements that are computed. */
  readonly elements: number
  /** A function of the program's is called: threads of a pool, whatever the size. */
  readonly isForeign: boolean
}

export interface LaterStage extends Step {
  readonly k: "later"
  readonly node: LaterNode
}

/** A plan, as what adds stages to it sees it. */
export interface Stages extends Planner {
  /** Elements of a tile. */
  readonly tile: number
  /** Where all elements of a node lie in C order, if they do before it is computed. */
  direct(node: Node): Elements | Slot | undefined
  /** All of a node in memory. */
  inMemory(node: Node): Elements | Slot
  /** Adds a stage. Those that make what it reads are there already. */
  push(
    label: string,
    kit: Kit,
    work: Work,
    makes: readonly Slot[],
    elements: number,
    tiles: number,
    workspace: number,
  ): void
}
