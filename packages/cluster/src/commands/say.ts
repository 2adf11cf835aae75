/** A line for people, or for a log. What programs and machines call themselves may hold anything: no terminal is to obey it. */
export function say(text: string): void {
  process.stdout.write(`${plain(text)}\n`)
}

/** Without the characters that a terminal takes as orders. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ")
}

/** `1 worker`, `2 workers`. */
export function counted(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`
}

/** Who reads these lines may have gone: that ends nothing. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error
    })
  }
}
