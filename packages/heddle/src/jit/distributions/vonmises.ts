import { withSign } from "../maths/bits.ts"
import { acos } from "../maths/inverse-trigonometric.ts"
import { log } from "../maths/logarithm.ts"
import { cos } from "../maths/trigonometric.ts"
import { standardNormal } from "./normal.ts"
import { open } from "./uniform.ts"

/** Best and Fisher, Efficient simulation of the von Mises distribution (1979). From -π to π. */
export function vonmises(mu: number, kappa: number): number {
  if (!(kappa >= 0 && Math.abs(mu) < Infinity)) return NaN
  const angle = mu + (kappa > 1e6 ? standardNormal() / Math.sqrt(kappa) : around(kappa))
  const turns = Math.floor(angle / (2 * Math.PI) + 0.5)
  return angle - turns * (2 * Math.PI)
}

function around(kappa: number): number {
  const r = 1 + Math.sqrt(1 + 4 * kappa * kappa)
  const rho = (r - Math.sqrt(2 * r)) / (2 * kappa)
  // For a small kappa all of that would cancel.
  const s = kappa < 1e-5 ? 1 / kappa + kappa : (1 + rho * rho) / (2 * rho)
  let w = 0
  let isTaken = false
  while (!isTaken) {
    const z = cos(Math.PI * open())
    // Without a kappa there is no s.
    w = s < Infinity ? (1 + s * z) / (s + z) : z
    const y = kappa < 1e-8 ? 1 : kappa * (s - w)
    const v = open()
    isTaken = y * (2 - y) - v >= 0 || log(y / v) + 1 - y >= 0
  }
  // Rounding may go beyond 1.
  return withSign(acos(Math.max(-1, Math.min(1, w))), open() - 0.5)
}
