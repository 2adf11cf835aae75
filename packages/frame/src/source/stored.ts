import path from "node:path"
import { ScratchFolder } from "../engine/index.ts"
import { writeParquet } from "../parquet/index.ts"
import type { ParquetColumn } from "../parquet/index.ts"
import { literal } from "../sql/index.ts"

const owners = new FinalizationRegistry<ScratchFolder>((folder) => folder[Symbol.dispose]())

/** Data in memory as a file, which is written for the first query, and goes with `owner`. */
export class Stored {
  readonly #folder = new ScratchFolder()
  #path: string | undefined

  constructor(owner: object) {
    owners.register(owner, this.#folder)
  }

  /** What stands behind FROM. */
  from(columns: () => readonly ParquetColumn[]): string {
    return `read_parquet(${literal(this.path(columns))})`
  }

  path(columns: () => readonly ParquetColumn[]): string {
    if (this.#path === undefined) {
      const file = path.join(this.#folder.path, "rows.parquet")
      writeParquet(file, columns())
      this.#path = file
    }
    return this.#path
  }
}
