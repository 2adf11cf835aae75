import { px } from "./svg.ts"

/** A value over a stretch of time, on the paper. */
export interface Step {
  readonly from: number
  readonly to: number
  readonly y: number
}

/** A line that is level over each stretch: what was measured is a mean over it. */
export function stepLine(steps: readonly Step[]): string {
  let path = ""
  let last: Step | undefined
  for (const step of steps) {
    const joins = last !== undefined && last.to === step.from
    if (!joins) path += `M${px(step.from)} ${px(step.y)}`
    else if (px(last!.y) !== px(step.y)) path += `V${px(step.y)}`
    path += `H${px(step.to)}`
    last = step
  }
  return path
}

/** The area between such a line and the bottom; where nothing was measured there is a gap. */
export function stepArea(steps: readonly Step[], bottom: number): string {
  let path = ""
  let last: Step | undefined
  for (const step of steps) {
    if (last !== undefined && last.to === step.from) path += `V${px(step.y)}`
    else path += `${last === undefined ? "" : `V${px(bottom)}Z`}M${px(step.from)} ${px(bottom)}V${px(step.y)}`
    path += `H${px(step.to)}`
    last = step
  }
  return last === undefined ? "" : `${path}V${px(bottom)}Z`
}

/** The area between two such lines. */
export function stepBand(upper: readonly Step[], lower: readonly Step[]): string {
  const back = lower.toReversed().map(({ from, to, y }) => `L${px(to)} ${px(y)}H${px(from)}`)
  return `${stepLine(upper)}${back.join("")}Z`
}

/** A line from point to point: what was measured is of a moment. */
export function pointLine(points: readonly { readonly x: number; readonly y: number }[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("")
}
