/** Text to be put into a source at offsets, with nothing of the source changed. */
export class Insertions {
  readonly #pieces: { readonly at: number; readonly rank: number; readonly tie: number; readonly text: string }[] = []

  /** Puts text before and after a range; ranges that start or end together nest as they should. */
  wrap(start: number, end: number, before: string, after: string): void {
    this.#pieces.push({ at: start, rank: 2, tie: -end, text: before })
    this.#pieces.push({ at: end, rank: 0, tie: -start, text: after })
  }

  /** Puts a statement between two others. */
  insert(at: number, text: string): void {
    this.#pieces.push({ at, rank: 1, tie: 0, text })
  }

  apply(source: string): string {
    let text = ""
    let at = 0
    for (const piece of this.#pieces.toSorted((a, b) => a.at - b.at || a.rank - b.rank || a.tie - b.tie)) {
      text += source.slice(at, piece.at) + piece.text
      at = piece.at
    }
    return text + source.slice(at)
  }
}
