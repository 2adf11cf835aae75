import type { Snippet } from "./collect.ts"

/** The line of the document that a line of a snippet's program stands for. */
export function documentLine({ line, lines }: Snippet, programLine: number): number {
  return lines?.[programLine - 1] ?? line + programLine - 1
}

/** What a program printed, with its positions as positions in the document. */
export function inDocument(output: string, program: string, snippet: Snippet): string {
  return output.replace(new RegExp(`[^\\s()]*/${program}:(\\d+)`, "g"), (_, programLine) => {
    return `${snippet.file}:${documentLine(snippet, Number(programLine))}`
  })
}
