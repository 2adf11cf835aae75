/** Text in SVG. What XML cannot hold is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}

/** A coordinate, in tenths. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** Its beginning, if it is longer. */
export function shortened(text: string, longest: number): string {
  const letters = Array.from(text)
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`
}

/** Its beginning and its end, if it is longer: workers differ in their last letters. */
export function clipped(text: string, longest: number): string {
  const letters = Array.from(text)
  if (letters.length <= longest) return text
  const behind = Math.floor(longest / 3)
  return `${letters.slice(0, longest - 1 - behind).join("")}…${letters.slice(-behind).join("")}`
}

/** Lines of whole words, at most so long; what does not fit into `most` lines is cut. */
export function wrapped(text: string, longest: number, most: number): string[] {
  const lines = [""]
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!
    if (line === "") lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= longest) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  const cut = lines.length > most ? [...lines.slice(0, most - 1), lines.slice(most - 1).join(" ")] : lines
  return cut.map((line) => shortened(line, longest))
}

/** Words of a class at a place. */
export function words(style: string, x: number, y: number, text: string): string {
  return `<text class="${style}" x="${px(x)}" y="${px(y)}">${escaped(text)}</text>`
}
