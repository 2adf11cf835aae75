/**
 * The same number, as V8 keeps it in arrays: small integers as integers. What comes out of a Float64Array is a double for
 * V8 even where it is 1, and a function that counts with it runs several times slower.
 */
export function compact(value: number): number {
  const integer = value | 0
  return integer === value && (integer !== 0 || 1 / value > 0) ? integer : value
}

/** Above it V8 makes an array of given length a slow dictionary. */
const longestSized = 2 ** 24

/** Numbers from place `from` on as an array like any other: what is called with its items runs as fast as anywhere. */
export function numberArray(floats: Float64Array, from: number, count: number): number[] {
  const numbers: number[] = []
  if (count > longestSized) for (let i = 0; i < count; i++) numbers.push(compact(floats[from + i]!))
  else {
    numbers.length = count
    for (let i = 0; i < count; i++) numbers[i] = compact(floats[from + i]!)
  }
  return numbers
}
