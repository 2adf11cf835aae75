/** Lists of arguments, one from each input, up to the shortest. The inputs are closed when nobody wants more. */
export function* zipRows(inputs: readonly Iterable<unknown>[]): Generator<unknown[], void, undefined> {
  const iterators = inputs.map((input) => input[Symbol.iterator]())
  try {
    for (;;) {
      const row: unknown[] = []
      for (const iterator of iterators) {
        const step = iterator.next()
        if (step.done === true) return
        row.push(step.value)
      }
      yield row
    }
  } finally {
    for (const iterator of iterators) iterator.return?.()
  }
}
