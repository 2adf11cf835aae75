/**
 * Work that is counted in steps, not by the clock: a thread that is kept from its core does not find its work done. The
 * steps depend on each other, so one takes the same few cycles everywhere.
 */
export default function spin(steps) {
  let x = steps
  for (let i = 0; i < steps; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
  return x
}
