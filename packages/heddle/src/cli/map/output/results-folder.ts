import { mkdirSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { StartError } from "../../start-error.ts"
import type { Success } from "../outcome.ts"

/** The folder of `--results`: a file for each value, named by the input's index. */
export class ResultsFolder {
  readonly path: string

  /** Makes the folder. If it cannot be made: StartError. */
  constructor(path: string) {
    this.path = path
    try {
      mkdirSync(path, { recursive: true })
    } catch (error) {
      throw new StartError(`cannot make the folder ${path}: ${(error as Error).message}`)
    }
  }

  /** Resolves with the name of the file that was written: `000000.bin` for bytes, else `000000.json`. */
  async write(index: number, { json, bytes }: Success): Promise<string> {
    const name = `${String(index).padStart(6, "0")}.${bytes === undefined ? "json" : "bin"}`
    await writeFile(join(this.path, name), bytes ?? `${json ?? '{"$undefined":true}'}\n`)
    return name
  }
}
