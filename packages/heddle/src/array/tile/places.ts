/** Which tile a number means along each of several axes, the last the fastest. */
export function placeOf(number: number, counts: readonly number[]): number[] {
  const at = counts.map(() => 0)
  let rest = number
  for (let axis = counts.length - 1; axis >= 0; axis--) {
    at[axis] = rest % counts[axis]!
    rest = Math.floor(rest / counts[axis]!)
  }
  return at
}
