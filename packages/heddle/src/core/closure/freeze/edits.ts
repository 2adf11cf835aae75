/** A replacement of a part of a text; offsets count from the text's start. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The text with its parts replaced. A replacement keeps the line breaks of what it replaces, so that lines stay. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = ""
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const removed = source.slice(edit.start, edit.end)
    text += source.slice(at, edit.start) + edit.text + "\n".repeat(removed.split("\n").length - 1)
    at = edit.end
  }
  return text + source.slice(at)
}
