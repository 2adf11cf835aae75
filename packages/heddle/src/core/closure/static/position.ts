/** A place in a text, both counted from 0 as V8 does. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The offset of each line's first character. Lines end where V8 ends them: at `\r` and U+2028 too. */
export function lineStarts(source: string): readonly number[] {
  const starts = [0]
  if (/[\r\u2028\u2029]/.test(source)) {
    for (const { index, 0: end } of source.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(index + end.length)
    return starts
  }
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1)
  return starts
}

/** The line and column of an offset. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low, column: offset - starts[low]! }
}

/** The offset of a line and column; past the end where there is no such line. */
export function offsetAt(starts: readonly number[], position: Position): number {
  return (starts[position.line] ?? Infinity) + position.column
}
