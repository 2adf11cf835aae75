import { standardNormal } from "./normal.ts"
import { draw } from "../draw.ts"

/**
 * Michael, Schucany, Haas: Generating random variates using transformations with multiple roots (1976). The smaller root is
 * written so that nothing cancels.
 */
export function wald(mean: number, scale: number): number {
  if (!(mean > 0 && scale > 0)) return NaN
  const z = standardNormal()
  const y = mean * z * z
  const sum = y + Math.sqrt(y * (4 * scale + y))
  const root = sum > 0 ? mean * ((4 * scale * y) / (sum * sum)) : mean
  return draw() * (mean + root) <= mean ? root : mean * (mean / root)
}
