import { createReadStream, statSync } from "node:fs"
import type { Readable } from "node:stream"
import { StartError } from "../../start-error.ts"

/** A stream of bytes that is opened when its turn comes. */
export interface ByteSource {
  readonly name: string
  open(): AsyncIterable<Uint8Array>
}

/** The named files, `-` being standard input; standard input if there is none. A file that is not there is a StartError. */
export function byteSources(names: readonly string[], stdin: Readable & { readonly isTTY?: boolean }): ByteSource[] {
  const sources = names.filter((name) => name !== "")
  return (sources.length === 0 ? ["-"] : sources).map((name) => (name === "-" ? stdinSource(stdin) : fileSource(name)))
}

function stdinSource(stdin: Readable & { readonly isTTY?: boolean }): ByteSource {
  if (stdin.isTTY === true) {
    throw new StartError("there are no inputs: name files, or pipe lines in (see heddle map --help)")
  }
  return { name: "stdin", open: () => stdin }
}

function fileSource(name: string): ByteSource {
  if (!existingFile(name)) throw new StartError(`there is no file ${name}`)
  return { name, open: () => createReadStream(name) }
}

/** Is there a file (not a folder) of this name? */
export function existingFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === false
}
