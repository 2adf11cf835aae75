import fs from "node:fs"
import { findPackageJSON } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { OptionError } from "../../core/errors/index.ts"

/** Where values are kept by their keys, as zarrita asks for it. */
export interface ZarrStore {
  get(key: never, options?: never): Uint8Array | undefined | Promise<Uint8Array | undefined>
  getRange?(key: never, range: never, options?: never): Uint8Array | undefined | Promise<Uint8Array | undefined>
}

/** A decoded chunk. A bool's data is no typed array, but has a buffer. */
export interface ZarritaChunk {
  readonly data: ArrayBufferView & { readonly length: number }
  readonly shape: readonly number[]
  readonly stride: readonly number[]
}

/** An opened array. */
export interface ZarritaArray {
  getChunk(at: number[]): Promise<ZarritaChunk>
}

/** What encodes bytes, and decodes them. */
export interface Codec {
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** As much of the package zarrita as is used here. */
export interface Zarrita {
  readonly FetchStore: new (url: string | URL) => ZarrStore
  readonly Location: new (store: ZarrStore, path: string) => object
  readonly registry: Map<string, () => unknown>
  open(location: unknown, options: { readonly kind: "array" }): Promise<ZarritaArray>
}

/** A name that bundlers leave alone. */
const name = "zarrita"

/**
 * The package, from beside this library or from the program's folder. It is loaded when it is first needed.
 *
 * @throws OptionError where it cannot be loaded
 */
export async function loadZarrita(option: string, value: unknown): Promise<Zarrita> {
  try {
    return (await import(name)) as Zarrita
  } catch (cause) {
    try {
      return (await import(inProgram())) as Zarrita
    } catch {
      throw new OptionError(option, "used with the package zarrita, which cannot be loaded", value, {
        cause,
        hint: "npm install zarrita",
      })
    }
  }
}

/** Where the program has it. The package says only how it is imported, so `require.resolve` does not find it. */
function inProgram(): string {
  const file = findPackageJSON(name, pathToFileURL(path.resolve("index.js")))
  if (file === undefined) throw new Error("it is not installed")
  const { main } = JSON.parse(fs.readFileSync(file, "utf8")) as { main: string }
  return pathToFileURL(path.join(path.dirname(file), main)).href
}
