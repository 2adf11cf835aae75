import { itemSize } from "../dtype/index.ts"
import type { Elements } from "../dtype/index.ts"
import { contiguous } from "../shape/index.ts"
import { boxesOfRange } from "./boxes.ts"
import type { Program } from "./program.ts"
import type { Workspace } from "./workspace.ts"

/** What computes boxes of programs. */
export interface Boxes {
  readonly workspace: Workspace
  evaluateWhole(
    program: Program,
    lo: readonly number[],
    size: readonly number[],
    address: number,
    strides: readonly number[],
  ): void
}

/** Elements that lie in the second cache until they are copied. */
const band = 32_768

/**
 * Writes a box of a program into memory that kernels do not see: into the workspace and from there, band by band, so that little
 * goes through memory twice. `mayCut`: boxes of it were not prepared, so others may be taken.
 */
export function writeBlock(
  boxes: Boxes,
  program: Program,
  { lo, size }: { readonly lo: readonly number[]; readonly size: readonly number[] },
  target: Elements,
  mayCut: boolean,
): void {
  const { workspace } = boxes
  const bytes = itemSize(program.dtype)
  const length = mayCut && program.across === undefined ? bandOf(size) : target.length
  const { mark } = workspace
  const from = workspace.take(Math.min(length, target.length) * bytes)
  for (let at = 0; at < target.length; at += length) {
    const count = Math.min(length, target.length - at)
    for (const box of boxesOfRange(size, at, count)) {
      const first = box.lo.map((one, axis) => lo[axis]! + one)
      boxes.evaluateWhole(program, first, box.size, from + bytes * box.at, contiguous(box.size))
    }
    target.set(workspace.elements(program.dtype).subarray(from / bytes, from / bytes + count) as never, at)
  }
  workspace.release(mark)
}

/** Whole rows, planes and so on, as far as they are no more than a band. */
function bandOf(size: readonly number[]): number {
  let unit = 1
  for (const one of size.toReversed()) {
    if (unit * one > band) break
    unit *= one
  }
  return Math.floor(band / unit) * unit
}
