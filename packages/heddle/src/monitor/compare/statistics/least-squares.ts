/**
 * The factors that make the columns add up to `y` as nearly as can be, none of them negative: what is measured here are times.
 * @param columns each as long as `y`; at most two
 */
export function solve(y: readonly number[], ...columns: readonly (readonly number[])[]): number[] {
  const [a = [], b] = columns
  if (b === undefined) return [Math.max(0, dot(a, y) / dot(a, a) || 0)]
  const [aa, ab, bb, ay, by] = [dot(a, a), dot(a, b), dot(b, b), dot(a, y), dot(b, y)]
  const determinant = aa * bb - ab * ab
  const first = (ay * bb - by * ab) / determinant
  const second = (by * aa - ay * ab) / determinant
  // Columns that say the same, or a factor below 0: one of the two alone says it best.
  if (Math.abs(determinant) <= 1e-12 * aa * bb || first < 0 || second < 0) {
    const alone = [
      [...solve(y, a), 0],
      [0, ...solve(y, b)],
    ]
    return alone.reduce((best, one) => (errorOf(y, columns, one) < errorOf(y, columns, best) ? one : best))
  }
  return [first, second]
}

function errorOf(y: readonly number[], columns: readonly (readonly number[])[], factors: readonly number[]): number {
  return y.reduce((sum, value, i) => {
    const fitted = columns.reduce((total, column, k) => total + column[i]! * factors[k]!, 0)
    return sum + (value - fitted) ** 2
  }, 0)
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
