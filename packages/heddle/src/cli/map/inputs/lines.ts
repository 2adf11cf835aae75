/**
 * The lines of a stream of UTF-8, without their `\n` or `\r\n`. A last line without one counts, an empty line counts, a
 * byte order mark does not. Holds one chunk and one line at a time.
 *
 * @example
 * ```ts
 * for await (const line of lines(process.stdin)) console.log(line)
 * ```
 */
export async function* lines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  let rest = ""
  for await (const text of decoded(chunks)) {
    let from = 0
    // What is left from before holds no line end, so that a line of many chunks is searched once
    let end = text.indexOf("\n")
    if (end === -1) {
      rest += text
      continue
    }
    yield withoutReturn(rest + text.slice(0, end))
    for (from = end + 1; (end = text.indexOf("\n", from)) !== -1; from = end + 1)
      yield withoutReturn(text.slice(from, end))
    rest = text.slice(from)
  }
  if (rest !== "") yield withoutReturn(rest)
}

/** The chunks as text: characters are put together across chunks, a byte order mark at the start is dropped. */
export async function* decoded(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line
}
