import { leftAt } from "../../ir/index.ts"
import type { Local, PrangeStmt, Stream } from "../../ir/index.ts"
import { Op } from "../opcodes.ts"
import { further } from "../addresses.ts"
import { counted } from "../counted.ts"
import { store } from "../places.ts"
import { seed } from "../random.ts"
import { Vector } from "./codes.ts"
import { quarters } from "./lanes.ts"
import type { Lanes } from "./lanes.ts"

/** Begins the streams of a leaf's eight lanes. */
export function seedLanes(lanes: Lanes, { stream, key }: NonNullable<PrangeStmt["random"]>, unit: Local): void {
  const { body } = lanes
  const states = [stream.first, stream.second]
  const [lane, end] = [body.temporary("i32"), body.temporary("i32")]
  body
    .int(0)
    .set(lane)
    .int(2 * quarters)
    .set(end)
  counted(body, lane, end, 1, (at) => {
    seed(body, stream, key, () => body.get(unit).get(at).op(Op.i32Add))
    for (const [i, local] of states.entries()) {
      further(body.get(body.scratch).get(at), 3).get(local)
      store(body, local, leftAt + 64 * i)
    }
  })
  for (const [i, local] of states.entries()) {
    for (let quarter = 0; quarter < quarters; quarter++) {
      body.get(body.scratch)
      lanes.memory(Vector.load, 3, leftAt + 64 * i + 16 * quarter)
      body.set(lanes.vector(local, quarter))
    }
  }
}

/** Puts the streams of eight lanes where each of them is found by itself. */
export function leaveLanes(lanes: Lanes, { first, second }: Stream): void {
  const { body } = lanes
  for (const [i, local] of [first, second].entries()) {
    for (let quarter = 0; quarter < quarters; quarter++) {
      body.get(body.scratch).get(lanes.vector(local, quarter))
      lanes.memory(Vector.store, 3, leftAt + 64 * i + 16 * quarter)
    }
  }
}
