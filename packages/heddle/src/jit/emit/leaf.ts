import { lanes, leftAt } from "../ir/index.ts"
import type { Local, PrangeStmt } from "../ir/index.ts"
import { byConstant, codesOf, widened } from "./addresses.ts"
import { counted, iteration } from "./counted.ts"
import type { FunctionBody } from "./function-body.ts"
import { binaryCodes } from "./opcodes.ts"
import { load, slot, store } from "./places.ts"
import type { VectorBody } from "./vector/index.ts"

const i32 = binaryCodes.i32

/** Writes the address of a partial result: of a reduction's first lane, or of one of its lanes. */
export type Place = (reduction: number, lane?: Local) => void

/** Iterations of a leaf, from `base` to `end`; `begin` is set to each eight's first counter, `unit` is the first lane's number. */
export interface Leaf {
  readonly start: Local
  readonly begin: Local
  readonly base: Local
  readonly end: Local
  readonly unit: Local
}

/** Iterations eight at a time. Gives the first of those that are left. */
export function eights(
  body: FunctionBody,
  vector: VectorBody,
  { start, begin }: Pick<Leaf, "start" | "begin">,
  from: Local,
  to: Local,
): Local {
  const whole = body.temporary("i32")
  body.get(from).get(to).get(from).op(i32.sub!).int(-lanes).op(i32.and!, i32.add!).set(whole)
  vector.begin()
  counted(body, from, whole, lanes, (eight) => {
    body.get(start).get(eight).op(i32.add!).set(begin)
    vector.iterations()
  })
  return whole
}

/** A leaf: its eight lanes side by side, then what is left of them, each for itself. */
export function vectorLeaf(
  body: FunctionBody,
  loop: PrangeStmt,
  vector: VectorBody,
  { start, begin, base, end, unit }: Leaf,
  place: Place,
): void {
  const { random } = loop
  if (random !== undefined) vector.seed(random, unit)
  const whole = eights(body, vector, { start, begin }, base, end)
  if (random !== undefined) vector.leave(random.stream)
  vector.end(place)
  counted(body, whole, end, 1, (at) => {
    const lane = body.temporary("i32")
    body.get(at).get(whole).op(i32.sub!).set(lane)
    for (const [r, { local }] of loop.reductions.entries()) {
      place(r, lane)
      load(body, local, 0)
      body.set(local)
    }
    if (random !== undefined) {
      const left = body.temporary("address")
      byConstant(widened(body.get(lane)), "shl", Math.log2(slot))
      body.get(body.scratch).op(codesOf(body).add!).set(left)
      for (const [i, local] of [random.stream.first, random.stream.second].entries()) {
        body.get(left)
        load(body, local, leftAt + i * lanes * slot)
        body.set(local)
      }
    }
    iteration(body, loop, start, at)
    for (const [r, { local }] of loop.reductions.entries()) {
      place(r, lane)
      body.get(local)
      store(body, local, 0)
    }
  })
}
